//! The pages that all imports have alike: where a file is sent, the frame around the
//! page of a file with its rows, and the question before a file is discarded.

mod discard_page;
mod import_page;
mod rows;
mod upload_page;

use leptos::prelude::*;

pub use discard_page::{DiscardView, discard_page};
pub use import_page::{Frame, Own, import_page, take_over};
pub use rows::{EVERY, Filter, Rows, cut, rows, table, verdict};
pub use upload_page::{UploadView, upload_page};

use super::{
    forms::field,
    kind::Kind,
    types::{ImportState, SentFile},
};
use crate::{
    boards::{types::BoardEntry, views::board_crumbs},
    govuk::{
        Button, ButtonOptions, InsetText, InsetTextOptions, SummaryListRow, Tag, TagOptions,
        WarningText, WarningTextOptions,
    },
    layout::Crumb,
    papers::rules::size,
    wording,
};

/// The way to a page of an import.
pub fn crumbs(kind: &Kind, board: &BoardEntry) -> Vec<Crumb> {
    board_crumbs()
        .into_iter()
        .chain([
            Crumb::new(board.name.clone(), crate::paths::board(&board.slug)),
            Crumb::new(kind.list_name, (kind.list)(&board.slug)),
        ])
        .collect()
}

fn tag(words: &'static str, classes: &'static str) -> AnyView {
    view! { <Tag options=TagOptions {
        content: words.into(),
        classes: classes.into(),
        ..Default::default()
    } /> }
    .into_any()
}

fn state_tag(state: ImportState) -> AnyView {
    let colour = match state {
        ImportState::Columns | ImportState::Checking => "govuk-tag--blue",
        ImportState::Checked => "govuk-tag--yellow",
        ImportState::Applied => "govuk-tag--green",
        ImportState::Refused => "govuk-tag--red",
        ImportState::Undone | ImportState::Discarded => "govuk-tag--grey",
    };
    tag(state.label(), colour)
}

/// What there is to say of a file: who sent it, when, and what tells it from others.
fn about(file: &SentFile) -> Vec<SummaryListRow> {
    let mut list = vec![
        row("Uploaded by", file.by.clone()),
        row("Uploaded", wording::date_and_time(file.at)),
        row("Rows", wording::grouped(file.rows)),
    ];
    if file.bytes > 0 {
        list.push(row("Size of the file", size(file.bytes)));
    }
    list.push(row("SHA-256 of the file", file.hash.clone()));
    list
}

/// One thing that is said of a file.
pub fn row(key: &'static str, value: String) -> SummaryListRow {
    SummaryListRow {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    }
}

/// Words with a warning sign.
pub fn warning(words: String) -> AnyView {
    view! { <WarningText options=WarningTextOptions {
        content: words.into(),
        icon_fallback_text: Some("Warning".into()),
        ..Default::default()
    } /> }
    .into_any()
}

/// Words that are set apart.
pub fn inset(words: String) -> AnyView {
    view! { <InsetText options=InsetTextOptions { content: words.into(), ..Default::default() } /> }
        .into_any()
}

/// Says that somebody else was faster.
pub fn changed() -> AnyView {
    warning(
        "This import changed after you opened the page. Nothing of yours has been saved. \
         Look at what is there now, and send it again."
            .to_owned(),
    )
}

/// The version that a form is written against.
pub fn version(file: &SentFile) -> AnyView {
    let version = file.version.to_string();
    view! { <input type="hidden" name=field::VERSION value=version /> }.into_any()
}

/// The button of a form, which is pressed once.
pub fn button(words: String, classes: &'static str) -> AnyView {
    view! { <Button options=ButtonOptions {
        content: words.into(),
        classes: classes.into(),
        prevent_double_click: Some(true),
        ..Default::default()
    } /> }
    .into_any()
}
