//! What browsers are told with every answer: pages, redirects, refusals,
//! files, and what goes wrong.

use std::collections::BTreeSet;

use app::paths;
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use scraper::{Html, Selector};
use sea_orm::ConnectionTrait;

use crate::{
    access::{ask, browser_of},
    support::{
        Answer, TestPortal,
        requests::{self, every_request},
    },
};

/// Who keeps an answer.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    Nowhere,
    ByAnybody,
}

fn value<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .unwrap_or_else(|| panic!("{} of {} has no {name}", answer.status, answer.path))
        .to_str()
        .unwrap()
}

/// Holds an answer to what every answer carries.
fn hold(answer: &Answer, kept: Kept) {
    let at = format!("{} of {}", answer.status, answer.path);
    for (name, expected) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(value(answer, name), expected, "{at}: {name}");
    }
    assert!(
        value(answer, "permissions-policy").contains("camera=()"),
        "{at}"
    );
    assert_eq!(value(answer, "x-request-id").len(), 36, "{at}");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!answer.headers.contains_key(name), "{at}: {name}");
    }
    let keeping = value(answer, "cache-control");
    match kept {
        Kept::Nowhere => assert_eq!(keeping, "no-store, private", "{at}"),
        Kept::ByAnybody => assert!(keeping.starts_with("public, max-age="), "{at}: {keeping}"),
    }
    hold_policy(answer, &at);
}

/// Holds the policy for scripts, and the page to the policy.
fn hold_policy(answer: &Answer, at: &str) {
    let policies: Vec<_> = answer
        .headers
        .get_all(header::CONTENT_SECURITY_POLICY)
        .iter()
        .collect();
    assert_eq!(policies.len(), 1, "{at}");
    let policy = value(answer, "content-security-policy");
    let directives: Vec<Vec<&str>> = policy
        .split(';')
        .map(|directive| directive.split_whitespace().collect())
        .collect();
    let sources = |name: &str| {
        directives
            .iter()
            .find(|directive| directive.first() == Some(&name))
            .map(|directive| directive[1..].to_vec())
            .unwrap_or_else(|| panic!("{at}: no {name} in {policy}"))
    };
    for name in ["default-src", "frame-ancestors", "base-uri"] {
        assert_eq!(sources(name), ["'none'"], "{at}: {name}");
    }
    for directive in &directives {
        for source in [
            "'unsafe-inline'",
            "'unsafe-eval'",
            "'strict-dynamic'",
            "*",
            "http:",
            "https:",
        ] {
            assert!(!directive.contains(&source), "{at}: {source} in {policy}");
        }
    }
    let is_page = answer
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "text/html; charset=utf-8");
    // A file that is kept is no page of ours, and the policy leaves it nothing.
    let is_kept = answer
        .headers
        .get(header::CONTENT_DISPOSITION)
        .is_some_and(|how| how.as_bytes().starts_with(b"attachment"));
    if !is_page || is_kept {
        assert!(!policy.contains("script-src"), "{at}: {policy}");
        return;
    }
    let nonce = nonce_of(answer).unwrap_or_else(|| panic!("{at}: {policy}"));
    assert!(nonce.len() >= 22, "{at}: {nonce} is easily guessed");
    let page = answer.html();
    for script in page.select(&Selector::parse("script").unwrap()) {
        assert_eq!(
            script.value().attr("nonce"),
            Some(nonce),
            "{at}: {}",
            script.html()
        );
    }
    hold_markup(&page, at);
}

/// What the policy would stop: handlers and styles in attributes, foreign files.
fn hold_markup(page: &Html, at: &str) {
    for element in page.select(&Selector::parse("*").unwrap()) {
        for (name, target) in element.value().attrs() {
            assert!(
                !name.starts_with("on") && name != "style",
                "{at}: {}",
                element.html()
            );
            let foreign = ["//", "http:", "https:", "javascript:", "data:"];
            let loads = name == "src" || (name == "href" && element.value().name() == "link");
            if loads || name == "action" {
                assert!(
                    !foreign.iter().any(|start| target.starts_with(start)),
                    "{at}: {target}"
                );
            }
        }
    }
    assert!(
        page.select(&Selector::parse("style").unwrap())
            .next()
            .is_none(),
        "{at}"
    );
}

fn nonce_of(answer: &Answer) -> Option<&str> {
    let (_, rest) = value(answer, "content-security-policy").split_once("'nonce-")?;
    rest.split_once('\'').map(|(nonce, _)| nonce)
}

