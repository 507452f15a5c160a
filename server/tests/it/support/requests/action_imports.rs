//! Earlier action logs, and good forms about them.

use app::{
    actions::types::Status,
    ids::ImportId,
    imports::{
        actions::{forms::field, types::LogField},
        types::ImportState,
    },
    paths,
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use server::{
    imports::actions::{check, store},
    membership::seats,
};
use uuid::Uuid;

use super::{super::TestPortal, Fields, key};

/// Who raises actions on a board.
fn officer(board: &str) -> &'static str {
    match board {
        "alpha" => "secretary",
        _ => "beta chair",
    }
}

/// A log of one action, led by a seat of the title it has by now: tests rename seats.
async fn file(portal: &TestPortal, board: &str, status: &str) -> String {
    let seat = if board == "alpha" {
        "member"
    } else {
        "beta member"
    };
    let found = seats::find(portal.state.db.reader(), portal.world.seats[seat]).await;
    let title = found.unwrap().unwrap().title;
    let action = format!("Canary-earlier-log-{board} {}", key(portal));
    format!("Action,Owner,Deadline,Status\r\n{action},\"{title}\",2026-12-04,{status}\r\n")
}

/// A new log of a board that is as far as an address needs it.
pub async fn log_of(portal: &TestPortal, path: &str, board: &str) -> ImportId {
    let id = ImportId(portal.state.random.id(portal.state.clock.now()));
    let status = match path {
        // Somebody has to say what it means, each time by another word.
        "/action-imports/{log}/answers" => format!("Word {}", key(portal)),
        _ => "Open".to_owned(),
    };
    let content = file(portal, board, &status).await;
    let mut browser = portal.signed_in(officer(board)).await;
    let sent = browser
        .upload(
            &paths::import_actions(board),
            &[(field::IMPORT, &id.to_string())],
            "log.csv",
            content.as_bytes(),
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    if path == "/action-imports/{log}/columns" {
        return id;
    }
    // Twice, so that its version is none of those that a spoilt form may name.
    for (version, status) in [("1", "none"), ("2", "3")] {
        let columns = [
            (field::VERSION, version.to_owned()),
            ("column-title", "0".to_owned()),
            ("column-lead", "1".to_owned()),
            ("column-due", "2".to_owned()),
            ("column-status", status.to_owned()),
        ];
        send(&mut browser, &paths::action_import_columns(id), &columns).await;
    }
    if path == "/action-imports/{log}/undo" {
        // Only the last one of a board can be undone.
        portal.pass(TimeDelta::milliseconds(1));
        let apply = [
            (field::VERSION, "3".to_owned()),
            (field::SEEN, seal(portal, id).await),
        ];
        send(&mut browser, &paths::apply_action_import(id), &apply).await;
    }
    id
}

async fn send(browser: &mut super::super::Browser, address: &str, fields: &[(&str, String)]) {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = browser.post(address, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// What the page of a log shows of it now.
pub async fn seal(portal: &TestPortal, id: ImportId) -> String {
    let (db, today) = (portal.state.db.reader(), portal.state.clock.today());
    let Some(import) = store::find(db, id).await.unwrap() else {
        return "none".to_owned();
    };
    if import.file.state != ImportState::Checked {
        return "none".to_owned();
    }
    let rows = store::rows(db, id).await.unwrap();
    check::seal(&check::outlook(db, &import, &rows, today).await.unwrap())
}

/// Good forms about earlier logs.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let text = |name: &str, value: String| (name.to_owned(), value);
    if path == "/boards/{slug}/actions/import" {
        let id = portal.state.random.id(portal.state.clock.now());
        return vec![
            text(field::IMPORT, id.to_string()),
            text(field::FILE, file(portal, "alpha", "Open").await),
        ];
    }
    let id: Uuid = address.split('/').nth(2).unwrap().parse().unwrap();
    let id = ImportId(id);
    let found = store::find(portal.state.db.reader(), id).await.unwrap();
    let version = found.map_or(1, |import| import.file.version);
    let mut form = vec![text(field::VERSION, version.to_string())];
    match path {
        "/action-imports/{log}/columns" => {
            for (each, place) in [(LogField::Title, "0"), (LogField::Lead, "1")] {
                form.push(text(&field::column(each.code()), place.to_owned()));
            }
        }
        "/action-imports/{log}/answers" => {
            form.push(text(&field::status(2), Status::Blocked.code().to_owned()));
        }
        "/action-imports/{log}/apply" => form.push(text(field::SEEN, seal(portal, id).await)),
        "/action-imports/{log}/undo" => form.push(text(field::CONFIRMED, "yes".to_owned())),
        _ => {}
    }
    form
}
