//! How the portal's cookies are set.

use app::paths;
use axum::{
    body::Body,
    http::{Method, header},
};

use crate::{
    headers::DEPLOYED,
    support::{Answer, Browser, TestPortal, requests},
};

/// Every cookie an answer sets, as it sets it.
fn cookies(answer: &Answer) -> Vec<&str> {
    let set = answer.headers.get_all(header::SET_COOKIE);
    set.iter().map(|cookie| cookie.to_str().unwrap()).collect()
}

/// A write or a way through the pages that sets or clears a cookie.
async fn cookie_answers(portal: &TestPortal, origin: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut send = async |browser: &mut Browser, method: Method, address: &str, form: &str| {
        let request = browser
            .request(method, address)
            .header("sec-fetch-site", "same-origin")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let answer = browser.send(request).await;
        answers.push(answer);
    };
    let mut member = portal.signed_in("member").await;
    let reference = &portal.world.actions["ayton late"];
    let form = requests::update_form(portal, reference, "Done").await;
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&form)
        .finish();
    send(
        &mut member,
        Method::POST,
        &paths::update_action(reference),
        &form,
    )
    .await;
    send(&mut member, Method::GET, &paths::action(reference), "").await;
    send(&mut member, Method::POST, paths::END_OTHER_SESSIONS, "").await;
    send(&mut member, Method::GET, paths::ACCOUNT, "").await;
    let provider = portal.state.providers[0].id();
    send(&mut member, Method::GET, &paths::sign_in_with(provider), "").await;
    send(
        &mut member,
        Method::GET,
        &paths::sign_in_callback(provider),
        "",
    )
    .await;
    send(&mut member, Method::POST, paths::SIGN_OUT, "").await;
    answers
}

#[tokio::test]
async fn over_https_every_cookie_is_bound_to_this_host_and_to_https() {
    let portal = TestPortal::with(DEPLOYED).await;
    assert_eq!(portal.state.cookies.session_name(), "__Host-fjb");
    let session = portal.state.cookies.set_session("abc");
    assert_eq!(
        session,
        "__Host-fjb=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
    );

    let mut seen = 0;
    for answer in cookie_answers(&portal, "https://boards.example").await {
        for cookie in cookies(&answer) {
            seen += 1;
            let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
            assert!(cookie.starts_with("__Host-"), "{}: {cookie}", answer.path);
            for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
                assert!(attributes.contains(&attribute), "{}: {cookie}", answer.path);
            }
            assert!(!cookie.contains("Domain="), "{}: {cookie}", answer.path);
        }
    }
    assert!(seen >= 6, "{seen} cookies were looked at");
}

#[tokio::test]
async fn without_https_cookies_have_no_name_that_promises_it() {
    let portal = TestPortal::new().await;
    let mut seen = 0;
    for answer in cookie_answers(&portal, "http://127.0.0.1:3000").await {
        for cookie in cookies(&answer) {
            seen += 1;
            assert!(!cookie.starts_with("__"), "{cookie}");
            assert!(
                cookie.contains("; Path=/; HttpOnly; SameSite=Lax"),
                "{cookie}"
            );
            assert!(!cookie.contains("Secure"), "{cookie}");
        }
    }
    assert!(seen >= 7, "{seen} cookies were looked at");
}
