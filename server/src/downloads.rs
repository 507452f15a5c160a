//! Answers that are files: tables as people's programs read them.

use app::wording;
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use futures::Stream;

use crate::{
    error::PageError,
    sheets::{self, Export},
};

/// The formats of a table, by the word of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    Csv,
    Xlsx,
}

impl TableFormat {
    /// The format of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// A file to be kept, under a name that every system takes.
pub fn file(name: &str, content_type: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}

/// A file of known size, in bytes, that is sent as it is read.
pub fn stream(
    name: &str,
    content_type: &'static str,
    bytes: u64,
    file: impl Stream<Item = anyhow::Result<Bytes>> + Send + 'static,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, Body::from_stream(file)).into_response()
}

/// What a browser may do with a file that somebody sent us and that it opens after
/// all: nothing.
const SANDBOX: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// A file as somebody sent it, under a name of ours.
pub fn untrusted(name: &str, bytes: Vec<u8>) -> Response {
    harmless(file(name, "application/octet-stream", bytes))
}

/// An answer that a browser does nothing with.
pub fn harmless(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    answer
}

/// A table as a file called `name` and the day it was made.
///
/// # Errors
/// The spreadsheet cannot be written.
pub async fn table(
    name: &str,
    format: TableFormat,
    export: Export,
    now: DateTime<Utc>,
) -> Result<Response, PageError> {
    let day = wording::uk_day(now);
    // Packing a spreadsheet takes the processor for a while.
    let write = move || match format {
        TableFormat::Csv => Ok(sheets::write_csv(&export)),
        TableFormat::Xlsx => sheets::write_xlsx(&export, now),
    };
    let bytes = tokio::task::spawn_blocking(write)
        .await
        .map_err(anyhow::Error::from)?
        .map_err(anyhow::Error::from)?;
    Ok(match format {
        TableFormat::Csv => file(
            &format!("{name}-{day}.csv"),
            "text/csv; charset=utf-8; header=present",
            bytes,
        ),
        TableFormat::Xlsx => file(
            &format!("{name}-{day}.xlsx"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes,
        ),
    })
}
