//! The directory of boards.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{place, provisional};
use crate::{
    access::Role,
    boards::types::{BoardEntry, BoardSearch},
    govuk::{Button, ButtonOptions, Input, InputOptions, Select, SelectItem, SelectOptions},
    layout::{Page, Section},
    paths, wording,
};

/// What the directory shows.
pub struct BoardsView {
    pub search: BoardSearch,
    /// Every region of the register.
    pub regions: Vec<String>,
    /// The boards found.
    pub boards: Vec<BoardEntry>,
    /// How many the register holds today.
    pub all: usize,
    /// Bodies of the system beside the boards, as far as they were found.
    pub linked: Vec<BoardEntry>,
    /// Boards and bodies that start later.
    pub starting: Vec<BoardEntry>,
    /// Those that have ended.
    pub ended: Vec<BoardEntry>,
    pub may_start: bool,
}

/// Draws the directory, A to Z.
pub fn boards_page(view: &BoardsView) -> Page {
    let mut letters: BTreeMap<char, Vec<&BoardEntry>> = BTreeMap::new();
    for board in &view.boards {
        letters
            .entry(board.name.chars().next().unwrap_or('?'))
            .or_default()
            .push(board);
    }
    let found = if view.boards.len() == view.all {
        wording::count(view.all as u64, "board", "boards")
    } else {
        format!(
            "{} of {}",
            view.boards.len(),
            wording::count(view.all as u64, "board", "boards")
        )
    };
    let list = if view.boards.is_empty() {
        view! { <p class="govuk-body">"No boards match your search."</p> }.into_any()
    } else {
        view! {
            <p class="govuk-body">{found}</p>
            {alphabet(&letters)}
            {letters
                .iter()
                .map(|(letter, boards)| group(*letter, boards))
                .collect_view()}
        }
        .into_any()
    };
    let main = view! {
        <h1 class="govuk-heading-l">"Boards"</h1>
        {search_form(view)}
        {view.may_start.then(|| view! {
            <Button options=ButtonOptions {
                content: "Start a board".into(),
                href: Some(paths::NEW_BOARD.into()),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
        })}
        {list}
        {section("Linked bodies", "linked", &view.linked)}
        {section("Starting later", "starting", &view.starting)}
        {section("Ended", "ended", &view.ended)}
        <p class="govuk-body">
            <a class="govuk-link" href=paths::PERFORMANCE>"Performance of all boards"</a>
            ": official figures of their areas"
        </p>
        <p class="govuk-body">
            <a class="govuk-link" href=paths::ORGANISATIONS>"Organisations"</a>
            " that hold seats on boards"
        </p>
    }
    .into_any();
    Page {
        section: Section::Boards,
        ..Page::new("Boards", main)
    }
}

fn search_form(view: &BoardsView) -> AnyView {
    let every = SelectItem {
        text: "Every region".into(),
        value: Some(String::new()),
        ..Default::default()
    };
    let regions = view.regions.iter().map(|region| SelectItem {
        text: region.clone(),
        value: Some(region.clone()),
        ..Default::default()
    });
    view! {
        <form method="get" action=paths::BOARDS role="search" novalidate>
            <Input options=InputOptions {
                name: "q".into(),
                id: Some("q".into()),
                input_type: Some("search".into()),
                label: "Search boards".into(),
                hint: Some("By board or council, for example Bradford".into()),
                value: Some(view.search.words.clone()),
                classes: "govuk-!-width-one-half".into(),
                ..Default::default()
            } />
            <Select options=SelectOptions {
                name: "region".into(),
                id: Some("region".into()),
                label: "Region".into(),
                items: std::iter::once(every).chain(regions).collect(),
                value: view.search.region.clone(),
                ..Default::default()
            } />
            <div class="govuk-button-group">
                <Button options=ButtonOptions { content: "Search".into(), ..Default::default() } />
                {(view.search != BoardSearch::default())
                    .then(|| view! {
                        <a class="govuk-link" href=paths::BOARDS>"Clear the search"</a>
                    })}
            </div>
        </form>
    }
    .into_any()
}

fn alphabet(letters: &BTreeMap<char, Vec<&BoardEntry>>) -> AnyView {
    let items = ('A'..='Z')
        .map(|letter| {
            let inner = if letters.contains_key(&letter) {
                view! {
                    <a class="app-letters__link" href=format!("#letter-{letter}")>
                        {letter}
                    </a>
                }
                .into_any()
            } else {
                letter.into_any()
            };
            view! { <li class="app-letters__item">{inner}</li> }
        })
        .collect_view();
    view! {
        <nav aria-label="A to Z">
            <ul class="app-letters">{items}</ul>
        </nav>
    }
    .into_any()
}

/// Boards that are not among those of today, with their number.
fn section(title: &'static str, id: &'static str, boards: &[BoardEntry]) -> Option<AnyView> {
    (!boards.is_empty()).then(|| {
        let items = boards.iter().map(board_item).collect_view();
        view! {
            <h2 class="govuk-heading-m" id=id>{format!("{title} ({})", boards.len())}</h2>
            <ul class="app-board-list">{items}</ul>
        }
        .into_any()
    })
}

fn group(letter: char, boards: &[&BoardEntry]) -> AnyView {
    let items = boards.iter().map(|board| board_item(board)).collect_view();
    view! {
        <h2 class="govuk-heading-m" id=format!("letter-{letter}")>{letter}</h2>
        <ul class="app-board-list">{items}</ul>
    }
    .into_any()
}

fn board_item(board: &BoardEntry) -> AnyView {
    let mine = (!board.my_roles.is_empty()).then(|| {
        let roles = Role::labels(&board.my_roles);
        view! { <p class="app-board-list__note">{format!("You: {roles}")}</p> }
    });
    let place = place(board);
    let councils = (!board.councils.is_empty()).then(|| {
        let names = board
            .councils
            .iter()
            .map(|council| council.name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        view! { <p class="app-board-list__note">{names}</p> }
    });
    view! {
        <li class="app-board-list__item">
            <a class="app-board-list__name" href=paths::board(&board.slug)>{board.name.clone()}</a>
            " "
            {provisional(board.confidence)}
            <p class="app-board-list__note">{place}</p>
            {dates(board)}
            {councils}
            {mine}
        </li>
    }
    .into_any()
}

/// When a board starts or ends, where the register has days for it.
fn dates(board: &BoardEntry) -> Option<AnyView> {
    let first = board
        .starts_on
        .map(|first| format!("First day {}", wording::date(first)));
    let last = board
        .ends_on
        .map(|last| format!("Last day {}", wording::date(last)));
    let words: Vec<String> = first.into_iter().chain(last).collect();
    (!words.is_empty())
        .then(|| view! { <p class="app-board-list__note">{words.join(", ")}</p> }.into_any())
}
