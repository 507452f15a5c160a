//! A form with one file, as browsers send it.

use app::{form::Answers, layout::Problem};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::header,
    response::Response,
};

use super::Posted;
use crate::{layers::answer_with, state::AppState};

/// Parts of a form. Ours have a handful.
const PARTS: usize = 1_000;

/// A form as posted, with at most one file. What a browser sends where nobody
/// selected a file counts as none. As with [`Posted`], reading it fails only on
/// its shape. How large it may be is for the layer that limits bodies.
pub struct Uploaded {
    pub answers: Answers,
    pub file: Option<File>,
}

/// A file that was sent.
pub struct File {
    /// As the browser called it: anything at all.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl FromRequest<AppState> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let has_parts = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"));
        if !has_parts {
            // A form sent in the usual way has no file in it.
            let Posted(answers) = Posted::from_request(request, state).await?;
            return Ok(Self {
                answers,
                file: None,
            });
        }
        let unreadable = || answer_with(Problem::Unprocessable);
        let parts = Multipart::from_request(request, state).await;
        let parts = parts.map_err(|_| unreadable())?;
        // The layer that limits bodies says by itself why one did not arrive.
        read(parts).await.ok().flatten().ok_or_else(unreadable)
    }
}

/// Nothing where there are too many parts.
async fn read(mut parts: Multipart) -> Result<Option<Uploaded>, MultipartError> {
    let mut uploaded = Uploaded {
        answers: Answers::default(),
        file: None,
    };
    let mut count = 0;
    while let Some(part) = parts.next_field().await? {
        count += 1;
        if count > PARTS {
            return Ok(None);
        }
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            None => uploaded.answers.add(field, part.text().await?),
            Some(name) => {
                let bytes = part.bytes().await?.to_vec();
                if uploaded.file.is_none() && !(name.is_empty() && bytes.is_empty()) {
                    uploaded.file = Some(File { name, bytes });
                }
            }
        }
    }
    Ok(Some(uploaded))
}
