//! A name for each request, told to the client and written in the log.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of the request being answered. Always ours: a name sent by the
/// client could be chosen to mislead whoever reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl RequestId {
    /// A short form that can be read out on the telephone, such as `4F9A-03BC`.
    /// It is taken from the random end of the name.
    pub fn reference(self) -> String {
        let [.., a, b, c, d] = *self.0.as_bytes();
        format!("{a:02X}{b:02X}-{c:02X}{d:02X}")
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Names the request, in its extensions and in the answer's `x-request-id`.
pub(super) async fn name(mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::now_v7());
    request.headers_mut().remove(X_REQUEST_ID);
    request.extensions_mut().insert(id);
    let mut answer = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        answer.headers_mut().insert(X_REQUEST_ID, value);
    }
    answer
}
