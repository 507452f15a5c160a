//! The pages of boards: the directory, the overview of one, and its
//! administration.

mod change;
mod closing;
mod directory;
mod my_boards;
mod overview;
mod start;

use chrono::NaiveDate;
use leptos::prelude::*;

pub use change::{ChangeView, change_page, check_change_page};
pub use closing::{CloseView, Left, close_page, confirm_close_page};
pub use directory::{BoardsView, boards_page};
pub use my_boards::{MyBoard, MyBoardsView, Needs, Order, my_boards_page};
pub use overview::{BoardView, Inside, Offers, board_page};
pub use start::{StartView, ToStart, check_start_page, start_page};

use super::types::{BoardEntry, NameConfidence};
use crate::{
    access::Role,
    govuk::{Tag, TagOptions},
    layout::Crumb,
    moj::{SubNavigation, SubNavigationItem, SubNavigationOptions},
    paths, wording,
};

/// The way to every page of a board.
pub fn board_crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Boards", paths::BOARDS)]
}

/// "You are here as: Chair", where the reader sits on the board.
pub fn here_as(roles: &[Role]) -> Option<AnyView> {
    (!roles.is_empty()).then(|| {
        let labels = Role::labels(roles);
        view! { <p class="govuk-body-s">{format!("You are here as: {labels}")}</p> }.into_any()
    })
}

/// Which page of a board is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoardTab {
    Overview,
    Members,
    Meetings,
    Actions,
}

/// The pages of a board.
pub fn tabs(slug: &str, open: BoardTab) -> AnyView {
    let item = |text: &'static str, href: String, tab: BoardTab| SubNavigationItem {
        content: text.into(),
        href,
        active: tab == open,
        ..Default::default()
    };
    view! { <SubNavigation options=SubNavigationOptions {
        label: Some("Pages of this board".into()),
        items: vec![
            item("Overview", paths::board(slug), BoardTab::Overview),
            item("Members", paths::members(slug), BoardTab::Members),
            item("Meetings", paths::meetings(slug), BoardTab::Meetings),
            item("Actions", paths::action_log(slug), BoardTab::Actions),
        ],
        ..Default::default()
    } /> }
    .into_any()
}

/// The pages that are left of a board that has ended.
pub fn tabs_of_ended(slug: &str, open: BoardTab) -> AnyView {
    let item = |text: &'static str, href: String, tab: BoardTab| SubNavigationItem {
        content: text.into(),
        href,
        active: tab == open,
        ..Default::default()
    };
    view! { <SubNavigation options=SubNavigationOptions {
        label: Some("Pages of this board".into()),
        items: vec![
            item("Overview", paths::board(slug), BoardTab::Overview),
            item("Actions", paths::action_log(slug), BoardTab::Actions),
        ],
        ..Default::default()
    } /> }
    .into_any()
}

/// "This board ended on 31 March 2026.", where it has by a day.
pub fn ended(board: &BoardEntry, today: NaiveDate) -> Option<String> {
    board
        .ends_on
        .filter(|last| *last < today)
        .map(|last| format!("This board ended on {}.", wording::date(last)))
}

/// The way to a form about a board.
fn crumbs_below(board: &BoardEntry) -> Vec<Crumb> {
    let mut crumbs = board_crumbs();
    crumbs.push(Crumb::new(board.name.clone(), paths::board(&board.slug)));
    crumbs
}

fn provisional(confidence: NameConfidence) -> Option<AnyView> {
    (confidence == NameConfidence::Provisional).then(|| {
        view! { <Tag options=TagOptions {
            content: "Provisional".into(),
            classes: "govuk-tag--grey".into(),
            ..Default::default()
        } /> }
        .into_any()
    })
}

/// "Local board, North East".
fn place(board: &BoardEntry) -> String {
    match &board.region {
        Some(region) => format!("{}, {region}", board.kind.label()),
        None => board.kind.label().to_owned(),
    }
}
