//! What was opened, closed and left open, as pictures over their tables.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::{
    actions::over_time::{BANDS, Month, Scope, movement, standing},
    charts::{Bar, BarChart, Figure, Layout, bar_chart, figure},
    govuk::{Button, ButtonOptions},
    ids::{BoardId, OrganisationId},
    layout::{Crumb, Page, Section, narrow_by},
    paths, wording,
};

/// What the page shows.
pub struct OverTimeView {
    pub scope: Scope,
    /// The oldest first; the last one up to today.
    pub months: Vec<Month>,
    /// What may be chosen.
    pub boards: Vec<(BoardId, String)>,
    pub organisations: Vec<(OrganisationId, String)>,
    pub today: NaiveDate,
}

impl OverTimeView {
    /// Whose actions are counted, in words.
    pub fn of(&self) -> String {
        let board = named(&self.boards, self.scope.board);
        let organisation = named(&self.organisations, self.scope.organisation);
        match (board, organisation) {
            (Some(board), Some(organisation)) => format!("{organisation} on {board}"),
            (Some(board), None) => board.to_owned(),
            (None, Some(organisation)) => format!("{organisation} on all my boards"),
            (None, None) => "all my boards".to_owned(),
        }
    }
}

fn named<I: PartialEq>(names: &[(I, String)], id: Option<I>) -> Option<&str> {
    let id = id?;
    let (_, name) = names.iter().find(|(known, _)| *known == id)?;
    Some(name)
}

/// Draws the page.
pub fn over_time_page(view: &OverTimeView) -> Page {
    let title = "Actions over time";
    let of = view.of();
    let caption = match of.as_str() {
        "all my boards" => "All my boards".to_owned(),
        other => other.to_owned(),
    };
    let main = view! {
        <p class="app-marking app-print-only">"OFFICIAL"</p>
        <span class="govuk-caption-l">{caption}</span>
        <h1 class="govuk-heading-l">{title}</h1>
        {choice(view)}
        {open_figure(view)}
        {movement_figure(view)}
        <p class="govuk-body govuk-!-font-size-16">
            {format!("Counted on {}. ", wording::date(view.today))}
            "An action counts for the organisation that leads it now. One that was closed and taken up again counts as never closed."
        </p>
    }
    .into_any();
    Page {
        section: Section::MyWork,
        crumbs: vec![Crumb::new("Actions", paths::ACTIONS)],
        wide: true,
        ..Page::new(format!("{title} - {of}"), main)
    }
}

fn choice(view: &OverTimeView) -> AnyView {
    let board = narrow_by(
        ("board", "Board", Some("Every board")),
        view.boards
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone())),
        view.scope.board.map(|id| id.to_string()),
    );
    let organisation = narrow_by(
        ("organisation", "Lead", Some("Every organisation")),
        view.organisations
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone())),
        view.scope.organisation.map(|id| id.to_string()),
    );
    view! {
        <form method="get" action=paths::ACTIONS_OVER_TIME novalidate class="app-in-line app-no-print">
            {board}
            {organisation}
            <Button options=ButtonOptions {
                content: "Show".into(),
                classes: "govuk-button--secondary".into(),
                ..Default::default()
            } />
        </form>
    }
    .into_any()
}

fn open_figure(view: &OverTimeView) -> AnyView {
    let message = standing(&view.months);
    let chart = BarChart {
        id: "open-actions".to_owned(),
        title: message.clone(),
        description:
            "Open actions at the end of each month, by age. The table has the same numbers."
                .to_owned(),
        bands: BANDS.map(|band| band.label.to_owned()).to_vec(),
        bars: view
            .months
            .iter()
            .map(|month| bar(month, &month.open))
            .collect(),
        layout: Layout::Stacked,
    };
    let headers = BANDS.map(|band| band.label).into_iter().chain(["In all"]);
    let rows = view.months.iter().map(|month| {
        let numbers = month.open.into_iter().chain([month.all_open()]);
        (month, numbers.collect())
    });
    figure(Figure {
        id: "open-figure".to_owned(),
        message,
        picture: bar_chart(&chart),
        note: None,
        table: table("Open at the end of the month, by age", headers, rows),
        table_name: "Open actions as a table".to_owned(),
        csv: Some(export(view)),
    })
}

fn movement_figure(view: &OverTimeView) -> AnyView {
    let message = movement(&view.months);
    let bands = ["Opened", "Closed or dropped"];
    let chart = BarChart {
        id: "movement".to_owned(),
        title: message.clone(),
        description: "Actions opened and closed in each month. The table has the same numbers."
            .to_owned(),
        bands: bands.map(str::to_owned).to_vec(),
        bars: view
            .months
            .iter()
            .map(|month| bar(month, &[month.opened, month.closed]))
            .collect(),
        layout: Layout::SideBySide,
    };
    let rows = view
        .months
        .iter()
        .map(|month| (month, vec![month.opened, month.closed]));
    figure(Figure {
        id: "movement-figure".to_owned(),
        message,
        picture: bar_chart(&chart),
        note: None,
        table: table("Opened and closed, by month", bands.into_iter(), rows),
        table_name: "Opened and closed as a table".to_owned(),
        csv: Some(export(view)),
    })
}

fn bar(month: &Month, parts: &[u64]) -> Bar {
    Bar {
        label: month.period.short(),
        parts: parts
            .iter()
            .map(|part| u32::try_from(*part).unwrap_or(u32::MAX))
            .collect(),
    }
}

fn export(view: &OverTimeView) -> String {
    view.scope.address(paths::ACTIONS_OVER_TIME_EXPORT)
}

fn table<'a>(
    caption: &'static str,
    headers: impl Iterator<Item = &'static str>,
    rows: impl Iterator<Item = (&'a Month, Vec<u64>)>,
) -> AnyView {
    let headers: Vec<_> = headers.collect();
    let rows = rows
        .map(|(month, numbers)| {
            let cells = headers
                .iter()
                .zip(numbers)
                .map(|(header, number)| {
                    view! {
                        <td class="govuk-table__cell govuk-table__cell--numeric" data-label=*header>
                            {wording::grouped(number)}
                        </td>
                    }
                })
                .collect_view();
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{month.period.name()}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let columns = headers
        .iter()
        .map(|header| {
            view! {
                <th scope="col" class="govuk-table__header govuk-table__header--numeric">
                    {*header}
                </th>
            }
        })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-visually-hidden">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    <th scope="col" class="govuk-table__header">"Month"</th>
                    {columns}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}
