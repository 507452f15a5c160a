//! Boards by categories: a table in a pane that scrolls, cards on a phone.

use leptos::prelude::*;

use super::{VacanciesView, nothing_found, sorting};
use crate::{
    govuk::{Tag, TagOptions},
    membership::types::{Category, SeatState},
    moj::{ScrollablePane, ScrollablePaneOptions},
    paths,
    vacancies::{
        query::Sort,
        rules::{Cell, Grid, Line, days_in_words},
    },
    wording,
};

/// Draws the grid, or what is said where there is none.
pub fn grid(view: &VacanciesView<'_>, grid: &Grid<'_>) -> AnyView {
    if grid.lines.is_empty() {
        return if view.query.is_filtered() {
            nothing_found(&view.query, "No boards match these filters.")
        } else {
            view! { <p class="govuk-body">"There are no boards yet."</p> }.into_any()
        };
    }
    let caption = format!(
        "{}: who holds their seats on {}",
        wording::count(grid.lines.len() as u64, "board", "boards"),
        wording::date(view.today)
    );
    let columns = grid
        .columns
        .iter()
        .map(|column| view! { <th scope="col" class="govuk-table__header">{column.label()}</th> })
        .collect_view();
    let lines = grid
        .lines
        .iter()
        .map(|one| line(one, &grid.columns))
        .collect_view();
    let pane = ScrollablePaneOptions {
        label: caption.clone(),
        ..Default::default()
    };
    let header = "govuk-table__header";
    let by_board = sorting(
        &view.query,
        "Board",
        Sort::Board,
        "govuk-table__header app-grid__board",
    );
    let by_age = sorting(&view.query, "Longest vacant", Sort::Age, header);
    view! {
        <ScrollablePane options=pane>
            <table class="govuk-table app-responsive-table app-grid">
                <caption class="govuk-table__caption govuk-table__caption--m">{caption}</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        {by_board}
                        {by_age}
                        {columns}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{lines}</tbody>
            </table>
        </ScrollablePane>
    }
    .into_any()
}

fn line(line: &Line<'_>, columns: &[Category]) -> AnyView {
    let members = paths::members(&line.board.slug);
    let longest = line
        .longest
        .map_or_else(|| "None".to_owned(), days_in_words);
    let cells = line
        .cells
        .iter()
        .zip(columns)
        .map(|(one, column)| cell(one, *column, &members, &line.board.name))
        .collect_view();
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header app-grid__board">
                <a class="govuk-link" href=members.clone()>{line.board.name.clone()}</a>
            </th>
            <td class="govuk-table__cell" data-label="Longest vacant">{longest}</td>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(cell: &Cell, column: Category, members: &str, board: &str) -> AnyView {
    if cell.is_empty() {
        return view! {
            <td class="govuk-table__cell app-grid__none" data-label=column.label()>
                <span aria-hidden="true">"–"</span>
                <span class="govuk-visually-hidden">"None"</span>
            </td>
        }
        .into_any();
    }
    let missing = cell
        .is_missing
        .then(|| tag("No seat".to_owned(), "govuk-tag--red"));
    let words = cell
        .counts
        .iter()
        .map(|(state, number)| in_words(cell, *state, *number))
        .collect_view();
    // The same words stand in many cells; where each leads is said to those who
    // hear the links one by one.
    let place = format!(", {}, {board}", column.label());
    view! {
        <td class="govuk-table__cell" data-label=column.label()>
            <a class="govuk-link app-grid__link" href=members.to_owned()>
                {words}
                {missing}
                <span class="govuk-visually-hidden">{place}</span>
            </a>
        </td>
    }
    .into_any()
}

fn in_words(cell: &Cell, state: SeatState, number: u64) -> AnyView {
    let age = match (state.is_gap(), cell.longest) {
        (true, Some(days)) => format!(" {}", days_in_words(days)),
        _ => String::new(),
    };
    match state {
        SeatState::Filled => {
            view! { <span class="app-grid__words">{format!("{number} filled")}</span> " " }
                .into_any()
        }
        SeatState::EndsSoon => tag(format!("{number} ends soon"), "govuk-tag--yellow"),
        SeatState::CarriedOver => tag(format!("{number} carried over"), "govuk-tag--orange"),
        SeatState::Covered => tag(format!("{number} covered{age}"), "govuk-tag--purple"),
        SeatState::Vacant => {
            let colour = if cell.required_gap {
                "govuk-tag--red"
            } else {
                "govuk-tag--grey"
            };
            let words = if number == 1 {
                format!("Vacant{age}")
            } else {
                format!("{number} vacant,{age}")
            };
            tag(words, colour)
        }
    }
}

fn tag(words: String, colour: &'static str) -> AnyView {
    view! {
        <Tag options=TagOptions {
            content: words.into(),
            classes: colour.into(),
            ..Default::default()
        } />
        " "
    }
    .into_any()
}
