//! What browsers are told with every answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::BaseUrl;

/// For answers that are no pages of ours: nothing may be loaded, framed or sent.
/// Pages bring their own policy with a nonce.
const NOTHING_ALLOWED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// Answers belong to one person unless they say otherwise. Nothing is kept, so
/// that "back" after signing out, or a shared cache, shows nobody's data.
const KEEP_NOTHING: HeaderValue = HeaderValue::from_static("no-store, private");

/// ASVS 5.0, 3.4.1: one year, with subdomains.
const ONLY_HTTPS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Device features that no page of ours uses.
const NO_DEVICES: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()",
);

/// The headers every answer gets, whatever it says itself.
pub(super) fn for_site(base_url: &BaseUrl) -> Arc<HeaderMap> {
    let mut headers = HeaderMap::new();
    if base_url.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, ONLY_HTTPS);
    }
    // A file is what its type says, never a script by guess.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Our addresses name boards and actions; other sites need not know them.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("permissions-policy"), NO_DEVICES);
    // Windows of other sites cannot hold on to ours, nor load our files.
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    Arc::new(headers)
}

/// Adds the headers, and the strictest policy where the answer has none of its own.
pub(super) async fn add(
    State(for_all): State<Arc<HeaderMap>>,
    request: Request,
    next: Next,
) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in for_all.iter() {
        headers.insert(name, value.clone());
    }
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(NOTHING_ALLOWED);
    headers.entry(CACHE_CONTROL).or_insert(KEEP_NOTHING);
    answer
}