#[tokio::test]
async fn every_address_answers_everybody_with_the_headers() {
    let portal = TestPortal::new().await;
    requests::make_persona(&portal, "member").await;
    let mut statuses = BTreeSet::new();
    let mut nonces = BTreeSet::new();
    for (method, route) in every_request() {
        for case in requests::cases(route.path).iter().map(Some).chain([None]) {
            for person in [None, Some("no seat"), Some("observer"), Some("member")] {
                let address = match case {
                    Some(case) => requests::address(&portal, route.path, case, person).await,
                    None => requests::unknown(route.path).unwrap_or_else(|| "/nowhere".to_owned()),
                };
                let mut browser = browser_of(&portal, person).await;
                let answer = ask(&portal, &mut browser, &method, route.path, &address).await;
                hold(&answer, Kept::Nowhere);
                statuses.insert(answer.status.as_u16());
                if let Some(nonce) = nonce_of(&answer) {
                    assert!(
                        nonces.insert(nonce.to_owned()),
                        "{address} repeats its nonce"
                    );
                }
            }
        }
    }
    let expected = [200, 303, 400, 401, 403, 404, 422];
    assert_eq!(Vec::from_iter(statuses), expected);
    assert!(nonces.len() > 100);
}

#[tokio::test]
async fn forms_that_are_refused_carry_the_headers() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let path = "/actions/{reference}/update";
    let address = requests::address(&portal, path, "ayton late", None).await;
    let reference = &portal.world.actions["ayton late"];

    let good = requests::update_form(&portal, reference, "First").await;
    let good: Vec<(&str, &str)> = good.iter().map(|(name, value)| (*name, &**value)).collect();
    let saved = member.post(&address, &good).await;
    assert_eq!(saved.status, 303);
    let mut again = good.clone();
    again[3].1 = "019ab000-0000-7000-8000-000000000001";
    let conflict = member.post(&address, &again).await;
    assert_eq!(conflict.status, 409);
    let empty = member.post(&address, &[]).await;
    assert_eq!(empty.status, 422);
    let large = member
        .post(&address, &[("note", &"x".repeat(2_000_000))])
        .await;
    assert_eq!(large.status, 413);
    let elsewhere = member
        .request(Method::POST, &address)
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty())
        .unwrap();
    let elsewhere = member.send(elsewhere).await;
    assert_eq!(elsewhere.status, 403);
    let wrong = member
        .request(Method::PUT, &address)
        .header("sec-fetch-site", "same-origin")
        .body(Body::empty())
        .unwrap();
    let wrong = member.send(wrong).await;
    assert_eq!(wrong.status, 404);
    for answer in [saved, conflict, empty, large, elsewhere, wrong] {
        hold(&answer, Kept::Nowhere);
    }
}

#[tokio::test]
async fn the_stand_in_providers_addresses_carry_the_headers() {
    let portal = TestPortal::new().await;
    for address in [
        "/demo/oidc/.well-known/openid-configuration",
        "/demo/oidc/jwks",
        "/demo/oidc/authorize",
        "/demo/oidc/end-session",
        "/demo/oidc/nowhere",
    ] {
        let answer = portal.browser().fetch(address).await;
        let keeping = value(&answer, "cache-control");
        assert!(keeping.contains("no-store"), "{address}: {keeping}");
        hold_policy(&answer, address);
        assert_eq!(value(&answer, "x-content-type-options"), "nosniff");
    }
}

/// A folder as the build leaves it, with one script in it.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["pkg", "assets"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("pkg/portal.css"), "p { color: black }").unwrap();
    std::fs::write(folder.path().join("assets/init.js"), "export {};").unwrap();
    std::fs::write(folder.path().join("secret.txt"), "not to be served").unwrap();
    folder
}

