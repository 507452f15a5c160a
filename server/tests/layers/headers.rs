//! Every answer carries the headers, whoever made it.

use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use server::config::BaseUrl;

use crate::support::{ask, header, portal, request, settings};

/// Asks for each kind of answer once and returns what was asked with the answer.
async fn answers() -> Vec<(String, axum::response::Response)> {
    let mut settings = settings();
    settings.answer = Duration::from_millis(50);
    let portal = portal(&settings);
    let mut answers = Vec::new();
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/health/live", 200),
        ("GET", "/assets/portal.css", 200),
        ("GET", "/see-other", 303),
        ("GET", "/not-modified", 304),
        ("GET", "/forbidden", 403),
        ("GET", "/nowhere", 404),
        ("PUT", "/see-other", 405),
        ("GET", "/conflict", 409),
        ("GET", "/refused-form", 422),
        ("GET", "/broken", 500),
        ("GET", "/panics", 500),
        ("GET", "/hangs", 503),
    ] {
        let answer = ask(&portal, request(method, path, &[])).await;
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
        answers.push((format!("{method} {path}"), answer));
    }

    let elsewhere = request("POST", "/form", &[("sec-fetch-site", "cross-site")]);
    answers.push((
        "a post from elsewhere".to_owned(),
        ask(&portal, elsewhere).await,
    ));
    let large = request("POST", "/form", &[]).map(|_| Body::from(vec![b'x'; 2_000]));
    answers.push(("a large post".to_owned(), ask(&portal, large).await));
    for _ in 0..3 {
        ask(&portal, request("GET", "/sign-in", &[])).await;
    }
    answers.push((
        "too many".to_owned(),
        ask(&portal, request("GET", "/sign-in", &[])).await,
    ));

    let mut last: Vec<u16> = answers
        .iter()
        .map(|(_, answer)| answer.status().as_u16())
        .collect();
    assert_eq!(last.split_off(13), [403, 413, 429]);
    answers
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for (asked, answer) in answers().await {
        for (name, value) in [
            (
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(header(&answer, name), Some(value), "{name} of {asked}");
        }
        let devices = header(&answer, "permissions-policy").unwrap_or_default();
        assert!(devices.contains("camera=()"), "{asked}");
        assert!(
            header(&answer, "content-security-policy").is_some(),
            "{asked}"
        );
        assert!(header(&answer, "cache-control").is_some(), "{asked}");
        assert!(header(&answer, "x-request-id").is_some(), "{asked}");
        for name in ["content-security-policy", "cache-control", "x-request-id"] {
            assert_eq!(
                answer.headers().get_all(name).iter().count(),
                1,
                "{name} of {asked}"
            );
        }
    }
}

#[tokio::test]
async fn answers_without_a_policy_allow_nothing() {
    let portal = portal(&settings());
    let page = ask(&portal, request("GET", "/see-other", &[])).await;
    let policy = header(&page, "content-security-policy").unwrap_or_default();
    assert_eq!(
        policy,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    // A page that brings its own keeps it.
    let problem = ask(&portal, request("GET", "/conflict", &[])).await;
    assert_eq!(
        header(&problem, "content-security-policy"),
        Some("default-src 'self'")
    );
}

#[tokio::test]
async fn nothing_is_kept_unless_the_answer_says_so() {
    let portal = portal(&settings());
    for path in ["/", "/see-other", "/nowhere", "/panics"] {
        let answer = ask(&portal, request("GET", path, &[])).await;
        assert_eq!(
            header(&answer, "cache-control"),
            Some("no-store, private"),
            "{path}"
        );
    }
    let file = ask(&portal, request("GET", "/assets/portal.css", &[])).await;
    assert_eq!(
        header(&file, "cache-control"),
        Some("public, max-age=31536000")
    );
}

#[tokio::test]
async fn without_https_browsers_are_not_told_to_insist_on_it() {
    let mut settings = settings();
    settings.base_url = BaseUrl::parse("http://localhost:3000").expect("an address");
    let answer = ask(&portal(&settings), request("GET", "/", &[])).await;
    assert_eq!(header(&answer, "strict-transport-security"), None);
    assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn a_request_id_sent_by_the_client_is_not_used() {
    let portal = portal(&settings());
    let asked = request("GET", "/", &[("x-request-id", "mine")]);
    let first = ask(&portal, asked).await;
    let second = ask(&portal, request("GET", "/", &[])).await;
    let first = header(&first, "x-request-id").expect("an id").to_owned();
    assert_ne!(first, "mine");
    assert_ne!(Some(first.as_str()), header(&second, "x-request-id"));
    assert_eq!(
        uuid::Uuid::parse_str(&first).map(|id| id.get_version_num()),
        Ok(7)
    );
}

#[tokio::test]
async fn pages_are_compressed_and_streams_of_events_are_not() {
    use axum::response::Html;
    use axum::routing::get;

    let pages = axum::Router::new()
        .route(
            "/long",
            get(|| async { Html("<p>Actions</p>".repeat(100)) }),
        )
        .route(
            "/changes",
            get(|| async {
                (
                    [("content-type", "text/event-stream")],
                    "data: x\n\n".repeat(100),
                )
            }),
        );
    let portal = server::layers::apply(pages, &settings());
    for (accepts, path, encoding) in [
        ("gzip, br", "/long", Some("br")),
        ("gzip", "/long", Some("gzip")),
        ("", "/long", None),
        ("gzip, br", "/changes", None),
    ] {
        let answer = ask(
            &portal,
            request("GET", path, &[("accept-encoding", accepts)]),
        )
        .await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(
            header(&answer, "content-encoding"),
            encoding,
            "{path} for “{accepts}”"
        );
    }
}
