//! Signing in, through every page of it, as the demonstration does it.

use app::paths;
use axum::http::StatusCode;
use chrono::TimeDelta;
use sea_orm::{EntityTrait, sea_query::Expr};
use server::{
    audit,
    db::entities::{identity, invitation},
    portal::DEMONSTRATION,
};

use crate::{
    sessions::is_signed_in,
    support::{Answer, Browser, TestPortal, requests},
};

/// Holds the sign-in under way.
const ATTEMPT: &str = "fjb-sign-in";

/// A portal in which one can choose to be these people.
pub async fn portal_with(people: &[&str]) -> TestPortal {
    let portal = TestPortal::with(&[("PORTAL_SESSION_IDLE_MINUTES", "60")]).await;
    for (position, person) in people.iter().enumerate() {
        requests::make_persona_at(&portal, person, position).await;
    }
    portal
}

pub fn secret(portal: &TestPortal, browser: &Browser) -> Option<String> {
    browser
        .cookie(&portal.state.cookies.session_name())
        .map(str::to_owned)
}

/// The way out to the provider, as far as its page; and the way back from it
/// that an approval leads to, not yet taken.
pub async fn set_out(portal: &TestPortal, browser: &mut Browser, person: &str) -> String {
    let choose = browser.get(&paths::sign_in_with(DEMONSTRATION)).await;
    assert_eq!(choose.heading(), "Choose who to be", "{}", choose.body);
    let id = portal.world.people[person].to_string();
    let back = browser
        .submit(&choose, "Continue", &[("person", &id)])
        .await;
    assert_eq!(back.status, 303, "{}", back.body);
    back.location().unwrap()
}

fn says_sign_in_again(answer: &Answer) {
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(answer.heading(), "Sign in again");
}

#[tokio::test]
async fn sign_in_through_the_demonstration_leads_back_and_binds_the_invitation_once() {
    let portal = portal_with(&["member", "chair"]).await;
    let mut browser = portal.browser();
    let there = paths::action_log("alpha");

    let answer = requests::sign_in(&portal, &mut browser, "member", &there).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(answer.location(), Some(there));
    let page = browser.follow(&answer).await;
    assert_eq!(page.heading(), "Action log");
    assert!(page.texts(".app-account__name")[0].contains("Canary-person-member"));
    assert_eq!(browser.cookie(ATTEMPT), None);

    // A second browser finds the same person by the identity, not the invitation.
    let mut second = portal.browser();
    let answer = requests::sign_in(&portal, &mut second, "member", paths::MY_WORK).await;
    assert_eq!(answer.location().as_deref(), Some(paths::MY_WORK));
    let identities = identity::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0].issuer, "http://127.0.0.1:3000/demo/oidc");
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
}

#[tokio::test]
async fn an_account_without_an_invitation_gets_no_session() {
    let portal = portal_with(&["member"]).await;
    let tx = portal.state.db.begin().await.unwrap();
    invitation::Entity::update_many()
        .col_expr(
            invitation::Column::WithdrawnAt,
            Expr::value(portal.state.clock.now()),
        )
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let before = portal.contents().await;

    let mut browser = portal.browser();
    let answer = requests::sign_in(&portal, &mut browser, "member", paths::MY_WORK).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.heading(), "You do not have access yet");
    assert_eq!(secret(&portal, &browser), None);
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_sign_in_that_took_longer_than_five_minutes_is_begun_again() {
    let portal = portal_with(&["member"]).await;
    for (pass, is_good) in [
        (TimeDelta::seconds(299), true),
        (TimeDelta::seconds(300), false),
    ] {
        let mut browser = portal.browser();
        let choose = browser.get(&paths::sign_in_with(DEMONSTRATION)).await;
        portal.pass(pass);
        let id = portal.world.people["member"].to_string();
        let back = browser
            .submit(&choose, "Continue", &[("person", &id)])
            .await;
        let answer = browser.fetch(&back.location().unwrap()).await;
        if is_good {
            assert_eq!(answer.status, 303, "{}", answer.body);
        } else {
            says_sign_in_again(&answer);
            assert_eq!(secret(&portal, &browser), None);
        }
    }
}

