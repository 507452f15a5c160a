//! `/mail-links/{link}`: one action, updated once from a mail, without signing in.

use std::collections::BTreeMap;

use app::{
    access::Role,
    actions::types::{Action, Origin, Priority, Verification},
    membership::types::{Category, EndReason},
    paths,
    proceedings::types::BoardRules,
};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use chrono::{Days, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use server::{
    actions::store::{self as actions, NewAction, Raised},
    audit,
    db::entities::{action, action_link, action_update, appointment, audit_event, mail, person},
    mail::news,
    membership::{
        appointments::{self, Appointed, Meeting, NewAppointment},
        seats::{self, NewSeat},
    },
    proceedings::rules,
};
use uuid::Uuid;

use crate::support::{
    Answer, Browser, TestPortal,
    many::operator,
    requests::{
        actions::action_of,
        mail_links::{link_of, link_to},
    },
};

const SAVE: &str = "Save update";

/// The history of an action, the latest entry last.
async fn history(portal: &TestPortal, name: &str) -> Vec<action_update::Model> {
    let id = action_of(portal, name).await.id;
    action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(id.0))
        .order_by_asc(action_update::Column::Version)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

/// Changes rows by force, past every command.
async fn force(portal: &TestPortal, change: sea_orm::UpdateMany<action::Entity>) {
    let tx = portal.state.db.begin().await.unwrap();
    change.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

fn of(action: &Action) -> sea_orm::UpdateMany<action::Entity> {
    action::Entity::update_many().filter(action::Column::Id.eq(action.id.0))
}

#[tokio::test]
async fn a_link_updates_its_action_once_and_shows_nothing_else() {
    let portal = TestPortal::new().await;
    let address = paths::mail_link(link_of(&portal, "member").await);
    // Nobody is signed in.
    let mut browser = portal.browser();
    let page = browser.get(&format!("{address}?position=complete")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.heading(), "Say where this action stands");
    for words in [
        portal.world.actions["ayton due"].as_str(),
        "canary-action-ayton-due",
        "canary-outcome-ayton-due",
        "13 December 2026",
        "value=\"complete\" checked",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for other in [
        "canary-person",
        "canary-seat",
        "Alpha",
        "Ayton",
        "ayton-late",
    ] {
        let main = page.texts("main").concat();
        assert!(!main.contains(other), "{other}: {main}");
    }
    let refused = browser.submit(&page, SAVE, &[("note", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Enter what was done"));
    assert!(refused.body.contains("value=\"complete\" checked"));

    let saved = browser
        .submit(&refused, SAVE, &[("note", "The rota is agreed")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let after = browser.follow(&saved).await;
    assert_eq!(after.status, StatusCode::OK);
    assert_eq!(after.heading(), "Your update is saved");
    assert!(!after.body.contains("canary"), "{}", after.body);
    // Once it was said, the link is a used one.
    let again = browser.get(&address).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert_eq!(again.heading(), "This link has been used");

    let entry = history(&portal, "ayton due").await.pop().unwrap();
    assert_eq!(
        (entry.way.as_str(), entry.new_status.as_str()),
        ("mail_link", "complete")
    );
    assert_eq!(entry.person_name, "Canary-person-member O'Test");
    assert_eq!(entry.person_post, "Post of member, Member");
    let events = audit_event::Entity::find()
        .filter(audit_event::Column::Way.eq("mail_link"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].actor_id, Some(portal.world.people["member"].0));
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
    let page = portal
        .signed_in("chair")
        .await
        .get(&paths::action(&portal.world.actions["ayton due"]))
        .await;
    assert!(page.body.contains("by mail link"), "{}", page.body);
}

#[tokio::test]
async fn what_opens_it_a_hundred_times_changes_nothing() {
    let portal = TestPortal::new().await;
    let address = paths::mail_link(link_of(&portal, "member").await);
    let mut browser = portal.browser();
    let before = portal.contents().await;
    for number in 0..100 {
        for method in [Method::GET, Method::HEAD] {
            let position = ["complete", "in_progress", "blocked"][number % 3];
            let address = format!("{address}?position={position}&note=x&submission=1");
            let request = browser.request(method, &address).body(Body::empty());
            let answer = browser.send(request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::OK);
        }
    }
    assert_eq!(portal.contents().await, before);
    let page = browser.get(&format!("{address}?position=blocked")).await;
    let saved = browser
        .submit(&page, SAVE, &[("note", "No court room")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_position_that_is_no_leads_to_report_is_not_chosen_and_not_taken() {
    let portal = TestPortal::new().await;
    // The chair may close actions on the page, and does not by mail.
    let action = action_of(&portal, "cafcass").await;
    let address = paths::mail_link(link_to(&portal, "chair", &action).await);
    let mut browser = portal.browser();
    let page = browser.get(&format!("{address}?position=closed")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(" checked"), "{}", page.body);
    let before = portal.contents().await;
    for status in ["closed", "dropped", "open", ""] {
        let fields = [("status", status), ("note", "It is done")];
        let refused = browser.submit(&page, SAVE, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(portal.contents().await, before);
}

/// A form as a browser without cookies sends it.
async fn send(portal: &TestPortal, address: &str, version: i32, note: &str, key: u128) -> Answer {
    let (version, key) = (version.to_string(), Uuid::from_u128(key).to_string());
    let fields = [
        ("status", "in_progress"),
        ("note", note),
        ("version", &*version),
        ("submission", &*key),
    ];
    portal.browser().post(address, &fields).await
}

#[tokio::test]
async fn of_fifty_at_once_one_wins_and_the_same_form_is_answered_as_the_first_time() {
    for is_same in [false, true] {
        let portal = TestPortal::new().await;
        let action = action_of(&portal, "ayton due").await;
        let address = paths::mail_link(link_of(&portal, "member").await);
        let mut sent = Vec::new();
        for number in 0..50 {
            let key = if is_same { 7 } else { number + 1 };
            let mut browser = portal.browser();
            let (address, version) = (address.clone(), action.version.to_string());
            let note = if is_same { 0 } else { number };
            sent.push(tokio::spawn(async move {
                let key = Uuid::from_u128(key).to_string();
                let note = format!("Note {note}");
                let fields = [
                    ("status", "in_progress"),
                    ("note", &*note),
                    ("version", &*version),
                    ("submission", &*key),
                ];
                browser.post(&address, &fields).await.status
            }));
        }
        let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
        for one in sent {
            *statuses.entry(one.await.unwrap().as_u16()).or_default() += 1;
        }
        let expected = if is_same {
            BTreeMap::from([(303, 50)])
        } else {
            BTreeMap::from([(303, 1), (410, 49)])
        };
        assert_eq!(statuses, expected);
        assert_eq!(history(&portal, "ayton due").await.len(), 1);
        // An hour later the same form is still the same update; another text is not.
        portal.pass(TimeDelta::hours(1));
        if is_same {
            let again = send(&portal, &address, action.version, "Note 0", 7).await;
            assert_eq!(again.status, StatusCode::SEE_OTHER);
        }
        let another = send(&portal, &address, action.version, "Another", 7).await;
        assert_eq!(another.status, StatusCode::GONE);
        assert_eq!(history(&portal, "ayton due").await.len(), 1);
    }
}

#[tokio::test]
async fn who_meets_an_update_of_somebody_else_keeps_their_words_and_sends_them_again() {
    let portal = TestPortal::new().await;
    let action = action_of(&portal, "ayton due").await;
    let address = paths::mail_link(link_of(&portal, "member").await);
    let other = paths::mail_link(link_to(&portal, "substitute", &action).await);
    let mut browser = portal.browser();
    let page = browser.get(&format!("{address}?position=blocked")).await;
    let first = send(&portal, &other, action.version, "On its way", 9).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let met = browser
        .submit(&page, SAVE, &[("note", "We need a room")])
        .await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    assert!(met.body.contains("We need a room"));
    assert!(met.body.contains("Somebody else updated this action"));
    assert!(!met.body.contains("On its way"));
    let saved = browser.submit(&met, SAVE, &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let words: Vec<String> = history(&portal, "ayton due")
        .await
        .into_iter()
        .map(|entry| entry.note)
        .collect();
    assert_eq!(words, ["On its way", "We need a room"]);
}

/// What is answered to a link that does not open anything, and what is the matter
/// with it.
struct Wrong {
    what: &'static str,
    secret: String,
    status: StatusCode,
    heading: &'static str,
}

const VOID: (StatusCode, &str) = (StatusCode::GONE, "This link no longer works");

/// Changes one letter of a secret, at a place.
fn altered(secret: &str, place: usize) -> String {
    let mut letters: Vec<char> = secret.chars().collect();
    letters[place] = if letters[place] == 'a' { 'b' } else { 'a' };
    letters.into_iter().collect()
}

#[tokio::test]
async fn whatever_is_wrong_with_a_link_changes_nothing_and_gets_a_page_that_helps() {
    let portal = TestPortal::new().await;
    let world = &portal.world;
    let mut wrong = Vec::new();
    let mut add = |what, secret: String, (status, heading)| {
        wrong.push(Wrong {
            what,
            secret,
            status,
            heading,
        });
    };
    let unknown = (StatusCode::NOT_FOUND, "This link does not work");

    let good = link_of(&portal, "member").await;
    for place in [0, good.len() / 2, good.len() - 2] {
        add("altered by one letter", altered(&good, place), unknown);
    }
    add("cut short", good[1..].to_owned(), unknown);
    add("made up", "x".repeat(good.len()), unknown);

    let used = link_of(&portal, "member").await;
    let version = action_of(&portal, "ayton due").await.version;
    let address = paths::mail_link(&used);
    let saved = send(&portal, &address, version, "It goes on", 3).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    add("used", used, (StatusCode::GONE, "This link has been used"));

    // Another seat, and another organisation, lead the action now.
    let due = action_of(&portal, "ayton late").await;
    let link = link_to(&portal, "member", &due).await;
    let seat = world.seats["former"];
    force(
        &portal,
        of(&due).col_expr(action::Column::SeatId, Expr::value(seat.0)),
    )
    .await;
    add("another seat leads", link, VOID);
    let cafcass = action_of(&portal, "cafcass").await;
    let link = link_to(&portal, "chair", &cafcass).await;
    let (seat, organisation) = (world.seats["member"], world.organisations["ayton"]);
    let moved = of(&cafcass)
        .col_expr(action::Column::SeatId, Expr::value(seat.0))
        .col_expr(action::Column::OrganisationId, Expr::value(organisation.0));
    force(&portal, moved).await;
    add("another organisation leads", link, VOID);

    // Who observes, serves, or left, answers for nothing, even by a link of their own.
    let observed = action_of(&portal, "cafcass").await;
    for (what, somebody) in [
        ("an observer", "observer"),
        ("a sponsor", "sponsor"),
        ("of another board", "beta member"),
        ("the secretariat", "secretary"),
        ("who left yesterday", "former member"),
        ("without a seat", "no seat"),
    ] {
        add(what, link_to(&portal, somebody, &observed).await, VOID);
    }
    let judges = world.organisations["judiciary"];
    let moved = of(&due)
        .col_expr(
            action::Column::SeatId,
            Expr::value(world.seats["observer"].0),
        )
        .col_expr(action::Column::OrganisationId, Expr::value(judges.0));
    force(&portal, moved).await;
    let by_force = action_of(&portal, "ayton late").await;
    add(
        "an observer whose organisation leads",
        link_to(&portal, "observer", &by_force).await,
        VOID,
    );

    // Settled meanwhile.
    let beta = action_of(&portal, "beta").await;
    let link = link_of(&portal, "beta member").await;
    let closed = of(&beta)
        .col_expr(action::Column::Status, Expr::value("closed"))
        .col_expr(action::Column::IsOpen, Expr::value(false));
    force(&portal, closed).await;
    add("closed", link, VOID);

    // A profile that became part of another.
    let link = link_to(
        &portal,
        "substitute",
        &action_of(&portal, "ayton due").await,
    )
    .await;
    let tx = portal.state.db.begin().await.unwrap();
    person::Entity::update_many()
        .col_expr(
            person::Column::MergedIntoId,
            Expr::value(Some(world.people["member"].0)),
        )
        .filter(person::Column::Id.eq(world.people["substitute"].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    add("merged", link, VOID);

    hold(&portal, &wrong).await;

    // Last, because time passes for all.
    portal.pass(TimeDelta::days(14) - TimeDelta::seconds(1));
    let opened = portal.browser().get(&paths::mail_link(&good)).await;
    assert_eq!(opened.status, StatusCode::OK);
    portal.pass(TimeDelta::seconds(1));
    let expired = Wrong {
        what: "expired",
        secret: good,
        status: StatusCode::GONE,
        heading: "This link has expired",
    };
    hold(&portal, &[expired]).await;
}

async fn hold(portal: &TestPortal, wrong: &[Wrong]) {
    for one in wrong {
        let address = paths::mail_link(&one.secret);
        let before = portal.contents().await;
        let answers = [
            portal
                .browser()
                .get(&format!("{address}?position=complete"))
                .await,
            send(portal, &address, 1, "Let me in", 99).await,
            send(portal, &address, 2, "Let me in", 98).await,
        ];
        for answer in answers {
            assert_eq!(answer.status, one.status, "{}: {}", one.what, answer.body);
            assert_eq!(answer.heading(), one.heading, "{}", one.what);
            assert!(!answer.body.contains("canary"), "{}", one.what);
            assert!(!answer.body.contains("ALP-"), "{}", one.what);
            assert!(answer.links().contains(&paths::MY_WORK.to_owned()));
            assert!(answer.links().contains(&paths::HELP.to_owned()));
        }
        assert_eq!(portal.contents().await, before, "{}", one.what);
    }
}

#[tokio::test]
async fn a_link_is_void_from_the_day_after_the_person_moved_on() {
    let portal = TestPortal::new().await;
    let address = paths::mail_link(link_of(&portal, "member").await);
    let (state, at) = (&portal.state, portal.state.clock.now());
    let held = crate::support::requests::appointment_of(&portal, "member").await;
    let ending = appointments::Ending {
        appointment: held,
        last_day: state.clock.today(),
        reason: EndReason::Resigned,
        seen: None,
    };
    let tx = state.db.begin().await.unwrap();
    let ended = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(ended, Ok(appointments::Ended::Saved));
    tx.commit().await.unwrap();
    let mut browser = portal.browser();
    let page = browser.get(&format!("{address}?position=complete")).await;
    assert_eq!(page.status, StatusCode::OK);
    // The page is open over midnight.
    portal.pass(TimeDelta::days(1));
    let before = portal.contents().await;
    let answer = browser.submit(&page, SAVE, &[("note", "Done")]).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.heading(), VOID.1);
    assert_eq!(portal.contents().await, before);
    let left = appointment::Entity::find_by_id(held.0)
        .one(portal.state.db.reader())
        .await
        .unwrap();
    assert!(left.unwrap().ends_on.is_some());
}

#[tokio::test]
async fn a_board_that_checks_asks_for_evidence_on_this_page_too() {
    let portal = TestPortal::new().await;
    let address = paths::mail_link(link_of(&portal, "member").await);
    let mut browser = portal.browser();
    let page = browser.get(&format!("{address}?position=complete")).await;
    assert!(!page.body.contains("name=\"evidence\""));
    let (state, at) = (&portal.state, portal.state.clock.now());
    let set = BoardRules {
        verification: Verification::Everything,
        ..Default::default()
    };
    let actor = crate::support::requests::actions::person(&portal, "chair");
    let tx = state.db.begin().await.unwrap();
    rules::set(
        &tx,
        &state.random,
        &actor,
        at,
        portal.world.boards["alpha"],
        &set,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&format!("{address}?position=complete")).await;
    let refused = browser.submit(&page, SAVE, &[("note", "Done")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Enter where the evidence is"));
    let saved = browser
        .submit(&refused, SAVE, &[("evidence", "Paper 4.2 of 8 September")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let action = action_of(&portal, "ayton due").await;
    assert_eq!(action.evidence, "Paper 4.2 of 8 September");
    assert_eq!(action.claimed_by, Some(portal.world.people["member"]));
}

#[tokio::test]
async fn nobody_tries_secrets_for_long_and_no_answer_is_kept_or_told_on() {
    let portal = TestPortal::with(&[
        ("PORTAL_SIGN_IN_PER_MINUTE", "6"),
        ("PORTAL_SIGN_IN_BURST", "10"),
    ])
    .await;
    let mut browser = portal.browser();
    let mut statuses = Vec::new();
    for number in 0..12 {
        let answer = browser
            .get(&paths::mail_link(format!("guess-{number}")))
            .await;
        assert_eq!(answer.headers["cache-control"], "no-store, private");
        // Without any referrer a browser would not say either where a form comes from.
        assert_eq!(answer.headers["referrer-policy"], "same-origin");
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses[..10], [404; 10]);
    assert_eq!(statuses[10..], [429; 2]);
}

/// A seat on a board for the member, and an action that it leads.
async fn seat_and_action(portal: &TestPortal, board: &str) -> String {
    let (state, world) = (&portal.state, &portal.world);
    let (at, today) = (state.clock.now(), state.clock.today());
    let seat = NewSeat {
        board: world.boards[board],
        role: Role::Member,
        category: Category::ChildrensServices,
        title: "Director",
        organisation: Some(world.organisations["ayton"]),
        required: true,
        voting: true,
        term_months: None,
        starts_on: today - Days::new(10),
    };
    let tx = state.db.begin().await.unwrap();
    let seat = seats::add(&tx, &state.random, &operator(), at, &seat)
        .await
        .unwrap();
    let new = NewAppointment::holder(seat, world.people["member"], today - Days::new(10));
    let meeting = Meeting::default();
    let outcome = appointments::appoint(&tx, &state.random, &operator(), at, &new, meeting).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    let new = NewAction {
        board: world.boards[board],
        title: "Draw up a rota",
        outcome: "There is one",
        seat,
        priority: Priority::Normal,
        raised_on: today - Days::new(60),
        due_on: today,
        origin: Origin::Board,
        decision: None,
        measure: None,
        key: None,
        raised_at: None,
    };
    let raised = actions::raise(&tx, &state.random, &operator(), at, &new).await;
    tx.commit().await.unwrap();
    match raised {
        Ok(Raised::As { reference, .. }) => reference,
        other => panic!("{other:?}"),
    }
}

/// The links of a mail in its order, each as the path below the portal.
pub fn links_of(mail: &mail::Model) -> Vec<String> {
    let links = mail.link.as_deref().unwrap_or_default();
    links
        .lines()
        .map(|link| {
            link.strip_prefix("http://127.0.0.1:3000")
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn three_actions_on_three_boards_are_updated_from_one_mail() {
    let portal = TestPortal::new().await;
    let mut references = vec![portal.world.actions["ayton late"].clone()];
    for board in ["beta", "national"] {
        references.push(seat_and_action(&portal, board).await);
    }
    news::write_if_due(&portal.state).await.unwrap();
    let mails = mail::Entity::find()
        .filter(mail::Column::PersonId.eq(portal.world.people["member"].0))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "3 actions wait for you");
    for reference in &references {
        assert!(mails[0].body.contains(reference), "{}", mails[0].body);
    }
    let links = links_of(&mails[0]);
    assert_eq!(links.len(), 3);
    assert!(links.iter().all(|link| !mails[0].body.contains(link)));
    // One program without cookies, which signs in nowhere.
    let mut browser = Browser::new(portal.router.clone());
    for (link, position) in links.iter().zip(["complete", "in_progress", "blocked"]) {
        let page = browser.get(&format!("{link}?position={position}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let saved = browser.submit(&page, SAVE, &[("note", "As agreed")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        assert_eq!(
            browser.follow(&saved).await.heading(),
            "Your update is saved"
        );
    }
    let mut positions = Vec::new();
    for reference in &references {
        let found = actions::find(portal.state.db.reader(), reference).await;
        positions.push(found.unwrap().unwrap().status.code());
    }
    positions.sort_unstable();
    assert_eq!(positions, ["blocked", "complete", "in_progress"]);
}

#[tokio::test]
async fn only_the_hash_of_a_secret_is_stored_and_old_links_are_forgotten() {
    let portal = TestPortal::new().await;
    let secret = link_of(&portal, "member").await;
    assert!(!portal.contents().await.contains(&secret));
    assert!(secret.len() >= 43, "256 bits in letters: {secret}");
    let until = Utc.with_ymd_and_hms(2027, 3, 8, 9, 0, 0).unwrap();
    let tx = portal.state.db.begin().await.unwrap();
    for (now, gone) in [(until - TimeDelta::days(2), 0), (until, 1)] {
        let pruned = server::mail_links::store::prune(&tx, now).await;
        assert_eq!(pruned, Ok(gone));
    }
    tx.commit().await.unwrap();
    let left = action_link::Entity::find()
        .all(portal.state.db.reader())
        .await;
    assert!(left.unwrap().is_empty());
}
