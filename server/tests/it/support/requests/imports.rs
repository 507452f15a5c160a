//! Files of members, and good forms about them.

use app::{
    ids::ImportId,
    imports::{forms::field, members::types::SOMEBODY_NEW},
    paths,
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use server::{imports::members::store, membership::seats, people::store as people};
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

/// A file that names a substitute nobody knows yet, from tomorrow, so that those of
/// earlier files do not stand in today. The seat has the title it has
/// by now: tests rename seats.
pub async fn file(portal: &TestPortal, board: &str) -> String {
    let seat = if board == "alpha" {
        "member"
    } else {
        "beta member"
    };
    let found = seats::find(portal.state.db.reader(), portal.world.seats[seat]).await;
    let title = found.unwrap().unwrap().title;
    let name = format!("Canary-import-{board} {}", key(portal));
    let email = format!("{}@ada.example", key(portal));
    format!("{HEAD}\"{title}\",{name},{email},Substitute,2026-11-24,2026-11-30\r\n")
}

/// As [`file`], with a name that the board knows, so that somebody has to decide.
async fn file_to_decide(portal: &TestPortal, board: &str) -> String {
    let known = if board == "alpha" {
        "observer"
    } else {
        "beta member"
    };
    // Tests rename people, too.
    let found = people::find(portal.state.db.reader(), portal.world.people[known]).await;
    let known = format!("\"{}\"", found.unwrap().unwrap().full_name);
    let file = file(portal, board).await;
    let (head, row) = file.rsplit_once(",Canary-import-").unwrap();
    let (_, rest) = row.split_once(',').unwrap();
    format!("{head},{known},{rest}")
}

/// A new import of a board that is as far as an address needs it.
pub async fn import_of(portal: &TestPortal, path: &str, board: &str) -> Uuid {
    let id = portal.state.random.id(portal.state.clock.now());
    let content = match path {
        "/imports/{import}/choose" | "/imports/{import}/undo" => {
            file_to_decide(portal, board).await
        }
        "/imports/{import}/errors" => file(portal, board).await.replace("@ada", "@"),
        _ => file(portal, board).await,
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
            text(field::FILE, file(portal, "alpha").await),
        ];
    }
    let id = address.split('/').nth(2).unwrap().parse().unwrap();
    let found = store::find(portal.state.db.reader(), ImportId(id)).await;
    let version = found.unwrap().map_or(1, |import| import.file.version);
    let mut form = vec![text(field::VERSION, version.to_string())];
    if path == "/imports/{import}/choose" {
        form.push(text("row-2", SOMEBODY_NEW.to_owned()));
    }
    if path == "/imports/{import}/undo" {
        form.push(text(field::CONFIRMED, "yes".to_owned()));
    }
    form
}
