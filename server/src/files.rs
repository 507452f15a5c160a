//! The built styles, scripts and images.

use std::path::Path;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use sha2::{Digest, Sha256};
use tower_http::services::ServeDir;

use crate::secrets;

/// Kept for good: the address changes with the content.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Asked for again after a while.
const FOR_NOW: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The files of a site folder as xtask lays it out.
pub fn router<S: Clone + Send + Sync + 'static>(site_root: &Path) -> Router<S> {
    Router::new()
        .nest_service("/pkg", folder(&site_root.join("pkg")))
        .nest_service("/assets", folder(&site_root.join("assets")))
        .layer(axum::middleware::from_fn(keep))
}

fn folder(path: &Path) -> ServeDir {
    ServeDir::new(path)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
}

async fn keep(request: Request, next: Next) -> Response {
    let named = request
        .uri()
        .query()
        .is_some_and(|query| query.starts_with("v="));
    let mut answer = next.run(request).await;
    // "Not modified" says how long, too, or a browser would take the portal's
    // usual "keep nothing" for an order to forget the file.
    if answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED {
        let how_long = if named { FOR_GOOD } else { FOR_NOW };
        answer.headers_mut().insert(header::CACHE_CONTROL, how_long);
    }
    answer
}

/// A short name of what is in the site folder, for the addresses of its files.
/// A folder that is not built yet has the name of nothing.
pub fn version(site_root: &Path) -> String {
    let mut digest = Sha256::new();
    for file in [
        "pkg/portal.css",
        "pkg/portal.js",
        "pkg/portal_bg.wasm",
        "assets/init.js",
        "assets/govuk-frontend.min.js",
    ] {
        // A missing file reads as an empty one.
        digest.update(std::fs::read(site_root.join(file)).unwrap_or_default());
        digest.update([0]);
    }
    secrets::hex(&digest.finalize()).chars().take(12).collect()
}
