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

use super::problem::{answer_with, status};

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
    let upload = (limits.uploads)(request.uri().path());
    let limit = Upload::patience(upload, limits.answer);
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

/// What a path may take, where it takes a file and so more than others do.
pub type Uploads = fn(&str) -> Option<Upload>;

/// What an address may take that takes a file.
#[derive(Debug, Clone, Copy)]
pub struct Upload {
    /// Largest request, in bytes.
    pub bytes: u64,
    /// How many times as long as others it may take: a large file comes slowly
    /// over a train's connection.
    pub patience: u32,
    /// What a larger one is answered with.
    pub too_large: Problem,
    /// Whether its page answers a larger one by itself, so that what was typed beside
    /// the file stays. It reads no more of it than it needs, or than
    /// [`is_read_to_its_end`] says.
    pub answers_itself: bool,
}

impl Upload {
    fn patience(upload: Option<Self>, usual: Duration) -> Duration {
        upload.map_or(usual, |upload| usual * upload.patience)
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
    let upload = (limits.uploads)(request.uri().path());
    let (bytes, too_large) = match upload {
        Some(upload) => (limits.bytes.max(upload.bytes), upload.too_large),
        None => (limits.bytes, Problem::TooLarge),
    };
    let patience = Upload::patience(upload, limits.read);
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
    let answers_itself = upload.is_some_and(|upload| upload.answers_itself);
    if announced > bytes && (asks_first || !answers_itself) {
        if !asks_first && is_read_to_its_end(announced, bytes) {
            let mut body = request.into_body();
            while let Some(Ok(_)) = body.frame().await {}
        }
        return answer_with(too_large);
    }
    let answer = next.run(request).await;
    match verdict.get() {
        // In words of its own.
        Some(problem) if answers_itself && answer.status() == status(*problem) => answer,
        Some(problem) => answer_with(*problem),
        None => answer,
    }
}

/// Whether a body that is too large is read all the same, so that a browser shows our
/// answer. Of one that is far too large there is too much; the answer goes at once.
pub fn is_read_to_its_end(announced: u64, limit: u64) -> bool {
    announced <= limit.saturating_add(READ_AND_DROP)
}

/// How large a request says that it is, in bytes; 0 where it does not say.
pub fn announced_bytes(request: &Request) -> u64 {
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
            Problem::TooLarge
            | Problem::FileTooLarge
            | Problem::OfficialFileTooLarge
            | Problem::PaperTooLarge => "the body is too large",
            _ => "the body did not arrive in time",
        })
    }
}

impl std::error::Error for BrokenOff {}
