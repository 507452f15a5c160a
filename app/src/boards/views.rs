//! The pages of boards: the directory, and the overview of one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::types::{BoardEntry, BoardKind, BoardSearch, NameConfidence};
use crate::{
    access::Role,
    actions::list::Count,
    govuk::{
        Button, ButtonOptions, Input, InputOptions, Select, SelectItem, SelectOptions, Tag,
        TagOptions, WarningText, WarningTextOptions,
    },
    layout::{Crumb, Page, Section},
    membership::types::SeatRow,
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
            item("Actions", paths::action_log(slug), BoardTab::Actions),
        ],
        ..Default::default()
    } /> }
    .into_any()
}

/// What the directory shows.
pub struct BoardsView {
    pub search: BoardSearch,
    /// Every region of the register.
    pub regions: Vec<String>,
    /// The boards found.
    pub boards: Vec<BoardEntry>,
    /// How many the register holds today.
    pub all: usize,
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
        {list}
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
            {councils}
            {mine}
        </li>
    }
    .into_any()
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

/// What the overview shows. The register's facts are for everybody who is
/// signed in; seats and actions are for those who sit on the board.
pub struct BoardView {
    pub board: BoardEntry,
    pub my_roles: Vec<Role>,
    pub inside: Option<Inside>,
    pub today: NaiveDate,
}

/// What only the people of a board see of it.
pub struct Inside {
    pub seats: Vec<SeatRow>,
    pub open: Count,
    pub late: Count,
}

/// Draws the overview of a board.
pub fn board_page(view: &BoardView) -> Page {
    let board = &view.board;
    let caption = place(board);
    let inside = view.inside.as_ref().map_or_else(
        || {
            view! {
                <p class="govuk-inset-text">
                    "You have no seat on this board, so you see only what the register says about it."
                </p>
            }
            .into_any()
        },
        |inside| inside_view(board, inside),
    );
    let main = view! {
        <span class="govuk-caption-l">{caption}</span>
        <h1 class="govuk-heading-l">{board.name.clone()}</h1>
        {here_as(&view.my_roles)}
        {view.inside.is_some().then(|| tabs(&board.slug, BoardTab::Overview))}
        {(board.confidence != NameConfidence::Seen && board.kind == BoardKind::Local)
            .then(|| view! {
                <p class="govuk-body-s">{format!("Name of the board: {}.", board.confidence.label())}</p>
            })}
        {inside}
        {area(board)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs(),
        ..Page::new(board.name.clone(), main)
    }
}

fn inside_view(board: &BoardEntry, inside: &Inside) -> AnyView {
    let log = paths::action_log(&board.slug);
    let late = format!("{log}?late=yes");
    let chaired = inside
        .seats
        .iter()
        .any(|seat| seat.role == Role::Chair && seat.holder.is_some());
    let has_chair_seat = inside.seats.iter().any(|seat| seat.role == Role::Chair);
    let vacant_required = inside
        .seats
        .iter()
        .filter(|seat| seat.required && seat.holder.is_none())
        .count() as u64;
    view! {
        <h2 class="govuk-heading-m">"Actions"</h2>
        <ul class="app-figures">
            <li class="app-figures__item">
                <a class="app-figures__link" href=log>
                    <span class="app-figures__number">{inside.open.short()}</span>
                    " "
                    <span class="app-figures__label">"open"</span>
                </a>
            </li>
            <li class="app-figures__item app-figures__item--late">
                <a class="app-figures__link" href=late>
                    <span class="app-figures__number">{inside.late.short()}</span>
                    " "
                    <span class="app-figures__label">"late"</span>
                </a>
            </li>
        </ul>
        <h2 class="govuk-heading-m">"Seats"</h2>
        {(has_chair_seat && !chaired)
            .then(|| view! { <WarningText options=WarningTextOptions {
                content: "This board has no chair.".into(),
                icon_fallback_text: Some("Warning".into()),
                ..Default::default()
            } /> })}
        {(vacant_required > 0)
            .then(|| {
                let vacant = wording::count(vacant_required, "required seat is", "required seats are");
                view! { <p class="govuk-body">{format!("{vacant} vacant.")}</p> }
            })}
        {seats(&inside.seats)}
    }
    .into_any()
}

fn seats(seats: &[SeatRow]) -> AnyView {
    if seats.is_empty() {
        return view! { <p class="govuk-body">"No seats yet."</p> }.into_any();
    }
    let rows = seats
        .iter()
        .map(|seat| {
            let holder = match &seat.holder {
                Some(holder) => view! {
                    {holder.full_name.clone()}
                    " "
                    <span class="app-due__note">
                        {format!("{}, since {}", holder.post, wording::short_date(holder.since))}
                    </span>
                }
                .into_any(),
                None => view! { <Tag options=TagOptions {
                    content: "Vacant".into(),
                    classes: if seat.required { "govuk-tag--red" } else { "govuk-tag--grey" }.into(),
                    ..Default::default()
                } /> }
                .into_any(),
            };
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        {seat.title.clone()}
                        " "
                        <span class="app-due__note">{seat.category.label()}</span>
                    </th>
                    <td class="govuk-table__cell" data-label="Role">{seat.role.label()}</td>
                    <td class="govuk-table__cell" data-label="Organisation">
                        {seat.organisation_name.clone().unwrap_or_else(|| "None named".to_owned())}
                    </td>
                    <td class="govuk-table__cell" data-label="Holder">{holder}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">
                {wording::count(seats.len() as u64, "seat", "seats")}
            </caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Seat"</th>
                    <th scope="col" class="govuk-table__header">"Role"</th>
                    <th scope="col" class="govuk-table__header">"Organisation"</th>
                    <th scope="col" class="govuk-table__header">"Holder"</th>
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn area(board: &BoardEntry) -> Option<AnyView> {
    (!board.councils.is_empty()).then(|| {
        let items = board
            .councils
            .iter()
            .map(|council| {
                let text = match &council.note {
                    Some(note) => format!("{} ({note})", council.name),
                    None => council.name.clone(),
                };
                view! { <li>{text}</li> }
            })
            .collect_view();
        view! {
            <h2 class="govuk-heading-m">"Councils of the area"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any()
    })
}
