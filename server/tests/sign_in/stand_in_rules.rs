//! The stand-in skips the password and nothing else.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{Request, Response, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::TimeDelta;
use serde_json::Value;
use server::sign_in::{StandIn, StandInError};
use tower::ServiceExt;
use url::form_urlencoded;

use crate::support::{
    CALLBACK, CLIENT, ISSUER, SECRET, SIGNED_OUT, TestClock, get, location, query, siân, stand_in,
    url,
};

/// A verifier and its challenge, from RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Pairs = BTreeMap<&'static str, String>;

fn good_request() -> Pairs {
    pairs(&[
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "a state"),
        ("nonce", "a nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ])
}

fn pairs(pairs: &[(&'static str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

/// `pairs` with one of them changed, or left out.
fn with(mut pairs: Pairs, name: &'static str, value: Option<&str>) -> Pairs {
    match value {
        Some(value) => pairs.insert(name, value.to_owned()),
        None => pairs.remove(name),
    };
    pairs
}

fn encoded(pairs: &Pairs) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

async fn authorize(router: &Router, request: &Pairs) -> Response<Body> {
    get(router, &format!("{ISSUER}/authorize?{}", encoded(request))).await
}

/// The error that a request with this one change brings back to our callback.
async fn error_for(router: &Router, name: &'static str, value: Option<&str>) -> String {
    let response = authorize(router, &with(good_request(), name, value)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let back = location(&response);
    assert!(back.as_str().starts_with(CALLBACK), "{back}");
    let mut told = query(&back);
    assert_eq!(told["iss"], ISSUER);
    assert!(!told.contains_key("code"));
    told.remove("error").expect("an error")
}

#[tokio::test]
async fn requests_without_pkce_s256_are_refused() {
    let router = stand_in(&TestClock::new()).router();
    let bad = [
        ("code_challenge_method", Some("plain")),
        ("code_challenge_method", Some("s256")),
        ("code_challenge_method", None),
        ("code_challenge", None),
        ("code_challenge", Some("")),
        ("code_challenge", Some("short")),
        (
            "code_challenge",
            Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw cM"),
        ),
    ];
    for (name, value) in bad {
        assert_eq!(
            error_for(&router, name, value).await,
            "invalid_request",
            "{name} {value:?}"
        );
    }
}

#[tokio::test]
async fn other_bad_requests_go_back_with_an_error() {
    let router = stand_in(&TestClock::new()).router();
    let bad = [
        ("response_type", Some("token"), "unsupported_response_type"),
        (
            "response_type",
            Some("code id_token"),
            "unsupported_response_type",
        ),
        ("response_type", None, "unsupported_response_type"),
        ("response_mode", Some("fragment"), "invalid_request"),
        ("scope", Some("email profile"), "invalid_scope"),
        ("scope", None, "invalid_scope"),
        ("prompt", Some("none"), "login_required"),
        ("request", Some("a.b.c"), "request_not_supported"),
        (
            "request_uri",
            Some("https://evil.example"),
            "request_uri_not_supported",
        ),
    ];
    for (name, value, error) in bad {
        assert_eq!(
            error_for(&router, name, value).await,
            error,
            "{name} {value:?}"
        );
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_known() {
    let router = stand_in(&TestClock::new()).router();
    let bad = [
        ("client_id", None),
        ("client_id", Some("another")),
        ("redirect_uri", None),
        ("redirect_uri", Some("https://evil.example/")),
        (
            "redirect_uri",
            Some("http://127.0.0.1:3000/sign-in/demo/callback/"),
        ),
        (
            "redirect_uri",
            Some("http://127.0.0.1:3000/sign-in/demo/callback?x=1"),
        ),
        (
            "redirect_uri",
            Some("http://127.0.0.1:3000/sign-in/demo/callback#x"),
        ),
        (
            "redirect_uri",
            Some("http://127.0.0.1:3001/sign-in/demo/callback"),
        ),
        (
            "redirect_uri",
            Some("https://127.0.0.1:3000/sign-in/demo/callback"),
        ),
        (
            "redirect_uri",
            Some("http://127.0.0.1:3000/sign-in/demo/callbac"),
        ),
        ("redirect_uri", Some("/sign-in/demo/callback")),
    ];
    for (name, value) in bad {
        let response = authorize(&router, &with(good_request(), name, value)).await;
        assert_eq!(
            response.status(),
            StatusCode::BAD_REQUEST,
            "{name} {value:?}"
        );
        assert!(!response.headers().contains_key(LOCATION));
    }
    let twice = format!(
        "{}&redirect_uri=https://evil.example",
        encoded(&good_request())
    );
    let response = get(&router, &format!("{ISSUER}/authorize?{twice}")).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(!response.headers().contains_key(LOCATION));

    let unknown = format!("{ISSUER}/end-session?post_logout_redirect_uri=https://evil.example");
    let response = get(&router, &unknown).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(!response.headers().contains_key(LOCATION));
    let known = format!("{ISSUER}/end-session?post_logout_redirect_uri={SIGNED_OUT}");
    assert_eq!(location(&get(&router, &known).await), url(SIGNED_OUT));
    let nowhere = get(&router, &format!("{ISSUER}/end-session")).await;
    assert_eq!(nowhere.status(), StatusCode::OK);
}

async fn request_id(stand_in: &StandIn) -> String {
    let response = authorize(&stand_in.router(), &good_request()).await;
    let mut told = query(&location(&response));
    told.remove("request").expect("a request id")
}

async fn code(stand_in: &StandIn) -> String {
    let request = request_id(stand_in).await;
    let back = stand_in.approve(&request, siân()).expect("an address");
    let mut told = query(&back);
    assert_eq!(told["state"], "a state");
    assert_eq!(told["iss"], ISSUER);
    told.remove("code").expect("a code")
}

fn good_form(code: &str) -> Pairs {
    pairs(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
    ])
}

async fn post_token(stand_in: &StandIn, form: String, basic: Option<&str>) -> Response<Body> {
    let mut request = Request::post(format!("{ISSUER}/token"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(basic) = basic {
        let encoded = BASE64_STANDARD.encode(basic);
        request = request.header(AUTHORIZATION, format!("Basic {encoded}"));
    }
    let request = request.body(Body::from(form)).expect("a request");
    stand_in.router().oneshot(request).await.expect("an answer")
}

/// Status and error of a token request.
async fn exchange(stand_in: &StandIn, form: &Pairs) -> (StatusCode, String) {
    outcome(post_token(stand_in, encoded(form), None).await).await
}

async fn outcome(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    let body = to_bytes(response.into_body(), 10_000)
        .await
        .expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("json");
    assert_eq!(body["id_token"].is_string(), status == StatusCode::OK);
    (
        status,
        body["error"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn a_code_needs_the_verifier_of_its_challenge() {
    let stand_in = stand_in(&TestClock::new());
    let bad = [
        (None, "invalid_request"),
        (Some(""), "invalid_request"),
        // What a client that uses `plain` would send.
        (Some(CHALLENGE), "invalid_grant"),
        (Some("short"), "invalid_grant"),
        (
            Some("xBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "invalid_grant",
        ),
        (
            Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX "),
            "invalid_grant",
        ),
    ];
    for (verifier, error) in bad {
        let form = with(good_form(&code(&stand_in).await), "code_verifier", verifier);
        let found = exchange(&stand_in, &form).await;
        assert_eq!(
            found,
            (StatusCode::BAD_REQUEST, error.to_owned()),
            "{verifier:?}"
        );
    }
    let form = good_form(&code(&stand_in).await);
    assert_eq!(exchange(&stand_in, &form).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_good_for_one_try_and_one_minute() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let refused = (StatusCode::BAD_REQUEST, "invalid_grant".to_owned());

    let form = good_form(&code(&stand_in).await);
    assert_eq!(exchange(&stand_in, &form).await.0, StatusCode::OK);
    assert_eq!(exchange(&stand_in, &form).await, refused);

    let form = good_form(&code(&stand_in).await);
    let guess = with(form.clone(), "code_verifier", Some(CHALLENGE));
    assert_eq!(exchange(&stand_in, &guess).await, refused);
    assert_eq!(
        exchange(&stand_in, &form).await,
        refused,
        "a failed try spends the code"
    );

    let form = good_form(&code(&stand_in).await);
    clock.forward(TimeDelta::seconds(59));
    assert_eq!(exchange(&stand_in, &form).await.0, StatusCode::OK);
    let form = good_form(&code(&stand_in).await);
    clock.forward(TimeDelta::seconds(60));
    assert_eq!(exchange(&stand_in, &form).await, refused);

    let elsewhere = "http://127.0.0.1:3000/elsewhere";
    let form = with(
        good_form(&code(&stand_in).await),
        "redirect_uri",
        Some(elsewhere),
    );
    assert_eq!(exchange(&stand_in, &form).await, refused);
    assert_eq!(exchange(&stand_in, &good_form("guessed")).await, refused);
}

#[tokio::test]
async fn only_the_portal_may_exchange_codes() {
    let stand_in = stand_in(&TestClock::new());
    let unknown = (StatusCode::UNAUTHORIZED, "invalid_client".to_owned());
    let form = good_form(&code(&stand_in).await);
    for (name, value) in [
        ("client_secret", Some("wrong")),
        ("client_secret", None),
        ("client_id", Some("another")),
        ("client_id", None),
    ] {
        let response = exchange(&stand_in, &with(form.clone(), name, value)).await;
        assert_eq!(response, unknown, "{name} {value:?}");
    }
    let without = with(with(form.clone(), "client_secret", None), "client_id", None);
    for basic in ["portal:wrong", "portal", "", "another:wrong", ":"] {
        let response = post_token(&stand_in, encoded(&without), Some(basic)).await;
        assert!(
            response.headers().contains_key(WWW_AUTHENTICATE),
            "{basic:?}"
        );
        assert_eq!(outcome(response).await, unknown, "{basic:?}");
    }
    let secret: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!("{CLIENT}:{secret}");
    let both = post_token(&stand_in, encoded(&form), Some(&basic)).await;
    assert_eq!(outcome(both).await.1, "invalid_request");
    let other_grant = with(form.clone(), "grant_type", Some("password"));
    assert_eq!(
        exchange(&stand_in, &other_grant).await.1,
        "unsupported_grant_type"
    );
    let twice = format!("{}&code=another", encoded(&form));
    assert_eq!(
        outcome(post_token(&stand_in, twice, None).await).await.1,
        "invalid_request"
    );

    // None of these has spent the code.
    let right = post_token(&stand_in, encoded(&without), Some(&basic)).await;
    assert_eq!(outcome(right).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_request_is_answered_once_and_within_ten_minutes() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let request = request_id(&stand_in).await;
    assert!(stand_in.approve(&request, siân()).is_ok());
    assert!(!stand_in.is_waiting(&request));
    assert_eq!(
        stand_in.approve(&request, siân()),
        Err(StandInError::RequestGone)
    );
    assert_eq!(stand_in.decline(&request), Err(StandInError::RequestGone));
    assert_eq!(
        stand_in.approve("guessed", siân()),
        Err(StandInError::RequestGone)
    );

    let request = request_id(&stand_in).await;
    clock.forward(TimeDelta::minutes(10));
    assert!(!stand_in.is_waiting(&request));
    assert_eq!(
        stand_in.approve(&request, siân()),
        Err(StandInError::RequestGone)
    );
}

#[tokio::test]
async fn what_waits_is_limited() {
    let clock = TestClock::new();
    let stand_in = stand_in(&clock);
    let router = stand_in.router();
    for _ in 0..1_000 {
        assert_eq!(
            location(&authorize(&router, &good_request()).await).path(),
            "/demo"
        );
    }
    let full = location(&authorize(&router, &good_request()).await);
    assert_eq!(query(&full)["error"], "temporarily_unavailable");
    clock.forward(TimeDelta::minutes(10));
    assert_eq!(
        location(&authorize(&router, &good_request()).await).path(),
        "/demo"
    );
}
