//! How large a request may be and how long it may take.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use app::layout::Problem;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, EXPECT, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::Sleep;

use super::problem::answer_with;

/// How much of a body that is too large is read and thrown away, in bytes.
/// A browser shows an answer only after it has sent everything; if we closed
/// before, people would see a broken connection instead of our page.
const READ_AND_DROP: u64 = 32 * 1024 * 1024;

/// What to try again after, in seconds, when we took too long.
const TRY_AGAIN_AFTER: u32 = 30;

/// Gives up on a handler that has not begun its answer in time.
pub(super) async fn time(
    State(limits): State<TimeLimits>,
    request: Request,
    next: Next,
) -> Response {
    let limit = limits.uploads.patience(&request, limits.answer);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!("gave up: the answer took too long to begin");
            (
                [(RETRY_AFTER, TRY_AGAIN_AFTER.to_string())],
                answer_with(Problem::Unavailable),
            )
                .into_response()
        }
    }
}

/// Addresses that take a file, and so more than others do.
#[derive(Debug, Clone, Copy)]
pub struct Uploads {
    /// Whether a path is one of them.
    pub at: fn(&str) -> bool,
    /// Largest request there, in bytes.
    pub bytes: u64,
    /// Largest request of those that take official files, in bytes; none of others.
    pub official: fn(&str) -> Option<u64>,
    /// How many times as long as others they may take: a large file comes slowly
    /// over a train's connection.
    pub patience: u32,
}

impl Uploads {
    fn patience(&self, request: &Request, usual: Duration) -> Duration {
        if (self.at)(request.uri().path()) {
            usual * self.patience
        } else {
            usual
        }
    }
}

/// How long an answer may take to begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeLimits {
    pub(super) uploads: Uploads,
    pub(super) answer: Duration,
}

/// How large a body may be, and how long it may take to arrive.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyLimits {
    pub(super) bytes: u64,
    pub(super) uploads: Uploads,
    pub(super) read: Duration,
}

/// Bounds the body. Whatever a handler makes of a body that broke off, the
/// answer is 413 or 408: half a form must not look like a mistake in the form.
pub(super) async fn size(
    State(limits): State<BodyLimits>,
    request: Request,
    next: Next,
) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let path = request.uri().path();
    let (bytes, too_large) = if let Some(bytes) = (limits.uploads.official)(path) {
        (bytes, Problem::OfficialFileTooLarge)
    } else if (limits.uploads.at)(path) {
        (limits.uploads.bytes, Problem::FileTooLarge)
    } else {
        (limits.bytes, Problem::TooLarge)
    };
    let patience = limits.uploads.patience(&request, limits.read);
    let announced = announced_bytes(&request);
    // Such a client asks before it sends, so there is nothing to read and drop.
    let asks_first = request.headers().contains_key(EXPECT);

    let verdict = Arc::new(OnceLock::new());
    let request = request.map(|body| {
        Body::new(BoundedBody {
            body,
            received: 0,
            limit: bytes,
            too_large,
            deadline: Box::pin(tokio::time::sleep(patience)),
            verdict: Arc::clone(&verdict),
        })
    });
    if announced > bytes {
        if !asks_first {
            let mut body = request.into_body();
            while let Some(Ok(_)) = body.frame().await {}
        }
        return answer_with(too_large);
    }
    let answer = next.run(request).await;
    match verdict.get() {
        Some(problem) => answer_with(*problem),
        None => answer,
    }
}

fn announced_bytes(request: &Request) -> u64 {
    let header = request.headers().get(CONTENT_LENGTH);
    header
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

/// A body that breaks off beyond its size or its time, and says which it was.
struct BoundedBody {
    body: Body,
    received: u64,
    limit: u64,
    /// What a body beyond the limit is answered with.
    too_large: Problem,
    deadline: Pin<Box<Sleep>>,
    /// Told to the layer above; the first problem counts.
    verdict: Arc<OnceLock<Problem>>,
}

impl BoundedBody {
    fn break_off(&self, problem: Problem) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let problem = self.verdict.get_or_init(|| problem);
        Poll::Ready(Some(Err(axum::Error::new(BrokenOff(*problem)))))
    }
}

impl HttpBody for BoundedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return self.break_off(Problem::TimedOut);
        }
        loop {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
            let too_large = self.received > self.limit;
            match frame {
                None if too_large => return self.break_off(self.too_large),
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => {
                    let bytes = frame.data_ref().map_or(0, Bytes::len);
                    self.received = self.received.saturating_add(bytes as u64);
                    if self.received <= self.limit {
                        return Poll::Ready(Some(Ok(frame)));
                    }
                    self.verdict.get_or_init(|| self.too_large);
                    if self.received > self.limit.saturating_add(READ_AND_DROP) {
                        return self.break_off(self.too_large);
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream() && self.received <= self.limit
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[derive(Debug)]
struct BrokenOff(Problem);

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Problem::TooLarge | Problem::FileTooLarge | Problem::OfficialFileTooLarge => {
                "the body is too large"
            }
            _ => "the body did not arrive in time",
        })
    }
}

impl std::error::Error for BrokenOff {}
