//! Minutes: a draft that follows what is written, sent out, agreed, and then frozen.

use app::{ids::MeetingId, meetings::types::Meeting, minutes::forms::field, paths};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, sea_query::Expr};
use server::{
    db::entities::{agenda_item, decision, meeting, minutes, notice, organisation, person, seat},
    minutes::store,
};

use crate::support::{
    TestPortal,
    requests::{meetings::Desk, proceedings},
};

/// A meeting of Alpha with somebody present and notes, and a later one.
async fn written(portal: &TestPortal) -> (Meeting, MeetingId) {
    let desk = Desk::open(portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "Held", 7).await;
    let items = desk.items(&meeting).await;
    desk.mark(&meeting, "member", "Ada Present").await;
    desk.write(&meeting, &items[0], "The rota was looked at.")
        .await;
    let later = desk.held(board, "Later", 1).await;
    desk.close().await;
    (meeting, later.id)
}

#[tokio::test]
async fn the_chair_sends_minutes_out_and_everybody_is_told_once() {
    let portal = TestPortal::new().await;
    let (meeting, _) = written(&portal).await;
    let address = paths::minutes(meeting.id);
    let mut secretary = portal.signed_in("secretary").await;
    let draft = secretary.get(&address).await;
    assert!(draft.body.contains("The rota was looked at."));
    assert!(draft.body.contains("Ada Present"));
    assert!(draft.body.contains("This meeting was not quorate."));
    // The secretary writes them; the chair approves them.
    assert!(!draft.body.contains("Send the minutes out"));
    let mut member = portal.signed_in("member").await;
    let page = member.get(&address).await;
    assert!(page.body.contains("have not been sent out yet"));
    assert!(!page.body.contains("The rota was looked at."));
    let missing = member.fetch(&paths::minutes_export(meeting.id)).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);

    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&address).await;
    for _ in 0..2 {
        let sent = chair.submit(&page, "Send the minutes out", &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    }
    let page = member.get(&address).await;
    assert!(page.body.contains("The rota was looked at."));
    let told = notice::Entity::find()
        .filter(notice::Column::Kind.eq("minutes"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let mut people: Vec<_> = told.iter().map(|one| one.to_person_id).collect();
    people.sort();
    let all = people.len();
    people.dedup();
    assert_eq!(people.len(), all);
    assert!(people.contains(&Some(portal.world.people["observer"].0)));
}

#[tokio::test]
async fn minutes_that_changed_under_ones_eyes_are_neither_sent_nor_agreed() {
    let portal = TestPortal::new().await;
    let (meeting, later) = written(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let address = paths::minutes(meeting.id);
    let seen = chair.get(&address).await;
    let rewrite = async |notes: &str| {
        let desk = Desk::open(&portal, "chair").await;
        let items = desk.items(&meeting).await;
        desk.write(&meeting, &items[0], notes).await;
        desk.close().await;
    };
    rewrite("The rota was changed.").await;
    let before = portal.contents().await;
    let late = chair.submit(&seen, "Send the minutes out", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("The rota was changed."));
    assert_eq!(portal.contents().await, before);
    let sent = chair.submit(&late, "Send the minutes out", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);

    let seen = chair.get(&address).await;
    rewrite("The rota was changed again.").await;
    let before = portal.contents().await;
    let by = later.to_string();
    let late = chair
        .submit(&seen, "They are agreed", &[(field::AT, &by)])
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, before);
    // What is out stands until it is sent out again.
    let page = portal.signed_in("member").await.get(&address).await;
    assert!(page.body.contains("The rota was changed."));
    assert!(!page.body.contains("changed again"));
    let page = chair.get(&address).await;
    assert!(page.body.contains("has changed since"));
    let sent = chair
        .submit(&page, "Send the changed minutes out", &[])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = chair.get(&address).await;
    let nothing = chair.submit(&page, "They are agreed", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A second click is answered like the first.
    for _ in 0..2 {
        let agreed = chair
            .submit(&page, "They are agreed", &[(field::AT, &by)])
            .await;
        assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.body);
    }
}

/// The part of a page that holds the minutes.
fn main_of(body: &str) -> &str {
    let start = body.find("<main").unwrap();
    let end = body.find("</main>").unwrap();
    &body[start..end]
}

#[tokio::test]
async fn agreed_minutes_stay_byte_for_byte_whatever_changes_later() {
    let portal = TestPortal::new().await;
    let (meeting, later) = written(&portal).await;
    let desk = Desk::open(&portal, "chair").await;
    let items = desk.items(&meeting).await;
    let board = portal.world.boards["alpha"];
    let at = Some((&meeting, &items[0]));
    desk.decide(
        board,
        at,
        "Adopt the rota",
        app::meetings::types::Part::A,
        true,
    )
    .await;
    desk.circulate(&meeting).await;
    desk.agree(&meeting, later).await;
    desk.close().await;
    let mut member = portal.signed_in("member").await;
    let page = member.get(&paths::minutes(meeting.id)).await;
    let export = member.fetch(&paths::minutes_export(meeting.id)).await;
    assert_eq!(export.status, StatusCode::OK);
    assert!(
        export.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    for words in ["Ada Present", "The rota was looked at.", "Adopt the rota"] {
        assert!(export.body.contains(words), "{words}");
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!export.body.contains("src=") && !export.body.contains("<script"));

    // Names, seats, items and decisions change behind the back of every rule.
    let tx = portal.state.db.begin().await.unwrap();
    let other = |text: &str| Expr::value(text.to_owned());
    person::Entity::update_many()
        .col_expr(person::Column::FullName, other("Somebody else"))
        .exec(&tx)
        .await
        .unwrap();
    seat::Entity::update_many()
        .col_expr(seat::Column::Title, other("Another seat"))
        .exec(&tx)
        .await
        .unwrap();
    organisation::Entity::update_many()
        .col_expr(organisation::Column::ShortName, other("Another body"))
        .filter(organisation::Column::Id.eq(portal.world.organisations["ayton"].0))
        .exec(&tx)
        .await
        .unwrap();
    agenda_item::Entity::update_many()
        .col_expr(agenda_item::Column::Title, other("Another item"))
        .exec(&tx)
        .await
        .unwrap();
    decision::Entity::update_many()
        .col_expr(decision::Column::Text, other("Another decision"))
        .exec(&tx)
        .await
        .unwrap();
    // The meeting that agreed them, too.
    meeting::Entity::update_many()
        .col_expr(meeting::Column::Title, other("Renamed"))
        .col_expr(
            meeting::Column::StartsAt,
            Expr::value(portal.state.clock.now()),
        )
        .filter(meeting::Column::Id.eq(later.0))
        .exec(&tx)
        .await
        .unwrap();
    let statement = "UPDATE attendance SET name = 'Nobody'".to_owned();
    tx.execute_raw(Statement::from_string(portal.state.db.backend(), statement))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page_after = member.get(&paths::minutes(meeting.id)).await;
    let export_after = member.fetch(&paths::minutes_export(meeting.id)).await;
    assert_eq!(main_of(&page_after.body), main_of(&page.body));
    assert_eq!(export_after.body, export.body);
    // The kept hash is that of the kept text.
    let row = minutes::Entity::find_by_id(meeting.id.0)
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    let kept = store::kept(portal.state.db.reader(), meeting.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        store::as_kept(&kept.content).unwrap(),
        (row.content, row.hash.clone())
    );
    assert!(page.body.contains(&row.hash));
}

#[tokio::test]
async fn nothing_is_recorded_at_a_meeting_whose_minutes_are_agreed_but_notes_below_them() {
    let portal = TestPortal::new().await;
    let path = "/meetings/{meeting}/minutes/correct";
    let meeting = proceedings::meeting_of_its_own(&portal, path).await;
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&paths::run_meeting(meeting)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = chair.get(&paths::minutes(meeting)).await;
    let nothing = chair.submit(&page, "Save the note", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let note = [(field::TEXT, "The rota was for two months.")];
    for _ in 0..2 {
        let saved = chair.submit(&page, "Save the note", &note).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    let mut member = portal.signed_in("member").await;
    let page = member.get(&paths::minutes(meeting)).await;
    assert_eq!(page.body.matches("The rota was for two months.").count(), 1);
    let export = member.fetch(&paths::minutes_export(meeting)).await;
    assert!(export.body.contains("The rota was for two months."));
    assert!(!page.body.contains("Save the note"));
}

#[tokio::test]
async fn part_b_is_in_no_byte_for_those_without_it() {
    let portal = TestPortal::new().await;
    let meeting = crate::support::requests::meetings::meeting_of(&portal, "alpha").await;
    for (person, sees) in [
        ("chair", true),
        ("member", true),
        ("observer", false),
        ("sponsor", false),
        ("substitute", false),
        ("national secretariat", false),
    ] {
        let mut browser = portal.signed_in(person).await;
        for address in [paths::minutes(meeting), paths::minutes_export(meeting)] {
            let answer = browser.fetch(&address).await;
            assert_eq!(answer.status, StatusCode::OK, "{person} {address}");
            assert!(
                answer.body.contains("canary-notes-part-a-alpha"),
                "{person}"
            );
            for canary in ["part-b-alpha", "decision-part-b"] {
                assert_eq!(
                    answer.body.contains(canary),
                    sees,
                    "{person} {address} {canary}"
                );
            }
        }
    }
}
