//! Being signed in, and when that ends.

use app::{actions::forms::field, paths};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::db::entities::{appointment, session};

use crate::{
    sign_in::{portal_with, secret, set_out},
    support::{Browser, TestPortal, requests},
};

/// A browser with this session cookie and nothing else.
fn with_secret(portal: &TestPortal, secret: &str) -> Browser {
    let mut browser = portal.browser();
    browser.set_cookie(&portal.state.cookies.session_name(), secret);
    browser
}

/// Whether a page takes the browser for somebody.
pub async fn is_signed_in(browser: &mut Browser) -> bool {
    let answer = browser.fetch(paths::ACCOUNT).await;
    assert!(
        [200, 303].contains(&answer.status.as_u16()),
        "{}",
        answer.body
    );
    answer.status == StatusCode::OK
}

#[tokio::test]
async fn sign_in_draws_a_new_secret_and_the_one_before_is_over() {
    let portal = portal_with(&["member", "chair"]).await;
    let mut browser = portal.browser();
    requests::sign_in(&portal, &mut browser, "member", paths::MY_WORK).await;
    let first = secret(&portal, &browser).unwrap();

    // A session somebody planted in the browser is not taken over either.
    let back = set_out(&portal, &mut browser, "chair").await;
    assert_eq!(secret(&portal, &browser).as_ref(), Some(&first));
    browser.fetch(&back).await;
    let second = secret(&portal, &browser).unwrap();
    assert_ne!(first, second);
    assert!(first.len() >= 43 && second.len() >= 43);
    assert!(!is_signed_in(&mut with_secret(&portal, &first)).await);
    let page = browser.get(paths::ACCOUNT).await;
    assert!(page.texts("dd").contains(&requests::email("chair")));

    let mut planted = with_secret(&portal, "chosen-by-somebody-else");
    let back = set_out(&portal, &mut planted, "member").await;
    planted.fetch(&back).await;
    assert_ne!(
        secret(&portal, &planted).as_deref(),
        Some("chosen-by-somebody-else")
    );
    assert!(!is_signed_in(&mut with_secret(&portal, "chosen-by-somebody-else")).await);
}

#[tokio::test]
async fn the_secret_of_a_session_is_nowhere_in_the_database() {
    let portal = portal_with(&["member"]).await;
    let mut browser = portal.browser();
    requests::sign_in(&portal, &mut browser, "member", paths::MY_WORK).await;
    let secret = secret(&portal, &browser).unwrap();
    let stored = session::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(!stored.is_empty());
    assert!(!format!("{stored:?}").contains(&secret));
    assert!(!portal.contents().await.contains(&secret));
}

#[tokio::test]
async fn sign_out_ends_the_session_for_every_copy_of_its_cookie() {
    let portal = portal_with(&["member"]).await;
    let mut browser = portal.browser();
    let answer = requests::sign_in(&portal, &mut browser, "member", paths::MY_WORK).await;
    let page = browser.follow(&answer).await;
    let secret_before = secret(&portal, &browser).unwrap();
    let mut copy = with_secret(&portal, &secret_before);
    assert!(is_signed_in(&mut copy).await);

    let answer = browser.submit(&page, "Sign out", &[]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(secret(&portal, &browser), None);
    // By way of the provider, which leads back to ours.
    let next = answer.location().unwrap();
    assert!(next.starts_with("/demo/oidc/end-session?"), "{next}");
    let page = browser.follow(&answer).await;
    assert_eq!(page.path, paths::SIGNED_OUT);
    assert_eq!(page.heading(), "You have signed out");
    assert!(!is_signed_in(&mut copy).await);

    // A second click on "Sign out" is no fault.
    let again = copy.post(paths::SIGN_OUT, &[]).await;
    assert_eq!(again.location().as_deref(), Some(paths::SIGNED_OUT));
}

#[tokio::test]
async fn after_signing_out_back_shows_the_sign_in_page_and_no_data() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("member").await;
    let page = browser.get(paths::MY_WORK).await;
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store, private");
    assert!(page.body.contains("canary-action-ayton-late"));
    browser.submit(&page, "Sign out", &[]).await;
    let back = browser.get(paths::MY_WORK).await;
    assert_eq!(back.heading(), "Sign in");
    assert!(!back.body.contains("canary"));
}

#[tokio::test]
async fn sign_out_everywhere_else_leaves_only_this_browser() {
    let portal = TestPortal::new().await;
    let mut here = portal.signed_in("member").await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(portal.signed_in("member").await);
    }
    let mut chair = portal.signed_in("chair").await;

    let page = here.get(paths::ACCOUNT).await;
    assert_eq!(page.texts("tbody tr").len(), 4);
    let answer = here.submit(&page, "Sign out everywhere else", &[]).await;
    let page = here.follow(&answer).await;
    assert!(page.body.contains("The other sessions have ended"));
    assert_eq!(page.texts("tbody tr").len(), 1);
    assert!(!page.body.contains("Sign out everywhere else"));
    for mut other in others {
        assert!(!is_signed_in(&mut other).await);
    }
    assert!(is_signed_in(&mut chair).await);
    // Said once.
    let page = here.get(paths::ACCOUNT).await;
    assert!(!page.body.contains("The other sessions have ended"));
}

