//! What has to be decided about rows, and for how long that holds.

use app::{
    imports::{
        forms::field,
        members::types::{TAKE_OVER, Verdict},
        types::{ImportState, LEAVE},
    },
    membership::types::{Appointment, Capacity},
    paths,
};
use axum::http::StatusCode;
use chrono::Days;
use server::{audit, imports::members::store};

use super::{
    appoint, checked, decided, file, found, holders, import, membership, next_week, row,
    seat_of_member, successor, take_over, the_holder_leaves,
};
use crate::support::{Answer, TestPortal};

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
    assert_eq!(now.file.state, ImportState::Checked);
}
