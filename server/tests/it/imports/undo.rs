//! What was taken over is taken back, as long as nothing of it has changed.

use app::{
    imports::{forms::field, members::types::TAKE_OVER},
    paths,
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use server::membership::seats;

use super::{
    appoint, change_version, checked, decided, file, import, membership, row, successor, take_over,
};
use crate::support::TestPortal;

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