#[tokio::test]
async fn one_session_is_ended_by_its_number() {
    let portal = TestPortal::new().await;
    let mut here = portal.signed_in("member").await;
    let mut other = portal.signed_in("member").await;
    let page = here.get(paths::ACCOUNT).await;
    let answer = here.submit(&page, "End this session of Test", &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(is_signed_in(&mut here).await);
    assert!(!is_signed_in(&mut other).await);
}

#[tokio::test]
async fn a_session_of_somebody_else_is_not_there_to_be_ended() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let member = requests::session_id(&portal, "member").await;
    let before = portal.contents().await;
    for id in [
        member.as_str(),
        &member.to_uppercase(),
        &member.replace('-', ""),
        &format!("%7B{member}%7D"),
        "0",
        "",
    ] {
        let answer = chair.post(&paths::end_session(id), &[]).await;
        assert_eq!(answer.status, 404, "{id}");
        assert_eq!(portal.contents().await, before, "{id}");
    }
    // Nor of nobody.
    let answer = portal
        .browser()
        .post(&paths::end_session(&member), &[])
        .await;
    assert_eq!(answer.location().as_deref(), Some(paths::SIGN_IN));
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_session_ends_a_second_after_an_hour_without_a_request() {
    let portal = TestPortal::new().await;
    let limit = portal.state.session_limits.idle;
    assert_eq!(limit, TimeDelta::minutes(60));
    let mut browser = portal.signed_in("member").await;
    // Each request counts as use.
    for _ in 0..3 {
        portal.pass(limit);
        assert!(is_signed_in(&mut browser).await);
    }
    portal.pass(limit + TimeDelta::seconds(1));
    let answer = browser.fetch(&paths::action_log("alpha")).await;
    assert_eq!(
        answer.location().unwrap(),
        "/sign-in?return_to=%2Fboards%2Falpha%2Factions"
    );
    // It does not come back when the clock does.
    portal.pass(TimeDelta::seconds(-1));
    portal.pass(TimeDelta::seconds(1));
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_session_ends_a_second_after_twelve_hours_of_use() {
    let portal = TestPortal::new().await;
    let limit = portal.state.session_limits.absolute;
    assert_eq!(limit, TimeDelta::hours(12));
    let mut browser = portal.signed_in("member").await;
    for _ in 0..24 {
        portal.pass(TimeDelta::minutes(30));
        assert!(is_signed_in(&mut browser).await);
    }
    portal.pass(TimeDelta::seconds(1));
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_session_over_by_time_is_not_listed_and_starts_nothing() {
    let portal = TestPortal::new().await;
    let _old = portal.signed_in("member").await;
    portal.pass(TimeDelta::minutes(61));
    let mut new = portal.signed_in("member").await;
    let page = new.get(paths::ACCOUNT).await;
    assert_eq!(page.texts("tbody tr").len(), 1);
    assert!(page.texts("tbody tr")[0].contains("This browser"));
}

/// Lets an appointment of the world end on a day; the day itself still counts.
async fn end_appointment(portal: &TestPortal, person: &str, on: NaiveDate) {
    let tx = portal.state.db.begin().await.unwrap();
    let ended = appointment::Entity::update_many()
        .col_expr(appointment::Column::EndsOn, Expr::value(on))
        .filter(appointment::Column::PersonId.eq(portal.world.people[person].0))
        .exec(&tx)
        .await
        .unwrap();
    assert_eq!(ended.rows_affected, 1);
    tx.commit().await.unwrap();
}

/// The day of an appointment's end is a day in the United Kingdom: it ends at
/// midnight there, which is 11pm in UTC while clocks are forward.
#[tokio::test]
async fn an_ended_seat_counts_from_the_next_day_with_the_session_still_open() {
    let utc = |year, month, day, hour| Utc.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap();
    for (begins, ends_on, over_at) in [
        // The night before clocks go forward, at 1am on 29 March 2026.
        (utc(2026, 3, 28, 9), (2026, 3, 28), utc(2026, 3, 29, 0)),
        // The day on which they did.
        (utc(2026, 3, 29, 9), (2026, 3, 29), utc(2026, 3, 29, 23)),
        // The night before clocks go back, at 2am on 25 October 2026.
        (utc(2026, 10, 24, 9), (2026, 10, 24), utc(2026, 10, 24, 23)),
        // The day on which they did, which has 25 hours.
        (utc(2026, 10, 25, 9), (2026, 10, 25), utc(2026, 10, 26, 0)),
        // An ordinary winter day and an ordinary summer day.
        (utc(2026, 12, 31, 9), (2026, 12, 31), utc(2027, 1, 1, 0)),
        (utc(2026, 6, 30, 9), (2026, 6, 30), utc(2026, 6, 30, 23)),
    ] {
        seat_ends(begins, ends_on, over_at).await;
    }
}

async fn seat_ends(begins: DateTime<Utc>, ends_on: (i32, u32, u32), over_at: DateTime<Utc>) {
    let limits = [
        ("PORTAL_SESSION_IDLE_MINUTES", "1440"),
        ("PORTAL_SESSION_ABSOLUTE_MINUTES", "2880"),
    ];
    let portal = TestPortal::starting(begins, &limits).await;
    let mut member = portal.signed_in("member").await;
    let (year, month, day) = ends_on;
    let ends_on = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    end_appointment(&portal, "member", ends_on).await;
    let reference = portal.world.actions["ayton late"].clone();
    let form = requests::update_form(&portal, &reference, "Still mine").await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();

    portal.pass(over_at - begins - TimeDelta::seconds(1));
    let page = member.fetch(&paths::action(&reference)).await;
    assert_eq!(page.status, 200, "one second before the end of {ends_on}");
    let page = member.fetch(&paths::update_action(&reference)).await;
    assert_eq!(page.status, 200, "one second before the end of {ends_on}");

    portal.pass(TimeDelta::seconds(1));
    let before = portal.contents().await;
    for address in [
        paths::action(&reference),
        paths::update_action(&reference),
        paths::action_log("alpha"),
        "/boards/alpha/changes?since=0".to_owned(),
    ] {
        let page = member.fetch(&address).await;
        assert_eq!(page.status, 404, "{address} after {ends_on}");
    }
    let answer = member.post(&paths::update_action(&reference), &form).await;
    assert_eq!(answer.status, 404, "after {ends_on}");
    assert_eq!(portal.contents().await, before);
    // The person is still signed in, and has nothing to do.
    let page = member.fetch(paths::MY_WORK).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("canary-action"));
}

#[tokio::test]
async fn a_seat_that_begins_tomorrow_gives_nothing_today() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let tomorrow = portal.state.clock.today() + chrono::Days::new(1);
    let tx = portal.state.db.begin().await.unwrap();
    appointment::Entity::update_many()
        .col_expr(appointment::Column::StartsOn, Expr::value(tomorrow))
        .filter(appointment::Column::PersonId.eq(portal.world.people["member"].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let address = paths::action(&portal.world.actions["ayton late"]);
    assert_eq!(member.fetch(&address).await.status, 404);
    // In winter the day begins with UTC's: 15 hours after 9am.
    portal.pass(TimeDelta::minutes(59));
    member.fetch(paths::MY_WORK).await;
    let mut later = TimeDelta::minutes(59);
    while later < TimeDelta::hours(11) {
        portal.pass(TimeDelta::minutes(59));
        later += TimeDelta::minutes(59);
        assert_eq!(member.fetch(&address).await.status, 404);
    }
    portal.pass(TimeDelta::hours(15) - later);
    let mut member = portal.signed_in("member").await;
    assert_eq!(member.fetch(&address).await.status, 200);
}

#[tokio::test]
async fn a_form_sent_by_a_session_that_is_over_is_not_sent_again_after_sign_in() {
    let portal = portal_with(&["member"]).await;
    let mut member = portal.signed_in("member").await;
    portal.pass(TimeDelta::minutes(61));
    let answer = member.post(paths::END_OTHER_SESSIONS, &[]).await;
    // Back to a page, never to the address of a form.
    assert_eq!(answer.location().as_deref(), Some(paths::SIGN_IN));

    let reference = &portal.world.actions["ayton late"];
    let form = requests::update_form(&portal, reference, "Typed for an hour").await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let before = portal.contents().await;
    let page = member.post(&paths::update_action(reference), &form).await;
    assert_eq!(page.status, 401);
    assert_eq!(portal.contents().await, before);
    assert!(form.iter().any(|(name, _)| *name == field::NOTE));
    let href = page
        .links()
        .into_iter()
        .find(|href| href.starts_with(paths::SIGN_IN))
        .unwrap();
    let answer = requests::sign_in(&portal, &mut member, "member", &href).await;
    assert_eq!(answer.location(), Some(paths::update_action(reference)));
}

#[tokio::test]
async fn a_session_is_known_by_its_cookie_alone() {
    let portal = TestPortal::new().await;
    let member = portal.signed_in("member").await;
    let secret = secret(&portal, &member).unwrap();
    for (name, value) in [
        ("authorization", format!("Bearer {secret}")),
        ("x-forwarded-user", "member".to_owned()),
        ("x-session", secret.clone()),
    ] {
        let mut nobody = portal.browser();
        let request = nobody
            .request(Method::GET, &format!("{}?fjb={secret}", paths::ACCOUNT))
            .header(name, value)
            .body(Body::empty())
            .unwrap();
        assert_eq!(nobody.send(request).await.status, 303, "{name}");
    }
}
