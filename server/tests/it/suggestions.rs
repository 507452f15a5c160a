//! What an agenda suggests by itself: exactly this, in this order; taken,
//! dropped, and back again when the cause changes. No open action goes missing.

use app::{
    actions::types::Status,
    form::THEN,
    ids::MeetingId,
    meetings::{
        forms::{decision, field as item_field},
        types::{About, Part},
    },
    paths,
    suggestions::{forms::field, types::Suggestion},
};
use axum::http::StatusCode;
use chrono::{Days, TimeDelta};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::{
    db::entities::{
        action, agenda_item, audit_event, decision as decision_row, meeting, minutes, notice,
    },
    meetings::{agenda, publishing, store},
    suggestions,
};

use crate::support::{
    Answer, Browser, TestPortal, many,
    requests::{
        self, key,
        meetings::{Desk, item, meeting_of_its_own},
    },
};

/// A meeting of Alpha that is over, some days ago.
async fn held(portal: &TestPortal, days_ago: u64) -> MeetingId {
    let desk = Desk::open(portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let id = desk.plan(board, "Board meeting", &[]).await.id;
    let starts = portal.state.clock.now() - Days::new(days_ago);
    meeting::Entity::update_many()
        .col_expr(meeting::Column::StartsAt, Expr::value(starts))
        .col_expr(
            meeting::Column::EndsAt,
            Expr::value(starts + TimeDelta::hours(2)),
        )
        .filter(meeting::Column::Id.eq(id.0))
        .exec(&desk.tx)
        .await
        .unwrap();
    desk.close().await;
    id
}

/// An action of Alpha, raised and due on a day some days ago.
async fn raised(portal: &TestPortal, number: i32, days_ago: u64) -> String {
    let now = portal.state.clock.now();
    let row = many::Row {
        board: portal.world.boards["alpha"],
        organisation: portal.world.organisations["ayton"],
        seat: portal.world.seats["member"],
        number,
        status: Status::Open,
        due_on: app::wording::uk_day(now) - Days::new(days_ago),
        updated_at: now,
    };
    let reference = row.reference();
    many::put_in(&portal.state.db, &portal.state.random, &[row]).await;
    reference
}

async fn suggested(portal: &TestPortal, id: MeetingId) -> Vec<Suggestion> {
    let (db, now) = (portal.state.db.reader(), portal.state.clock.now());
    let day = app::wording::uk_day(now);
    let access = many::access_of(&portal.state.db, portal.world.people["chair"], day).await;
    let meeting = store::find(db, id).await.unwrap().unwrap();
    let items = agenda::of_meeting(db, id).await.unwrap();
    suggestions::for_agenda(db, &access, &meeting, &items, now)
        .await
        .unwrap()
}

async fn choose(
    browser: &mut Browser,
    id: MeetingId,
    keys: &[&str],
    more: &[(&str, &str)],
) -> Answer {
    let mut pairs: Vec<(&str, &str)> = keys.iter().map(|key| (field::TAKE, *key)).collect();
    pairs.extend(more);
    browser.post(&paths::suggestions(id), &pairs).await
}

/// Sends the form that publishes, as its page drew it.
async fn publish(
    portal: &TestPortal,
    browser: &mut Browser,
    id: MeetingId,
    more: &[(&str, &str)],
) -> Answer {
    let db = portal.state.db.reader();
    let items = agenda::of_meeting(db, id).await.unwrap();
    let version = store::find(db, id).await.unwrap().unwrap().version;
    let (key, version, seen) = (key(portal), version.to_string(), publishing::seen(&items));
    let mut pairs = vec![
        (item_field::KEY, key.as_str()),
        (item_field::VERSION, version.as_str()),
        (item_field::SEEN, seen.as_str()),
    ];
    pairs.extend(more);
    browser.post(&paths::publish_agenda(id), &pairs).await
}

/// Everything that suggests something, on Alpha.
async fn full(portal: &TestPortal) -> MeetingId {
    let past = held(portal, 76).await;
    let (board, now) = (portal.world.boards["alpha"], portal.state.clock.now());
    raised(portal, 900, 200).await;
    let desk = Desk::open(portal, "chair").await;
    minutes::Entity::insert(minutes::ActiveModel::from(minutes::Model {
        meeting_id: past.0,
        state: "circulated".to_owned(),
        circulated_at: Some(now - Days::new(66)),
        circulated_by_id: None,
        agreed_at: None,
        agreed_by_id: None,
        agreed_at_meeting_id: None,
        agreed_at_meeting: String::new(),
        content: String::new(),
        hash: String::new(),
        public_content: String::new(),
        public_at: None,
        version: 1,
    }))
    .exec_without_returning(&desk.tx)
    .await
    .unwrap();
    decision_row::Entity::insert(decision_row::ActiveModel::from(decision_row::Model {
        id: portal.state.random.id(now),
        board_id: board.0,
        reference: "ALP-D-2026-001".to_owned(),
        year: 2026,
        number: 1,
        meeting_id: None,
        item_id: None,
        item_title: String::new(),
        text: "Meet every six weeks.".to_owned(),
        reason: String::new(),
        way: "meeting".to_owned(),
        taken_by: String::new(),
        dissent: String::new(),
        abstained: String::new(),
        part: "b".to_owned(),
        taken_on: app::wording::uk_day(now) - Days::new(76),
        review_on: Some(app::wording::uk_day(now)),
        state: "taken".to_owned(),
        ratified_at_id: None,
        created_at: now,
        version: 1,
        search_text: String::new(),
    }))
    .exec_without_returning(&desk.tx)
    .await
    .unwrap();
    desk.propose(board, "member", past, "Left behind").await;
    desk.close().await;
    meeting_of_its_own(portal).await
}

#[tokio::test]
async fn fixed_data_gives_exactly_these_suggestions() {
    let portal = TestPortal::new().await;
    let meeting = full(&portal).await;
    let found = suggested(&portal, meeting).await;
    let words: Vec<String> = found
        .iter()
        .map(|one| format!("{}: {}", one.title, one.reason))
        .collect();
    assert_eq!(
        words,
        [
            "Minutes of “Board meeting” on 8 September 2026: They were circulated on 18 September 2026 and are not agreed yet.",
            "Row 900: Open since 7 May 2026. Do it, drop it or defer it. It was due on 7 May 2026 and is 200 days late.",
            "Action ayton late canary-action-ayton-late: It was due on 20 November 2026 and is 3 days late.",
            "Vacant seat: Seat of former, canary-seat-former: A required seat has been vacant since 23 November 2026.",
            "Review of decision ALP-D-2026-001: The board set 23 November 2026 to look at it again: Meet every six weeks.",
            "Left behind: It was proposed by Canary-person-member O'Test and waits for a meeting.",
        ]
    );
    // The page says the same, and asking changes nothing.
    let page = portal
        .signed_in("chair")
        .await
        .get(&paths::agenda(meeting))
        .await;
    for one in &found {
        assert!(page.body.contains(&one.title), "{}", one.title);
    }
    assert_eq!(suggested(&portal, meeting).await, found);
}

#[tokio::test]
async fn several_are_taken_at_once_with_their_reasons_and_nothing_doubles() {
    let portal = TestPortal::new().await;
    let meeting = full(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let found = suggested(&portal, meeting).await;
    let keys: Vec<String> = found.iter().map(Suggestion::key).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    for _ in 0..2 {
        let answer = choose(&mut chair, meeting, &keys, &[(THEN, field::ACCEPT)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert!(suggested(&portal, meeting).await.is_empty());
    let items = agenda::of_meeting(portal.state.db.reader(), meeting)
        .await
        .unwrap();
    for one in &found {
        let taken: Vec<_> = items
            .iter()
            .filter(|item| item.title == one.title)
            .collect();
        assert_eq!(taken.len(), 1, "{}", one.title);
    }
    let item = |title: &str| {
        items
            .iter()
            .find(|item| item.title.starts_with(title))
            .unwrap()
    };
    assert_eq!(item("Row 900").linked.as_deref(), Some("ROW-2026-900"));
    assert!(item("Row 900").detail.starts_with("Open since"));
    assert!(matches!(item("Minutes of").about, Some(About::Minutes(_))));
    assert!(matches!(item("Vacant seat").about, Some(About::Seat(_))));
    assert_eq!(item("Review of").part, Part::B);
    // The links stay when the item is changed, and reach the members.
    let vacant = item("Vacant seat");
    let address = paths::change_item(vacant.id);
    let version = vacant.version.to_string();
    let key = key(&portal);
    let answer = chair
        .post(
            &address,
            &[
                (item_field::KEY, key.as_str()),
                (item_field::VERSION, &version),
                (item_field::TITLE, "A seat to fill"),
                (item_field::PURPOSE, "decision"),
                (item_field::MINUTES, "5"),
                (item_field::PART, "a"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let answer = publish(&portal, &mut chair, meeting, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = portal
        .signed_in("member")
        .await
        .get(&paths::meeting(meeting))
        .await;
    assert!(page.body.contains("A seat to fill"));
    assert!(
        page.body
            .contains(&paths::seat(portal.world.seats["former"]))
    );
}

#[tokio::test]
async fn what_was_dropped_comes_back_when_its_cause_changes() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of_its_own(&portal).await;
    let late = portal.world.actions["ayton late"].clone();
    let key = format!("action:{late}");
    let mut chair = portal.signed_in("chair").await;
    let drop = [(THEN, field::DROP)];
    let before = portal.contents().await;
    for (keys, more) in [
        (&[key.as_str()][..], &drop[..]),
        (&[], &[(THEN, field::DROP), (field::REASON, "Not now")]),
        (&[], &[]),
    ] {
        let answer = choose(&mut chair, meeting, keys, more).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = choose(&mut chair, meeting, &["action:nothing"], &[]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, before);

    let more = [
        (THEN, field::DROP),
        (field::REASON, "Ayton reports in March"),
    ];
    let answer = choose(&mut chair, meeting, &[&key], &more).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let is_there = |found: Vec<Suggestion>| found.iter().any(|one| one.key() == key);
    assert!(!is_there(suggested(&portal, meeting).await));
    // It stays away from the next agenda, too, while nothing changes.
    let next = meeting_of_its_own(&portal).await;
    assert!(!is_there(suggested(&portal, next).await));
    let tx = portal.state.db.begin().await.unwrap();
    action::Entity::update_many()
        .col_expr(action::Column::Status, Expr::value(Status::Blocked.code()))
        .filter(action::Column::Reference.eq(&late))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(is_there(suggested(&portal, next).await));
}

#[tokio::test]
async fn an_agenda_asks_to_do_drop_or_defer_before_it_is_published() {
    let portal = TestPortal::new().await;
    for days_ago in [30, 60, 90] {
        held(&portal, days_ago).await;
    }
    let old = raised(&portal, 901, 100).await;
    let meeting = meeting_of_its_own(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&paths::publish_agenda(meeting)).await;
    assert!(
        page.body
            .contains("Carried over 3 times, since August 2026")
    );
    let before = portal.contents().await;
    let answer = publish(&portal, &mut chair, meeting, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.contents().await, before);

    let why = [(field::UNSETTLED, "The council is being merged")];
    let answer = publish(&portal, &mut chair, meeting, &why).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let events = audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq("carried_over"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert!(events[0].after.contains(&old));
    assert!(events[0].after.contains("The council is being merged"));

    // Settled, it asks no more; and without a change there is no button.
    let page = chair.get(&paths::publish_agenda(meeting)).await;
    assert!(page.body.contains("there is nothing to publish"));
    assert!(
        page.texts("button")
            .iter()
            .all(|text| text.trim() != "Publish the agenda")
    );
    let key = format!("standing:{old}");
    choose(&mut chair, meeting, &[&key], &[(THEN, field::ACCEPT)]).await;
    let answer = publish(&portal, &mut chair, meeting, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn no_open_action_is_missing_whatever_was_edited() {
    let portal = TestPortal::new().await;
    let mut expected: Vec<String> = ["ayton late", "ayton due", "cafcass"]
        .map(|name| portal.world.actions[name].clone())
        .to_vec();
    for number in 0..60 {
        expected.push(raised(&portal, 100 + number, u64::try_from(number).unwrap() * 5).await);
    }
    let closed = expected.remove(10);
    let tx = portal.state.db.begin().await.unwrap();
    action::Entity::update_many()
        .col_expr(action::Column::Status, Expr::value("closed"))
        .col_expr(action::Column::IsOpen, Expr::value(false))
        .filter(action::Column::Reference.eq(&closed))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let meeting = meeting_of_its_own(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let why = [(field::UNSETTLED, "They wait")];
    let mut round = 0;
    loop {
        let (mut agenda, mut published) = (Vec::new(), Vec::new());
        for (address, found) in [
            (paths::agenda(meeting), &mut agenda),
            (paths::meeting(meeting), &mut published),
        ] {
            let page = chair.get(&address).await;
            *found = expected
                .iter()
                .filter(|reference| !page.body.contains(&paths::action(reference)))
                .cloned()
                .collect::<Vec<_>>();
            assert!(!page.body.contains(&format!("{}\"", paths::action(&closed))));
        }
        assert!(agenda.is_empty(), "{round}: {agenda:?}");
        assert!(round == 0 || published.is_empty(), "{round}: {published:?}");
        let items = agenda::of_meeting(portal.state.db.reader(), meeting)
            .await
            .unwrap();
        match round {
            // Everything is taken off, one after the other.
            0 | 1 => {
                for item in items.iter().filter(|item| item.is_shown()).take(2) {
                    let version = item.version.to_string();
                    chair
                        .post(
                            &paths::remove_item(item.id),
                            &[
                                (item_field::VERSION, version.as_str()),
                                (item_field::DECISION, decision::DROP),
                                (item_field::REASON, "Not this time"),
                            ],
                        )
                        .await;
                }
            }
            2 => {
                let desk = Desk::open(&portal, "chair").await;
                let of = store::find(&desk.tx, meeting).await.unwrap().unwrap();
                desk.add(&of, &item(&portal, "Something else", Part::A))
                    .await;
                desk.close().await;
            }
            _ => break,
        }
        publish(&portal, &mut chair, meeting, &why).await;
        round += 1;
    }
}

#[tokio::test]
async fn officers_are_told_of_a_proposal() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let path = "/boards/{slug}/meetings/propose";
    let address = paths::propose_item("alpha");
    let form = requests::good_form(&portal, path, &address).await;
    let pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    // A second click tells nobody again.
    for _ in 0..2 {
        member.post(&address, &pairs).await;
    }
    let told: Vec<notice::Model> = notice::Entity::find()
        .filter(notice::Column::Kind.eq("proposed"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let mut people: Vec<_> = told.iter().filter_map(|one| one.to_person_id).collect();
    people.sort();
    let mut officers: Vec<_> = ["chair", "deputy", "secretary"]
        .map(|name| portal.world.people[name].0)
        .to_vec();
    officers.sort();
    assert_eq!(people, officers);
    assert!(told[0].words.contains("Rota of the duty scheme"));
}

#[tokio::test]
async fn a_new_item_comes_before_what_closes_the_agenda() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let closing = app::meetings::types::TemplateItem {
        id: portal.state.random.id(portal.state.clock.now()),
        board: None,
        position: 0,
        title: "Any other business".to_owned(),
        purpose: app::meetings::types::Purpose::Information,
        minutes: 5,
        part: Part::A,
        version: 0,
    };
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    server::meetings::template::save(&desk.tx, random, &desk.actor, now, &closing)
        .await
        .unwrap();
    let board = portal.world.boards["alpha"];
    let of = desk.plan(board, "With an end", &[]).await;
    for title in ["First", "Second"] {
        desk.add(&of, &item(&portal, title, Part::A)).await;
    }
    desk.publish(of.id).await;
    desk.add(&of, &item(&portal, "Late", Part::A)).await;
    let items = agenda::of_meeting(&desk.tx, of.id).await.unwrap();
    let shown = app::meetings::types::published(&items, 1);
    let words: Vec<String> = shown
        .iter()
        .map(|item| format!("{} {}", item.number, item.title))
        .collect();
    assert_eq!(
        words,
        [
            "1 canary-template-core",
            "2 canary-template-alpha",
            "3 First",
            "4 Second",
            "4a Late",
            "5 Any other business",
        ]
    );
    desk.close().await;
}

#[tokio::test]
async fn the_open_actions_stand_at_the_item_that_is_for_them_and_stay_as_they_were() {
    let portal = TestPortal::new().await;
    let id = meeting_of_its_own(&portal).await;
    raised(&portal, 900, 20).await;
    let mut chair = portal.signed_in("chair").await;
    let mut member = portal.signed_in("member").await;
    let comes_before = |body: &str, first: &str, then: &str| {
        let at = |words: &str| {
            body.find(words)
                .unwrap_or_else(|| panic!("{words}: {body}"))
        };
        at(first) < at(then)
    };
    let block = "actions that are not closed";
    let page = chair.get(&paths::agenda(id)).await;
    assert!(comes_before(&page.body, "Second", block));
    // Named for the action log, the item of the core takes them.
    let desk = Desk::open(&portal, "chair").await;
    agenda_item::Entity::update_many()
        .col_expr(
            agenda_item::Column::Title,
            Expr::value("Minutes and action log"),
        )
        .filter(agenda_item::Column::MeetingId.eq(id.0))
        .filter(agenda_item::Column::Title.eq("canary-template-core"))
        .exec(&desk.tx)
        .await
        .unwrap();
    desk.publish(id).await;
    desk.close().await;
    for (person, path) in [
        ("chair", paths::agenda(id)),
        ("member", paths::meeting(id)),
        ("member", paths::pack(id)),
    ] {
        let body = portal.signed_in(person).await.fetch(&path).await.body;
        assert!(body.contains("Row 900"), "{path}");
        assert!(
            comes_before(&body, "Minutes and action log", block),
            "{path}"
        );
        let table = &body[body.rfind("Minutes and action log").unwrap()..];
        assert!(comes_before(table, block, "First"), "{path}: {body}");
        assert_eq!(body.matches(block).count(), 1, "{path}");
    }
    // Once the meeting is over, the list is the one of the day.
    let desk = Desk::open(&portal, "chair").await;
    let starts = portal.state.clock.now() - Days::new(3);
    meeting::Entity::update_many()
        .col_expr(meeting::Column::StartsAt, Expr::value(starts))
        .col_expr(meeting::Column::EndsAt, Expr::value(starts))
        .filter(meeting::Column::Id.eq(id.0))
        .exec(&desk.tx)
        .await
        .unwrap();
    action::Entity::update_many()
        .col_expr(action::Column::Title, Expr::value("Another title"))
        .exec(&desk.tx)
        .await
        .unwrap();
    desk.close().await;
    raised(&portal, 901, 20).await;
    for path in [paths::meeting(id), paths::pack(id)] {
        let body = member.fetch(&path).await.body;
        assert!(body.contains("Row 900"), "{path}: {body}");
        assert!(
            !body.contains("Row 901") && !body.contains("Another title"),
            "{path}"
        );
        assert!(
            body.contains("As they stood when the agenda was published on"),
            "{path}"
        );
    }
}
