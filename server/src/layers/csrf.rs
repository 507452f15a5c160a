//! Refuses changes that another site asked for in somebody's name.
//!
//! No token in the form: browsers say by `Sec-Fetch-Site`, or older ones by
//! `Origin`, which site a request comes from (ASVS 5.0, 3.5.1).

use app::layout::Problem;
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{COOKIE, ORIGIN};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::problem::answer_with;
use crate::config::BaseUrl;

/// Refuses what a browser marks as coming from elsewhere. Behind a proxy that
/// changes `Host` the portal's own address still counts as ours.
pub(super) fn refuse_other_sites(
    base_url: &BaseUrl,
) -> CsrfLayer<impl FnMut(ProtectionError) -> Response + Clone + Send + Sync + 'static> {
    CsrfLayer::new()
        .add_trusted_origin(base_url.origin())
        .expect("the origin of a checked http address is an origin")
        .with_rejection_response(|error: ProtectionError| {
            let reason = tracing::field::debug(error.kind());
            tracing::warn!(reason, "refused a change asked for by another site");
            answer_with(Problem::NotAllowed)
        })
}

/// Refuses a change that carries a cookie but says nothing of where it comes from.
///
/// The layer above lets such requests pass, for programs that are no browsers.
/// But whoever sends our cookie is a browser, or can be taught to send `Origin`.
pub(super) async fn refuse_unexplained(request: Request, next: Next) -> Response {
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let headers = request.headers();
    let says = |name: &str| headers.get(name).is_some_and(|value| !value.is_empty());
    if changes && headers.contains_key(COOKIE) && !says("sec-fetch-site") && !says(ORIGIN.as_str())
    {
        tracing::warn!("refused a change that carries a cookie but names no origin");
        return answer_with(Problem::NotAllowed);
    }
    next.run(request).await
}
