//! Many at once: nothing is lost, nothing is doubled, nobody is refused.

use app::{
    actions::types::{Origin, Priority},
    ids::{AgendaItemId, BoardId, MeetingId, SeatId},
    meetings::types::Part,
    membership, paths,
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    actions::store::{self as actions, NewAction, Raised},
    db::entities::{action, action_update, agenda_item, audit_event, identity},
    sessions::store::{self as sessions, Arrival},
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{
    Answer, Browser, TestPortal,
    many::{self, operator},
    requests::{
        self,
        meetings::{Desk, item, meeting_of_its_own},
    },
    start,
    whole::assert_whole,
};

async fn post(
    browser: &mut Browser,
    reference: &str,
    version: i32,
    submission: Uuid,
    status: &str,
    note: &str,
) -> Answer {
    browser
        .post(
            &paths::update_action(reference),
            &[
                ("version", &version.to_string()),
                ("submission", &submission.to_string()),
                ("status", status),
                ("note", note),
            ],
        )
        .await
}

async fn history(portal: &TestPortal, reference: &str) -> Vec<action_update::Model> {
    let action = stored(portal, reference).await;
    action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(action.id))
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

async fn stored(portal: &TestPortal, reference: &str) -> action::Model {
    action::Entity::find()
        .filter(action::Column::Reference.eq(reference))
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_updates_to_one_version_one_is_saved_and_the_others_see_both_texts() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let people = ["member", "substitute", "chair", "secretary", "deputy"];
    let mut posts = JoinSet::new();
    for number in 0..200_usize {
        let mut browser = portal.signed_in(people[number % people.len()]).await;
        let reference = reference.clone();
        posts.spawn(async move {
            let note = format!("Text of number {number}.");
            let submission = Uuid::from_u128(number as u128 + 1);
            let answer = post(&mut browser, &reference, 1, submission, "blocked", &note).await;
            (note, answer)
        });
    }
    let answers = posts.join_all().await;

    let history = history(&portal, &reference).await;
    assert_eq!(history.len(), 1);
    let (saved, refused): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|(_, answer)| answer.status == StatusCode::SEE_OTHER);
    assert_eq!(saved.len(), 1);
    let winner = &saved[0].0;
    assert_eq!(history[0].note, *winner);
    assert_eq!(refused.len(), 199);
    for (note, answer) in refused {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        assert!(answer.body.contains(winner), "{}", answer.body);
        assert_eq!(answer.texts("textarea"), [note]);
    }
    assert_eq!(stored(&portal, &reference).await.version, 2);
    assert_whole(&portal.state.db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_form_sent_twenty_times_at_once_and_again_later_is_one_update() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let member = portal.signed_in("member").await;
    let submission = Uuid::from_u128(7);
    let note = "The rota is agreed";
    let mut posts = JoinSet::new();
    for _ in 0..20 {
        let (mut member, reference) = (member.clone(), reference.clone());
        posts.spawn(
            async move { post(&mut member, &reference, 1, submission, "complete", note).await },
        );
    }
    let mut answers = posts.join_all().await;
    portal.pass(TimeDelta::minutes(59));
    let mut later = member.clone();
    answers.push(post(&mut later, &reference, 1, submission, "complete", note).await);

    for answer in &answers {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.location(), Some(paths::action(&reference)));
    }
    assert_eq!(history(&portal, &reference).await.len(), 1);
    assert_whole(&portal.state.db).await;
}

