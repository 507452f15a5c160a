//! The pages about files of members.

mod import_page;
mod rows;
mod upload_page;

use leptos::prelude::*;

pub use import_page::{ImportView, import_page};
pub use rows::EVERY;
pub use upload_page::{UploadView, upload_page};

use super::types::ImportState;
use crate::{
    boards::{types::BoardEntry, views::board_crumbs},
    govuk::{Tag, TagOptions},
    layout::Crumb,
    paths,
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
        ImportState::Undone => "govuk-tag--grey",
    };
    view! { <Tag options=TagOptions {
        content: state.label().into(),
        classes: colour.into(),
        ..Default::default()
    } /> }
    .into_any()
}
