//! `/seats/{seat}/handover`: what whoever follows in a seat finds.

use app::paths;
use axum::http::StatusCode;
use chrono::{Days, TimeDelta};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    db::entities::audit_event,
    membership::appointments::{self, Appointed, Meeting, NewAppointment},
};

use crate::{
    sign_in::portal_with,
    support::{
        TestPortal,
        many::{self, operator},
        requests,
    },
};

const READ: &str = "I have read this";

fn handover(portal: &TestPortal, seat: &str) -> String {
    paths::handover(portal.world.seats[seat])
}

/// Lets "no seat" follow "member" in their seat from today on.
async fn succeed(portal: &TestPortal) {
    let today = portal.state.clock.today();
    let (seat, person) = (portal.world.seats["member"], portal.world.people["no seat"]);
    let new = NewAppointment::holder(seat, person, today);
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

async fn noted(portal: &TestPortal) -> u64 {
    audit_event::Entity::find()
        .filter(audit_event::Column::SubjectKind.eq("handover"))
        .count(portal.state.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn successor_finds_exactly_the_open_actions_of_the_seat() {
    let portal = TestPortal::new().await;
    succeed(&portal).await;
    let mut browser = portal.signed_in("no seat").await;
    let page = browser.get(&handover(&portal, "member")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("caption"), ["2 open actions"]);
    let actions: Vec<String> = page
        .links()
        .into_iter()
        .filter(|link| link.starts_with("/actions/"))
        .collect();
    // Soonest due first; what other seats and boards lead is not there.
    let expected =
        ["ayton late", "ayton due"].map(|name| paths::action(&portal.world.actions[name]));
    assert_eq!(actions, expected);
    let said = page.texts("main").concat();
    assert!(said.contains("3 days late"), "{said}");
    for who in ["member", "no-seat", "chair", "secretary"] {
        assert!(said.contains(&format!("Canary-person-{who} ")), "{who}");
    }
    assert!(said.contains("to 22 November 2026"), "{said}");
    let chair = format!("mailto:{}", requests::email("chair"));
    assert!(page.links().contains(&chair));
}

#[tokio::test]
async fn seat_with_more_than_a_hundred_actions_leads_to_the_log() {
    let portal = TestPortal::new().await;
    let (state, world) = (&portal.state, &portal.world);
    let (board, seat) = (world.boards["alpha"], world.seats["member"]);
    many::raise(&state.db, &state.random, state.clock.now(), board, seat, 98).await;
    let mut browser = portal.signed_in("member").await;
    let log = "The rest is in the action log";
    let page = browser.get(&handover(&portal, "member")).await;
    assert_eq!(page.texts("caption"), ["100 open actions"]);
    assert_eq!(page.texts("tbody tr").len(), 100);
    assert!(!page.body.contains(log));

    many::raise(&state.db, &state.random, state.clock.now(), board, seat, 1).await;
    let page = browser.get(&handover(&portal, "member")).await;
    assert_eq!(page.texts("caption"), ["101 open actions"]);
    assert_eq!(page.texts("tbody tr").len(), 100);
    assert!(page.body.contains(log));
}

#[tokio::test]
async fn handover_without_actions_says_so() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("observer").await;
    let page = browser.get(&handover(&portal, "observer")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("No actions of this seat are open."));
}

#[tokio::test]
async fn only_the_holder_says_that_they_have_read_it_and_says_so_once() {
    let portal = TestPortal::new().await;
    succeed(&portal).await;
    let address = handover(&portal, "member");
    let mut browser = portal.signed_in("no seat").await;
    let work = browser.get(paths::MY_WORK).await;
    assert!(work.body.contains("You have taken over the seat"));
    assert!(work.links().contains(&address));
    let page = browser.get(&address).await;

    // Whoever stands in does not take over the seat either.
    for (other, status) in [
        ("chair", StatusCode::FORBIDDEN),
        ("secretary", StatusCode::FORBIDDEN),
        ("substitute", StatusCode::FORBIDDEN),
        ("beta member", StatusCode::NOT_FOUND),
        ("former member", StatusCode::NOT_FOUND),
        // Held the seat until yesterday.
        ("member", StatusCode::NOT_FOUND),
    ] {
        let mut browser = portal.signed_in(other).await;
        let before = portal.contents().await;
        let answer = browser.post(&address, &[]).await;
        assert_eq!(answer.status, status, "{other}");
        assert_eq!(portal.contents().await, before, "{other}");
    }

    let first = browser.submit(&page, READ, &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let before = portal.contents().await;
    let second = browser.submit(&page, READ, &[]).await;
    assert_eq!(second.status, first.status);
    assert_eq!(second.location(), first.location());
    assert_eq!(portal.contents().await, before);
    assert_eq!(noted(&portal).await, 1);

    let seat = browser.follow(&first).await;
    assert!(
        seat.body
            .contains("It is noted that you have read the handover")
    );
    let work = browser.get(paths::MY_WORK).await;
    assert!(!work.body.contains("You have taken over the seat"));
    assert!(!browser.get(&address).await.body.contains(READ));
}

#[tokio::test]
async fn first_sign_in_leads_to_the_handover_and_a_page_asked_for_stays_the_page() {
    let portal = portal_with(&["no seat"]).await;
    succeed(&portal).await;
    let mut browser = portal.browser();
    let address = handover(&portal, "member");
    let answer = requests::sign_in(&portal, &mut browser, "no seat", paths::MY_WORK).await;
    assert_eq!(answer.location(), Some(address));

    let mut browser = portal.browser();
    let log = paths::action_log("alpha");
    let answer = requests::sign_in(&portal, &mut browser, "no seat", &log).await;
    assert_eq!(answer.location(), Some(log));
    let page = browser.get(&handover(&portal, "member")).await;
    browser.submit(&page, READ, &[]).await;

    let mut browser = portal.browser();
    let answer = requests::sign_in(&portal, &mut browser, "no seat", paths::MY_WORK).await;
    assert_eq!(answer.location().as_deref(), Some(paths::MY_WORK));
}

#[tokio::test]
async fn handover_of_a_seat_taken_over_later_waits_for_its_first_day() {
    let portal = TestPortal::new().await;
    let (seat, person) = (portal.world.seats["member"], portal.world.people["no seat"]);
    let tomorrow = portal.state.clock.today() + Days::new(1);
    let new = NewAppointment::holder(seat, person, tomorrow);
    let meeting = Meeting {
        replace: true,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    appointments::appoint(&tx, &state.random, &operator(), at, &new, meeting)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let address = handover(&portal, "member");
    let mut browser = portal.signed_in("no seat").await;
    assert_eq!(browser.fetch(&address).await.status, StatusCode::NOT_FOUND);
    assert!(!browser.get(paths::MY_WORK).await.links().contains(&address));
    portal.pass(TimeDelta::days(1));
    let mut browser = portal.signed_in("no seat").await;
    assert_eq!(browser.fetch(&address).await.status, StatusCode::OK);
    assert!(browser.get(paths::MY_WORK).await.links().contains(&address));
}