/// Comments, changes, changes of several, and what is asked of an action.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_form_about_an_action_sent_twenty_times_at_once_is_one_step() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    for path in [
        "/actions/{reference}/comment",
        "/actions/{reference}/change",
        "/actions/change",
        "/actions/{reference}/offer",
        "/actions/{reference}/date",
    ] {
        let address = path.replace("{reference}", &reference);
        let form = requests::good_form(&portal, path, &address).await;
        let before = history(&portal, &reference).await.len();
        let sender = portal.signed_in(requests::sender(path)).await;
        let mut posts = JoinSet::new();
        for _ in 0..20 {
            let (mut sender, address, form) = (sender.clone(), address.clone(), form.clone());
            posts.spawn(async move {
                let form: Vec<_> = form
                    .iter()
                    .map(|(name, value)| (&**name, &**value))
                    .collect();
                sender.post(&address, &form).await
            });
        }
        for answer in posts.join_all().await {
            assert_eq!(
                answer.status,
                StatusCode::SEE_OTHER,
                "{path}\n{}",
                answer.body
            );
        }
        assert_eq!(
            history(&portal, &reference).await.len(),
            before + 1,
            "{path}"
        );
    }
    assert_whole(&portal.state.db).await;
}

#[tokio::test]
async fn a_retry_that_comes_after_the_action_was_closed_is_still_the_same_update() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let mut member = portal.signed_in("member").await;
    let mut chair = portal.signed_in("chair").await;
    let (reported, closed) = (Uuid::from_u128(1), Uuid::from_u128(2));

    let first = post(&mut member, &reference, 1, reported, "complete", "Done").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let first = post(&mut chair, &reference, 2, closed, "closed", "Accepted").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);

    let again = post(&mut member, &reference, 1, reported, "complete", "Done").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    let again = post(&mut chair, &reference, 2, closed, "closed", "Accepted").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(history(&portal, &reference).await.len(), 2);
}

#[tokio::test]
async fn somebody_who_writes_while_the_action_is_closed_sees_both_texts() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let mut secretary = portal.signed_in("secretary").await;
    let closed = Uuid::from_u128(1);
    let answer = post(&mut secretary, &reference, 1, closed, "closed", "Accepted").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);

    // One of the two may take up a closed action again, but not as blocked.
    for person in ["member", "chair"] {
        let mut browser = portal.signed_in(person).await;
        let submission = Uuid::from_u128(2);
        let note = "The court has to agree first";
        let answer = post(&mut browser, &reference, 1, submission, "blocked", note).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{person}");
        assert!(answer.body.contains(note), "{person}");
        assert!(answer.body.contains("Accepted"), "{person}");
    }
}

#[tokio::test]
async fn a_form_changed_after_it_was_saved_is_not_taken_for_the_saved_one() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let mut member = portal.signed_in("member").await;
    let mut substitute = portal.signed_in("substitute").await;
    let submission = Uuid::from_u128(1);
    let saved = "The rota is agreed";
    let first = post(&mut member, &reference, 1, submission, "blocked", saved).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);

    // Back in the browser, the same form with another text, another position,
    // or in somebody else's hands.
    for (browser, status, note) in [
        (&mut member, "blocked", "The court has to agree first"),
        (&mut substitute, "blocked", saved),
    ] {
        let answer = post(browser, &reference, 1, submission, status, note).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        assert_eq!(answer.texts("textarea"), [note]);
        assert!(answer.body.contains(saved));
    }
    let answer = post(&mut member, &reference, 1, submission, "complete", saved).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    assert_eq!(history(&portal, &reference).await.len(), 1);
}

