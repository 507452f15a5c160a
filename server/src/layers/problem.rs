//! Problems that are answered with a page of their own, and the drawing of it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};

use app::layout::{Problem, Reader};
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::request_id::RequestId;

/// Draws a problem in the portal's layout. The reference is there for
/// [`Problem::Internal`] and [`Problem::Unavailable`], which the log explains;
/// the reader where somebody is known to be signed in.
pub type ProblemPage =
    Arc<dyn Fn(Problem, Option<&str>, Option<&Reader>) -> Response + Send + Sync>;

/// Who reads the answer, among the request's extensions. Nobody is looked up
/// for a problem page: it shows the navigation to whoever a handler knew of.
#[derive(Clone, Default)]
pub struct WhoReads(Arc<OnceLock<Reader>>);

impl WhoReads {
    /// Notes who is signed in.
    pub fn note(&self, reader: Reader) {
        // A request is of one person, so whatever is there is the same.
        let _ = self.0.set(reader);
    }
}

/// An answer that stands for a problem: its status and nothing else. The
/// problem layer replaces it by the page in the portal's layout, so a handler
/// that answers with it needs to know neither layout nor reference.
pub fn answer_with(problem: Problem) -> Response {
    let mut answer = status(problem).into_response();
    answer.extensions_mut().insert(problem);
    answer
}

/// The status of a problem.
pub fn status(problem: Problem) -> StatusCode {
    match problem {
        Problem::NotUnderstood => StatusCode::BAD_REQUEST,
        Problem::NotAllowed => StatusCode::FORBIDDEN,
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Problem::TimedOut => StatusCode::REQUEST_TIMEOUT,
        Problem::OutOfDate => StatusCode::CONFLICT,
        Problem::Gone => StatusCode::GONE,
        Problem::TooLarge
        | Problem::FileTooLarge
        | Problem::OfficialFileTooLarge
        | Problem::PaperTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Problem::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Problem::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The problem an answer stands for: one that says so, or one with nothing but a status.
fn of_answer(answer: &Response) -> Option<Problem> {
    if let Some(problem) = answer.extensions().get() {
        return Some(*problem);
    }
    let bare = !answer.headers().contains_key(CONTENT_TYPE)
        && answer.body().size_hint().exact() == Some(0);
    if bare {
        Problem::ALL
            .iter()
            .copied()
            .find(|problem| status(*problem) == answer.status())
    } else {
        None
    }
}

/// Replaces an answer that only stands for a problem by the page for it.
/// Other headers of the answer, such as `Retry-After` or `Set-Cookie`, are kept.
pub(super) async fn draw(
    State(problem_page): State<ProblemPage>,
    mut request: Request,
    next: Next,
) -> Response {
    let reader = WhoReads::default();
    request.extensions_mut().insert(reader.clone());
    let id = request.extensions().get::<RequestId>().copied();
    let answer = next.run(request).await;
    let Some(problem) = of_answer(&answer) else {
        return answer;
    };
    let reference = match problem {
        Problem::Internal | Problem::Unavailable => id.map(|id| id.reference()),
        _ => None,
    };
    if let Some(reference) = &reference {
        // Said here although the span says it too: a stricter log filter may
        // hide the span, and the reference on the page must be found.
        tracing::error!(
            reference,
            status = status(problem).as_u16(),
            "showed a problem page"
        );
    }

    let (told, _) = answer.into_parts();
    let drawn = std::panic::catch_unwind(AssertUnwindSafe(|| {
        problem_page(problem, reference.as_deref(), reader.0.get())
    }));
    let mut page = drawn.unwrap_or_else(|_| undrawn(reference.as_deref()));
    *page.status_mut() = status(problem);
    for (name, value) in &told.headers {
        if *name != CONTENT_LENGTH && !page.headers().contains_key(name) {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}

/// When even the problem page cannot be drawn.
fn undrawn(reference: Option<&str>) -> Response {
    let mut text = "Sorry, there is a problem with the service\n".to_owned();
    if let Some(reference) = reference {
        text.push_str(&format!("Reference: {reference}\n"));
    }
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(CONTENT_TYPE, plain)], Body::from(text)).into_response()
}

/// What a panic is answered with. The panic hook has logged where it happened.
pub(super) fn of_panic(_message: Box<dyn Any + Send + 'static>) -> Response {
    answer_with(Problem::Internal)
}
