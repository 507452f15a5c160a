//! One series of a board over time.

use leptos::prelude::*;

use super::{cell, fictional, head, source};
use crate::{
    actions::{types::Status, views::meant_to_move},
    boards::{types::BoardEntry, views::board_crumbs},
    charts::{Comparator, Compared, Figure, LineChart, LinePoint, figure, line_chart, the_rules},
    layout::{Crumb, Page, Section, narrow_by, narrowing},
    measures::{
        amount::plain,
        control::{ENOUGH, Xmr},
        period::{Length, Period},
    },
    paths,
    performance::{
        catalogue::Series,
        rules::{self, History},
        types::{Revision, Settings, Source},
    },
    query,
    readout::ChartReadout,
    wording,
};

/// What the page shows.
pub struct ChartView {
    pub board: BoardEntry,
    pub series: &'static Series,
    pub settings: Settings,
    pub own: History,
    /// Countries beside, in grey.
    pub others: Vec<(String, History)>,
    /// The last period of the baseline that somebody chose.
    pub until: Option<Period>,
    pub revisions: Vec<Revision>,
    pub source: Option<Source>,
    pub is_fictional: bool,
    /// Actions of the board that are meant to move it: reference, title, status.
    pub actions: Vec<(String, String, Status)>,
    /// The form in which one is raised, for whoever may.
    pub raise: Option<String>,
}

/// Draws the page.
pub fn chart_page(view: &ChartView) -> Page {
    let (board, series) = (&view.board, view.series);
    let heading = series.name;
    let histories: Vec<&History> = std::iter::once(&view.own)
        .chain(view.others.iter().map(|(_, history)| history))
        .collect();
    let periods = rules::periods(histories);
    let values = rules::along(&view.own, &periods);
    let picture = if values.iter().flatten().count() == 0 {
        view! {
            <p class="govuk-body">
                <strong>{format!("{} for this board. ", rules::NOT_AVAILABLE)}</strong>
                {series.measure.why_not()}
            </p>
        }
        .into_any()
    } else {
        over_time(view, &periods, &values)
    };
    let main = view! {
        <span class="govuk-caption-l">{board.name.clone()}</span>
        <h1 class="govuk-heading-l">{heading}</h1>
        {fictional(view.is_fictional)}
        <p class="govuk-body">{series.definition}</p>
        <p class="govuk-body">{view.source.as_ref().map(source)}</p>
        {picture}
        {meant_to_move(&view.actions, view.raise.clone())}
        {revisions(view)}
    }
    .into_any();
    Page {
        section: Section::Boards,
        crumbs: board_crumbs()
            .into_iter()
            .chain([
                Crumb::new(board.name.clone(), paths::board(&board.slug)),
                Crumb::new("Performance", paths::performance(&board.slug)),
            ])
            .collect(),
        island: true,
        wide: true,
        ..Page::new(format!("{heading} - {}", board.name), main)
    }
}

/// Up to where the baseline goes: as chosen, or the first figures.
fn baseline(view: &ChartView, periods: &[Period], values: &[Option<f64>]) -> usize {
    if let Some(until) = view.until
        && let Some(at) = periods.iter().position(|period| *period == until)
    {
        return at + 1;
    }
    let mut known = 0;
    for (at, value) in values.iter().enumerate() {
        known += usize::from(value.is_some());
        if known == ENOUGH {
            return at + 1;
        }
    }
    values.len()
}

fn over_time(view: &ChartView, periods: &[Period], values: &[Option<f64>]) -> AnyView {
    let series = view.series;
    let end = baseline(view, periods, values);
    let xmr = Xmr::of(values, 0..end, None);
    let from = if end < values.len() { end } else { 0 };
    let length = periods
        .first()
        .map_or(Length::Quarter, |period| period.length());
    let says = xmr.in_words(values, from, length, series.better);
    let message = format!("{}: {says}", view.board.name);
    let points = periods
        .iter()
        .zip(values)
        .zip(&xmr.signals)
        .map(|((period, value), signals)| {
            let mut words = value.map_or_else(String::new, |value| series.unit.in_words(value));
            for signal in signals {
                words.push_str(", ");
                words.push_str(signal.label());
            }
            LinePoint {
                label: period.short(),
                value: *value,
                words,
                is_marked: !signals.is_empty(),
            }
        })
        .collect();
    let chart = LineChart {
        id: "over-time".to_owned(),
        title: format!("{} of {} over time", series.name, view.board.name),
        description: says,
        // Its own name is in the title, and may be too long for the end of a line.
        name: "This board".to_owned(),
        points,
        limits: xmr
            .baseline
            .map(|limits| (0, values.len(), limits))
            .into_iter()
            .collect(),
        median: None,
        targets: vec![view.settings.target; values.len()],
        step: (from > 0).then(|| (from, "Baseline ends".to_owned())),
        comparators: view
            .others
            .iter()
            .map(|(name, history)| Comparator {
                name: name.clone(),
                figures: Compared::Line(rules::along(history, periods)),
            })
            .filter(|one| one.figures.is_known())
            .collect(),
    };
    let note = xmr.baseline.map(|limits| {
        let up_to = periods.get(end.saturating_sub(1)).map_or_else(String::new, |period| period.name());
        let rough = if values.get(..end).unwrap_or_default().iter().flatten().count() < ENOUGH {
            " With fewer than 12 figures the range is rough."
        } else {
            ""
        };
        view! {
            <p class="govuk-body">
                {format!(
                    "The expected range is {} to {} around an average of {}. It comes from the figures up to {up_to}: the average and 2.66 times the average change from one figure to the next, above and below.{rough}",
                    series.unit.in_words(limits.lower.max(0.0)),
                    series.unit.in_words(limits.upper),
                    plain(limits.mean),
                )}
            </p>
            {the_rules()}
        }
        .into_any()
    });
    let csv = query::address(
        &paths::performance_chart_export(&view.board.slug),
        &[("series", series.code.to_owned())],
    );
    view! {
        {figure(Figure {
            id: "over-time-figure".to_owned(),
            message,
            picture: view! {
                {line_chart(&chart)}
                <ChartReadout figure="over-time-figure".to_owned() />
            }
            .into_any(),
            note,
            table: table(view, periods, values, &xmr),
            table_name: "The figures as a table".to_owned(),
            csv: Some(csv),
        })}
        {choose_baseline(view, periods, values, end)}
    }
    .into_any()
}

