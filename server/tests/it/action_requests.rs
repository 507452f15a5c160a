//! Handover with consent, other dates, comments, changes by officers, and completion
//! that somebody else checks.

use app::{
    actions::{
        forms::{field, requests::AnotherDate},
        types::{RequestState, Status},
    },
    paths,
};
use axum::http::StatusCode;
use chrono::Days;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use server::{
    actions::requests::{self, Asked, Wish},
    db::entities::{action_request, action_update, board_rules},
};

use crate::support::{
    Browser, TestPortal,
    requests::actions::{action_of, ask, date_asked, offered},
};

async fn lead(portal: &TestPortal, action: &str) -> String {
    action_of(portal, action).await.organisation_name
}

/// Sends the answer of a request.
async fn answer(
    browser: &mut Browser,
    id: app::ids::ActionRequestId,
    say: &str,
    reason: &str,
) -> StatusCode {
    let fields = [(field::ANSWER, say), (field::REASON, reason)];
    let answer = browser.post(&paths::action_request(id), &fields).await;
    answer.status
}

#[tokio::test]
async fn an_offer_is_declined_with_a_reason_and_accepted_elsewhere_and_every_page_agrees() {
    let portal = TestPortal::new().await;
    let (mut chair, mut member) = (
        portal.signed_in("chair").await,
        portal.signed_in("member").await,
    );
    let was = lead(&portal, "ayton late").await;
    let id = offered(&portal, "ayton late", portal.world.seats["chair"]).await;
    let news = chair.get(paths::MY_WORK).await;
    assert!(
        news.body.contains("Waiting for your answer"),
        "{}",
        news.body
    );
    // Whoever offers it does not take it.
    assert_eq!(
        answer(&mut member, id, "yes", "").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        answer(&mut chair, id, "no", "").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(lead(&portal, "ayton late").await, was);
    assert_eq!(
        answer(&mut chair, id, "no", "Not our work").await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(lead(&portal, "ayton late").await, was);
    // It is answered once.
    assert_eq!(
        answer(&mut chair, id, "yes", "").await,
        StatusCode::CONFLICT
    );

    let again = offered(&portal, "ayton late", portal.world.seats["chair"]).await;
    assert_eq!(
        answer(&mut chair, again, "yes", "We have the people").await,
        StatusCode::SEE_OTHER
    );
    let now = action_of(&portal, "ayton late").await;
    assert_ne!(now.organisation_name, was);
    assert_eq!(now.seat, portal.world.seats["chair"]);
    let page = member.get(&paths::action(&now.reference)).await;
    for words in [
        "Not our work",
        "We have the people",
        "leads this action from now on, in place of",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let log = member.get(&paths::action_log("alpha")).await;
    let row = log
        .texts("tbody tr")
        .into_iter()
        .find(|row| row.contains(&now.reference));
    assert!(row.unwrap().contains(&now.organisation_name));
    // The old lead updates it no more.
    let form = member.fetch(&paths::update_action(&now.reference)).await;
    assert_eq!(form.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_offer_that_nobody_answers_is_for_the_chair_again_and_the_lead_stays() {
    let portal = TestPortal::new().await;
    let id = offered(&portal, "ayton late", portal.world.seats["chair"]).await;
    let today = portal.state.clock.today();
    // As if it had been asked long ago.
    let tx = portal.state.db.begin().await.unwrap();
    action_request::ActiveModel {
        id: Set(id.0),
        answer_by: Set(today - Days::new(1)),
        ..Default::default()
    }
    .update(&tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let (request, _) = requests::find(portal.state.db.reader(), id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(request.stands(today), RequestState::Lapsed);
    let mut chair = portal.signed_in("chair").await;
    assert_eq!(
        answer(&mut chair, id, "yes", "").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let page = chair.get(paths::MY_BOARDS).await;
    assert!(page.body.contains("1 to answer"), "{}", page.body);
    // A new offer takes its place.
    let again = offered(&portal, "ayton late", portal.world.seats["chair"]).await;
    let waiting = requests::waiting(
        portal.state.db.reader(),
        action_of(&portal, "ayton late").await.id,
    )
    .await
    .unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].id, again);
}

#[tokio::test]
async fn one_offer_waits_at_a_time_and_a_second_click_is_the_same_offer() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let action = action_of(&portal, "ayton late").await;
    let address = paths::offer_action(&action.reference);
    let page = member.get(&address).await;
    let seat = portal.world.seats["chair"].to_string();
    let fields = [(field::SEAT, seat.as_str()), (field::REASON, "Their work")];
    let saved = member.submit(&page, "Offer it", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let again = member.submit(&page, "Offer it", &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let other = member.get(&address).await;
    let second = member.submit(&other, "Offer it", &fields).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("Their work"));
    let rows = action_request::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn a_date_moves_when_an_officer_agrees_and_keeps_the_first_one() {
    let portal = TestPortal::new().await;
    let before = action_of(&portal, "ayton late").await;
    let id = date_asked(&portal, "ayton late").await;
    let mut member = portal.signed_in("member").await;
    assert_eq!(
        answer(&mut member, id, "yes", "").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(action_of(&portal, "ayton late").await.due_on, before.due_on);
    let mut chair = portal.signed_in("chair").await;
    assert_eq!(
        answer(&mut chair, id, "yes", "").await,
        StatusCode::SEE_OTHER
    );
    let after = action_of(&portal, "ayton late").await;
    assert_eq!(after.due_on, portal.state.clock.today() + Days::new(40));
    assert_eq!(
        (after.first_due_on, after.due_moves),
        (before.first_due_on, 1)
    );
    let log = member.get(&paths::action_log("alpha")).await;
    assert!(log.body.contains("Moved 1 time"), "{}", log.body);
}

#[tokio::test]
async fn an_action_that_is_settled_is_asked_nothing() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let action = action_of(&portal, "ayton late").await;
    let page = chair.get(&paths::update_action(&action.reference)).await;
    let fields = [(field::STATUS, "dropped"), (field::NOTE, "Overtaken")];
    let saved = chair.submit(&page, "Save update", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let key = portal.state.random.id(portal.state.clock.now());
    let wish = Wish::DueDate(AnotherDate {
        key,
        wanted_on: portal.state.clock.today() + Days::new(9),
        reason: "Why not".to_owned(),
    });
    assert_eq!(ask(&portal, "ayton late", &wish).await, Asked::Refused);
    let dropped = action_of(&portal, "ayton late").await;
    assert_eq!(dropped.status, Status::Dropped);
    let log = chair.get(&paths::action_log("alpha")).await;
    assert!(!log.body.contains(&action.reference));
}

#[tokio::test]
async fn contributors_comment_and_nothing_more() {
    let portal = TestPortal::new().await;
    let (mut chair, mut deputy) = (
        portal.signed_in("chair").await,
        portal.signed_in("deputy").await,
    );
    let action = action_of(&portal, "cafcass").await;
    let mut member = portal.signed_in("member").await;
    let address = paths::comment_on_action(&action.reference);
    assert_eq!(member.fetch(&address).await.status, StatusCode::FORBIDDEN);
    let page = chair.get(&paths::change_action(&action.reference)).await;
    let seat = portal.world.seats["member"].to_string();
    let fields = [(field::CONTRIBUTORS, seat.as_str())];
    let saved = chair.submit(&page, "Save", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = member.get(&address).await;
    let said = [(field::NOTE, "We can lend a room")];
    let saved = member.submit(&page, "Save comment", &said).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = deputy.get(&paths::action(&action.reference)).await;
    assert!(page.body.contains("We can lend a room"));
    for address in [
        paths::update_action(&action.reference),
        paths::offer_action(&action.reference),
        paths::ask_another_date(&action.reference),
        paths::change_action(&action.reference),
    ] {
        assert_eq!(
            member.fetch(&address).await.status,
            StatusCode::FORBIDDEN,
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_change_of_date_or_lead_says_why_and_the_second_of_two_sees_both() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let action = action_of(&portal, "ayton late").await;
    let address = paths::change_action(&action.reference);
    let (first, second) = (chair.get(&address).await, chair.get(&address).await);
    let moved = [(field::DUE.year, "2027")];
    let refused = chair.submit(&first, "Save", &moved).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Enter why the due date moves"));
    let moved = [
        (field::DUE.year, "2027"),
        (field::REASON, "The court moves"),
    ];
    let saved = chair.submit(&first, "Save", &moved).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let again = chair.submit(&first, "Save", &moved).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let other = [(field::TITLE, "Another title"), (field::REASON, "Clearer")];
    let conflict = chair.submit(&second, "Save", &other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("Another title"));
    assert!(conflict.body.contains("What is there now"));
}

#[tokio::test]
async fn observers_lead_nothing_by_any_of_these_ways() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let observer = portal.world.seats["observer"].to_string();
    let action = action_of(&portal, "ayton late").await;
    for (address, button) in [
        (paths::offer_action(&action.reference), "Offer it"),
        (paths::change_action(&action.reference), "Save"),
        (paths::raise_action("alpha"), "Raise the action"),
    ] {
        let page = chair.get(&address).await;
        assert!(!page.body.contains(&observer), "{address}");
        let fields = [(field::SEAT, observer.as_str())];
        let answer = chair.submit(&page, button, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
}

#[tokio::test]
async fn where_the_board_asks_for_it_somebody_else_closes_against_evidence() {
    let portal = TestPortal::new().await;
    let tx = portal.state.db.begin().await.unwrap();
    board_rules::ActiveModel {
        board_id: Set(portal.world.boards["alpha"].0),
        quorum_least: Set(4),
        quorum_categories: Set(String::new()),
        substitutes_count: Set(true),
        papers_days: Set(5),
        minutes_days: Set(10),
        actions_days: Set(5),
        offer_days: Set(5),
        verification: Set("all".to_owned()),
        actions_most: Set(1),
        publishes_minutes: Set(false),
        version: Set(1),
    }
    .insert(&tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let (mut chair, mut member, mut secretary) = (
        portal.signed_in("chair").await,
        portal.signed_in("member").await,
        portal.signed_in("secretary").await,
    );
    let log = chair.get(&paths::action_log("alpha")).await;
    assert!(
        log.body
            .contains("The board wants at most 1 open action at once.")
    );
    let update = paths::update_action(&action_of(&portal, "ayton late").await.reference);
    let page = chair.get(&update).await;
    let close = [(field::STATUS, "closed"), (field::NOTE, "Accepted")];
    let early = chair.submit(&page, "Save update", &close).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        early
            .body
            .contains("report it as complete before it is closed")
    );

    let page = member.get(&update).await;
    let bare = [(field::STATUS, "complete"), (field::NOTE, "Done")];
    let refused = member.submit(&page, "Save update", &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Enter where the evidence is"));
    // An officer who reports it for the lead does not close it.
    let page = chair.get(&update).await;
    let claim = [
        (field::STATUS, "complete"),
        (field::NOTE, "Done"),
        (field::EVIDENCE, "Minute 4"),
    ];
    let saved = chair.submit(&page, "Save update", &claim).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = chair.get(&update).await;
    let own = chair.submit(&page, "Save update", &close).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.body.contains("somebody else has to check and close it"));
    let page = secretary.get(&update).await;
    let closed = secretary.submit(&page, "Save update", &close).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let entries = action_update::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(entries.iter().all(|entry| entry.state.is_some()));
}

#[tokio::test]
async fn several_change_at_once_after_a_check_or_none_does() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let log = chair.get(&paths::action_log("alpha")).await;
    let (late, due) = (
        action_of(&portal, "ayton late").await,
        action_of(&portal, "ayton due").await,
    );
    let ticks = [&late, &due]
        .map(|action| app::actions::forms::bulk::picked(&action.reference, action.version));
    let fields: Vec<(&str, &str)> = ticks.iter().map(|tick| ("action", tick.as_str())).collect();
    assert!(log.body.contains("Change the selected actions"));
    let questions = chair.post(paths::CHANGE_SEVERAL, &fields).await;
    assert_eq!(questions.status, StatusCode::OK);
    let ask = [("what", "drop"), (field::REASON, "Overtaken")];
    let check = chair.submit(&questions, "Continue", &ask).await;
    assert!(
        check.body.contains("Check before you change 2 actions"),
        "{}",
        check.body
    );
    // Meanwhile somebody updates one of them.
    let page = chair.get(&paths::update_action(&due.reference)).await;
    let fields = [(field::STATUS, "blocked"), (field::NOTE, "Waiting")];
    chair.submit(&page, "Save update", &fields).await;
    let conflict = chair.submit(&check, "Change them", &[]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains(&due.reference));
    assert_eq!(action_of(&portal, "ayton late").await.status, late.status);
    let check = chair.submit(&conflict, "Continue", &ask).await;
    let saved = chair.submit(&check, "Change them", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let again = chair.submit(&check, "Change them", &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for name in ["ayton late", "ayton due"] {
        assert_eq!(action_of(&portal, name).await.status, Status::Dropped);
    }
}
