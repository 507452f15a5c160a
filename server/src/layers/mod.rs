//! What happens to every request and every answer, whatever the page.
//!
//! The session is not a layer: pages ask for the member in their arguments. The
//! policy for scripts (with its nonce) is set where pages are drawn.

mod client_address;
mod csrf;
mod limits;
mod problem;
mod rate_limit;
mod request_id;
mod security_headers;
mod trace;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::config::{BaseUrl, SignInRate};

pub use limits::{Upload, Uploads, announced_bytes, is_read_to_its_end};
pub use problem::{ProblemPage, WhoReads, answer_with, status};
pub use request_id::RequestId;
pub use trace::RequestSpan;

/// What the layers need to know.
#[derive(Clone)]
pub struct LayerSettings {
    /// The portal's own address: whose forms count as ours, and whether it is https.
    pub base_url: BaseUrl,
    /// Largest request body, in bytes.
    pub body_bytes: u64,
    /// Where more may come.
    pub uploads: Uploads,
    /// How long a request body may take to arrive.
    pub body_read: Duration,
    /// How long the server may take to begin its answer.
    pub answer: Duration,
    /// How many proxies of ours add to `X-Forwarded-For`.
    pub trusted_proxies: u8,
    pub sign_in_rate: SignInRate,
    /// Draws a problem in the portal's layout.
    pub problem_page: ProblemPage,
}

/// Wraps every route of `router`, and its fallback, in the layers.
///
/// The list reads from the outside in: a request meets the first layer first,
/// an answer meets it last.
pub fn apply(router: Router, settings: &LayerSettings) -> Router {
    let layers = ServiceBuilder::new()
        // Names the request, so that everything below can refer to it.
        .layer(from_fn(request_id::name))
        // One span and one log line for each request. Outside all that may
        // answer, so that refusals are logged like pages.
        .layer(from_fn(trace::log))
        // Outside all that may answer, so that no answer goes without: not a
        // redirect, not a refusal, not a file.
        .layer(from_fn_with_state(
            security_headers::for_site(&settings.base_url),
            security_headers::add,
        ))
        // Outside the problem pages, so that they are compressed too. Streams of
        // events and images are left alone.
        .layer(CompressionLayer::new())
        // Draws what the layers below, or a handler, answered with a bare status.
        .layer(from_fn_with_state(
            Arc::clone(&settings.problem_page),
            problem::draw,
        ))
        // A panic below becomes a page instead of a cut connection.
        .layer(CatchPanicLayer::custom(problem::of_panic))
        // A handler that hangs must not hold its connection and its transaction.
        .layer(from_fn_with_state(
            limits::TimeLimits {
                uploads: settings.uploads,
                answer: settings.answer,
            },
            limits::time,
        ))
        // Before anything reads the body.
        .layer(from_fn_with_state(
            limits::BodyLimits {
                bytes: settings.body_bytes,
                uploads: settings.uploads,
                read: settings.body_read,
            },
            limits::size,
        ))
        // The limit above is the operator's; axum's own would end at 2 MB in any case.
        .layer(DefaultBodyLimit::disable())
        // Before the rate limit, so that another site cannot use up the
        // sign-ins of its visitors by posting forms in their name.
        .layer(from_fn(csrf::refuse_unexplained))
        .layer(csrf::refuse_other_sites(&settings.base_url))
        // Last, because only requests that would be served should count.
        .layer(from_fn_with_state(
            Arc::new(rate_limit::SignInLimiter::new(
                settings.sign_in_rate,
                settings.trusted_proxies,
            )),
            rate_limit::slow_down,
        ));
    router.layer(layers)
}
