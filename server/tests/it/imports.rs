//! Members from a file: checked row by row, taken over as a whole, undone.

use std::io::Write;

use app::{
    ids::ImportId,
    imports::{
        forms::field,
        types::{ImportState, LEAVE, TAKE_OVER, Verdict},
    },
    membership::types::{Appointment, Capacity, EndReason},
    paths,
};
use axum::http::StatusCode;
use chrono::{Days, NaiveDate, TimeDelta};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use server::{
    audit,
    db::entities::{import_row, member_import, person, seat},
    imports::{check, store},
    membership::{
        appointments::{self, Appointed, Ended, Ending, Meeting, NewAppointment},
        seats::{self, Which},
    },
    secrets,
    sheets::{Export, ExportColumn, Value, write_xlsx},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{
    Answer, Browser, TestPortal, eventually, many::operator, requests::imports::import_of,
};

const HEAD: &str =
    "Seat,Category,Organisation,Full name,Email,Post,Role,Capacity,From,Term ends,How designated\n";

const CATEGORIES: [&str; 5] = ["Health", "Police", "Education", "Mediation", "Cafcass"];

/// A good row for a new seat.
fn row(number: usize) -> String {
    format!(
        "Seat {number},{},Cafcass,Person {number} Test,person{number}@test.example,Head,,,2026-09-01,31/08/2029,Nominated by the organisation",
        CATEGORIES[number % CATEGORIES.len()]
    )
}

fn file(rows: &[String]) -> String {
    format!("{HEAD}{}\n", rows.join("\n"))
}

async fn send(portal: &TestPortal, browser: &mut Browser, name: &str, file: &[u8]) -> Answer {
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let address = paths::import_members("alpha");
    browser
        .upload(&address, &[(field::IMPORT, &id)], name, file)
        .await
}

/// Sends a file that is taken; its page once it is checked.
async fn checked(portal: &TestPortal, browser: &mut Browser, file: &str) -> Answer {
    let sent = send(portal, browser, "members.csv", file.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let address = sent.location().unwrap();
    eventually(async || {
        let page = browser.get(&address).await;
        (!page.headers.contains_key("refresh")).then_some(page)
    })
    .await
}

/// The import of a page of it.
fn import(page: &Answer) -> ImportId {
    let path = page.path.split(['?', '#']).next().unwrap();
    ImportId(path.rsplit('/').next().unwrap().parse().unwrap())
}

async fn found(portal: &TestPortal, id: ImportId) -> app::imports::types::ImportEntry {
    let found = store::find(portal.state.db.reader(), id).await;
    found.unwrap().unwrap()
}

async fn take_over(browser: &mut Browser, page: &Answer) -> Answer {
    let button = page
        .texts("button")
        .into_iter()
        .find(|words| words.starts_with("Import"))
        .unwrap_or_else(|| panic!("{}", page.body));
    browser.submit(page, &button, &[]).await
}

/// How many seats and people there are.
async fn counts(portal: &TestPortal) -> (u64, u64) {
    let db = portal.state.db.reader();
    (
        seat::Entity::find().count(db).await.unwrap(),
        person::Entity::find().count(db).await.unwrap(),
    )
}

/// Who holds seats of Alpha on a day.
async fn holders(portal: &TestPortal, day: NaiveDate) -> Vec<(String, String)> {
    let which = Which::Of(portal.world.boards["alpha"]);
    let rows = seats::rows(portal.state.db.reader(), &which, day).await;
    rows.unwrap()
        .into_iter()
        .map(|row| {
            let holder = row.holder.map(|holder| holder.full_name);
            (row.title, holder.unwrap_or_default())
        })
        .collect()
}

/// Everything but the imports themselves and what goes on by itself.
async fn membership(portal: &TestPortal) -> String {
    let contents = portal.contents().await;
    contents
        .split("\n# ")
        .filter(|table| {
            ["seat:", "appointment:", "person:"]
                .iter()
                .any(|name| table.starts_with(name))
        })
        .collect()
}

#[tokio::test]
async fn forty_members_go_in_once_the_three_bad_rows_are_mended() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut rows: Vec<String> = (1..=40).map(row).collect();
    let good = rows.clone();
    rows[4] = rows[4].replace("2026-09-01", "31/02/2026");
    rows[9] = rows[9].replace("person10@test.example", "person10");
    rows[14] = rows[14].replace("Cafcass,Person", "Nowhere council,Person");
    let before = membership(&portal).await;
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    assert!(
        page.body.contains("3 rows need correcting"),
        "{}",
        page.body
    );
    assert!(page.texts("li").contains(&"New seat (37)".to_owned()));
    assert!(
        page.texts("button")
            .iter()
            .all(|words| !words.starts_with("Import"))
    );
    for (number, reason) in [
        ("6", "“31/02/2026” is not understood as the first day"),
        ("11", "“person10” is not an email address"),
        (
            "16",
            "The register has no organisation called “Nowhere council”",
        ),
    ] {
        let lines = page.texts("tbody tr");
        let line = lines.iter().find(|line| line.starts_with(number)).unwrap();
        assert!(line.contains(reason), "{line}");
    }
    // Nothing is taken over of a file with bad rows, whatever is sent.
    let address = paths::apply_import(import(&page));
    let refused = browser.post(&address, &[(field::VERSION, "1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.title().starts_with("Error: "));
    let errors = browser.fetch(&paths::import_errors(import(&page))).await;
    assert_eq!(errors.status, StatusCode::OK);
    let mut reader =
        csv::Reader::from_reader(errors.body.trim_start_matches('\u{feff}').as_bytes());
    let bad: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(bad.len(), 3);
    assert_eq!((&bad[0][8], &bad[0][13]), ("31/02/2026", "6"));
    assert_eq!(membership(&portal).await, before);

    let page = checked(&portal, &mut browser, &file(&good)).await;
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.follow(&done).await;
    assert!(page.body.contains("The members have been imported"));
    let held = holders(&portal, portal.state.clock.today()).await;
    assert!(held.contains(&("Seat 40".to_owned(), "Person 40 Test".to_owned())));
    assert_eq!(
        held.iter()
            .filter(|(title, _)| title.starts_with("Seat ") && !title.contains("canary"))
            .count(),
        40
    );

    // The same file again changes nothing.
    let before = membership(&portal).await;
    let page = checked(&portal, &mut browser, &file(&good)).await;
    assert!(
        page.texts("li")
            .iter()
            .any(|line| line.starts_with("No change (40)")),
        "{}",
        page.body
    );
    assert!(page.body.contains("There is nothing to import"));
    let nothing = browser
        .post(
            &paths::apply_import(import(&page)),
            &[(field::VERSION, "1")],
        )
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(membership(&portal).await, before);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
}

#[tokio::test]
async fn the_file_is_kept_as_it_came_with_its_hash() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let content = file(&[row(1)]);
    let sent = send(
        &portal,
        &mut browser,
        "C:\\files\\mem\u{202e}bers.csv",
        content.as_bytes(),
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let kept = member_import::Entity::find()
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.file, content.as_bytes());
    assert_eq!(
        kept.file_hash,
        secrets::hex(&Sha256::digest(content.as_bytes()))
    );
    assert_eq!(kept.file_name, "members.csv");
}

#[tokio::test]
async fn what_a_file_lacks_and_what_of_it_is_not_read_is_said() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let content = "Seat,Category,Full name,Email,Appointed on,Left\n\
                   Guest,Mediation,Ada Test,ada@test.example,2024-01-01,2025-01-01\n";
    let page = checked(&portal, &mut browser, content).await;
    for words in [
        "No column says from when. Everybody in the file would begin today",
        "Columns that are not read: Appointed on, Left",
        "Mediation, with the role Member",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(page.body.contains(&store::hash_of(content.as_bytes())));
}

#[tokio::test]
async fn another_file_under_the_same_key_is_asked_for_again() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let address = paths::import_members("alpha");
    let fields = [(field::IMPORT, id.as_str())];
    let one = file(&[row(1)]);
    let sent = browser
        .upload(&address, &fields, "one.csv", one.as_bytes())
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let again = browser
        .upload(&address, &fields, "one.csv", one.as_bytes())
        .await;
    assert_eq!(again.location(), sent.location());
    let two = file(&[row(2)]);
    let refused = browser
        .upload(&address, &fields, "two.csv", two.as_bytes())
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The page has a new key, so that sending it again works.
    assert!(!refused.body.contains(&format!("value=\"{id}\"")));
}

#[tokio::test]
async fn more_than_two_thousand_are_not_imported_at_once() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows: Vec<String> = (0..2_001).map(row).collect();
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    assert!(
        page.body
            .contains("At most 2,000 members are imported at a time.")
    );
    let buttons = page.texts("button");
    assert!(buttons.iter().all(|words| !words.starts_with("Import")));
    let address = paths::apply_import(import(&page));
    let refused = browser.post(&address, &[(field::VERSION, "1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts(".govuk-error-summary__list a")[0].starts_with("At most 2,000"));
}

#[tokio::test]
async fn a_second_click_on_upload_keeps_one_file() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let address = paths::import_members("alpha");
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let content = file(&[row(1)]);
    let mut led_to = Vec::new();
    for _ in 0..2 {
        let fields = [(field::IMPORT, id.as_str())];
        let sent = browser
            .upload(&address, &fields, "m.csv", content.as_bytes())
            .await;
        led_to.push(sent.location());
    }
    assert_eq!(led_to[0], led_to[1]);
    let kept = member_import::Entity::find()
        .count(portal.state.db.reader())
        .await;
    assert_eq!(kept.unwrap(), 1);
    let page = browser.get(&address).await;
    assert_eq!(page.texts("tbody th a"), ["m.csv"]);
    // The key of one board's file opens nothing on another board.
    let mut other = portal.signed_in("beta chair").await;
    let sent = other
        .upload(
            &paths::import_members("beta"),
            &[(field::IMPORT, &id)],
            "m.csv",
            content.as_bytes(),
        )
        .await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
}

/// A row that takes the seat of the member.
fn successor() -> String {
    "\"Seat of member, canary-seat-member\",,,Ada Test,ada@test.example,,,,2026-11-23,,".to_owned()
}

async fn seat_of_member(portal: &TestPortal) -> Vec<Appointment> {
    let seat = portal.world.seats["member"];
    let held = appointments::of_seat(portal.state.db.reader(), seat).await;
    held.unwrap()
}

#[tokio::test]
async fn who_holds_a_seat_gives_way_only_when_somebody_says_so_and_gets_it_back() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let before = seat_of_member(&portal).await;
    let page = checked(&portal, &mut browser, &file(&[successor(), row(1)])).await;
    assert!(
        page.body.contains("1 row waits for a decision"),
        "{}",
        page.body
    );
    let too_early = browser
        .post(
            &paths::apply_import(import(&page)),
            &[(field::VERSION, "1")],
        )
        .await;
    assert_eq!(too_early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        too_early
            .body
            .contains("1 row waits for a decision. Nothing was imported")
    );

    let nothing = browser.submit(&page, "Save choices", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        nothing.texts(".govuk-error-summary__list a"),
        ["Select what to do with at least one row"]
    );
    for _ in 0..2 {
        let chosen = browser
            .submit(&page, "Save choices", &[("row-2", TAKE_OVER)])
            .await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    }
    // Another choice from the page as it was is out of date.
    let late = browser
        .submit(&page, "Save choices", &[("row-2", LEAVE)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let page = browser.get(&paths::import(import(&page))).await;
    assert!(
        page.texts("button")
            .contains(&"Import 2 members".to_owned()),
        "{}",
        page.body
    );
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let held = seat_of_member(&portal).await;
    assert_eq!(held[0].full_name, "Ada Test");
    let old = held
        .iter()
        .find(|one| one.capacity == Capacity::Holder && one.full_name.contains("member"))
        .unwrap();
    assert_eq!(
        old.span.last,
        Some(portal.state.clock.today() - Days::new(1))
    );

    let page = browser.follow(&done).await;
    for _ in 0..2 {
        let undone = browser
            .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
            .await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    }
    let after = seat_of_member(&portal).await;
    let in_force: Vec<&Appointment> = after.iter().filter(|one| !one.voided).collect();
    assert_eq!(in_force.len(), before.len());
    for (was, is) in before.iter().zip(in_force) {
        assert_eq!(
            (was.id, was.span, was.end_reason),
            (is.id, is.span, is.end_reason)
        );
    }
    // The seat that was set up is on no list of any day, and the history stays.
    for day in [0, 30, 365] {
        let held = holders(&portal, portal.state.clock.today() + Days::new(day)).await;
        assert!(held.iter().all(|(title, _)| title != "Seat 1"), "{held:?}");
    }
    assert_eq!(after.len(), before.len() + 1);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
    // And the file can be taken over once more.
    let page = checked(&portal, &mut browser, &file(&[row(1)])).await;
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

/// A row that takes the seat of the member next week.
fn next_week() -> String {
    successor().replace("2026-11-23", "2026-11-30")
}

/// Sends a file, decides on its first row and comes back to its page.
async fn decided(
    portal: &TestPortal,
    browser: &mut Browser,
    rows: &[String],
    choice: &str,
) -> Answer {
    let page = checked(portal, browser, &file(rows)).await;
    let chosen = browser
        .submit(&page, "Save choices", &[("row-2", choice)])
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    browser.get(&paths::import(import(&page))).await
}

/// Appoints somebody besides the file, who may take the place of the holder.
async fn appoint(portal: &TestPortal, person: &str, seat: &str) {
    let (seat, person) = (portal.world.seats[seat], portal.world.people[person]);
    let new = NewAppointment::holder(seat, person, portal.state.clock.today());
    let meeting = Meeting {
        replace: true,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let outcome = appointments::appoint(&tx, &state.random, &operator(), at, &new, meeting).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_decision_holds_for_the_holder_it_was_made_about_and_for_nobody_else() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = decided(&portal, &mut browser, &[next_week()], TAKE_OVER).await;
    // Meanwhile somebody else takes the seat.
    appoint(&portal, "no seat", "member").await;
    let before = membership(&portal).await;
    let refused = take_over(&mut browser, &page).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(refused.body.contains("1 row waits for a decision"));
    assert_eq!(membership(&portal).await, before);
    let chosen = browser
        .submit(&refused, "Save choices", &[("row-2", TAKE_OVER)])
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    let page = browser.get(&paths::import(import(&page))).await;
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(seat_of_member(&portal).await[0].full_name, "Ada Test");
}

/// Ends the time of whoever holds the seat of a member today.
async fn the_holder_leaves(portal: &TestPortal) {
    let held = seat_of_member(portal).await;
    let holder = held.iter().find(|one| one.capacity == Capacity::Holder);
    let ending = Ending {
        appointment: holder.unwrap().id,
        last_day: portal.state.clock.today(),
        reason: EndReason::Other,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let ended = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(ended.unwrap(), Ended::Saved);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_row_that_was_left_out_is_not_taken_over_once_the_seat_is_free() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = decided(&portal, &mut browser, &[next_week(), row(1)], LEAVE).await;
    the_holder_leaves(&portal).await;
    let before = membership(&portal).await;
    let refused = take_over(&mut browser, &page).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert_eq!(
        refused.texts(".govuk-error-summary__list a"),
        [
            "What would happen to some rows has changed since the file was checked, and nothing \
             was imported. Look at the rows and import the file again"
        ]
    );
    assert_eq!(membership(&portal).await, before);
    // Whoever has seen it now may go on.
    let done = take_over(&mut browser, &refused).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(seat_of_member(&portal).await[0].full_name, "Ada Test");
}

/// The value of the choice with these words on a page.
fn value_of(page: &Answer, words: &str) -> String {
    let html = page.html();
    let labels = scraper::Selector::parse("label").unwrap();
    let label = html
        .select(&labels)
        .find(|label| label.text().collect::<String>().trim() == words)
        .unwrap_or_else(|| panic!("no choice {words:?}"));
    let id = label.value().attr("for").unwrap();
    let input = scraper::Selector::parse(&format!("input[id='{id}']")).unwrap();
    let input = html.select(&input).next().unwrap();
    input.value().attr("value").unwrap().to_owned()
}

#[tokio::test]
async fn names_that_are_hardly_different_are_asked_about_once_and_remembered() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let slip = |number: usize| row(number).replace("Cafcass,Person", "Cafcas,Person");
    let rows = [
        slip(0),
        row(1),
        slip(2),
        slip(3).replace("Person 3 Test", ""),
    ];
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    let id = import(&page);
    assert!(
        page.body.contains("Which organisation is “Cafcas”?"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("2 rows of the file, the first of them row 2"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("Import 1 member"), "{}", page.body);
    let before = membership(&portal).await;
    // Nothing selected, and what is not offered, keep the page.
    for value in ["", "everything"] {
        let answers = [("name-2", value)];
        let refused = browser
            .submit(&page, "Save and check again", &answers)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let saved = browser
        .submit(
            &page,
            "Save and check again",
            &[("name-2", &value_of(&page, "Cafcass"))],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let rows = store::all_rows(portal.state.db.reader(), id, None)
        .await
        .unwrap();
    let verdicts: Vec<_> = rows.iter().map(|row| row.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::New, Verdict::New, Verdict::New, Verdict::Bad]
    );
    // The same page sent again comes too late.
    let late = browser
        .submit(
            &page,
            "Save and check again",
            &[("name-2", &value_of(&page, "Cafcass"))],
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(membership(&portal).await, before);
    // The corrected file asks nothing that was answered.
    let rows = [slip(0), row(1), slip(2), slip(3)];
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    assert!(page.body.contains("Import 4 members"), "{}", page.body);
    let applied = take_over(&mut browser, &page).await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.body);
}

#[tokio::test]
async fn a_corrected_file_keeps_what_was_decided_about_its_rows() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let bad = row(1).replace("2026-09-01", "soon");
    let page = checked(&portal, &mut browser, &file(&[successor(), bad])).await;
    let page = browser.get(&format!("{}?verdict=replace", page.path)).await;
    let chosen = browser
        .submit(&page, "Save choices", &[("row-2", TAKE_OVER)])
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    let page = checked(&portal, &mut browser, &file(&[successor(), row(1)])).await;
    assert!(page.body.contains("Import 2 members"), "{}", page.body);
    // Another person's decision is theirs.
    let mut chair = portal.signed_in("chair").await;
    let page = checked(&portal, &mut chair, &file(&[successor(), row(1)])).await;
    assert!(
        page.body.contains("1 row waits for a decision"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn undoing_is_confirmed_first() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = checked(&portal, &mut browser, &file(&[row(1)])).await;
    let applied = take_over(&mut browser, &page).await;
    let page = browser.follow(&applied).await;
    let before = portal.contents().await;
    let refused = browser.submit(&page, "Undo this import", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("Confirm that what this import made is to be taken away")
    );
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn undoing_gives_nobody_a_second_seat() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = decided(&portal, &mut browser, &[successor()], TAKE_OVER).await;
    let done = take_over(&mut browser, &page).await;
    let page = browser.follow(&done).await;
    // Meanwhile whoever gave way represents another organisation.
    appoint(&portal, "member", "former").await;
    let before = membership(&portal).await;
    let refused = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(
        refused.body.contains("has another seat by now"),
        "{}",
        refused.body
    );
    assert_eq!(membership(&portal).await, before);
}

#[tokio::test]
async fn nobody_undoes_a_file_to_have_their_own_seat_back() {
    let portal = TestPortal::new().await;
    let (mut secretary, mut chair) = (
        portal.signed_in("secretary").await,
        portal.signed_in("chair").await,
    );
    let held = seats::find(portal.state.db.reader(), portal.world.seats["chair"]).await;
    let title = held.unwrap().unwrap().title;
    let tomorrow = format!("\"{title}\",,,Ada Test,ada@test.example,,,,2026-11-24,,");
    let page = decided(&portal, &mut secretary, &[tomorrow], TAKE_OVER).await;
    let done = take_over(&mut secretary, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = chair.get(&paths::import(import(&page))).await;
    let before = membership(&portal).await;
    let refused = chair
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(
        refused
            .body
            .contains("You cannot give yourself a seat back")
    );
    assert_eq!(membership(&portal).await, before);
    let page = secretary.get(&paths::import(import(&page))).await;
    let undone = secretary
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
}

/// Changes the version of a seat, as every change of it does.
async fn change_version(portal: &TestPortal, title: &str, by: i32) {
    let version = Expr::col(seat::Column::Version).add(by);
    let tx = portal.state.db.begin().await.unwrap();
    seat::Entity::update_many()
        .col_expr(seat::Column::Version, version)
        .filter(seat::Column::Title.eq(title))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_seat_that_changed_since_stands_in_the_way_of_undoing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = checked(&portal, &mut browser, &file(&[row(1), row(2)])).await;
    let done = take_over(&mut browser, &page).await;
    let page = browser.follow(&done).await;
    change_version(&portal, "Seat 2", 1).await;
    let before = membership(&portal).await;
    let refused = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(refused.title().starts_with("Error: "));
    assert!(refused.body.contains("these seats have changed since"));
    assert!(refused.texts("li").contains(&"Seat 2".to_owned()));
    assert!(!refused.texts("li").contains(&"Seat 1".to_owned()));
    assert_eq!(membership(&portal).await, before);
}

#[tokio::test]
async fn only_the_last_import_is_undone() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut pages = Vec::new();
    for number in [1, 2] {
        portal.pass(TimeDelta::minutes(1));
        let page = checked(&portal, &mut browser, &file(&[row(number)])).await;
        let done = take_over(&mut browser, &page).await;
        pages.push(browser.follow(&done).await);
    }
    let before = membership(&portal).await;
    let refused = browser
        .submit(&pages[0], "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(refused.body.contains("It can no longer be undone"));
    assert_eq!(membership(&portal).await, before);
    let undone = browser
        .submit(&pages[1], "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn two_people_who_take_it_over_at_once_take_it_over_once() {
    let portal = TestPortal::new().await;
    let (mut one, mut other) = (
        portal.signed_in("secretary").await,
        portal.signed_in("chair").await,
    );
    let page = checked(&portal, &mut one, &file(&[row(1), row(2)])).await;
    let (seats, people) = counts(&portal).await;
    let address = paths::apply_import(import(&page));
    let form = [(field::VERSION, "1")];
    let (first, second) = tokio::join!(one.post(&address, &form), other.post(&address, &form));
    for answer in [first, second] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.location(), Some(paths::import(import(&page))));
    }
    assert_eq!(counts(&portal).await, (seats + 2, people + 2));
    let again = other.post(&address, &form).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(counts(&portal).await, (seats + 2, people + 2));
}

#[tokio::test]
async fn what_changed_since_the_check_is_found_before_anything_is_written() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let vacant =
        "\"Seat of former, canary-seat-former\",,,Ada Test,ada@test.example,,,,2026-11-23,,";
    let page = checked(&portal, &mut browser, &file(&[row(1), vacant.to_owned()])).await;
    // Meanwhile somebody else fills the seat.
    let other = vacant
        .replace("Ada Test", "Otto Test")
        .replace("ada@", "otto@");
    let faster = checked(&portal, &mut browser, &file(&[other])).await;
    take_over(&mut browser, &faster).await;
    let before = membership(&portal).await;
    let refused = take_over(&mut browser, &page).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(
        refused
            .body
            .contains("Otto Test has this place from 23 November 2026")
    );
    assert_eq!(membership(&portal).await, before);
    let now = found(&portal, import(&page)).await;
    assert_eq!(now.state, ImportState::Checked);
}

#[tokio::test]
async fn another_board_s_secretary_is_told_of_no_import() {
    let portal = TestPortal::new().await;
    let id = import_of(&portal, "/imports/{import}/undo", "alpha").await;
    for person in [
        "beta chair",
        "beta member",
        "policy lead",
        "member",
        "observer",
        "no seat",
    ] {
        let mut browser = portal.signed_in(person).await;
        let before = portal.contents().await;
        for address in [paths::import(id), paths::import_errors(id)] {
            assert_eq!(
                browser.fetch(&address).await.status,
                StatusCode::NOT_FOUND,
                "{person} {address}"
            );
        }
        for address in [
            paths::choose_in_import(id),
            paths::apply_import(id),
            paths::undo_import(id),
        ] {
            let fields = [(field::VERSION, "3"), ("row-2", "new")];
            let answer = browser.post(&address, &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{person} {address}");
        }
        assert_eq!(portal.contents().await, before, "{person}");
    }
}

#[tokio::test]
async fn nobody_appoints_themselves_by_a_file() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let own = "Chair of health,Officers,,Canary-person-secretary O'Test,secretary@canary-email.example,,Chair,,2026-11-23,,"
        .replace("Officers", "Chair and officers");
    let page = checked(&portal, &mut browser, &file(std::slice::from_ref(&own))).await;
    assert!(
        page.body.contains("You cannot appoint yourself"),
        "{}",
        page.body
    );
    // Nor a file that somebody else sent and that names whoever takes it over.
    let mut chair = portal.signed_in("chair").await;
    let page = checked(&portal, &mut chair, &file(&[own])).await;
    let before = membership(&portal).await;
    let refused = browser
        .post(
            &paths::apply_import(import(&page)),
            &[(field::VERSION, "1")],
        )
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(refused.body.contains("You cannot appoint yourself"));
    assert_eq!(membership(&portal).await, before);
}

#[tokio::test]
async fn the_portal_s_own_file_of_members_changes_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    for format in ["csv", "xlsx"] {
        let address = format!("{}?format={format}", paths::members_export("alpha"));
        let request = browser
            .request(axum::http::Method::GET, &address)
            .body(axum::body::Body::empty())
            .unwrap();
        use tower::ServiceExt;
        let answer = portal.router.clone().oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .unwrap();
        let sent = send(&portal, &mut browser, "members", &bytes).await;
        let page = browser.follow(&sent).await;
        assert!(
            page.body.contains("There is nothing to import"),
            "{format}: {}",
            page.body
        );
    }
}

#[tokio::test]
async fn names_that_look_like_formulas_and_names_of_every_script_round_trip() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let names = [
        "=cmd|' /C calc'!A0",
        "سارة الحسن",
        "Zoe\u{308} O\u{301}’Ne\u{301}ill",
        "@SUM(1+1)",
    ];
    let rows: Vec<Vec<Value>> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            [
                format!("Seat {number}"),
                "Health".to_owned(),
                (*name).to_owned(),
                format!("person{number}@test.example"),
            ]
            .into_iter()
            .map(Value::Text)
            .chain([Value::Date(NaiveDate::from_ymd_opt(2026, 9, 1).unwrap())])
            .collect()
        })
        .collect();
    let export = Export {
        title: "Members".to_owned(),
        columns: ["Seat", "Category", "Full name", "Email", "From"]
            .map(|name| ExportColumn {
                name: name.to_owned(),
            })
            .into(),
        rows,
        about: Vec::new(),
    };
    // Days are typed: Excel counts them from 1900.
    let file = write_xlsx(&export, portal.state.clock.now()).unwrap();
    let sent = send(&portal, &mut browser, "members.xlsx", &file).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = browser.follow(&sent).await;
    assert!(page.body.contains("1 September 2026"), "{}", page.body);
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let list = browser
        .fetch(&format!("{}?format=csv", paths::members_export("alpha")))
        .await;
    let mut reader = csv::Reader::from_reader(list.body.trim_start_matches('\u{feff}').as_bytes());
    let mut cells = Vec::new();
    for record in reader.records() {
        cells.extend(record.unwrap().iter().map(str::to_owned));
    }
    for name in names {
        let tidied = app::wording::tidied(name);
        let protected = format!("'{tidied}");
        assert!(
            cells.contains(&tidied) || cells.contains(&protected),
            "{name}"
        );
        assert!(
            !name.starts_with(['=', '@']) || cells.contains(&protected),
            "{name}"
        );
    }
    let again = send(&portal, &mut browser, "members.csv", list.body.as_bytes()).await;
    let page = browser.follow(&again).await;
    assert!(
        page.body.contains("There is nothing to import"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn names_longer_than_three_hundred_are_bad_rows() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [300, 301]
        .map(|length| row(length).replace(&format!("Person {length} Test"), &"ÿ".repeat(length)));
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    assert!(
        page.body.contains("1 row needs correcting"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("The full name must be 300 characters or less")
    );
}

/// A zip archive with one part that is packed.
fn archive(part: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    writer.start_file(part, options).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn files_that_cannot_be_taken_are_refused_on_the_page_and_not_kept() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut protected = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    protected.extend(vec![0; 4_096]);
    for word in ["EncryptedPackage", "EncryptionInfo"] {
        protected.extend(word.encode_utf16().flat_map(u16::to_le_bytes));
    }
    let bomb = archive("xl/workbook.xml", &vec![b' '; 80 * 1024 * 1024]);
    let before = portal.contents().await;
    for (name, content) in [
        ("nothing selected", Vec::new()),
        ("empty sheet", HEAD.as_bytes().to_vec()),
        ("only spaces", b" \n \n".to_vec()),
        (
            "columns of something else",
            b"Colour,Size\nred,2\n".to_vec(),
        ),
        ("header twice", HEAD.replace("Post", "Email").into_bytes()),
        (
            "merged header cells",
            b"Members,,,\nSeat,,Full name and email,\nHead,,Ada Test,\n".to_vec(),
        ),
        (
            "no column for email",
            b"Seat,Full name\nHead,Ada Test\n".to_vec(),
        ),
        ("password protected", protected),
        ("zip bomb", bomb),
        ("picture", vec![0x89, b'P', b'N', b'G', 0, 1, 2, 3]),
        ("BS23C50123.csv", file(&[row(1)]).into_bytes()),
        (
            "case number in a column that is not read",
            b"Seat,Full name,Email,Notes\nHead,Ada Test,ada@test.example,see BS23C50123\n".to_vec(),
        ),
        ("large", vec![b'x'; 10 * 1024 * 1024 + 1]),
        (
            "eleven thousand rows",
            file(&(0..11_000).map(row).collect::<Vec<_>>()).into_bytes(),
        ),
    ] {
        let answer = send(&portal, &mut browser, name, &content).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}: {}",
            answer.body
        );
        assert!(answer.title().starts_with("Error: "), "{name}");
        assert_eq!(answer.heading(), "Import members from a file", "{name}");
        let summary = answer.texts(".govuk-error-summary__list a");
        assert_eq!(summary.len(), 1, "{name}: {summary:?}");
        assert_eq!(portal.contents().await, before, "{name}");
    }
    let large = send(
        &portal,
        &mut browser,
        "large",
        &vec![b'x'; 10 * 1024 * 1024 + 1],
    )
    .await;
    assert!(
        large
            .body
            .contains("The selected file must be smaller than 10MB")
    );
    let huge = send(&portal, &mut browser, "huge", &vec![b'x'; 50 * 1024 * 1024]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        huge.heading(),
        "The selected file must be smaller than 10MB"
    );
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn forms_without_a_file_or_of_another_kind_are_refused() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let address = paths::import_members("alpha");
    let page = browser.get(&address).await;
    let before = portal.contents().await;
    let none = browser.submit(&page, "Check the file", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        none.texts(".govuk-error-summary__list a"),
        ["Select a file"]
    );
    let body = file(&[row(1)]);
    for kind in [
        "text/csv",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=none",
    ] {
        let request = browser
            .request(axum::http::Method::POST, &address)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .body(axum::body::Body::from(body.clone()))
            .unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
    }
    assert_eq!(portal.contents().await, before);
}

/// Twelve ways to be wrong, each another.
fn spoilt(number: usize, way: usize) -> String {
    let good = row(number);
    match way {
        0 => good.replace("2026-09-01", "2026-02-30"),
        1 => good.replace("2026-09-01", "soon"),
        2 => good.replace("31/08/2029", "31/08/2020"),
        3 => good.replace(&format!("person{number}@test.example"), "nobody"),
        4 => good.replace(&format!("Person {number} Test"), ""),
        5 => good.replace("Cafcass,Person", "Nowhere,Person"),
        6 => good.replace(CATEGORIES[number % CATEGORIES.len()], "Sailors"),
        7 => good.replace("Head,,,", "Head,Admiral,,"),
        8 => good.replace("Head,,,", "Head,,Passenger,"),
        9 => good.replace("Nominated by the organisation", "By lot"),
        10 => good.replace(&format!("Person {number} Test"), &"n".repeat(301)),
        _ => good.replace(&format!("Seat {number},"), ","),
    }
}

#[tokio::test]
async fn of_ten_thousand_rows_the_137_bad_ones_are_reported_and_nothing_is_written() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut rows: Vec<String> = (0..10_000).map(row).collect();
    let bad: Vec<usize> = (0..137).map(|place| place * 71 + 5).collect();
    for (place, number) in bad.iter().enumerate() {
        rows[*number] = spoilt(*number, place % 12);
    }
    let before = membership(&portal).await;
    let content = file(&rows);
    let sent = send(&portal, &mut browser, "members.csv", content.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // The page can be left and come back to while it is checked.
    let page = browser.get(&sent.location().unwrap()).await;
    if page.headers.contains_key("refresh") {
        assert!(page.body.contains("of 10,000 rows"), "{}", page.body);
        assert_eq!(page.texts("progress").len(), 1);
    }
    let id = import(&page);
    eventually_long(async || found(&portal, id).await.state == ImportState::Checked).await;
    let rows = store::all_rows(portal.state.db.reader(), id, Some(Verdict::Bad))
        .await
        .unwrap();
    let numbers: Vec<usize> = rows
        .iter()
        .map(|row| usize::try_from(row.number).unwrap())
        .collect();
    // The header is the first row.
    let expected: Vec<usize> = bad.iter().map(|number| number + 2).collect();
    assert_eq!(numbers, expected);
    assert!(rows.iter().all(|row| !row.reason.is_empty()));
    let page = browser.get(&paths::import(id)).await;
    assert!(
        page.body.contains("137 rows need correcting"),
        "{}",
        page.body
    );
    assert_eq!(page.texts("tbody tr").len(), 50);
    let next = page
        .links()
        .into_iter()
        .find(|link| link.contains("after="))
        .unwrap();
    assert_eq!(browser.get(&next).await.texts("tbody tr").len(), 50);
    let errors = browser.fetch(&paths::import_errors(id)).await;
    assert_eq!(errors.body.lines().count(), 138);
    let refused = browser
        .post(&paths::apply_import(id), &[(field::VERSION, "1")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(membership(&portal).await, before);
}

/// Waits for something that may take a minute on a slow machine.
async fn eventually_long(mut look: impl AsyncFnMut() -> bool) {
    for _ in 0..6_000 {
        if look().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it did not happen within two minutes");
}

#[tokio::test]
async fn a_large_file_is_taken_over_and_undone_while_nobody_waits() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    // More than are worked on while somebody waits.
    let rows: Vec<String> = (0..600).map(row).collect();
    let (seats, people) = counts(&portal).await;
    let sent = send(&portal, &mut browser, "members.csv", file(&rows).as_bytes()).await;
    let address = sent.location().unwrap();
    let page = eventually(async || {
        let page = browser.get(&address).await;
        (!page.headers.contains_key("refresh")).then_some(page)
    })
    .await;
    let answer = take_over(&mut browser, &page).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id = import(&page);
    eventually_long(async || found(&portal, id).await.state == ImportState::Applied).await;
    let added = rows.len() as u64;
    assert_eq!(counts(&portal).await, (seats + added, people + added));
    eventually_long(async || !portal.state.imports.is_at_work(id)).await;
    let page = browser.get(&address).await;
    // What stands in the way is said before anything begins.
    change_version(&portal, "Seat 7", 1).await;
    let refused = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("li").contains(&"Seat 7".to_owned()));
    change_version(&portal, "Seat 7", -1).await;
    let answer = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    eventually_long(async || found(&portal, id).await.state == ImportState::Undone).await;
    assert_eq!(counts(&portal).await, (seats + added, people + added));
    let held = holders(&portal, portal.state.clock.today()).await;
    assert!(held.iter().all(|(title, _)| title != "Seat 7"));
}

#[tokio::test]
async fn whoever_left_a_large_file_to_be_taken_over_is_told_that_it_was_not() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows: Vec<String> = std::iter::once(next_week())
        .chain((0..600).map(row))
        .collect();
    let page = decided(&portal, &mut browser, &rows, LEAVE).await;
    the_holder_leaves(&portal).await;
    let before = membership(&portal).await;
    let answer = take_over(&mut browser, &page).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id = import(&page);
    eventually_long(async || !portal.state.imports.is_at_work(id)).await;
    assert_eq!(membership(&portal).await, before);
    let page = browser.get(&paths::import(id)).await;
    let warned = page.texts(".govuk-warning-text__text");
    assert!(warned[0].contains("nothing was imported"), "{warned:?}");
    // What was shown may be taken over, and then nothing is said any more.
    take_over(&mut browser, &page).await;
    eventually_long(async || found(&portal, id).await.state == ImportState::Applied).await;
    eventually_long(async || !portal.state.imports.is_at_work(id)).await;
    let page = browser.get(&paths::import(id)).await;
    assert!(page.texts(".govuk-warning-text__text").is_empty());
}

#[tokio::test]
async fn a_check_that_a_stopped_server_left_is_taken_up_again() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = checked(&portal, &mut browser, &file(&[row(1), row(2)])).await;
    let id = import(&page);
    let tx = portal.state.db.begin().await.unwrap();
    member_import::Entity::update_many()
        .col_expr(member_import::Column::State, Expr::value("checking"))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&paths::import(id)).await;
    assert_eq!(page.headers["refresh"], "3");
    check::take_up(&portal.state).await.unwrap();
    eventually(async || (found(&portal, id).await.state == ImportState::Checked).then_some(()))
        .await;
    let rows = import_row::Entity::find()
        .count(portal.state.db.reader())
        .await;
    assert_eq!(rows.unwrap(), 2);
}

#[tokio::test]
async fn a_key_that_is_none_opens_no_import() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    for key in [Uuid::nil().to_string(), "import".to_owned()] {
        let answer = browser.fetch(&format!("/imports/{key}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
