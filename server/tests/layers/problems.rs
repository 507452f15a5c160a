//! Problems are drawn in the portal's layout, and tell nothing else.

use std::sync::Arc;
use std::time::Duration;

use app::layout::Problem;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, http};
use server::layers;

use crate::support::{ask, drawn, header, portal, request, settings, text};

#[tokio::test]
async fn each_problem_is_drawn_with_its_status() {
    for &problem in Problem::ALL {
        let pages = Router::new().route(
            "/",
            get(move || async move { layers::answer_with(problem) }),
        );
        let portal = layers::apply(pages, &settings());
        let answer = ask(&portal, request("GET", "/", &[])).await;
        assert_eq!(answer.status(), layers::status(problem));
        assert!(text(answer).await.contains(&drawn(problem)), "{problem:?}");
    }
}

#[tokio::test]
async fn a_bare_status_is_drawn_and_a_page_is_left_alone() {
    let portal = portal(&settings());
    let bare = ask(&portal, request("GET", "/nowhere", &[])).await;
    assert_eq!(bare.status(), 404);
    assert!(text(bare).await.contains(&drawn(Problem::NotFound)));

    let page = ask(&portal, request("GET", "/refused-form", &[])).await;
    assert_eq!(page.status(), 422);
    assert_eq!(text(page).await, "<h1>Check</h1>");
}

#[tokio::test]
async fn headers_of_the_bare_answer_are_kept() {
    let pages = Router::new().route(
        "/",
        get(|| async {
            (
                [(http::header::SET_COOKIE, "flash=; Max-Age=0")],
                layers::answer_with(Problem::Gone),
            )
        }),
    );
    let portal = layers::apply(pages, &settings());
    let answer = ask(&portal, request("GET", "/", &[])).await;
    assert_eq!(answer.status(), 410);
    assert_eq!(header(&answer, "set-cookie"), Some("flash=; Max-Age=0"));
    assert_eq!(
        header(&answer, "content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[tokio::test]
async fn a_panic_shows_the_reference_and_nothing_else() {
    let portal = portal(&settings());
    let answer = ask(&portal, request("GET", "/panics", &[])).await;
    assert_eq!(answer.status(), 500);

    let id = header(&answer, "x-request-id")
        .expect("an id")
        .replace('-', "")
        .to_uppercase();
    let (first, second) = (id.get(24..28), id.get(28..32));
    let reference = format!(
        "{}-{}",
        first.unwrap_or_default(),
        second.unwrap_or_default()
    );
    assert_eq!(
        text(answer).await,
        format!("<h1>Internal</h1><p>Reference: {reference}</p>")
    );
}

#[tokio::test]
async fn only_our_own_failures_have_a_reference() {
    let portal = portal(&settings());
    let answer = ask(&portal, request("GET", "/forbidden", &[])).await;
    assert!(text(answer).await.contains("Reference: none"));
}

#[tokio::test]
async fn a_handler_that_hangs_is_given_up() {
    let mut settings = settings();
    settings.answer = Duration::from_millis(50);
    let answer = ask(&portal(&settings), request("GET", "/hangs", &[])).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(header(&answer, "retry-after"), Some("30"));
    assert!(text(answer).await.contains(&drawn(Problem::Unavailable)));
}

#[tokio::test]
async fn a_problem_page_that_cannot_be_drawn_is_said_plainly() {
    let mut settings = settings();
    settings.problem_page = Arc::new(|problem, _, _| match problem {
        Problem::Gone => "a page".into_response(),
        _ => panic!("the layout is broken"),
    });
    let answer = ask(&portal(&settings), request("GET", "/panics", &[])).await;
    assert_eq!(answer.status(), 500);
    assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
    let text = text(answer).await;
    assert!(
        text.starts_with("Sorry, there is a problem with the service\nReference: "),
        "{text}"
    );
    assert!(!text.contains("layout"), "{text}");
}
