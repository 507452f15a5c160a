//! A form with one large file, which is kept as it comes.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use app::{form::Answers, layout::Problem};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Multipart, Request, multipart::Field},
    response::{IntoResponse, Response},
};
use http_body_util::Limited;
use hyper::body::Frame;

use super::{
    Posted,
    uploaded::{PARTS, has_parts},
};
use crate::{
    error::PageError,
    layers::{announced_bytes, answer_with, is_read_to_its_end},
    papers::{self, keep::Arrived},
    state::AppState,
};

/// Most that all answers beside a file may take, in bytes.
const ANSWERS: u64 = papers::BESIDES;

/// A form with at most one file, which is never whole in memory. Nothing of it is
/// read before [`Streamed::read`], so nobody makes the server read who may not send it.
pub struct Streamed(Request);

/// What came as the file of a form.
pub enum Sent {
    /// Nobody selected one.
    Nothing,
    Whole(Arrived),
    /// It is larger than a paper may be, and nothing of it was kept.
    TooLarge,
}

impl FromRequest<AppState> for Streamed {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self(request))
    }
}

impl Streamed {
    /// The answers and the file. Of a file that is too large, the answers that come
    /// before it are there in any case.
    ///
    /// # Errors
    /// What to answer where the form cannot be read. Nothing of a file stays then.
    pub async fn read(self, state: &AppState) -> Result<(Answers, Sent), Response> {
        let Self(request) = self;
        if !has_parts(&request) {
            let bounded = request.map(|body| Body::new(Limited::new(body, ANSWERS as usize)));
            let Posted(answers) = Posted::from_request(bounded, state).await?;
            return Ok((answers, Sent::Nothing));
        }
        let announced = announced_bytes(&request);
        let unreadable = || answer_with(Problem::Unprocessable);
        let paced = request.map(|body| Body::new(Paced { body, rests: false }));
        let parts = Multipart::from_request(paced, state).await;
        let mut parts = parts.map_err(|_| unreadable())?;
        let (mut answers, mut room) = (Answers::default(), ANSWERS as usize);
        let mut sent = Sent::Nothing;
        for _ in 0..PARTS {
            let part = match parts.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => return Ok((answers, sent)),
                // What came before the file is all there is.
                Err(_) if matches!(sent, Sent::TooLarge) => return Ok((answers, sent)),
                // The layer that limits bodies says by itself why one did not arrive.
                Err(_) => return Err(unreadable()),
            };
            match part.file_name().map(str::to_owned) {
                None => {
                    let field = part.name().unwrap_or_default().to_owned();
                    let text = text(part, room).await.ok_or_else(unreadable)?;
                    room -= text.len();
                    answers.add(field, text);
                }
                // Of several files only the first counts.
                Some(_) if !matches!(sent, Sent::Nothing) => {}
                Some(_) if announced > papers::UPLOAD.bytes => {
                    if is_read_to_its_end(announced, papers::UPLOAD.bytes) {
                        drop_rest(part).await;
                    }
                    return Ok((answers, Sent::TooLarge));
                }
                Some(name) => sent = arrive(part, state, name).await?,
            }
        }
        Err(unreadable())
    }
}

/// A body that gives one piece each time it is asked. What takes a form apart would
/// read on for as long as there is more, and hold the file of a fast sender whole.
struct Paced {
    body: Body,
    rests: bool,
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if std::mem::take(&mut self.rests) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.rests = true;
        Poll::Ready(frame)
    }
}

/// The text of a part, where it is one and no longer than there is room, in bytes.
async fn text(mut part: Field<'_>, room: usize) -> Option<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.ok()? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > room {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A file as it comes.
async fn arrive(mut part: Field<'_>, state: &AppState, name: String) -> Result<Sent, Response> {
    let failed = |error: anyhow::Error| PageError::Internal(error).into_response();
    let id = state.random.id(state.clock.now());
    let mut arrival = state.papers.arrival(id).await.map_err(failed)?;
    loop {
        match part.chunk().await {
            Ok(Some(piece)) => arrival.take(piece).await.map_err(failed)?,
            Ok(None) if name.is_empty() && arrival.bytes() == 0 => return Ok(Sent::Nothing),
            Ok(None) => return arrival.finish(name).await.map(Sent::Whole).map_err(failed),
            Err(_) => {
                arrival.give_up().await;
                return Err(answer_with(Problem::Unprocessable));
            }
        }
        if arrival.bytes() > papers::LARGEST as u64 {
            arrival.give_up().await;
            drop_rest(part).await;
            return Ok(Sent::TooLarge);
        }
    }
}

/// Reads what is left of a part, as far as the layer that limits bodies lets it come.
async fn drop_rest(mut part: Field<'_>) {
    while let Ok(Some(_)) = part.chunk().await {}
}
