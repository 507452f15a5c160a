//! A form with one file, as browsers send it.

use app::{form::Answers, layout::Problem, wording};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::header,
    response::Response,
};

use super::Posted;
use crate::{layers::answer_with, state::AppState};

/// Parts of a form. Ours have a handful.
pub(super) const PARTS: usize = 1_000;

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

/// Whether a form is sent in parts, as those with a file are.
pub(super) fn has_parts(request: &Request) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"))
}

impl FromRequest<AppState> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        if !has_parts(&request) {
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

/// Longest name of a file that is kept, in characters.
const NAME_LIMIT: usize = 200;

/// What a file is called, on one line, without folders and without what nobody can
/// see; never nothing.
pub fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let tidied = wording::tidied(last).replace('\n', " ");
    if tidied.is_empty() {
        return "file".to_owned();
    }
    let length = tidied.chars().count();
    // The ending says what a file is, so the beginning goes.
    tidied
        .chars()
        .skip(length.saturating_sub(NAME_LIMIT))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_lose_their_folders_and_what_nobody_sees() {
        for (name, tidied) in [
            ("members.xlsx", "members.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\pat\\members.csv", "members.csv"),
            ("mem\u{202e}bers\u{0}.csv", "members.csv"),
            ("two\nlines.pdf", "two lines.pdf"),
            ("", "file"),
            ("folder/", "file"),
        ] {
            assert_eq!(tidy_name(name), tidied);
        }
        let long = tidy_name(&format!("{}.docx", "x".repeat(1_000)));
        assert_eq!(long.chars().count(), NAME_LIMIT);
        assert!(long.ends_with("x.docx"));
    }
}
