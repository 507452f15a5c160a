//! Files of members, and good forms about them.

use app::{
    ids::ImportId,
    imports::{forms::field, types::SOMEBODY_NEW},
    paths,
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use server::imports::store;
use uuid::Uuid;

use super::{super::TestPortal, Fields, key};

/// The columns of the files here.
pub const HEAD: &str = "Seat,Full name,Email,Capacity,From,Term ends\r\n";

/// Who keeps the members of a board.
fn keeper(board: &str) -> &'static str {
    match board {
        "alpha" => "secretary",
        _ => "beta chair",
    }
}

/// A file that names a substitute nobody knows yet.
pub fn file(portal: &TestPortal, board: &str) -> String {
    let seat = if board == "alpha" {
        "Seat of member, canary-seat-member"
    } else {
        "Seat of beta member, canary-seat-beta-member"
    };
    format!(
        "{HEAD}\"{seat}\",Canary-import-{board},{}@ada.example,Substitute,2026-11-23,2026-11-30\r\n",
        key(portal)
    )
}

/// As [`file`], with a name that the board knows, so that somebody has to decide.
fn file_to_decide(portal: &TestPortal, board: &str) -> String {
    let known = if board == "alpha" {
        "Canary-person-observer O'Test"
    } else {
        "Canary-person-beta-member O'Test"
    };
    file(portal, board).replace(&format!("Canary-import-{board}"), known)
}

/// A new import of a board that is as far as an address needs it.
pub async fn import_of(portal: &TestPortal, path: &str, board: &str) -> Uuid {
    let id = portal.state.random.id(portal.state.clock.now());
    let content = match path {
        "/imports/{import}/choose" | "/imports/{import}/undo" => file_to_decide(portal, board),
        "/imports/{import}/errors" => file(portal, board).replace("@ada", "@"),
        _ => file(portal, board),
    };
    let mut browser = portal.signed_in(keeper(board)).await;
    let sent = browser
        .upload(
            &paths::import_members(board),
            &[(field::IMPORT, &id.to_string())],
            "members.csv",
            content.as_bytes(),
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    if path == "/imports/{import}/undo" {
        // Only the last one of a board can be undone.
        portal.pass(TimeDelta::milliseconds(1));
        for (address, fields) in [
            (
                paths::choose_in_import(id),
                vec![("row-2", SOMEBODY_NEW), (field::VERSION, "1")],
            ),
            (paths::apply_import(id), vec![(field::VERSION, "2")]),
        ] {
            let answer = browser.post(&address, &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        }
    }
    id
}

/// Good forms about files of members.
pub async fn form(portal: &TestPortal, path: &str, address: &str) -> Fields {
    let text = |name: &str, value: String| (name.to_owned(), value);
    if path == "/boards/{slug}/members/import" {
        let id = portal.state.random.id(portal.state.clock.now());
        return vec![
            text(field::IMPORT, id.to_string()),
            text(field::FILE, file(portal, "alpha")),
        ];
    }
    let id = address.split('/').nth(2).unwrap().parse().unwrap();
    let found = store::find(portal.state.db.reader(), ImportId(id)).await;
    let version = found.unwrap().map_or(1, |import| import.version);
    let mut form = vec![text(field::VERSION, version.to_string())];
    if path == "/imports/{import}/choose" {
        form.push(text("row-2", SOMEBODY_NEW.to_owned()));
    }
    form
}