#[tokio::test]
async fn a_callback_is_good_once_and_only_in_the_browser_that_set_out() {
    let portal = portal_with(&["member"]).await;
    let mut browser = portal.browser();
    let back = set_out(&portal, &mut browser, "member").await;
    let attempt = browser.cookie(ATTEMPT).unwrap().to_owned();
    let before = portal.contents().await;

    // In a browser that has not set out.
    let mut other = portal.browser();
    says_sign_in_again(&other.fetch(&back).await);
    // In one that set out for itself: the answer is not for it.
    let mut victim = portal.browser();
    set_out(&portal, &mut victim, "member").await;
    let answer = victim.fetch(&back).await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    assert_eq!(answer.heading(), "You could not be signed in");
    assert_eq!(secret(&portal, &victim), None);
    assert_eq!(portal.contents().await, before);

    assert_eq!(browser.fetch(&back).await.status, 303);
    assert!(is_signed_in(&mut browser).await);
    let after = portal.contents().await;
    // Once more, also with the cookie put back.
    says_sign_in_again(&browser.fetch(&back).await);
    browser.set_cookie(ATTEMPT, &attempt);
    says_sign_in_again(&browser.fetch(&back).await);
    assert_eq!(portal.contents().await, after);
    // Whoever was signed in stays it.
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_callback_that_was_changed_on_the_way_signs_nobody_in() {
    let portal = portal_with(&["member"]).await;
    type Change = fn(&str, &str) -> Option<String>;
    let changes: [(&str, Change, StatusCode); 7] = [
        (
            "no state",
            |name, value| (name != "state").then(|| value.to_owned()),
            StatusCode::FORBIDDEN,
        ),
        (
            "another state",
            |name, value| {
                Some(if name == "state" {
                    "x".repeat(22)
                } else {
                    value.to_owned()
                })
            },
            StatusCode::FORBIDDEN,
        ),
        (
            "no iss",
            |name, value| (name != "iss").then(|| value.to_owned()),
            StatusCode::FORBIDDEN,
        ),
        (
            "another iss",
            |name, value| {
                Some(if name == "iss" {
                    "https://evil.example".to_owned()
                } else {
                    value.to_owned()
                })
            },
            StatusCode::FORBIDDEN,
        ),
        (
            "no code",
            |name, value| (name != "code").then(|| value.to_owned()),
            StatusCode::FORBIDDEN,
        ),
        (
            "another code",
            |name, value| {
                Some(if name == "code" {
                    "guessed".to_owned()
                } else {
                    value.to_owned()
                })
            },
            StatusCode::FORBIDDEN,
        ),
        (
            "declined",
            |name, value| (name != "code").then(|| value.to_owned()),
            StatusCode::BAD_REQUEST,
        ),
    ];
    for (what, change, status) in changes {
        let mut browser = portal.browser();
        let back = set_out(&portal, &mut browser, "member").await;
        let back = portal.state.base_url.join(&back).unwrap();
        let before = portal.contents().await;
        let mut changed: Vec<(String, String)> = back
            .query_pairs()
            .filter_map(|(name, value)| Some((name.to_string(), change(&name, &value)?)))
            .collect();
        if what == "declined" {
            changed.push(("error".to_owned(), "access_denied".to_owned()));
        }
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(changed)
            .finish();
        let answer = browser.fetch(&format!("{}?{query}", back.path())).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert_eq!(secret(&portal, &browser), None, "{what}");
        assert_eq!(portal.contents().await, before, "{what}");
        assert_eq!(answer.texts("main strong").len(), 1, "{what}");
    }
}

#[tokio::test]
async fn choose_who_to_be_without_a_choice_or_with_a_wrong_one_is_asked_again() {
    let portal = portal_with(&["member"]).await;
    let mut browser = portal.browser();
    let choose = browser.get(&paths::sign_in_with(DEMONSTRATION)).await;
    let before = portal.contents().await;
    let chair = portal.world.people["chair"].to_string();
    for chosen in ["", "nobody", &chair] {
        let (_, request) = choose.path.split_once("request=").unwrap();
        let page = browser
            .post(
                paths::CHOOSE_PERSON,
                &[("request", request), ("person", chosen)],
            )
            .await;
        assert_eq!(page.status, 422, "{chosen}");
        assert_eq!(
            page.texts(".govuk-error-summary__list a"),
            ["Select who to be"]
        );
        assert_eq!(portal.contents().await, before);
    }
    // A request that waits no longer leads to the sign-in page.
    let id = portal.world.people["member"].to_string();
    let answer = browser
        .post(
            paths::CHOOSE_PERSON,
            &[("request", "gone"), ("person", &id)],
        )
        .await;
    assert_eq!(answer.location().as_deref(), Some(paths::SIGN_IN));
    let answer = browser.fetch("/demo?request=gone").await;
    assert_eq!(answer.location().as_deref(), Some(paths::SIGN_IN));
}

#[tokio::test]
async fn without_the_demonstration_there_is_nobody_to_choose() {
    let portal = TestPortal::with(crate::headers::DEPLOYED).await;
    let mut browser = portal.browser();
    assert_eq!(browser.fetch("/demo?request=x").await.status, 404);
    let posted = browser.post(paths::CHOOSE_PERSON, &[("person", "x")]).await;
    assert_eq!(posted.status, 404);
    for address in [
        "/demo/oidc/authorize",
        "/demo/oidc/jwks",
        "/sign-in/demonstration",
    ] {
        assert_eq!(browser.fetch(address).await.status, 404, "{address}");
    }
    let page = browser.fetch(paths::SIGN_IN).await;
    assert!(page.body.contains("Sign in with Justice account"));
    assert!(!page.body.contains("demonstration"));
}

#[tokio::test]
async fn return_to_leads_to_a_page_of_ours_through_the_whole_sign_in() {
    let portal = portal_with(&["member"]).await;
    for (return_to, leads_to) in [
        ("/boards/alpha", "/boards/alpha"),
        ("/boards?q=north&region=x", "/boards?q=north&region=x"),
        (
            "/actions/ALP-2026-001/update",
            "/actions/ALP-2026-001/update",
        ),
        ("/boards#top", "/boards"),
        ("", "/"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/%2fevil.example", "/"),
        ("%2f%2fevil.example", "/"),
        ("/%252fevil.example", "/"),
        ("/%5cevil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example/", "/"),
        ("https://127.0.0.1:3000@evil.example/", "/"),
        ("http://127.0.0.1:3000/boards", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        ("/boards\r\nSet-Cookie: fjb=x", "/"),
        ("/../boards", "/"),
        ("/boards/..//evil.example", "/"),
        ("boards", "/"),
        ("/sign-in", "/"),
        ("/sign-out", "/"),
        ("/signed-out", "/"),
        ("/demo?request=x", "/"),
        ("/sign-in/demonstration/callback?code=x", "/"),
        (&format!("/{}", "a".repeat(5_000)), "/"),
    ] {
        let mut browser = portal.browser();
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", return_to)
            .finish();
        let page = format!("{}?{query}", paths::SIGN_IN);
        let answer = requests::sign_in(&portal, &mut browser, "member", &page).await;
        assert_eq!(
            answer.location().as_deref(),
            Some(leads_to),
            "{return_to:?}"
        );
        // And the same for somebody who is signed in already.
        let answer = browser.fetch(&page).await;
        assert_eq!(
            answer.location().as_deref(),
            Some(leads_to),
            "{return_to:?}"
        );
    }
}