fn table(view: &ChartView, periods: &[Period], values: &[Option<f64>], xmr: &Xmr) -> AnyView {
    let series = view.series;
    let in_words = |value: Option<f64>| {
        value.map_or_else(
            || rules::NOT_AVAILABLE.to_owned(),
            |value| series.unit.in_words(value),
        )
    };
    let others: Vec<(String, Vec<Option<f64>>)> = view
        .others
        .iter()
        .map(|(name, history)| (name.clone(), rules::along(history, periods)))
        .filter(|(_, values)| values.iter().any(Option::is_some))
        .collect();
    let rows = periods
        .iter()
        .enumerate()
        .rev()
        .map(|(at, period)| {
            let signals: Vec<&str> = xmr
                .signals
                .get(at)
                .into_iter()
                .flatten()
                .map(|signal| signal.label())
                .collect();
            let said = if signals.is_empty() {
                "Nothing".to_owned()
            } else {
                signals.join("; ")
            };
            let beside = others
                .iter()
                .map(|(name, values)| {
                    let words = in_words(values.get(at).copied().flatten());
                    view! { <td class="govuk-table__cell" data-label=name.clone()>{words}</td> }
                })
                .collect_view();
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{period.name()}</th>
                    {cell("Both names", period.names_in_both())}
                    {cell("This board", in_words(values.get(at).copied().flatten()))}
                    {beside}
                    {cell("What the rules say", said)}
                </tr>
            }
        })
        .collect_view();
    let names = others
        .iter()
        .map(|(name, _)| view! { <th scope="col" class="govuk-table__header">{name.clone()}</th> })
        .collect_view();
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">{series.name}</caption>
            <thead class="govuk-table__head">
                <tr class="govuk-table__row">
                    {head("Period")} {head("Both names")} {head("This board")} {names} {head("What the rules say")}
                </tr>
            </thead>
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The baseline is chosen by a person; it stands in the address.
fn choose_baseline(
    view: &ChartView,
    periods: &[Period],
    values: &[Option<f64>],
    end: usize,
) -> AnyView {
    let mut known = 0;
    let items: Vec<(String, String)> = periods
        .iter()
        .zip(values)
        .filter_map(|(period, value)| {
            known += usize::from(value.is_some());
            (known >= crate::measures::control::FEWEST)
                .then(|| (period.last().to_string(), period.name()))
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    let chosen = periods
        .get(end.saturating_sub(1))
        .map(|period| period.last().to_string());
    let until = narrow_by(
        ("until", "Expected range from the figures up to", None),
        items,
        chosen,
    );
    let fields = view! {
        <input type="hidden" name="series" value=view.series.code />
        {until}
    }
    .into_any();
    let path = paths::performance_chart(&view.board.slug);
    narrowing(path, fields, "Draw again")
}

fn revisions(view: &ChartView) -> Option<AnyView> {
    if view.revisions.is_empty() {
        return None;
    }
    let series = view.series;
    let items = view
        .revisions
        .iter()
        .map(|revision| {
            let in_words = |value: Option<f64>| {
                value.map_or_else(
                    || "not available".to_owned(),
                    |value| series.unit.in_words(value),
                )
            };
            view! {
                <li>
                    {format!(
                        "{}: {} until {}, now {}",
                        revision.period.name(),
                        in_words(revision.before.value),
                        wording::date(wording::uk_day(revision.at)),
                        in_words(rules::value_of(&view.own, revision.period)),
                    )}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <h2 class="govuk-heading-m">"Revised figures"</h2>
            <ul class="govuk-list govuk-list--bullet">{items}</ul>
        }
        .into_any(),
    )
}
