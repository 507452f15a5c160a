//! Meetings and agendas: planned, worked on by several, proposed to, published,
//! moved and called off.

use app::{
    ids::MeetingId,
    meetings::{
        forms::{decision, field},
        types::Part,
    },
    paths,
};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    db::entities::{agenda_item, agenda_publication, meeting, notice},
    meetings::{agenda, store},
};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{
        self,
        meetings::{Desk, item, meeting_of, meeting_of_its_own},
    },
};

/// Sends the good form of an address with some fields replaced or added.
async fn send(
    portal: &TestPortal,
    browser: &mut Browser,
    path: &str,
    address: &str,
    other: &[(&str, &str)],
) -> Answer {
    let mut form = requests::good_form(portal, path, address).await;
    form.retain(|(name, _)| !other.iter().any(|(known, _)| known == name));
    let mut pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    pairs.extend(other);
    browser.post(address, &pairs).await
}

const PLAN: &str = "/boards/{slug}/meetings/new";
const CHANGE_ITEM: &str = "/agenda-items/{item}/change";
const MOVE: &str = "/agenda-items/{item}/move";
const REMOVE: &str = "/agenda-items/{item}/remove";
const DECIDE: &str = "/agenda-items/{item}/decide";
const PUBLISH: &str = "/meetings/{meeting}/publish";
const NEW_ITEM: &str = "/meetings/{meeting}/new-item";

async fn items(portal: &TestPortal, meeting: MeetingId) -> Vec<app::meetings::types::AgendaItem> {
    agenda::of_meeting(portal.state.db.reader(), meeting)
        .await
        .unwrap()
}

async fn notices(portal: &TestPortal, kind: &str) -> Vec<notice::Model> {
    notice::Entity::find()
        .filter(notice::Column::Kind.eq(kind))
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_meeting_is_planned_after_its_answers_were_checked() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let address = paths::plan_meeting("alpha");
    let before = portal.contents().await;
    let check = send(&portal, &mut chair, PLAN, &address, &[("then", "check")]).await;
    assert_eq!(check.status, StatusCode::OK);
    assert_eq!(check.heading(), "Check your answers");
    assert!(check.body.contains("Tuesday 15 December 2026, 2pm to 4pm"));
    assert_eq!(portal.contents().await, before);

    let form = requests::good_form(&portal, PLAN, &address).await;
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    // A second click plans nothing more.
    for _ in 0..2 {
        let answer = chair.post(&address, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let db = portal.state.db.reader();
    let rows = meeting::Entity::find().all(db).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].starts_at.to_rfc3339(), "2026-12-15T14:00:00+00:00");
    let titles: Vec<String> = items(&portal, MeetingId(rows[0].id))
        .await
        .into_iter()
        .map(|item| item.title)
        .collect();
    assert_eq!(titles, ["canary-template-core", "canary-template-alpha"]);
    let list = portal
        .signed_in("observer")
        .await
        .get(&paths::meetings("alpha"))
        .await;
    assert!(list.body.contains("Extra meeting"));
}

