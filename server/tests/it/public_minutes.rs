//! Agreed minutes for everybody: off until a board wants it, made from Part A by an
//! officer, read without signing in; and nothing else is read so.

use std::collections::BTreeSet;

use app::{
    ids::MeetingId,
    meetings::types::{Meeting, Part},
    paths,
    proceedings::forms::field as rules,
    public_minutes::forms::field,
};
use axum::http::StatusCode;
use sea_orm::EntityTrait;
use server::db::entities::{audit_event, minutes};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::meetings::{Desk, item},
};

/// Every page that somebody who is not signed in comes to by links from the public list
/// and from what is named, by its address.
async fn crawl(portal: &TestPortal, named: &[String]) -> Vec<(String, Answer)> {
    let mut browser = portal.browser();
    let mut next: Vec<String> = vec![paths::PUBLIC_MINUTES.to_owned()];
    next.extend_from_slice(named);
    let mut seen = BTreeSet::new();
    let mut pages = Vec::new();
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = browser.fetch(&path).await;
        if answer.status == StatusCode::SEE_OTHER {
            let to = answer.location().unwrap();
            assert!(to.starts_with(paths::SIGN_IN), "{path} leads to {to}");
            continue;
        }
        for link in answer.links() {
            let (link, _) = link.split_once('#').unwrap_or((&link, ""));
            if link.starts_with('/') {
                next.push(link.to_owned());
            }
        }
        pages.push((path, answer));
    }
    pages
}

