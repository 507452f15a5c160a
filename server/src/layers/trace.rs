//! One span and one log line for each request, without personal data.

use std::fmt::Display;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Span, field};

use super::request_id::RequestId;

/// The span of the request being answered, among the request's extensions.
#[derive(Debug, Clone)]
pub struct RequestSpan(Span);

impl RequestSpan {
    /// Notes who asks: by id, never by name or address. Every log line of the
    /// request written from now on carries it.
    pub fn note_user(&self, user: impl Display) {
        self.0.record("user_id", field::display(user));
    }
}

/// Opens the span, answers, and logs how it went.
///
/// The path appears as its template (`/boards/{slug}`), without query: what
/// stands in an address may be a name, a search or a token.
pub(super) async fn log(mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request.extensions().get::<RequestId>().copied();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str);
    // At the level of errors, so that a filter that lets only errors through
    // still shows to which request they belong.
    let span = tracing::error_span!(
        "request",
        request_id = id.map(field::display),
        reference = id.map(RequestId::reference),
        method = %request.method(),
        route,
        user_id = field::Empty,
    );
    request.extensions_mut().insert(RequestSpan(span.clone()));

    let answer = next.run(request).instrument(span.clone()).await;

    let status = answer.status().as_u16();
    let latency_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        if answer.status().is_server_error() {
            tracing::error!(status, latency_ms, "answered");
        } else {
            tracing::info!(status, latency_ms, "answered");
        }
    });
    answer
}