#[tokio::test]
async fn times_that_cannot_be_are_refused_and_unusual_days_are_said() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let address = paths::plan_meeting("alpha");
    let day = |day, month, year| {
        vec![
            (field::DAY.day, day),
            (field::DAY.month, month),
            (field::DAY.year, year),
        ]
    };
    for (mut other, words) in [
        (vec![(field::ENDS, "1pm")], "must be after the start time"),
        (
            vec![(field::STARTS, "half two")],
            "must be a time, like 2pm",
        ),
        (day("20", "11", "2026"), "must start in the future"),
        (
            [
                day("28", "3", "2027"),
                vec![(field::STARTS, "1:30am"), (field::ENDS, "3am")],
            ]
            .concat(),
            "the clocks go forward that night",
        ),
    ] {
        other.push(("then", "check"));
        let answer = send(&portal, &mut chair, PLAN, &address, &other).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.body.contains(words), "{words}");
    }
    for (mut other, words) in [
        (day("25", "12", "2026"), "is a bank holiday: Christmas Day"),
        (day("12", "12", "2026"), "is a Saturday"),
    ] {
        other.push(("then", "check"));
        let answer = send(&portal, &mut chair, PLAN, &address, &other).await;
        assert_eq!(answer.status, StatusCode::OK, "{words}");
        assert!(answer.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_clash_with_another_board_of_the_same_people_is_said() {
    let portal = TestPortal::new().await;
    let beta = portal.world.boards["beta"];
    let desk = Desk::open(&portal, "beta chair").await;
    let theirs = desk.plan(beta, "Theirs", &[]).await;
    desk.close().await;
    let day = app::wording::uk_day(theirs.starts_at);
    let (date, month) = (day.format("%d").to_string(), day.format("%m").to_string());
    let other = [
        (field::DAY.day, &*date),
        (field::DAY.month, &*month),
        ("then", "check"),
    ];
    let address = paths::plan_meeting("alpha");
    let mut chair = portal.signed_in("chair").await;
    let answer = send(&portal, &mut chair, PLAN, &address, &other).await;
    assert!(
        !answer.body.contains("which meets on"),
        "nobody sits on both"
    );

    // The chair of Alpha takes the seat of the member of Beta.
    let tx = portal.state.db.begin().await.unwrap();
    use sea_orm::sea_query::Expr;
    use server::db::entities::appointment;
    appointment::Entity::update_many()
        .col_expr(
            appointment::Column::PersonId,
            Expr::value(portal.world.people["chair"].0),
        )
        .filter(appointment::Column::SeatId.eq(portal.world.seats["beta member"].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let answer = send(&portal, &mut chair, PLAN, &address, &other).await;
    assert!(
        answer
            .body
            .contains("1 person sits on Beta too, which meets on"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_series_plans_its_meetings_once() {
    let portal = TestPortal::new().await;
    let mut secretary = portal.signed_in("secretary").await;
    let path = "/boards/{slug}/meetings/new-series";
    let address = paths::plan_series("alpha");
    let other = [("then", "check"), (field::HOW_MANY, "3")];
    let check = send(&portal, &mut secretary, path, &address, &other).await;
    assert!(check.body.contains("Tuesday 9 March 2027, 2pm to 4pm"));
    let form = requests::good_form(&portal, path, &address).await;
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    for _ in 0..2 {
        let answer = secretary.post(&address, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let rows = meeting::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    let list = secretary.get(&paths::meetings("alpha")).await;
    assert!(list.body.contains("Second Tuesday of March, 2pm to 4pm"));
}

#[tokio::test]
async fn members_see_what_was_published_and_nothing_of_the_draft() {
    let portal = TestPortal::new().await;
    let id = meeting_of(&portal, "alpha").await;
    let page = |person: &'static str| {
        let portal = &portal;
        async move {
            portal
                .signed_in(person)
                .await
                .get(&paths::meeting(id))
                .await
                .body
        }
    };
    for person in ["chair", "deputy", "secretary", "member"] {
        let body = page(person).await;
        assert!(body.contains("canary-part-a-alpha"), "{person}");
        assert!(body.contains("canary-part-b-alpha"), "{person}");
        assert!(!body.contains("canary-draft-alpha"), "{person}");
    }
    for person in ["observer", "sponsor", "substitute", "national secretariat"] {
        let body = page(person).await;
        assert!(body.contains("canary-part-a-alpha"), "{person}");
        assert!(!body.contains("canary-part-b-alpha"), "{person}");
        assert!(!body.contains("canary-draft-alpha"), "{person}");
    }
}

#[tokio::test]
async fn publishing_tells_everybody_once_and_again_shows_what_changed() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let address = paths::publish_agenda(id);
    let form = requests::good_form(&portal, PUBLISH, &address).await;
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    for _ in 0..2 {
        let answer = chair.post(&address, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    // Chair, deputy, secretary, member, substitute, observer and sponsor.
    assert_eq!(notices(&portal, "agenda").await.len(), 7);

    // Nothing has changed, so there is nothing to publish.
    let again = send(&portal, &mut chair, PUBLISH, &address, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("Nothing has changed"));

    // What comes later takes the next number; what went before keeps its own.
    let new = send(
        &portal,
        &mut chair,
        NEW_ITEM,
        &paths::new_item(id),
        &[(field::TITLE, "Late paper")],
    )
    .await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
    let late = items(&portal, id).await.pop().unwrap();
    let up = send(&portal, &mut chair, MOVE, &paths::move_item(late.id), &[]).await;
    assert_eq!(up.status, StatusCode::SEE_OTHER);
    let answer = send(&portal, &mut chair, PUBLISH, &address, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(notices(&portal, "agenda").await.len(), 14);
    let page = portal
        .signed_in("member")
        .await
        .get(&paths::meeting(id))
        .await;
    assert!(page.body.contains("Version 2"));
    assert!(page.body.contains("Added: 3a Late paper"), "{}", page.body);
    assert!(page.body.contains("4 Second"));
}

#[tokio::test]
async fn an_agenda_that_changed_under_ones_eyes_is_not_published() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let address = paths::publish_agenda(id);
    let form = requests::good_form(&portal, PUBLISH, &address).await;
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut deputy = portal.signed_in("deputy").await;
    send(&portal, &mut deputy, NEW_ITEM, &paths::new_item(id), &[]).await;
    let mut chair = portal.signed_in("chair").await;
    let before = portal.contents().await;
    let answer = chair.post(&address, &form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("nothing was published"));
    assert_eq!(portal.contents().await, before);
    let versions = agenda_publication::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(versions.is_empty());
}

#[tokio::test]
async fn two_who_publish_at_once_publish_once() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let address = paths::publish_agenda(id);
    let one = requests::good_form(&portal, PUBLISH, &address).await;
    let two = requests::good_form(&portal, PUBLISH, &address).await;
    let (mut chair, mut deputy) = (
        portal.signed_in("chair").await,
        portal.signed_in("deputy").await,
    );
    fn pairs(form: &requests::Fields) -> Vec<(&str, &str)> {
        form.iter()
            .map(|(name, value)| (&**name, &**value))
            .collect()
    }
    let (one, two) = (pairs(&one), pairs(&two));
    let (first, second) = tokio::join!(chair.post(&address, &one), deputy.post(&address, &two));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(notices(&portal, "agenda").await.len(), 7);
}

#[tokio::test]
async fn two_who_change_one_item_both_see_it() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let item = items(&portal, id).await.pop().unwrap();
    let address = paths::change_item(item.id);
    let form = requests::good_form(&portal, CHANGE_ITEM, &address).await;
    let mut form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    form.retain(|(name, _)| *name != field::TITLE);
    let mut deputy = portal.signed_in("deputy").await;
    let other = [(field::TITLE, "Theirs")];
    send(&portal, &mut deputy, CHANGE_ITEM, &address, &other).await;
    form.push((field::TITLE, "Mine"));
    let answer = portal.signed_in("chair").await.post(&address, &form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("Theirs") && answer.body.contains("Mine"));
}

#[tokio::test]
async fn an_item_that_somebody_took_off_is_neither_moved_nor_changed() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let item = items(&portal, id).await.pop().unwrap();
    let mut chair = portal.signed_in("chair").await;
    let version = item.version.to_string();
    let mut deputy = portal.signed_in("deputy").await;
    send(
        &portal,
        &mut deputy,
        REMOVE,
        &paths::remove_item(item.id),
        &[],
    )
    .await;
    for (path, address) in [
        (MOVE, paths::move_item(item.id)),
        (CHANGE_ITEM, paths::change_item(item.id)),
        (REMOVE, paths::remove_item(item.id)),
    ] {
        let before = portal.contents().await;
        let other = [(field::VERSION, &*version)];
        let answer = send(&portal, &mut chair, path, &address, &other).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert!(
            answer.body.contains("off the agenda after you opened"),
            "{path}"
        );
        assert_eq!(portal.contents().await, before, "{path}");
    }
}

#[tokio::test]
async fn an_item_of_the_core_goes_only_with_a_reason_that_shows() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let core = items(&portal, id).await.remove(0);
    assert!(core.core);
    let mut chair = portal.signed_in("chair").await;
    let address = paths::remove_item(core.id);
    let without = send(
        &portal,
        &mut chair,
        REMOVE,
        &address,
        &[(field::REASON, " ")],
    )
    .await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let with = [(field::REASON, "No figures this quarter")];
    let answer = send(&portal, &mut chair, REMOVE, &address, &with).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    send(
        &portal,
        &mut chair,
        PUBLISH,
        &paths::publish_agenda(id),
        &[],
    )
    .await;
    let page = portal
        .signed_in("observer")
        .await
        .get(&paths::meeting(id))
        .await;
    assert!(page.body.contains("Not taken: No figures this quarter"));
}

#[tokio::test]
async fn a_proposal_is_accepted_or_returned_and_its_proposer_hears_of_it() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let mut member = portal.signed_in("member").await;
    let path = "/boards/{slug}/meetings/propose";
    let address = paths::propose_item("alpha");
    // Two clicks from the page of the board: the link, and the button.
    let board = member.get(&paths::board("alpha")).await;
    assert!(board.links().contains(&address));
    for title in ["Good one", "Poor one"] {
        let meeting = id.to_string();
        let other = [(field::TITLE, title), (field::MEETING, &*meeting)];
        let answer = send(&portal, &mut member, path, &address, &other).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let list = member.get(&paths::meetings("alpha")).await;
    assert!(list.body.contains("Waiting for the chair"));
    let proposed = agenda_item::Entity::find()
        .filter(agenda_item::Column::State.eq("proposed"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(proposed.len(), 2);
    let mut chair = portal.signed_in("chair").await;
    for row in proposed {
        let address = paths::decide_item(app::ids::AgendaItemId(row.id));
        let meeting = id.to_string();
        let accepted = [
            (field::DECISION, decision::ACCEPT),
            (field::MEETING, &*meeting),
        ];
        let other = if row.title == "Good one" {
            &accepted[..]
        } else {
            &[(field::REASON, "It was decided last year")]
        };
        let answer = send(&portal, &mut chair, DECIDE, &address, other).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        // Deciding again comes too late.
        let again = send(&portal, &mut chair, DECIDE, &address, other).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
    }
    let list = member.get(&paths::meetings("alpha")).await;
    assert!(list.body.contains("Accepted for a meeting"));
    assert!(list.body.contains("Returned: It was decided last year"));
    assert_eq!(notices(&portal, "proposal").await.len(), 2);
    let work = member.get(paths::MY_WORK).await;
    assert!(
        work.body
            .contains("“Poor one” is returned: It was decided last year")
    );
}

#[tokio::test]
async fn an_agenda_holds_a_hundred_items_and_no_more() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = store::find(&desk.tx, id).await.unwrap().unwrap();
    for number in 0..400 {
        desk.add(&meeting, &item(&portal, &format!("Item {number}"), Part::A))
            .await;
    }
    desk.close().await;
    assert_eq!(items(&portal, id).await.len(), 100);
    let mut chair = portal.signed_in("chair").await;
    let answer = send(&portal, &mut chair, NEW_ITEM, &paths::new_item(id), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("at most 100 items"));
    let minus = [(field::MINUTES, "-5")];
    let answer = send(&portal, &mut chair, NEW_ITEM, &paths::new_item(id), &minus).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("between 1 and 480"));
}

#[tokio::test]
async fn moving_and_cancelling_tell_everybody_and_close_the_agenda() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let path = "/meetings/{meeting}/change";
    let address = paths::change_meeting(id);
    let answer = send(&portal, &mut chair, path, &address, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let told = notices(&portal, "meeting_changed").await;
    assert_eq!(told.len(), 7);
    assert!(
        told[0]
            .words
            .contains("to Tuesday 15 December 2026, 2pm to 4pm")
    );
    let outdated = send(
        &portal,
        &mut chair,
        path,
        &address,
        &[(field::VERSION, "1")],
    )
    .await;
    assert_eq!(outdated.status, StatusCode::CONFLICT);

    let path = "/meetings/{meeting}/cancel";
    let answer = send(&portal, &mut chair, path, &paths::cancel_meeting(id), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(notices(&portal, "meeting_changed").await.len(), 14);
    let page = portal
        .signed_in("member")
        .await
        .get(&paths::meeting(id))
        .await;
    assert!(
        page.body
            .contains("This meeting is cancelled. The court is closed")
    );
    assert_eq!(
        chair.fetch(&paths::agenda(id)).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_joint_meeting_is_read_by_both_boards_and_kept_by_the_one_that_leads() {
    let portal = TestPortal::new().await;
    let (alpha, beta) = (portal.world.boards["alpha"], portal.world.boards["beta"]);
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.plan(alpha, "Both of us", &[beta]).await;
    desk.add(&meeting, &item(&portal, "For all", Part::A)).await;
    desk.add(&meeting, &item(&portal, "For members", Part::B))
        .await;
    desk.publish(meeting.id).await;
    desk.close().await;
    for (person, sees_b) in [
        ("beta member", true),
        ("beta chair", true),
        ("member", true),
        ("observer", false),
    ] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(&paths::meeting(meeting.id)).await;
        assert!(page.body.contains("For all"), "{person}");
        assert_eq!(page.body.contains("For members"), sees_b, "{person}");
    }
    let mut other_chair = portal.signed_in("beta chair").await;
    let list = other_chair.get(&paths::meetings("beta")).await;
    assert!(list.body.contains("Both of us"));
    let agenda = other_chair.fetch(&paths::agenda(meeting.id)).await;
    assert_eq!(agenda.status, StatusCode::FORBIDDEN);
    // Seven of Alpha, two of Beta.
    assert_eq!(notices(&portal, "agenda").await.len(), 9);
}
