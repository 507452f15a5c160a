//! The page of vacancies: what the grid and the list share.

mod filter;
mod grid;
mod list;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    query::{Shape, Sort, VacancyQuery},
    rules::Grid,
};
use crate::{
    ids::OrganisationId,
    layout::{Page, Section},
    membership::types::SeatRow,
    moj::{SubNavigation, SubNavigationItem, SubNavigationOptions},
    paths, wording,
};

/// What the page shows.
pub struct VacanciesView<'a> {
    pub query: VacancyQuery,
    pub shown: Shown<'a>,
    /// How many required seats nobody holds, whatever the filters.
    pub required_gaps: u64,
    /// What the filters offer.
    pub regions: Vec<String>,
    pub organisations: Vec<(OrganisationId, String)>,
    pub today: NaiveDate,
}

/// The seats in one shape or the other.
pub enum Shown<'a> {
    Grid(Grid<'a>),
    List {
        rows: Vec<&'a SeatRow>,
        /// How many required seats are not even set up.
        missing: u64,
    },
}

/// Draws the page.
pub fn vacancies_page(view: &VacanciesView<'_>) -> Page {
    let gaps = match view.required_gaps {
        0 => view! { <p class="govuk-body">"Every required seat is held."</p> }.into_any(),
        number => view! {
            <p class="govuk-body">
                <a class="govuk-link" href=VacancyQuery::required_gaps().address(paths::VACANCIES)>
                    "Every vacant required seat"
                </a>
                {format!(" ({})", wording::grouped(number))}
            </p>
        }
        .into_any(),
    };
    let content = match &view.shown {
        Shown::Grid(shown) => grid::grid(view, shown),
        Shown::List { rows, missing } => list::list(view, rows, *missing),
    };
    let main = view! {
        <p class="app-marking app-print-only">"OFFICIAL"</p>
        <h1 class="govuk-heading-l">"Vacancies"</h1>
        {gaps}
        {shapes(&view.query)}
        {filter::filter(view)}{content}
    }
    .into_any();
    Page {
        section: Section::Vacancies,
        wide: true,
        ..Page::new(format!("{} - Vacancies", view.query.shape.label()), main)
    }
}

fn shapes(query: &VacancyQuery) -> AnyView {
    let items = Shape::ALL
        .iter()
        .map(|shape| SubNavigationItem {
            content: shape.label().into(),
            href: query.shaped(*shape).address(paths::VACANCIES),
            active: *shape == query.shape,
            ..Default::default()
        })
        .collect();
    view! { <SubNavigation options=SubNavigationOptions {
        label: Some("Ways to look at vacancies".into()),
        items,
        ..Default::default()
    } /> }
    .into_any()
}

/// The header of a column that sorts.
fn sorting(query: &VacancyQuery, text: &'static str, sort: Sort, class: &'static str) -> AnyView {
    let direction = match (query.sort == sort, query.upwards) {
        (false, _) => "none",
        (true, true) => "ascending",
        (true, false) => "descending",
    };
    view! {
        <th scope="col" class=class aria-sort=direction>
            <a class="app-sort-link" href=query.sorted_by(sort).address(paths::VACANCIES)>
                {text}
            </a>
        </th>
    }
    .into_any()
}

/// What is said where the filters leave nothing.
fn nothing_found(query: &VacancyQuery, what: &'static str) -> AnyView {
    view! {
        <p class="govuk-body">{what}</p>
        <p class="govuk-body">
            <a class="govuk-link" href=query.unfiltered().address(paths::VACANCIES)>
                "Clear filters"
            </a>
        </p>
    }
    .into_any()
}
