//! The action log that a board kept before: its columns matched, its rows checked,
//! taken over as a whole, undone.

mod rows;
mod steps;

use app::{
    actions::types::{EntryKind, Origin, Status, Way},
    ids::ImportId,
    imports::{
        actions::{forms::field, types::LogVerdict},
        types::ImportState,
    },
    paths,
};
use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::{
    actions::store as actions,
    audit,
    db::entities::{action, action_import, audit_event},
    imports::actions::store,
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

fn id_of(page: &Answer) -> ImportId {
    let path = page.path.split(['?', '#']).next().unwrap();
    ImportId(path.split('/').nth(2).unwrap().parse().unwrap())
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
