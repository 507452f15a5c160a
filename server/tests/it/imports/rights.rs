//! Who may take files over, and that two do so once.

use app::{imports::forms::field, paths};
use axum::http::StatusCode;
use uuid::Uuid;

use super::{checked, counts, file, import, membership, row};
use crate::support::{TestPortal, requests::imports::import_of};

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
async fn a_key_that_is_none_opens_no_import() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    for key in [Uuid::nil().to_string(), "import".to_owned()] {
        let answer = browser.fetch(&format!("/imports/{key}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