#[tokio::test]
async fn the_same_form_number_on_two_actions_is_two_updates() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    for name in ["ayton late", "ayton due"] {
        let reference = portal.world.actions[name].clone();
        let answer = post(
            &mut member,
            &reference,
            1,
            Uuid::from_u128(1),
            "blocked",
            "x",
        )
        .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(history(&portal, &reference).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_writers_on_different_actions_all_succeed() {
    let portal = TestPortal::new().await;
    let references = raised_for_member(&portal, 200).await;
    let mut writers = JoinSet::new();
    for (number, reference) in references.iter().cloned().enumerate() {
        let mut browser = portal.signed_in("member").await;
        writers.spawn(async move {
            for version in 1..=2 {
                let submission = Uuid::from_u128((number * 10) as u128 + version as u128);
                let note = format!("Writer {number}, update {version}");
                let answer = post(
                    &mut browser,
                    &reference,
                    version,
                    submission,
                    "in_progress",
                    &note,
                )
                .await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            }
        });
    }
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    for reference in &references {
        assert_eq!(stored(&portal, reference).await.version, 3);
    }
    assert_whole(&portal.state.db).await;
}

/// Neither waits for what the other holds: the seat takes all its actions along, and each
/// update comes before that or is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_seat_takes_its_actions_to_another_organisation_while_they_are_updated() {
    let portal = TestPortal::new().await;
    let references = raised_for_member(&portal, 20).await;
    let seat = portal.world.seats["member"];
    let mut secretary = portal.signed_in("secretary").await;
    for (round, organisation) in ["Beeton", "Ayton", "Beeton"].into_iter().enumerate() {
        let mut writers = JoinSet::new();
        for (number, reference) in references.iter().cloned().enumerate() {
            let mut browser = portal.signed_in("chair").await;
            let version = stored(&portal, &reference).await.version;
            let submission = Uuid::from_u128((round * 100 + number) as u128);
            writers.spawn(async move {
                let note = format!("In round {round}");
                let answer = post(
                    &mut browser,
                    &reference,
                    version,
                    submission,
                    "in_progress",
                    &note,
                );
                answer.await.status
            });
        }
        let form = secretary.get(&paths::change_seat(seat)).await;
        let fields = [(membership::forms::field::ORGANISATION, organisation)];
        let changed = secretary.submit(&form, "Save changes", &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        while let Some(status) = writers.join_next().await {
            let status = status.unwrap();
            assert!(
                [StatusCode::SEE_OTHER, StatusCode::CONFLICT].contains(&status),
                "{status}"
            );
        }
        let lead = portal.world.organisations[&*organisation.to_lowercase()];
        for reference in &references {
            assert_eq!(stored(&portal, reference).await.organisation_id, lead.0);
        }
    }
    assert_whole(&portal.state.db).await;
}

async fn raised_for_member(portal: &TestPortal, number: u64) -> Vec<String> {
    let (board, seat) = place(portal);
    let random = &portal.state.random;
    many::raise(&portal.state.db, random, start(), board, seat, number).await
}

fn place(portal: &TestPortal) -> (BoardId, SeatId) {
    (portal.world.boards["alpha"], portal.world.seats["member"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forty_actions_raised_at_once_get_forty_consecutive_references() {
    let portal = TestPortal::new().await;
    let (board, seat) = place(&portal);
    let mut raising = JoinSet::new();
    for number in 0..40 {
        let state = portal.state.clone();
        raising.spawn(async move {
            let today = state.clock.today();
            let new = NewAction {
                board,
                title: &format!("At once {number}"),
                outcome: "It is done",
                seat,
                priority: Priority::Normal,
                raised_on: today,
                due_on: today,
                origin: Origin::Board,
                decision: None,
                measure: None,
                key: None,
                raised_at: None,
            };
            let tx = state.db.begin().await.unwrap();
            let now = state.clock.now();
            let raised = actions::raise(&tx, &state.random, &operator(), now, &new).await;
            tx.commit().await.unwrap();
            match raised {
                Ok(Raised::As { reference, .. }) => reference,
                other => panic!("{other:?}"),
            }
        });
    }
    let mut references = raising.join_all().await;
    references.sort();
    // The small world has raised three on this board before.
    let expected: Vec<String> = (4..44)
        .map(|number| format!("ALP-2026-{number:03}"))
        .collect();
    assert_eq!(references, expected);
    assert_whole(&portal.state.db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_accounts_that_come_by_one_invitation_one_is_bound() {
    let portal = TestPortal::new().await;
    let issued = requests::invite(&portal, "member").await;
    let mut arrivals = JoinSet::new();
    for number in 0..50 {
        let (state, email) = (portal.state.clone(), issued.email.clone());
        arrivals.spawn(async move {
            let arrival = Arrival {
                issuer: "https://id.example",
                subject: &format!("subject {number}"),
                verified_email: Some(&email),
            };
            let tx = state.db.begin().await.unwrap();
            let now = state.clock.now();
            let known = sessions::recognise(&tx, &state.random, now, &arrival).await;
            tx.commit().await.unwrap();
            known.unwrap().is_some()
        });
    }
    let bound = arrivals.join_all().await;
    assert_eq!(bound.iter().filter(|bound| **bound).count(), 1);
    let db = portal.state.db.reader();
    assert_eq!(identity::Entity::find().all(db).await.unwrap().len(), 1);
    assert_whole(&portal.state.db).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_links_made_at_once_one_works() {
    let portal = TestPortal::new().await;
    let address = paths::invite(requests::appointment_of(&portal, "member").await);
    let mut posts = JoinSet::new();
    for number in 0..20_usize {
        let keeper = ["secretary", "chair", "deputy"][number % 3];
        let mut browser = portal.signed_in(keeper).await;
        let address = address.clone();
        posts.spawn(async move { browser.post(&address, &[]).await });
    }
    let mut works = 0;
    for answer in posts.join_all().await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let link = answer.texts("#link").concat();
        let path = link.strip_prefix("http://127.0.0.1:3000").unwrap();
        let page = portal.browser().fetch(path).await;
        works += usize::from(page.status == StatusCode::OK);
    }
    assert_eq!(works, 1);
    assert_whole(&portal.state.db).await;
}

/// The items of a meeting as they stand, and their places.
async fn places(portal: &TestPortal, meeting: MeetingId) -> Vec<(i64, Uuid)> {
    let rows = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.0))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let mut places: Vec<_> = rows.iter().map(|row| (row.position, row.id)).collect();
    places.sort();
    places
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_moves_at_once_leave_every_item_at_one_place_and_no_place_empty() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of_its_own(&portal).await;
    let desk = Desk::open(&portal, "chair").await;
    let held = server::meetings::store::find(&desk.tx, meeting).await;
    let held = held.unwrap().unwrap();
    for number in 0..20 {
        let title = format!("Item {number}");
        desk.add(&held, &item(&portal, &title, Part::A)).await;
    }
    desk.tx.commit().await.unwrap();
    let before = places(&portal, meeting).await;
    let chain = |portal: &TestPortal| {
        let db = portal.state.db.reader().clone();
        async move {
            audit_event::Entity::find()
                .filter(audit_event::Column::Verb.eq("moved"))
                .count(&db)
                .await
                .unwrap()
        }
    };
    let told_before = chain(&portal).await;

    let mut browsers = Vec::new();
    for person in ["chair", "deputy", "secretary"] {
        browsers.push(portal.signed_in(person).await);
    }
    let mut moves = JoinSet::new();
    for number in 0..200_usize {
        let mut browser = browsers[number % 3].clone();
        let (_, id) = before[(number * 7) % before.len()];
        let way = if number % 2 == 0 { "up" } else { "down" };
        let steps = (number % 4 + 1).to_string();
        let address = paths::move_item(AgendaItemId(id));
        moves.spawn(async move {
            let fields = [("version", "1"), ("direction", way), ("steps", &*steps)];
            browser.post(&address, &fields).await
        });
    }
    for answer in moves.join_all().await {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    let after = places(&portal, meeting).await;
    let ids = |places: &[(i64, Uuid)]| {
        let mut ids: Vec<_> = places.iter().map(|(_, id)| *id).collect();
        ids.sort();
        ids
    };
    let positions = |places: &[(i64, Uuid)]| -> Vec<i64> {
        places.iter().map(|(position, _)| *position).collect()
    };
    assert_eq!(ids(&after), ids(&before));
    assert_eq!(positions(&after), positions(&before));
    assert_ne!(after, before);
    // Each step is two items that change places, and both are in the trail.
    let told = chain(&portal).await - told_before;
    assert!(told > 0 && told % 2 == 0, "{told}");
    assert_whole(&portal.state.db).await;
}
