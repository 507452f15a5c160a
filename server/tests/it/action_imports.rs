//! The action log that a board kept before: its columns matched, its rows checked,
//! taken over as a whole, undone.

use app::{
    action_imports::{
        forms::field,
        types::{LogState, LogVerdict},
    },
    actions::types::{EntryKind, Origin, Status, Way},
    ids::ActionImportId,
    paths,
};
use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::{
    action_imports::store,
    actions::store as actions,
    audit,
    db::entities::{action, action_import, audit_event},
};

use crate::support::{Answer, Browser, TestPortal, requests::action_imports::seal};

const MEMBER: &str = "Canary-person-member O'Test";
const OBSERVER: &str = "Canary-person-observer O'Test";

/// Sends a file; the answer to it.
async fn send(portal: &TestPortal, browser: &mut Browser, name: &str, file: &[u8]) -> Answer {
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let address = paths::import_actions("alpha");
    browser
        .upload(&address, &[(field::IMPORT, &id)], name, file)
        .await
}

/// Sends a file that is taken; the page that matches its columns.
async fn sent(portal: &TestPortal, browser: &mut Browser, file: &[u8]) -> Answer {
    let answer = send(portal, browser, "log.xlsx", file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.follow(&answer).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

/// Takes the columns as they are matched; the page of the file.
async fn checked(browser: &mut Browser, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.submit(page, "Check the rows", fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.follow(&answer).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page
}

/// Sends rows below usual column names; the page of the file.
async fn log(portal: &TestPortal, browser: &mut Browser, rows: &[&str]) -> Answer {
    let head = "Ref,Action,Owner,Date raised,Deadline,Status,Date closed,Update";
    let file = format!("{head}\n{}\n", rows.join("\n"));
    let page = sent(portal, browser, file.as_bytes()).await;
    checked(browser, &page, &[]).await
}

async fn answer(browser: &mut Browser, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let button = "Save the answers and check again";
    let answer = browser.submit(page, button, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    browser.follow(&answer).await
}

fn import_button(page: &Answer) -> String {
    page.texts("button")
        .into_iter()
        .find(|words| words.starts_with("Import "))
        .unwrap_or_else(|| panic!("{}", page.body))
}

async fn take_over(browser: &mut Browser, page: &Answer) -> Answer {
    browser.submit(page, &import_button(page), &[]).await
}

fn id_of(page: &Answer) -> ActionImportId {
    let path = page.path.split(['?', '#']).next().unwrap();
    ActionImportId(path.split('/').nth(2).unwrap().parse().unwrap())
}

async fn imported(portal: &TestPortal) -> Vec<action::Model> {
    action::Entity::find()
        .filter(action::Column::Origin.eq(Origin::Log.code()))
        .order_by_asc(action::Column::Number)
        .order_by_asc(action::Column::Year)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

/// The name that the page gives to the select of a question.
fn question(page: &Answer, words: &str) -> String {
    let html = page.html();
    let labels = scraper::Selector::parse("label[for]").unwrap();
    let found = html
        .select(&labels)
        .find(|label| label.text().collect::<String>().contains(words));
    let found = found.unwrap_or_else(|| panic!("{words}: {}", page.body));
    found.value().attr("for").unwrap().to_owned()
}

fn day(year: i32, month: u32, of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, of_month).unwrap()
}

/// A log as boards keep them: titles above the header in merged cells, a heading
/// between rows, a meeting merged over its actions, and dates in every form that
/// spreadsheets have. 37 actions, nine of them open.
fn log_of_37() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let (plain, date) = (Format::new(), Format::new().set_num_format("dd/mm/yyyy"));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Action log").unwrap();
    let title = "Alpha Local Family Justice Board";
    sheet.merge_range(0, 0, 0, 8, title, &plain).unwrap();
    let below = "ACTION LOG (as at November 2026). Secretariat to update after each meeting";
    sheet.merge_range(1, 0, 1, 8, below, &plain).unwrap();
    let names = [
        "Ref",
        "Meeting",
        "Action",
        "Owner",
        "Date raised",
        "Deadline",
        "Status",
        "Date closed",
        "Update / Progress",
    ];
    for (place, name) in (0..).zip(names) {
        sheet.write_string(3, place, name).unwrap();
    }
    let mut line = 4;
    let first = day(2024, 10, 1);
    for number in 0..37_u32 {
        if number == 20 {
            let words = "Private law working group";
            sheet.merge_range(line, 0, line, 8, words, &plain).unwrap();
            line += 1;
        }
        let raised = first + Days::new(u64::from(number) * 20);
        let is_open = number >= 28;
        sheet
            .write_string(line, 0, format!("{}", number + 1))
            .unwrap();
        if number % 4 == 0 && number < 36 && number != 20 && number != 16 {
            let meeting = format!("Meeting {}", number / 4 + 1);
            sheet
                .merge_range(line, 1, line + 1, 1, &meeting, &plain)
                .unwrap();
        }
        let action = format!("Do what was agreed, number {}", number + 1);
        sheet.write_string(line, 2, action).unwrap();
        let owner = ["Cafcass", "Beeton", MEMBER, "Cafcass "][number as usize % 4];
        sheet.write_string(line, 3, owner).unwrap();
        let as_date = |day: NaiveDate| ExcelDateTime::parse_from_str(&day.to_string()).unwrap();
        sheet
            .write_datetime_with_format(line, 4, as_date(raised), &date)
            .unwrap();
        let due = raised + Days::new(60);
        match number % 3 {
            0 => sheet
                .write_datetime_with_format(line, 5, as_date(due), &date)
                .unwrap(),
            1 => sheet
                .write_string(line, 5, due.format("%-d %b %Y").to_string())
                .unwrap(),
            // A serial number whose cell has lost its format.
            _ => {
                let serial = (due - day(1899, 12, 30)).num_days();
                sheet.write_number(line, 5, serial as f64).unwrap()
            }
        };
        let status = match (is_open, number % 3) {
            (true, 0) => "Open",
            (true, 1) => "Ongoing",
            (true, _) => "Overdue",
            (false, 0) => "Closed",
            (false, _) => "Complete",
        };
        sheet.write_string(line, 6, status).unwrap();
        if !is_open {
            let closed = raised + Days::new(30);
            sheet
                .write_datetime_with_format(line, 7, as_date(closed), &date)
                .unwrap();
        }
        if number % 2 == 0 {
            let update = format!("Progress on {}.\nMore to follow.", number + 1);
            sheet.write_string(line, 8, update).unwrap();
        }
        line += 1;
    }
    let notes = workbook.add_worksheet();
    notes.set_name("How to use").unwrap();
    notes
        .write_string(0, 0, "Fill in one row for each action")
        .unwrap();
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_log_of_37_actions_goes_in_and_nine_are_open() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = sent(&portal, &mut browser, &log_of_37()).await;
    assert_eq!(page.heading(), "Match the columns");
    assert!(
        page.body.contains("row 4 of the sheet “Action log”"),
        "{}",
        page.body
    );
    let page = checked(&mut browser, &page, &[]).await;
    assert_eq!(page.heading(), "Import of log.xlsx");
    // Each word that is not certain is asked once.
    assert!(
        page.body.contains("2 questions about this log"),
        "{}",
        page.body
    );
    let (complete, overdue) = (question(&page, "“Complete”"), question(&page, "“Overdue”"));
    let page = answer(
        &mut browser,
        &page,
        &[(&complete, "closed"), (&overdue, "in_progress")],
    )
    .await;
    assert_eq!(import_button(&page), "Import 37 actions");
    assert!(
        page.body
            .contains("37 actions would be imported: 9 open, 28 closed or dropped")
    );
    let before = imported(&portal).await;
    assert!(before.is_empty());

    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.follow(&done).await;
    assert!(page.body.contains("The actions have been imported"));
    assert!(
        page.body.contains("37 actions were imported"),
        "{}",
        page.body
    );
    let rows = imported(&portal).await;
    assert_eq!(rows.len(), 37);
    assert_eq!(rows.iter().filter(|row| row.is_open).count(), 9);
    let found = |earlier: &str| {
        let mut rows = rows.iter();
        rows.find(|row| row.earlier_reference == earlier).unwrap()
    };
    let first = found("1");
    assert_eq!(first.title, "Do what was agreed, number 1");
    assert_eq!(first.status, Status::Closed.code());
    assert_eq!(first.raised_on, day(2024, 10, 1));
    assert_eq!(first.due_on, day(2024, 11, 30));
    assert_eq!(first.closed_on, Some(day(2024, 10, 31)));
    assert_eq!(first.seat_id, portal.world.seats["chair"].0);
    assert!(first.reference.starts_with("ALP-2024-0"));
    assert_eq!(found("2").seat_id, portal.world.seats["deputy"].0);
    assert_eq!(found("3").seat_id, portal.world.seats["member"].0);
    // Written out, as a number without its format, and as a date.
    for number in [29, 30, 31] {
        let row = found(&number.to_string());
        let raised = day(2024, 10, 1) + Days::new((number - 1) * 20);
        assert_eq!(
            (row.raised_on, row.due_on),
            (raised, raised + Days::new(60))
        );
        assert!(row.is_open && row.closed_on.is_none());
    }
    let references: std::collections::BTreeSet<_> = rows.iter().map(|row| &row.reference).collect();
    assert_eq!(references.len(), 37);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
    let events = audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq(EntryKind::Imported.code()));
    assert_eq!(events.count(portal.state.db.reader()).await.unwrap(), 37);

    // The action says where it comes from, and the search finds what it was called.
    let page = browser.get(&paths::action(&found("29").reference)).await;
    for words in [
        "From an earlier action log",
        "Earlier reference",
        "Progress on 29.",
        "from a file",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let list = browser
        .get(&format!(
            "{}?q=29&origin=log&status=open&status=in_progress",
            paths::action_log("alpha")
        ))
        .await;
    assert!(list.body.contains(&found("29").reference), "{}", list.body);
}

#[tokio::test]
async fn the_history_of_a_taken_over_action_rebuilds_it() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("chair").await;
    let rows = ["A7,Agree a rota,Cafcass,2026-01-05,2026-12-04,In progress,,=1+2"];
    let page = log(&portal, &mut browser, &rows).await;
    take_over(&mut browser, &page).await;
    let row = imported(&portal).await.remove(0);
    let db = portal.state.db.reader();
    let action = actions::find(db, &row.reference).await.unwrap().unwrap();
    assert_eq!(action.earlier_reference, "A7");
    let (history, _) = actions::history(db, action.id, None).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].kind, EntryKind::Imported);
    assert_eq!(history[0].way, Way::File);
    assert_eq!(history[0].new_status, Status::InProgress);
    // Text that looks like a formula is text, and stays harmless on its way out.
    assert_eq!(history[0].note, "=1+2");
    let export = format!("{}?format=csv", paths::action_log_export("alpha"));
    let csv = browser.fetch(&export).await;
    assert!(csv.body.contains("'=1+2"), "{}", csv.body);
    // It goes on like every other action.
    let form = browser.get(&paths::update_action(&row.reference)).await;
    let saved = browser
        .submit(
            &form,
            "Save update",
            &[("status", "closed"), ("note", "Agreed")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

#[tokio::test]
async fn every_bad_row_is_named_and_nothing_is_imported() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [
        "1,Good,Cafcass,2026-01-05,2026-12-04,Open,,",
        "2,Bad day,Cafcass,2026-01-05,30 February 2026,Open,,",
        "3,Bad words,Cafcass,2026-01-05,next tuesdy,Open,,",
        "4,Twice,Cafcass,2026-01-05,2026-12-04,Open,,",
        "4,Twice again,Cafcass,2026-01-05,2026-12-04,Open,,",
        "6,No date,Cafcass,2026-01-05,,Open,,",
        "7,Named,Cafcass,2026-01-05,2026-12-04,Open,,The child John Smith was told",
        "8,Reversed,Cafcass,2026-05-01,2026-12-04,Closed,2026-04-01,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    let before = portal.contents().await;
    assert!(
        page.body.contains("7 rows need correcting"),
        "{}",
        page.body
    );
    for words in [
        "there is no 30 February",
        "“next tuesdy” is not a date. Write it such as 12 March 2026",
        "Row 6 has the same reference “4”",
        "Row 5 has the same reference “4”",
        "It has no due date",
        "which looks like the name of a child",
        "It was closed on 1 April 2026 and raised later",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let form = [(field::VERSION, "2"), (field::SEEN, "anything")];
    let refused = browser
        .post(&paths::apply_action_import(id_of(&page)), &form)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("7 rows need correcting. Nothing was imported")
    );
    assert_eq!(portal.contents().await, before);
    // One day for all actions without one.
    let columns = browser
        .get(&paths::action_import_columns(id_of(&page)))
        .await;
    let due = [
        ("due-on-day", "1"),
        ("due-on-month", "12"),
        ("due-on-year", "2026"),
    ];
    let page = checked(&mut browser, &columns, &due).await;
    assert!(
        page.body.contains("6 rows need correcting"),
        "{}",
        page.body
    );
    let csv = browser
        .fetch(&paths::action_import_rows(id_of(&page)))
        .await;
    assert!(
        csv.body
            .contains("No due date in the file: due on 1 December 2026")
    );
}

#[tokio::test]
async fn a_file_with_the_number_of_a_case_is_not_kept() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let before = portal.contents().await;
    let file = "Action,Owner\nWrite,Cafcass\nSee BS23C50123,Cafcass\n";
    let refused = send(&portal, &mut browser, "log.csv", file.as_bytes()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("looks like a case number"),
        "{}",
        refused.body
    );
    for (name, file) in [
        ("log.csv", &b""[..]),
        ("log.exe", b"MZ\0\0\0"),
        ("a.csv", b"Action,Owner\n"),
    ] {
        let refused = send(&portal, &mut browser, name, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn dates_in_american_order_are_asked_and_not_guessed() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [
        "1,One,Cafcass,3/4/26,12/25/2026,Open,,",
        "2,Two,Cafcass,2026-01-05,2026-12-04,Open,,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    assert!(
        page.body
            .contains("In which order are dates written in this file?"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("Is “3/4/26” 3 April 2026 or 4 March 2026?")
    );
    assert!(!page.body.contains("Import 1 action"));
    // In the order of the United Kingdom, one of them is no date.
    let page = answer(&mut browser, &page, &[(field::DATES, "day")]).await;
    assert!(page.body.contains("it has no such month"), "{}", page.body);
    // The answer belongs to its file: the next one asks again.
    let page = log(&portal, &mut browser, &rows).await;
    let page = answer(&mut browser, &page, &[(field::DATES, "month")]).await;
    take_over(&mut browser, &page).await;
    let made = imported(&portal).await;
    assert_eq!(made[0].raised_on, day(2026, 3, 4));
    assert_eq!(made[0].due_on, day(2026, 12, 25));
}

#[tokio::test]
async fn a_judge_a_stranger_and_somebody_of_another_board_lead_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [
        &format!("1,One,{OBSERVER},2026-01-05,2026-12-04,Open,,"),
        "2,Two,Canary-person-beta-member O'Test,2026-01-05,2026-12-04,Open,,",
        "3,Three,Nobody,2026-01-05,2026-12-04,Open,,",
        "4,Four,Ayton,2026-01-05,2026-12-04,Open,,",
        "5,Five,HHJ Nemo,2026-01-05,2026-12-04,Open,,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    for words in [
        "observes on this board, and observers lead no action",
        "sits on Beta and not on this board",
        "“Nobody” is not the name of a seat, an organisation or a person",
        "“Ayton” has more than one seat on this board",
        "“HHJ Nemo” is a judge",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let observer = portal.world.seats["observer"].to_string();
    assert!(!page.body.contains(&observer));
    // What is not offered is not taken.
    let before = portal.contents().await;
    let name = question(&page, "observers lead no action");
    let refused = browser
        .submit(
            &page,
            "Save the answers and check again",
            &[(&name, &observer)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nothing = browser
        .submit(&page, "Save the answers and check again", &[])
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Answer at least one question"));
    assert_eq!(portal.contents().await, before);
    let member = portal.world.seats["member"].to_string();
    let chair = portal.world.seats["chair"].to_string();
    let answers = [
        (name.clone(), chair.as_str()),
        (question(&page, "sits on Beta"), "leave"),
        (question(&page, "“Nobody”"), member.as_str()),
        (question(&page, "“Ayton”"), member.as_str()),
        (question(&page, "“HHJ Nemo”"), "leave"),
    ];
    let answers: Vec<(&str, &str)> = answers
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let page = answer(&mut browser, &page, &answers).await;
    assert_eq!(import_button(&page), "Import 3 actions");
    assert!(page.body.contains(LogVerdict::LeftOut.label()));
    take_over(&mut browser, &page).await;
    let seats: Vec<String> = imported(&portal)
        .await
        .iter()
        .map(|row| row.seat_id.to_string())
        .collect();
    assert_eq!(seats, [chair, member.clone(), member]);
}

#[tokio::test]
async fn what_was_said_is_remembered_for_the_next_log_of_the_board() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let file = |number: u32| {
        format!("Goal,Chaser,Owner,Finish,Where it is\nWant {number},Nobody,x,2026-12-04,Amber\n")
    };
    let page = sent(&portal, &mut browser, file(1).as_bytes()).await;
    // Nothing says what is to be done: it is asked.
    let refused = browser.submit(&page, "Check the rows", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("Select the column that says what is to be done")
    );
    let twice = [("column-title", "0"), ("column-lead", "0")];
    let refused = browser.submit(&page, "Check the rows", &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Column A is selected for"),
        "{}",
        refused.body
    );
    let columns = [
        ("column-title", "0"),
        ("column-lead", "1"),
        ("column-due", "3"),
        ("column-status", "4"),
    ];
    let page = checked(&mut browser, &page, &columns).await;
    let member = portal.world.seats["member"].to_string();
    let (lead, status) = (question(&page, "“Nobody”"), question(&page, "“Amber”"));
    let page = answer(
        &mut browser,
        &page,
        &[(&lead, &member), (&status, "blocked")],
    )
    .await;
    assert_eq!(import_button(&page), "Import 1 action");

    // The next one, its columns in another order.
    let next = "Where it is,CHASER,Finish,Goal\namber,nobody,2026-12-05,Want 2\n";
    let page = sent(&portal, &mut browser, next.as_bytes()).await;
    assert!(
        page.body.contains("as your board matched them last time"),
        "{}",
        page.body
    );
    let page = checked(&mut browser, &page, &[]).await;
    assert_eq!(import_button(&page), "Import 1 action");
    take_over(&mut browser, &page).await;
    let made = imported(&portal).await;
    assert_eq!(made[0].title, "Want 2");
    assert_eq!(made[0].status, Status::Blocked.code());
    // Another board has to say it itself.
    let mut other = portal.signed_in("beta chair").await;
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let sent = other
        .upload(
            &paths::import_actions("beta"),
            &[(field::IMPORT, &id)],
            "log.csv",
            next.as_bytes(),
        )
        .await;
    let page = other.follow(&sent).await;
    assert!(!page.body.contains("as your board matched them last time"));
}

#[tokio::test]
async fn another_row_or_sheet_is_read_where_the_wrong_one_was_found() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let file = "Action,Owner,Status\nas at,March,2026\nJob,Who,Finish\nWrite,Cafcass,2026-12-04\n";
    let page = sent(&portal, &mut browser, file.as_bytes()).await;
    assert!(page.body.contains("found in row 1"));
    for row in ["x", "0", "9"] {
        let refused = browser
            .submit(&page, "Look there instead", &[(field::HEADER_ROW, row)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{row}");
    }
    let moved = browser
        .submit(&page, "Look there instead", &[(field::HEADER_ROW, "3")])
        .await;
    let page = browser.follow(&moved).await;
    assert!(page.body.contains("found in row 3"), "{}", page.body);
    let columns = [
        ("column-title", "0"),
        ("column-lead", "1"),
        ("column-due", "2"),
    ];
    let page = checked(&mut browser, &page, &columns).await;
    assert_eq!(import_button(&page), "Import 1 action");
}

#[tokio::test]
async fn the_last_import_is_undone_unless_somebody_touched_it() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let before = portal.contents().await;
    let actions_before: Vec<String> = tables(&before);
    let rows = [
        "1,One,Cafcass,2026-01-05,2026-12-04,Open,,",
        "2,Two,Cafcass,2026-01-05,2026-12-04,Open,,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    let done = take_over(&mut browser, &page).await;
    let page = browser.follow(&done).await;
    let unsure = browser.submit(&page, "Undo this import", &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unsure
            .body
            .contains("Confirm that the actions of this import are to be taken away")
    );
    let confirmed = [(field::CONFIRMED, "yes")];
    let undone = browser.submit(&page, "Undo this import", &confirmed).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    // A second click is answered like the first.
    let again = browser.submit(&page, "Undo this import", &confirmed).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(imported(&portal).await.is_empty());
    assert_eq!(tables(&portal.contents().await), actions_before);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);

    // Once more, with other references, and somebody comments on one of them.
    let page = log(&portal, &mut browser, &rows).await;
    let done = take_over(&mut browser, &page).await;
    let page = browser.follow(&done).await;
    let made = imported(&portal).await;
    assert_eq!(made[0].reference, "ALP-2026-006");
    let mut chair = portal.signed_in("chair").await;
    let comment = chair
        .get(&paths::comment_on_action(&made[1].reference))
        .await;
    let said = chair
        .submit(&comment, "Save comment", &[("note", "Noted")])
        .await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
    let before = portal.contents().await;
    let refused = browser.submit(&page, "Undo this import", &confirmed).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(
        refused
            .texts("li")
            .contains(&format!("{}, Two", made[1].reference))
    );
    assert!(
        !refused
            .texts("li")
            .contains(&format!("{}, One", made[0].reference))
    );
    assert_eq!(portal.contents().await, before);
}

/// What there is of actions, but for the numbers that were given.
fn tables(contents: &str) -> Vec<String> {
    contents
        .split("\n# ")
        .filter(|table| {
            ["action:", "action_update:"]
                .iter()
                .any(|name| table.starts_with(name))
        })
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_log_is_taken_over_once_whoever_sends_the_form() {
    let portal = TestPortal::new().await;
    let (mut secretary, mut chair) = (
        portal.signed_in("secretary").await,
        portal.signed_in("chair").await,
    );
    let rows = ["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"];
    let page = log(&portal, &mut secretary, &rows).await;
    let theirs = chair.get(&paths::action_import(id_of(&page))).await;
    let (one, other) = tokio::join!(
        take_over(&mut secretary, &page),
        take_over(&mut chair, &theirs)
    );
    for answer in [&one, &other] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let late = take_over(&mut chair, &theirs).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert_eq!(imported(&portal).await.len(), 1);

    // The same file again holds nothing new.
    let page = log(&portal, &mut secretary, &rows).await;
    assert!(
        page.body.contains("There is nothing to import"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("The log of this board has it as ALP-2026-")
    );
    // Another action of a reference that the log has is refused.
    let other = ["1,Another one,Cafcass,2026-01-05,2026-12-04,Open,,"];
    let page = log(&portal, &mut secretary, &other).await;
    assert!(
        page.body
            .contains("has the reference “1” already, for another action")
    );
}

#[tokio::test]
async fn nothing_is_imported_that_the_page_did_not_show() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = ["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"];
    let page = log(&portal, &mut browser, &rows).await;
    let shown = seal(&portal, id_of(&page)).await;
    // Meanwhile another log brings an action of the same reference.
    let other = log(
        &portal,
        &mut browser,
        &[
            "1,One,Cafcass,2026-01-05,2026-12-04,Open,,",
            "2,Two,Cafcass,2026-01-05,2026-12-04,Open,,",
        ],
    )
    .await;
    take_over(&mut browser, &other).await;
    let before = portal.contents().await;
    let late = take_over(&mut browser, &page).await;
    assert_eq!(
        late.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        late.body
    );
    assert_ne!(seal(&portal, id_of(&page)).await, shown);
    assert_eq!(portal.contents().await, before);
    // What was answered meanwhile puts an older page out of date.
    let page = log(
        &portal,
        &mut browser,
        &["9,Nine,Nobody,2026-01-05,2026-12-04,Open,,"],
    )
    .await;
    let lead = question(&page, "“Nobody”");
    let chair = portal.world.seats["chair"].to_string();
    answer(&mut browser, &page, &[(&lead, &chair)]).await;
    let button = "Save the answers and check again";
    let same = browser.submit(&page, button, &[(&lead, &chair)]).await;
    assert_eq!(same.status, StatusCode::SEE_OTHER);
    let differs = browser.submit(&page, button, &[(&lead, "leave")]).await;
    assert_eq!(differs.status, StatusCode::CONFLICT, "{}", differs.body);
    assert!(differs.body.contains("changed after you opened the page"));
}

#[tokio::test]
async fn a_file_is_discarded_and_its_rows_are_gone() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = log(
        &portal,
        &mut browser,
        &["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"],
    )
    .await;
    let asked = browser
        .get(&paths::discard_action_import(id_of(&page)))
        .await;
    let gone = browser.submit(&asked, "Discard the file", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let db = portal.state.db.reader();
    let import = store::find(db, id_of(&page)).await.unwrap().unwrap();
    assert_eq!((import.state, import.file_bytes), (LogState::Discarded, 0));
    assert_eq!(store::rows(db, import.id).await.unwrap(), []);
    let file = browser.fetch(&paths::action_import_file(import.id)).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
    assert_eq!(action_import::Entity::find().count(db).await.unwrap(), 1);
}

#[tokio::test]
async fn only_officers_of_the_board_import_its_log() {
    let portal = TestPortal::new().await;
    let mut secretary = portal.signed_in("secretary").await;
    let page = log(
        &portal,
        &mut secretary,
        &["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"],
    )
    .await;
    let address = paths::action_import(id_of(&page));
    for (person, upload, page) in [
        ("chair", StatusCode::OK, StatusCode::OK),
        ("deputy", StatusCode::OK, StatusCode::OK),
        ("member", StatusCode::FORBIDDEN, StatusCode::NOT_FOUND),
        ("observer", StatusCode::FORBIDDEN, StatusCode::NOT_FOUND),
        ("beta chair", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ("no seat", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
    ] {
        let mut browser = portal.signed_in(person).await;
        let answer = browser.fetch(&paths::import_actions("alpha")).await;
        assert_eq!(answer.status, upload, "{person}");
        assert_eq!(browser.fetch(&address).await.status, page, "{person}");
        let log = browser.fetch(&paths::action_log("alpha")).await;
        let offered = log.links().contains(&paths::import_actions("alpha"));
        assert_eq!(offered, upload == StatusCode::OK, "{person}");
    }
}

#[tokio::test]
async fn a_log_of_many_rows_costs_hardly_more_than_one_of_few() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut costs = Vec::new();
    for (batch, count) in [(0, 2), (1, 400)] {
        let rows: Vec<String> = (0..count)
            .map(|number| {
                format!("{batch}-{number},Do {batch} {number},Cafcass,2026-01-05,2026-12-04,Open,,")
            })
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let page = log(&portal, &mut browser, &rows).await;
        let (answer, count) = portal.statements(take_over(&mut browser, &page)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        costs.push(count);
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(imported(&portal).await.len(), 402);
}
