//! The pages about earlier action logs.

mod columns_page;
mod discard_page;
mod import_page;
mod rows;
mod upload_page;

use leptos::prelude::*;

pub use columns_page::{ColumnsView, columns_page};
pub use discard_page::{LogDiscardView, discard_page};
pub use import_page::{LogImportView, import_page};
pub use rows::EVERY;
pub use upload_page::{LogUploadView, upload_page};

use super::{
    forms::field,
    types::{LogImport, LogState},
};
use crate::{
    boards::{types::BoardEntry, views::board_crumbs},
    govuk::{SummaryListRow, Tag, TagOptions},
    imports::views::row,
    layout::Crumb,
    papers::rules::size,
    paths, wording,
};

fn crumbs(board: &BoardEntry) -> Vec<Crumb> {
    board_crumbs()
        .into_iter()
        .chain([
            Crumb::new(board.name.clone(), paths::board(&board.slug)),
            Crumb::new("Action log", paths::action_log(&board.slug)),
        ])
        .collect()
}

fn state_tag(state: LogState) -> AnyView {
    let colour = match state {
        LogState::Columns => "govuk-tag--blue",
        LogState::Checked => "govuk-tag--yellow",
        LogState::Applied => "govuk-tag--green",
        LogState::Undone | LogState::Discarded => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: state.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}

/// What there is to say of a file: who sent it, when, and what tells it from others.
fn about(import: &LogImport) -> Vec<SummaryListRow> {
    let mut list = vec![
        row("Uploaded by", import.by.clone()),
        row("Uploaded", wording::date_and_time(import.at)),
        row("Sheet", import.layout.sheet.clone()),
        row("Rows", wording::grouped(import.rows_total)),
    ];
    if import.file_bytes > 0 {
        list.push(row("Size of the file", size(import.file_bytes)));
    }
    list.push(row("SHA-256 of the file", import.file_hash.clone()));
    if let Some(at) = import.applied_at {
        list.push(row("Imported", wording::date_and_time(at)));
    }
    if let Some(at) = import.undone_at {
        list.push(row("Undone", wording::date_and_time(at)));
    }
    list
}

/// The version that a form is written against.
fn version(import: &LogImport) -> AnyView {
    let version = import.version.to_string();
    view! { <input type="hidden" name=field::VERSION value=version /> }.into_any()
}
