//! The figures of one board, with England and Wales beside.

use leptos::prelude::*;

use super::{band_tag, cell, fictional, head, source};
use crate::{
    boards::{types::BoardEntry, views::board_crumbs},
    charts::sparkline,
    layout::{Crumb, Page, Section},
    measures::period::Period,
    paths,
    performance::{
        catalogue::{Measure, Series},
        rules::{self, History},
        types::{Settings, Source},
    },
    query,
};

/// The figures of one area in a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub area: String,
    /// Whether it is the area of the board, and not a country beside.
    pub is_own: bool,
    pub history: History,
}

/// A series as the page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesView {
    pub series: &'static Series,
    pub settings: Settings,
    pub lines: Vec<Line>,
    /// Where the latest figures come from.
    pub source: Option<Source>,
}

/// A figure of a council of the board.
#[derive(Clone, Debug, PartialEq)]
pub struct CouncilFigure {
    pub council: String,
    pub series: &'static Series,
    pub period: Period,
    pub words: String,
}

/// What the page shows.
pub struct BoardPerformanceView {
    pub board: BoardEntry,
    /// Other boards of the same DFJ area, by name.
    pub shared_with: Vec<String>,
    pub has_area: bool,
    pub series: Vec<SeriesView>,
    pub councils: Vec<CouncilFigure>,
    pub is_fictional: bool,
    pub tabs: Option<AnyView>,
}

/// Draws the page.
pub fn board_page(view: BoardPerformanceView) -> Page {
    let board = &view.board;
    let heading = format!("Performance of {}", board.name);
    let shared = (!view.shared_with.is_empty()).then(|| {
        let names = view.shared_with.join(", ");
        view! {
            <p class="govuk-body">
                {format!("Official figures are of a DFJ area. This board shares its area with {names}, so both show the same figures.")}
            </p>
        }
    });
    let no_area = (!view.has_area).then(|| {
        view! { <p class="govuk-body">"The register names no DFJ area for this board, so it has no figures of its own."</p> }
    });
    let measures = Measure::ALL
        .iter()
        .map(|measure| measure_view(*measure, &view))
        .collect_view();
    let main = view! {
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading.clone()}</h1>
        {view.tabs}
        {fictional(view.is_fictional)}
        <p class="govuk-body">
            "The Ministry of Justice and Cafcass count differently. Their figures stand in tables of their own and are not compared. "
            <a class="govuk-link" href=paths::PERFORMANCE>"All boards"</a>
        </p>
        {shared}
        {no_area}
        {measures}
        {councils(&view.councils)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs()
            .into_iter()
            .chain([Crumb::new(board.name.clone(), paths::board(&board.slug))])
            .collect(),
        wide: true,
        ..Page::new(heading, main)
    }
}

fn measure_view(measure: Measure, view: &BoardPerformanceView) -> AnyView {
    let tables: Vec<AnyView> = view
        .series
        .iter()
        .filter(|one| one.series.measure == measure)
        .map(|one| series_view(one, &view.board.slug))
        .collect();
    let has_own = view.series.iter().any(|one| {
        let of_board = |line: &Line| {
            line.is_own
                && line
                    .history
                    .iter()
                    .any(|(_, amount)| amount.value.is_some())
        };
        one.series.measure == measure && one.lines.iter().any(of_board)
    });
    let missing = (!has_own).then(|| {
        view! {
            <p class="govuk-body">
                <strong>{format!("{} for this board. ", rules::NOT_AVAILABLE)}</strong>
                {measure.why_not()}
            </p>
        }
    });
    view! {
        <section aria-labelledby=format!("measure-{}", measure.code())>
            <h2 class="govuk-heading-m" id=format!("measure-{}", measure.code())>{measure.label()}</h2>
            {missing}
            {tables.into_iter().collect_view()}
        </section>
    }
    .into_any()
}

fn series_view(one: &SeriesView, slug: &str) -> AnyView {
    let series = one.series;
    let histories = || one.lines.iter().map(|line| &line.history);
    let latest = rules::latest(histories());
    let Some(period) = latest else {
        return ().into_any();
    };
    let periods: Vec<Period> = rules::periods(histories().collect::<Vec<_>>());
    let recent = periods
        .iter()
        .rposition(|other| *other == period)
        .map_or(0, |at| at + 1);
    let shown = periods
        .get(recent.saturating_sub(12)..recent)
        .unwrap_or_default();
    let rows = one
        .lines
        .iter()
        .map(|line| row(one, line, period, shown, slug))
        .collect_view();
    let caption = format!("{}, {}", series.name, period.name());
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{caption}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {head("Area")}
                    {head("Figure")}
                    {head("On a year ago")}
                    {one.settings.target.map(|_| head("From the target"))}
                    {one.settings.bands.map(|_| head("Band"))}
                    {head("Up to 12 periods")}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {about(one, period)}
    }
    .into_any()
}

fn row(one: &SeriesView, line: &Line, period: Period, shown: &[Period], slug: &str) -> AnyView {
    let series = one.series;
    let standing = rules::standing(series, &one.settings, &line.history, Some(period));
    let values = rules::along(&line.history, shown);
    let spark = sparkline(&values, &rules::line_in_words(series, shown, &values));
    let name = if line.is_own {
        let href = query::address(
            &paths::performance_chart(slug),
            &[("series", series.code.to_owned())],
        );
        view! {
            <a class="govuk-link" href=href>
                {line.area.clone()}
                <span class="govuk-visually-hidden">{format!(": {} over time", series.name)}</span>
            </a>
        }
        .into_any()
    } else {
        line.area.clone().into_any()
    };
    let distance = one.settings.target.map(|_| {
        let words = standing.distance.clone();
        cell(
            "From the target",
            words.unwrap_or_else(|| rules::NOT_AVAILABLE.to_owned()),
        )
    });
    let band = one.settings.bands.map(|_| {
        let band = standing
            .band
            .map_or_else(|| rules::NOT_AVAILABLE.into_any(), band_tag);
        cell("Band", band)
    });
    view! {
        <tr class="govuk-table__row">
            <th scope="row" class="govuk-table__header">{name}</th>
            {cell("Figure", standing.words)}
            {cell("On a year ago", standing.change)}
            {distance}
            {band}
            {cell("Up to 12 periods", spark)}
        </tr>
    }
    .into_any()
}

/// Period, definition and source of a table.
fn about(one: &SeriesView, period: Period) -> AnyView {
    let names = period.names_in_both();
    let names = (!names.is_empty()).then(|| format!(" ({names})"));
    let target = one
        .settings
        .target
        .map(|target| format!(" Target: {}.", one.series.unit.in_words(target)));
    let bands = one
        .settings
        .bands
        .map(|bands| format!(" Bands: {}.", bands.in_words(one.series.better)));
    view! {
        <p class="govuk-body-s">
            {format!("Period: {}", period.name())}
            {names}
            ". "
            {one.series.definition}
            {target}
            {bands}
            " "
            {one.source.as_ref().map(source)}
        </p>
    }
    .into_any()
}

fn councils(councils: &[CouncilFigure]) -> Option<AnyView> {
    if councils.is_empty() {
        return None;
    }
    let rows = councils
        .iter()
        .map(|one| {
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{one.council.clone()}</th>
                    {cell("Series", one.series.name)}
                    {cell("Period", one.period.name())}
                    {cell("Figure", one.words.clone())}
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <table class="govuk-table app-responsive-table">
                <caption class="govuk-table__caption govuk-table__caption--m">
                    "Councils of this board, latest figures"
                </caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        {head("Council")} {head("Series")} {head("Period")} {head("Figure")}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}