/// What somebody who is not signed in reads in all, and where.
async fn public(portal: &TestPortal, meeting: MeetingId) -> (String, bool) {
    let address = paths::public_minutes(meeting);
    let named = [
        address.clone(),
        paths::minutes(meeting),
        paths::minutes_export(meeting),
        paths::redact_minutes(meeting),
        paths::meeting(meeting),
        paths::pack(meeting),
        paths::public_minutes(MeetingId(uuid::Uuid::from_u128(7))),
    ];
    let about = [
        paths::PUBLIC_MINUTES,
        paths::HELP,
        paths::ACCESSIBILITY,
        paths::COOKIES,
        paths::PRIVACY,
        paths::TERMS,
        paths::SECURITY_TXT,
    ];
    let mut all = String::new();
    let mut is_out = false;
    for (path, answer) in crawl(portal, &named).await {
        if path.starts_with("/public/minutes/") && answer.status == StatusCode::NOT_FOUND {
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(path == address || about.contains(&path.as_str()), "{path}");
        is_out |= path == address;
        all.push_str(&answer.body);
    }
    (all, is_out)
}

/// Minutes of Alpha with both parts, and a later meeting.
async fn held(portal: &TestPortal) -> (Meeting, MeetingId) {
    let desk = Desk::open(portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "Held", 7).await;
    desk.add(&meeting, &item(portal, "Canary-closed", Part::B))
        .await;
    desk.publish(meeting.id).await;
    desk.mark(&meeting, "member", "Nemo-present").await;
    for item in desk.items(&meeting).await {
        let notes = match item.part {
            Part::A => format!("Canary-open at {}.", item.title),
            Part::B => "Canary-closed-notes.".to_owned(),
        };
        desk.write(&meeting, &item, &notes).await;
        let at = Some((&meeting, &item));
        if item.title == "First" {
            desk.decide(board, at, "Canary-decided", Part::A, true)
                .await;
            desk.decide(board, at, "Canary-closed-decided", Part::B, true)
                .await;
        }
    }
    let later = desk.held(board, "Later", 1).await;
    desk.close().await;
    (meeting, later.id)
}

async fn rule(browser: &mut Browser, on: bool) {
    let page = browser.get(&paths::board_rules("alpha")).await;
    let publishes = if on { "yes" } else { "no" };
    let saved = browser
        .submit(&page, "Save", &[(rules::PUBLISHES, publishes)])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

#[tokio::test]
async fn the_public_reads_what_an_officer_left_of_agreed_minutes_and_nothing_else() {
    let portal = TestPortal::new().await;
    let (meeting, later) = held(&portal).await;
    let address = paths::redact_minutes(meeting.id);
    let mut chair = portal.signed_in("chair").await;
    let nothing = async |state: &str| {
        let (all, is_out) = public(&portal, meeting.id).await;
        assert!(!is_out, "{state}");
        assert!(!all.to_lowercase().contains("canary"), "{state}");
    };
    nothing("draft").await;
    rule(&mut chair, true).await;
    nothing("draft of a board that publishes").await;
    assert_eq!(chair.fetch(&address).await.status, StatusCode::FORBIDDEN);
    let desk = Desk::open(&portal, "chair").await;
    desk.circulate(&meeting).await;
    desk.close().await;
    nothing("circulated").await;
    assert_eq!(chair.fetch(&address).await.status, StatusCode::FORBIDDEN);
    let desk = Desk::open(&portal, "chair").await;
    desk.agree(&meeting, later).await;
    desk.close().await;
    nothing("agreed").await;
    rule(&mut chair, false).await;
    assert_eq!(chair.fetch(&address).await.status, StatusCode::FORBIDDEN);
    rule(&mut chair, true).await;
    let mut member = portal.signed_in("member").await;
    assert_eq!(member.fetch(&address).await.status, StatusCode::FORBIDDEN);

    // It begins with Part A, without names.
    let page = chair.get(&address).await;
    for word in ["Canary-open at First.", "Canary-decided"] {
        assert!(page.body.contains(word), "{word}");
    }
    assert!(!page.body.contains("Canary-closed") && !page.body.contains("Nemo-present"));
    // One section is changed, one is taken out, and nothing is public before it is asked.
    let headings = page.texts("main section h2");
    let of = |name: &str, title: &str| {
        let place = headings.iter().position(|heading| heading.ends_with(title));
        field::of(name, place.unwrap())
    };
    let first = of(field::TEXT, "First");
    let second = [of(field::HEADING, "Second"), of(field::TEXT, "Second")];
    let texts = [
        (first.as_str(), "What the public may read."),
        (second[0].as_str(), ""),
        (second[1].as_str(), ""),
    ];
    let bad = chair
        .submit(&page, "Continue", &[(&first, "Case ZE24C00123 was heard")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let check = chair.submit(&page, "Continue", &texts).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.body);
    assert_eq!(check.heading(), "Check what everybody will read");
    nothing("checked").await;
    let again = chair.submit(&check, "Change the text", &[]).await;
    assert!(again.body.contains("What the public may read."));
    for _ in 0..2 {
        let done = chair.submit(&check, "Publish for everybody", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let (all, is_out) = public(&portal, meeting.id).await;
    assert!(is_out);
    assert!(all.contains("What the public may read."));
    for gone in [
        "Canary-closed",
        "Nemo-present",
        "Canary-open at First",
        "Canary-decided",
        "Second",
    ] {
        assert!(!all.contains(gone), "{gone}");
    }
    let page = member.get(&paths::minutes(meeting.id)).await;
    assert!(page.links().contains(&paths::public_minutes(meeting.id)));
    // What was taken out is kept nowhere but in the minutes themselves.
    let row = minutes::Entity::find_by_id(meeting.id.0)
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert!(!row.public_content.contains("Canary-decided"));
    let trail = audit_event::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let of_these = |verb: &str| {
        trail
            .iter()
            .filter(|event| event.verb == verb && event.subject_kind == "minutes")
            .count()
    };
    assert_eq!(of_these("published"), 1);

    // A board that publishes no more takes everything away at once.
    rule(&mut chair, false).await;
    nothing("of a board that publishes no more").await;
    rule(&mut chair, true).await;
    assert!(public(&portal, meeting.id).await.1);
    let page = chair.get(&address).await;
    let stale = chair.submit(&page, "Continue", &[]).await;
    let gone = chair
        .submit(&page, "Take them away from the public", &[])
        .await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    nothing("withdrawn").await;
    // Whoever had the page open publishes nothing by it.
    let before = portal.contents().await;
    let late = chair.submit(&stale, "Publish for everybody", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, before);
    nothing("refused").await;
}
