//! The pages about files of members.

mod discard_page;
mod import_page;
mod rows;
mod upload_page;

use leptos::prelude::*;

pub use discard_page::{DiscardView, discard_page};
pub use import_page::{ImportView, import_page};
pub use rows::EVERY;
pub use upload_page::{UploadView, upload_page};

use super::types::{ImportEntry, ImportState};
use crate::{
    boards::{types::BoardEntry, views::board_crumbs},
    govuk::{SummaryListRow, Tag, TagOptions, WarningText, WarningTextOptions},
    layout::Crumb,
    papers::rules::size,
    paths, wording,
};

fn crumbs(board: &BoardEntry) -> Vec<Crumb> {
    board_crumbs()
        .into_iter()
        .chain([
            Crumb::new(board.name.clone(), paths::board(&board.slug)),
            Crumb::new("Members", paths::members(&board.slug)),
        ])
        .collect()
}

fn state_tag(state: ImportState) -> AnyView {
    let colour = match state {
        ImportState::Checking => "govuk-tag--blue",
        ImportState::Checked => "govuk-tag--yellow",
        ImportState::Applied => "govuk-tag--green",
        ImportState::Refused => "govuk-tag--red",
        ImportState::Undone | ImportState::Discarded => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: state.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// What there is to say of a file: who sent it, when, and what tells it from others.
fn about(import: &ImportEntry) -> Vec<SummaryListRow> {
    let mut list = vec![
        row("Uploaded by", import.by.clone()),
        row("Uploaded", wording::date_and_time(import.at)),
        row("Rows", wording::grouped(import.rows_total)),
    ];
    if import.file_bytes > 0 {
        list.push(row("Size of the file", size(import.file_bytes)));
    }
    list.push(row("SHA-256 of the file", import.file_hash.clone()));
    list
}

pub(crate) fn row(key: &'static str, value: String) -> SummaryListRow {
    SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    }
}

pub(crate) fn warning(words: String) -> AnyView {
    view! { <WarningText options=WarningTextOptions {
        content: words.into(),
        icon_fallback_text: Some("Warning".into()),
        ..Default::default()
    } /> }
    .into_any()
}

pub(crate) fn changed() -> AnyView {
    warning(
        "This import changed after you opened the page. Nothing of yours has been saved. \
         Look at what is there now, and send it again."
            .to_owned(),
    )
}
