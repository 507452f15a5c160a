//! A small router inside the real layers.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use app::layout::{Problem, Reader};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use server::config::{BaseUrl, SignInRate};
use server::layers::{self, LayerSettings, Upload};
use tower::ServiceExt;

pub const BODY_BYTES: u64 = 1_000;

/// Long enough for a body that comes, short enough to wait for one that does not.
pub const STALLED: Duration = Duration::from_millis(200);

/// Settings for tests: small bodies, three sign-ins at once.
pub fn settings() -> LayerSettings {
    LayerSettings {
        base_url: BaseUrl::parse("https://boards.example.gov.uk").expect("an address"),
        body_bytes: BODY_BYTES,
        uploads: |path| {
            let takes_files = matches!(path, "/upload" | "/upload-with-answers");
            takes_files.then_some(Upload {
                bytes: 2 * BODY_BYTES,
                patience: 10,
                too_large: Problem::FileTooLarge,
                answers_itself: path == "/upload-with-answers",
            })
        },
        body_read: Duration::from_secs(30),
        answer: Duration::from_secs(60),
        trusted_proxies: 0,
        sign_in_rate: SignInRate {
            per_minute: NonZeroU32::MIN,
            burst: NonZeroU32::new(3).expect("not zero"),
        },
        problem_page: Arc::new(draw),
    }
}

/// A drawn page, recognisable by its words.
fn draw(problem: Problem, reference: Option<&str>, _: Option<&Reader>) -> Response {
    let reference = reference.unwrap_or("none");
    let policy = [(header::CONTENT_SECURITY_POLICY, "default-src 'self'")];
    (
        policy,
        Html(format!("<h1>{problem:?}</h1><p>Reference: {reference}</p>")),
    )
        .into_response()
}

/// What `draw` drew.
pub fn drawn(problem: Problem) -> String {
    format!("<h1>{problem:?}</h1>")
}

/// One address for each kind of answer.
pub fn pages() -> Router {
    let status = |status: StatusCode| get(move || async move { status });
    Router::new()
        .route("/", get(|| async { Html("<h1>My work</h1>") }))
        .route("/written", any(|| async { "written" }))
        .route(
            "/form",
            post(|body: String| async move { format!("read {} bytes", body.len()) }),
        )
        .route(
            "/upload",
            post(|body: Bytes| async move { format!("read {} bytes", body.len()) }),
        )
        .route(
            "/upload-with-answers",
            post(|body: Result<Bytes, _>| async move {
                match body {
                    Ok::<_, axum::extract::rejection::BytesRejection>(_) => "read".into_response(),
                    Err(_) => (StatusCode::PAYLOAD_TOO_LARGE, Html("in my words")).into_response(),
                }
            }),
        )
        .route(
            "/stubborn-form",
            // A handler that makes something else of a body it could not read.
            post(|body: Result<Bytes, _>| async move {
                body.map_or(StatusCode::UNPROCESSABLE_ENTITY, |_: Bytes| StatusCode::OK)
            }),
        )
        .route("/see-other", get(|| async { Redirect::to("/") }))
        .route("/not-modified", status(StatusCode::NOT_MODIFIED))
        .route("/forbidden", status(StatusCode::FORBIDDEN))
        .route(
            "/conflict",
            get(|| async { layers::answer_with(Problem::OutOfDate) }),
        )
        .route(
            "/refused-form",
            get(|| async { (StatusCode::UNPROCESSABLE_ENTITY, Html("<h1>Check</h1>")) }),
        )
        .route("/broken", status(StatusCode::INTERNAL_SERVER_ERROR))
        .route("/panics", get(panics))
        .route("/hangs", get(std::future::pending::<()>))
        .route("/health/live", get(|| async { "alive" }))
        .route(
            "/assets/{*file}",
            get(|| async {
                (
                    [(header::CACHE_CONTROL, "public, max-age=31536000")],
                    "a file",
                )
            }),
        )
        .route("/sign-in", get(|| async { Html("<h1>Sign in</h1>") }))
        .route("/sign-in/{provider}", get(|| async { Redirect::to("/") }))
        .route("/demo", any(|| async { Html("<h1>Choose who to be</h1>") }))
}

async fn panics() -> StatusCode {
    let rows: Vec<u8> = Vec::new();
    let secret = "SELECT name FROM people";
    assert!(!rows.is_empty(), "nothing in {secret}");
    StatusCode::OK
}

/// The router of `pages` in layers with `settings`.
pub fn portal(settings: &LayerSettings) -> Router {
    layers::apply(pages(), settings)
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

/// The same request, as if it came over a connection from `address`.
pub fn from(address: &str, mut request: Request) -> Request {
    let address: SocketAddr = address.parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(address));
    request
}

pub async fn ask(portal: &Router, request: Request) -> Response {
    portal
        .clone()
        .oneshot(request)
        .await
        .expect("routers answer")
}

pub async fn text(answer: Response) -> String {
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

pub fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer
        .headers()
        .get(name)
        .map(|value| value.to_str().expect("plain text"))
}
