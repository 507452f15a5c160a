//! What came of meetings: the register as a file and by pages, reviews, where an action
//! was raised, what a handover tells, and one item over several meetings.

use app::{
    actions::types::{Origin, Priority},
    decisions::forms::field,
    ids::{AgendaItemId, MeetingId},
    meetings::{
        forms::{Decision as Ruling, ItemForm},
        types::Part,
    },
    paths,
    proceedings::types::{ItemRecord, Outcome},
};
use axum::http::StatusCode;
use chrono::{Days, TimeDelta};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    actions::store::{self as actions, NewAction, Raised},
    db::entities::{audit_event, decision},
    meetings::agenda,
    membership::seats::Changed,
    proceedings::store,
};

use crate::support::{
    TestPortal,
    requests::{
        self,
        meetings::{Desk, item},
        proceedings::decision_of,
    },
};

#[tokio::test]
async fn the_register_is_a_file_with_exactly_what_is_shown() {
    let portal = TestPortal::new().await;
    let open = decision_of(&portal, "alpha").await;
    let closed = decision_of(&portal, "alpha part b").await;
    let waiting = decision_of(&portal, requests::OF_ITS_OWN).await;
    let file = async |person: &str, query: &str| -> String {
        let mut browser = portal.signed_in(person).await;
        let address = format!("{}?{query}", paths::decisions_export("alpha"));
        let answer = browser.fetch(&address).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.body
    };
    let all = file("member", "format=csv").await;
    for reference in [&open, &closed, &waiting] {
        assert!(all.contains(reference.as_str()), "{all}");
    }
    assert!(!file("observer", "").await.contains(&closed));
    let narrowed = file("member", "state=for_ratification").await;
    assert!(narrowed.contains(&waiting) && !narrowed.contains(&open));
    let mut member = portal.signed_in("member").await;
    let page = member.get(&paths::board_decisions("alpha")).await;
    assert!(page.body.contains("format=xlsx"), "{}", page.body);
    let unknown = format!("{}?format=pdf", paths::decisions_export("alpha"));
    assert_eq!(member.fetch(&unknown).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_and_years_tell_nothing_of_part_b() {
    let portal = TestPortal::new().await;
    let closed = decision_of(&portal, "alpha part b").await;
    let id = decision::Entity::find()
        .filter(decision::Column::Reference.eq(&closed))
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap()
        .id;
    let desk = Desk::open(&portal, "chair").await;
    use sea_orm::sea_query::Expr;
    decision::Entity::update_many()
        .col_expr(decision::Column::Year, Expr::value(2024))
        .filter(decision::Column::Id.eq(id))
        .exec(&desk.tx)
        .await
        .unwrap();
    desk.close().await;
    let years = async |person: &str| {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(&paths::board_decisions("alpha")).await;
        page.texts("#year option")
    };
    assert!(years("member").await.contains(&"2024".to_owned()));
    assert!(!years("observer").await.contains(&"2024".to_owned()));
    // A reference is no place to begin, whether there is such a decision or not.
    let mut observer = portal.signed_in("observer").await;
    let mut shown = Vec::new();
    for after in [closed.as_str(), "ALP-D-2026-999", ""] {
        let address = format!("{}?after={after}", paths::board_decisions("alpha"));
        shown.push(observer.get(&address).await.texts("tbody th a"));
    }
    assert_eq!(shown[0], shown[1]);
    assert_eq!(shown[0], shown[2]);
}

#[tokio::test]
async fn the_register_goes_on_by_pages() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let board = portal.world.boards["alpha"];
    for number in 0..60 {
        desk.decide(board, None, &format!("Decide {number}"), Part::A, true)
            .await;
    }
    desk.close().await;
    let mut member = portal.signed_in("member").await;
    let first = member.get(&paths::board_decisions("alpha")).await;
    let mut all = first.texts("tbody th a");
    assert_eq!(all.len(), 50);
    let next = first.links();
    let next = next.iter().find(|link| link.contains("after=")).unwrap();
    let second = member.get(next).await;
    all.extend(second.texts("tbody th a"));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 60);
}