#[tokio::test]
async fn files_carry_the_headers_and_may_be_kept() {
    let site = site();
    let root = site.path().to_str().unwrap();
    let portal = TestPortal::with(&[("PORTAL_SITE_ROOT", root)]).await;
    let mut browser = portal.signed_in("member").await;
    for (address, kind) in [
        ("/pkg/portal.css", "text/css"),
        ("/assets/init.js", "text/javascript"),
    ] {
        let answer = browser.fetch(address).await;
        assert_eq!(answer.status, 200);
        assert_eq!(value(&answer, "content-type"), kind);
        hold(&answer, Kept::ByAnybody);
        assert!(!answer.headers.contains_key(header::SET_COOKIE));

        let named = browser.fetch(&format!("{address}?v=0123456789ab")).await;
        assert!(value(&named, "cache-control").contains("immutable"));

        // "Not changed" says the same about keeping, or a browser would take
        // it for an order to forget the file.
        let since = answer.headers[header::LAST_MODIFIED].clone();
        let request = browser
            .request(Method::GET, &format!("{address}?v=0123456789ab"))
            .header(header::IF_MODIFIED_SINCE, since)
            .body(Body::empty())
            .unwrap();
        let unchanged = browser.send(request).await;
        assert_eq!(unchanged.status, 304);
        hold(&unchanged, Kept::ByAnybody);
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_a_page_that_is_not_there() {
    let site = site();
    let root = site.path().to_str().unwrap();
    let portal = TestPortal::with(&[("PORTAL_SITE_ROOT", root)]).await;
    for address in [
        "/pkg/",
        "/pkg",
        "/assets/none.js",
        "/pkg/../secret.txt",
        "/pkg/%2e%2e/secret.txt",
        "/pkg/..%2fsecret.txt",
        "/assets/%5c..%5csecret.txt",
        "/pkg//secret.txt",
        "/pkg/%00",
        "/pkg/%ff",
    ] {
        let answer = portal.browser().fetch(address).await;
        assert_eq!(answer.status, 404, "{address}");
        assert_eq!(answer.heading(), "Page not found", "{address}");
        hold(&answer, Kept::Nowhere);
    }
}

#[tokio::test]
async fn what_goes_wrong_here_shows_a_code_and_nothing_else() {
    let portal = TestPortal::new().await;
    let member = portal.signed_in("member").await;
    let update =
        requests::address(&portal, "/actions/{reference}/update", "ayton late", None).await;
    let tx = portal.state.db.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE appointment RENAME TO appointment_gone")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    for address in [
        paths::MY_WORK,
        paths::BOARDS,
        paths::ACCOUNT,
        &update,
        paths::HELP,
    ] {
        let answer = member.clone().fetch(address).await;
        assert_eq!(answer.status, 500, "{address}");
        assert_eq!(
            answer.heading(),
            "Sorry, there is a problem with the service"
        );
        hold(&answer, Kept::Nowhere);
        hold_silence(&answer);
        // The code is the end of the request's name, which the log writes.
        let name = value(&answer, "x-request-id").to_uppercase();
        let end: String = name.chars().skip(28).collect();
        let (first, second) = end.split_at(4);
        assert_eq!(answer.texts("main strong"), [format!("{first}-{second}")]);
    }
    let mut writer = member.clone();
    let answer = writer.post(&update, &[("note", "canary typed")]).await;
    assert_eq!(answer.status, 500);
    hold_silence(&answer);
}

#[tokio::test]
async fn a_database_that_is_gone_is_said_without_its_name() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    portal.state.db.clone().close().await.unwrap();

    let page = member.fetch(paths::MY_WORK).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.heading(), "Sorry, the service is unavailable");
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    hold(&page, Kept::Nowhere);
    hold_silence(&page);

    let ready = member.fetch("/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    hold(&ready, Kept::Nowhere);
    hold_silence(&ready);
    let live = member.fetch("/health/live").await;
    assert_eq!(live.status, StatusCode::OK);
    hold(&live, Kept::Nowhere);
    // Pages that need no data are there all the same.
    let help = portal.browser().fetch(paths::HELP).await;
    assert_eq!(help.status, StatusCode::OK);
}

/// No path, no SQL, no table, no library.
fn hold_silence(answer: &Answer) {
    let said = answer.body.to_lowercase();
    for word in [
        "appointment",
        "select ",
        "sqlite",
        "postgres",
        "sqlx",
        "sea_orm",
        "no such table",
        "relation",
        "pool",
        ".rs",
        "panicked",
        "/tmp",
        "/home",
        "canary",
        "stack",
    ] {
        assert!(
            !said.contains(word),
            "{} says {word:?}: {said}",
            answer.path
        );
    }
}

/// Settings of a portal as it is deployed, with a provider that does not answer.
pub const DEPLOYED: &[(&str, &str)] = &[
    ("PORTAL_DEMO", "false"),
    ("PORTAL_BASE_URL", "https://boards.example"),
    ("PORTAL_OIDC_PROVIDERS", "moj"),
    ("PORTAL_OIDC_MOJ_NAME", "Justice account"),
    ("PORTAL_OIDC_MOJ_ISSUER", "http://127.0.0.1:9"),
    ("PORTAL_OIDC_MOJ_CLIENT_ID", "boards"),
    (
        "PORTAL_OIDC_MOJ_CLIENT_SECRET",
        "a secret of forty letters for the tests .",
    ),
];

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let portal = TestPortal::with(DEPLOYED).await;
    let mut member = portal.signed_in("member").await;
    for address in [paths::MY_WORK, "/nowhere", "/health/live", "/pkg/none"] {
        let answer = member.fetch(address).await;
        let stay = value(&answer, "strict-transport-security");
        assert_eq!(stay, "max-age=31536000; includeSubDomains");
        hold(&answer, Kept::Nowhere);
    }
    // Signing out goes on to the provider, which a browser counts as a form's target.
    let page = member.fetch(paths::MY_WORK).await;
    let policy = value(&page, "content-security-policy");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:9"));

    let plain = TestPortal::new().await;
    let answer = plain.browser().fetch(paths::HELP).await;
    assert!(!answer.headers.contains_key("strict-transport-security"));
}

/// Two people on one connection: what one was answered never reaches the other.
#[tokio::test]
async fn people_who_take_turns_see_only_their_own_name() {
    let portal = TestPortal::new().await;
    let mut people = Vec::new();
    for person in ["member", "beta member", "chair"] {
        people.push((person, portal.signed_in(person).await));
    }
    for _ in 0..3 {
        for (person, browser) in &mut people {
            let page = browser.fetch(paths::ACCOUNT).await;
            let shown: Vec<String> = page.texts("dd");
            assert!(shown.contains(&requests::email(person)), "{shown:?}");
            assert_eq!(value(&page, "cache-control"), "no-store, private");
        }
    }
}