#[tokio::test]
async fn officers_change_when_a_decision_is_looked_at_again() {
    let portal = TestPortal::new().await;
    let reference = decision_of(&portal, "alpha").await;
    let address = paths::review_decision(&reference);
    let mut member = portal.signed_in("member").await;
    assert_eq!(member.fetch(&address).await.status, StatusCode::FORBIDDEN);
    let mut chair = portal.signed_in("chair").await;
    let seen = chair.get(&address).await;
    let on = |day: &'static str, year: &'static str| {
        [
            (field::REVIEW.day, day),
            (field::REVIEW.month, "3"),
            (field::REVIEW.year, year),
        ]
    };
    let early = chair.submit(&seen, "Save", &on("1", "2020")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A second click is answered like the first.
    for _ in 0..2 {
        let saved = chair.submit(&seen, "Save", &on("9", "2027")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    let page = member.get(&paths::decision(&reference)).await;
    assert!(page.body.contains("9 March 2027"), "{}", page.body);
    let before = portal.contents().await;
    let late = chair.submit(&seen, "Save", &on("10", "2027")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("9 March 2027"));
    assert_eq!(portal.contents().await, before);
    let saved = chair.submit(&late, "Save", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let changes = audit_event::Entity::find()
        .filter(audit_event::Column::SubjectKind.eq("decision"))
        .filter(audit_event::Column::Verb.eq("changed"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(changes.len(), 2);
}

/// An action of Alpha raised at an item of a meeting; its reference.
async fn raised(
    desk: &Desk<'_>,
    portal: &TestPortal,
    meeting: MeetingId,
    item: AgendaItemId,
) -> String {
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let today = portal.state.clock.today();
    let new = NewAction {
        board: portal.world.boards["alpha"],
        title: "Draw up a rota",
        outcome: "A rota",
        seat: portal.world.seats["member"],
        priority: Priority::Normal,
        raised_on: today,
        due_on: today + Days::new(30),
        origin: Origin::Meeting,
        decision: None,
        measure: None,
        key: Some(random.id(now)),
        raised_at: Some((meeting, item)),
    };
    match actions::raise(&desk.tx, random, &desk.actor, now, &new)
        .await
        .unwrap()
    {
        Raised::As { reference, .. } => reference,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_action_names_where_it_was_raised_to_those_who_may_know() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.held(portal.world.boards["alpha"], "Held", 7).await;
    desk.add(&meeting, &item(&portal, "Secret", Part::B)).await;
    let items = desk.items(&meeting).await;
    let of = |title: &str| items.iter().find(|item| item.title == title).unwrap().id;
    let open = raised(&desk, &portal, meeting.id, of("First")).await;
    let closed = raised(&desk, &portal, meeting.id, of("Secret")).await;
    desk.close().await;
    let text = async |person: &str, reference: &str| {
        let mut browser = portal.signed_in(person).await;
        browser.get(&paths::action(reference)).await.body
    };
    // Nobody but officers knows of items that were not published.
    assert!(text("member", &open).await.contains("“Held” on "));
    assert!(!text("member", &open).await.contains("First"));
    assert!(text("chair", &open).await.contains("First"));
    let desk = Desk::open(&portal, "chair").await;
    desk.publish(meeting.id).await;
    desk.close().await;
    assert!(text("member", &open).await.contains("First"));
    assert!(text("member", &closed).await.contains("Secret"));
    assert!(text("observer", &open).await.contains("First"));
    assert!(!text("observer", &closed).await.contains("Secret"));
    // Decisions taken at the same item are one step away, and lead back.
    let desk = Desk::open(&portal, "chair").await;
    let items = desk.items(&meeting).await;
    let first = items.iter().find(|item| item.title == "First").unwrap();
    let at = Some((&meeting, first));
    let all = desk
        .decide(meeting.lead.id, at, "Open", Part::A, true)
        .await;
    let some = desk
        .decide(meeting.lead.id, at, "Closed", Part::B, true)
        .await;
    desk.close().await;
    let member = text("member", &open).await;
    assert!(member.contains(&paths::decision(&all)) && member.contains(&paths::decision(&some)));
    let observer = text("observer", &open).await;
    assert!(observer.contains(&paths::decision(&all)) && !observer.contains(&some));
    let mut browser = portal.signed_in("observer").await;
    let page = browser.get(&paths::decision(&all)).await;
    assert!(page.links().contains(&paths::action(&open)));
}

#[tokio::test]
async fn what_a_draft_moves_out_of_part_b_is_told_when_it_is_published() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "Held", 7).await;
    desk.add(&meeting, &item(&portal, "Secret", Part::B)).await;
    desk.publish(meeting.id).await;
    let items = desk.items(&meeting).await;
    let secret = items.iter().find(|item| item.title == "Secret").unwrap();
    let action = raised(&desk, &portal, meeting.id, secret.id).await;
    let draft = ItemForm {
        id: secret.id,
        version: secret.version,
        ..item(&portal, "Told", Part::A)
    };
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let of = (&meeting, secret);
    let changed = agenda::change(&desk.tx, random, &desk.actor, now, of, &draft).await;
    assert_eq!(changed.unwrap(), Changed::Saved);
    desk.circulate(&meeting).await;
    desk.close().await;

    let outcomes = paths::item_outcomes(secret.id);
    let pages = async |person: &str| {
        let mut browser = portal.signed_in(person).await;
        let item = browser.fetch(&outcomes).await;
        (
            item.status,
            item.body,
            browser.get(&paths::action(&action)).await.body,
        )
    };
    let (status, _, action_page) = pages("observer").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!action_page.contains("Secret") && !action_page.contains("Told"));
    let (status, item_page, action_page) = pages("member").await;
    assert_eq!(status, StatusCode::OK);
    for page in [item_page, action_page] {
        assert!(page.contains("Secret") && !page.contains("Told"), "{page}");
    }
    let (_, item_page, _) = pages("chair").await;
    assert!(item_page.contains("Told"));

    let desk = Desk::open(&portal, "chair").await;
    desk.publish(meeting.id).await;
    desk.close().await;
    for person in ["observer", "member"] {
        let (status, item_page, action_page) = pages(person).await;
        assert_eq!(status, StatusCode::OK);
        for page in [item_page, action_page] {
            assert!(page.contains("Told") && !page.contains("Secret"), "{page}");
        }
    }
}

#[tokio::test]
async fn a_decision_calls_its_item_as_it_was_published() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let meeting = desk.held(portal.world.boards["alpha"], "Held", 7).await;
    desk.add(&meeting, &item(&portal, "Secret", Part::B)).await;
    desk.publish(meeting.id).await;
    let items = desk.items(&meeting).await;
    let secret = items.iter().find(|item| item.title == "Secret").unwrap().id;
    desk.close().await;
    let mut chair = portal.signed_in("chair").await;
    for (part, called) in [("a", "An item of Part B"), ("b", "Secret")] {
        let page = chair.get(&paths::decision_at_item(secret)).await;
        let fields = [
            (field::TEXT, "Adopt the protocol"),
            (field::HOW, "consensus"),
            (field::TAKEN_BY, "The board"),
            (field::PART, part),
        ];
        let saved = chair.submit(&page, "Record the decision", &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let found = decision::Entity::find()
            .filter(decision::Column::Part.eq(part))
            .one(portal.state.db.reader())
            .await;
        assert_eq!(found.unwrap().unwrap().item_title, called);
    }
}

#[tokio::test]
async fn a_handover_tells_of_the_last_decisions_and_the_next_meetings() {
    let portal = TestPortal::new().await;
    let closed = decision_of(&portal, "alpha part b").await;
    let desk = Desk::open(&portal, "chair").await;
    let board = portal.world.boards["alpha"];
    for number in 0..6 {
        desk.decide(board, None, &format!("Decide {number}"), Part::A, true)
            .await;
    }
    desk.plan(board, "The next one", &[]).await;
    desk.close().await;
    let mut sponsor = portal.signed_in("sponsor").await;
    let page = sponsor
        .get(&paths::handover(portal.world.seats["member"]))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let links = page.links();
    let told = links.iter().filter(|link| link.starts_with("/decisions/"));
    assert_eq!(told.count(), 5, "{links:?}");
    assert!(!page.body.contains(&closed));
    assert!(page.body.contains("The next one"));
}

#[tokio::test]
async fn one_item_over_several_meetings_shows_what_came_of_it() {
    let portal = TestPortal::new().await;
    let board = portal.world.boards["alpha"];
    let desk = Desk::open(&portal, "chair").await;
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let mut here: Option<AgendaItemId> = None;
    let mut meetings = Vec::new();
    for (title, days) in [("Spring", 200), ("Summer", 100), ("Autumn", 10)] {
        let meeting = desk.held(board, title, days).await;
        for waiting in agenda::waiting(&desk.tx, board).await.unwrap() {
            if waiting.title == "First" && waiting.under == here {
                let ruling = (Ruling::Accept(meeting.id), waiting.version);
                agenda::decide(&desk.tx, random, &desk.actor, now, &waiting, &ruling)
                    .await
                    .unwrap();
                here = Some(waiting.id);
            }
        }
        let items = desk.items(&meeting).await;
        let item = match here {
            Some(id) => items.iter().find(|item| item.id == id).unwrap(),
            None => items.iter().find(|item| item.title == "First").unwrap(),
        };
        here = Some(item.id);
        desk.publish(meeting.id).await;
        let deferred = days > 10;
        let record = ItemRecord {
            notes: format!("Said in {title}"),
            outcome: Some(if deferred {
                Outcome::Deferred
            } else {
                Outcome::Agreed
            }),
            ..ItemRecord::default()
        };
        let saved = store::record(
            &desk.tx,
            random,
            &desk.actor,
            now,
            (&meeting, item),
            &record,
        );
        assert_eq!(saved.await.unwrap(), Changed::Saved);
        let at = Some((&meeting, item));
        desk.decide(board, at, &format!("Open in {title}"), Part::A, true)
            .await;
        desk.decide(board, at, &format!("Closed in {title}"), Part::B, true)
            .await;
        let action = raised(&desk, &portal, meeting.id, item.id).await;
        meetings.push((meeting, action));
    }
    desk.circulate(&meetings[0].0).await;
    desk.close().await;

    let address = paths::item_outcomes(here.unwrap());
    let page = async |person: &str| {
        let mut browser = portal.signed_in(person).await;
        browser.get(&address).await
    };
    let chair = page("chair").await;
    assert_eq!(chair.status, StatusCode::OK, "{}", chair.body);
    let first = app::wording::date(app::wording::uk_day(now - TimeDelta::days(200)));
    assert!(
        chair
            .body
            .contains(&format!("Deferred twice, since {first}.")),
        "{}",
        chair.body
    );
    let headings = chair.texts("main h2");
    let expected = ["“Autumn”", "“Summer”", "“Spring”"];
    assert_eq!(headings.len(), expected.len(), "{headings:?}");
    for (heading, title) in headings.iter().zip(expected) {
        assert!(heading.starts_with(title), "{headings:?}");
    }
    for (_, action) in &meetings {
        assert!(chair.body.contains(action.as_str()));
    }
    let outcomes = |body: &str| body.matches("Outcome: ").count();
    assert_eq!(outcomes(&chair.body), 3);
    // Members read of outcomes what was sent out, and of decisions what is theirs.
    let member = page("member").await;
    assert_eq!(outcomes(&member.body), 1);
    assert!(member.body.contains("Outcome: Deferred"));
    assert!(member.body.contains("Closed in Autumn"));
    let observer = page("observer").await;
    assert!(observer.body.contains("Open in Spring"));
    assert!(!observer.body.contains("Closed in"));
    // An item that was never published is nobody's but the officers'.
    let desk = Desk::open(&portal, "chair").await;
    let draft = desk.held(board, "Draft", 2).await;
    let hidden = desk.items(&draft).await[0].id;
    desk.close().await;
    let mut member = portal.signed_in("member").await;
    let answer = member.fetch(&paths::item_outcomes(hidden)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// What a board decided between two meetings has actions, too.
#[tokio::test]
async fn an_action_that_follows_from_a_decision_leads_there_and_back() {
    let portal = TestPortal::new().await;
    let desk = Desk::open(&portal, "chair").await;
    let alpha = portal.world.boards["alpha"];
    let all = desk.decide(alpha, None, "Open", Part::A, true).await;
    let some = desk.decide(alpha, None, "Closed", Part::B, true).await;
    let elsewhere = desk
        .decide(portal.world.boards["beta"], None, "Else", Part::A, true)
        .await;
    desk.close().await;
    let mut secretary = portal.signed_in("secretary").await;
    let page = secretary.get(&paths::decision(&all)).await;
    let raise = page
        .links()
        .into_iter()
        .find(|link| link.starts_with(&paths::raise_action("alpha")))
        .unwrap();
    let form = secretary.get(&raise).await;
    assert!(
        form.body.contains(&format!("value=\"{all}\"")),
        "{}",
        form.body
    );
    let seat = portal.world.seats["member"].to_string();
    let answers = [
        ("title", "Draw up a rota"),
        ("done", "A rota"),
        ("seat", seat.as_str()),
        ("due-on-day", "15"),
        ("due-on-month", "1"),
        ("due-on-year", "2027"),
    ];
    let before = portal.contents().await;
    for unknown in [elsewhere.as_str(), "ALP-D-2026-999", "soon"] {
        let answers: Vec<_> = answers.into_iter().chain([("decision", unknown)]).collect();
        let refused = secretary.submit(&form, "Raise the action", &answers).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("no decision of that number"));
        assert!(refused.body.contains("Draw up a rota"));
    }
    assert_eq!(portal.contents().await, before);

    let mut raised = Vec::new();
    for decision in [&all, &some] {
        let answers: Vec<_> = answers
            .into_iter()
            .chain([("decision", decision.as_str())])
            .collect();
        let form = secretary.get(&paths::raise_action("alpha")).await;
        let saved = secretary.submit(&form, "Raise the action", &answers).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let page = secretary.get(&paths::decision(decision)).await;
        let links = page.links();
        let reference = links
            .iter()
            .find_map(|link| link.strip_prefix("/actions/"))
            .unwrap();
        raised.push(reference.to_owned());
    }
    let mut observer = portal.signed_in("observer").await;
    let page = observer.get(&paths::action(&raised[0])).await;
    assert!(page.links().contains(&paths::decision(&all)));
    let page = observer.get(&paths::action(&raised[1])).await;
    assert!(!page.body.contains(&some));
    assert!(page.body.contains("From a decision"));
    let mut member = portal.signed_in("member").await;
    let page = member.get(&paths::decision(&all)).await;
    assert!(
        !page
            .links()
            .iter()
            .any(|link| link.starts_with(&paths::raise_action("alpha")))
    );
}
