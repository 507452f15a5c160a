//! What the figures of a measure show: over time, and site by site.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{MeasureView, doors, head, shown};
use crate::{
    charts::{
        Comparator, Compared, Figure, LineChart, LinePoint, SmallMultiple, figure, line_chart,
        small_multiples, the_rules,
    },
    measures::{amount::plain, control::ENOUGH, period::Calendar},
    moj::{ScrollablePane, ScrollablePaneOptions},
    paths,
    performance::{rules::NOT_AVAILABLE, views::source},
    pilots::{
        evidence::{self, Axis, Beside, Point, Reading, SiteLine},
        official::Official,
        rough::month_in_words,
        rules::{self, Shown},
        types::Unit,
    },
    query,
    readout::ChartReadout,
    wording,
};

/// The figures of a measure over time.
pub(super) fn over_time(view: &MeasureView) -> AnyView {
    let definition = &view.measure.definition;
    let series = &view.series;
    if series.points.is_empty() {
        return view! {
            <h2 class="govuk-heading-m">"All sites"</h2>
            <p class="govuk-body">"Nothing is approved yet, so there are no figures."</p>
            {doors(choices(view))}
        }
        .into_any();
    }
    let values = series.values(definition.unit);
    let reading = series.reading(definition, view.entered.chosen.as_ref());
    let run = evidence::run_chart(&values).filter(|_| view.is_run_chart);
    let says = run
        .as_ref()
        .map_or_else(|| reading.says.clone(), |(_, says)| says.clone());
    let marks: Vec<Vec<&'static str>> = (0..values.len())
        .map(|at| match &run {
            Some((chart, _)) => {
                let is = |parts: &[bool]| parts.get(at).copied().unwrap_or(false);
                let shift = is(&chart.shift).then_some("part of a shift");
                let trend = is(&chart.trend).then_some("part of a trend");
                shift.into_iter().chain(trend).collect()
            }
            None => {
                let signals = reading.xmr.signals.get(at).into_iter().flatten();
                signals.map(|signal| signal.label()).collect()
            }
        })
        .collect();
    let limits = reading
        .xmr
        .baseline
        .filter(|_| run.is_none())
        .map(|limits| (0, values.len(), limits));
    let chart = LineChart {
        id: "over-time".to_owned(),
        title: format!("{} of all sites, by month", definition.name),
        description: says.clone(),
        name: "All sites".to_owned(),
        points: points(view, &values, &marks),
        limits: limits.into_iter().collect(),
        median: run.as_ref().map(|(chart, _)| chart.median),
        targets: targets(view),
        step: series.go_live.map(|at| (at, "First site live".to_owned())),
        comparators: comparator(view).into_iter().collect(),
    };
    let note = match &run {
        Some((chart, _)) => run_note(definition.unit, chart.median),
        None => range_note(view, &reading, &values),
    };
    let growing = series
        .growing(definition.unit)
        .map(|words| view! { <p class="govuk-body">{words}</p> });
    let note = view! {
        {growing}
        {note}
        {view.official.as_ref().map(official)}
        {other_chart(view)}
    };
    view! {
        {latest(view)}
        {figure(Figure {
            id: "over-time-figure".to_owned(),
            message: format!("All sites: {says}"),
            picture: view! {
                {line_chart(&chart)}
                <ChartReadout figure="over-time-figure".to_owned() />
            }
            .into_any(),
            note: Some(note.into_any()),
            table: table(view, &marks),
            table_name: "The figures as a table".to_owned(),
            csv: Some(csv(view)),
        })}
        {doors(choices(view))}
    }
    .into_any()
}

/// What each month is to reach.
fn targets(view: &MeasureView) -> Vec<Option<f64>> {
    let (definition, targets) = (&view.measure.definition, &view.entered.targets);
    let tenths = |month| rules::aim_in(definition, targets, month);
    view.series
        .points
        .iter()
        .map(|point| tenths(point.month).map(|tenths| tenths as f64 / 10.0))
        .collect()
}

fn csv(view: &MeasureView) -> String {
    query::address(
        &paths::pilot_measure_export(view.measure.id),
        &[("format", "csv".to_owned())],
    )
}

/// What is drawn in grey beside the sites.
fn comparator(view: &MeasureView) -> Option<Comparator> {
    let comparator = match &view.official {
        Some(official) => Comparator {
            name: official.name(),
            figures: Compared::Range(levels(view, official)),
        },
        None => {
            let name = &view.measure.definition.comparator;
            Comparator {
                name: match name.lines().next() {
                    Some(name) => name.to_owned(),
                    None => Beside::Comparator.label().to_owned(),
                },
                figures: Compared::Line(view.series.comparator(view.measure.definition.unit)),
            }
        }
    };
    comparator.figures.is_known().then_some(comparator)
}

/// The official figures of each month; none where they may not stand in one line.
fn levels(view: &MeasureView, official: &Official) -> Vec<Option<(f64, f64)>> {
    let may = official.check().is_ok();
    let months = view.series.points.iter();
    months
        .map(|point| {
            let level = official.at(point.month).filter(|_| may)?;
            Some((level.lowest, level.highest))
        })
        .collect()
}

/// What the official figures are, how they are counted and where they are from.
fn official(official: &Official) -> AnyView {
    let series = official.series;
    let names: Vec<&str> = official
        .areas
        .iter()
        .map(|(area, _)| area.name.as_str())
        .collect();
    let calendar = match series.publisher.calendar() {
        Calendar::Calendar => "the calendar year, from January",
        Calendar::Financial => "the financial year, from April",
    };
    let sources = official
        .sources
        .iter()
        .map(|one| view! { <li>{source(one)}</li> })
        .collect_view();
    let mixed = official.check().err().map(|mixed| {
        view! { <p class="govuk-body">{format!("The comparator is not drawn: {mixed}.")}</p> }
    });
    view! {
        <h3 class="govuk-heading-s">"The comparator, in grey"</h3>
        {mixed}
        <p class="govuk-body">
            {format!("{}, of {}. {}", series.name, names.join(", "), series.definition)}
        </p>
        <p class="govuk-body">
            {format!(
                "{} counts by {calendar}. A figure of a quarter is drawn over its three months. The sites count in their own way, so compare which way the lines go and not how high they are.",
                series.publisher.label()
            )}
        </p>
        <ul class="govuk-list govuk-list--bullet">{sources}</ul>
    }
    .into_any()
}

fn choices(view: &MeasureView) -> Vec<(String, String)> {
    if !view.may_change {
        return Vec::new();
    }
    vec![
        (
            "Choose the months that the expected range comes from".to_owned(),
            paths::pilot_measure_range(view.measure.id),
        ),
        (
            "Enter figures from before the pilot, and of the comparator".to_owned(),
            paths::pilot_measure_figures(view.measure.id),
        ),
    ]
}

/// The latest total with how many sites are behind it.
fn latest(view: &MeasureView) -> Option<AnyView> {
    let row = view.series.latest()?;
    let total = shown(view.measure.definition.unit, &row.total);
    Some(
        view! {
            <p class="govuk-body">
                {format!("{}, all sites: ", month_in_words(row.month))}
                <strong>{total}</strong>
                <span class="app-due__note">{row.coverage()}</span>
            </p>
        }
        .into_any(),
    )
}

fn points(
    view: &MeasureView,
    values: &[Option<f64>],
    marks: &[Vec<&'static str>],
) -> Vec<LinePoint> {
    let unit = view.measure.definition.unit;
    let points = view.series.points.iter().zip(values).zip(marks);
    points
        .map(|((point, value), marks)| {
            let mut words = match &point.total {
                Shown::Value(parts) => rules::value_in_words(unit, *parts),
                _ => String::new(),
            };
            if let Some(row) = &point.row {
                let of = wording::count(row.cells.len() as u64, "site", "sites");
                words.push_str(&format!(", {} of {of} reported", row.reported()));
            }
            for mark in marks {
                words.push_str(", ");
                words.push_str(mark);
            }
            LinePoint {
                label: evidence::short_month(point.month),
                value: *value,
                words,
                is_marked: !marks.is_empty(),
            }
        })
        .collect()
}

fn run_note(unit: Unit, median: f64) -> AnyView {
    let words = format!(
        "The line across is the median of all figures, {}. A shift is 6 or more figures in a row on one side of it, a trend 5 or more in a row that rise or fall.",
        evidence::measured(unit).in_words(median)
    );
    view! { <p class="govuk-body">{words}</p> }.into_any()
}

fn range_note(view: &MeasureView, reading: &Reading, values: &[Option<f64>]) -> AnyView {
    let Some(limits) = reading.xmr.baseline else {
        return the_rules();
    };
    let unit = evidence::measured(view.measure.definition.unit);
    let month = |at: usize| {
        let point = view.series.points.get(at);
        point.map_or_else(String::new, |point| month_in_words(point.month))
    };
    let (first, last) = (
        month(reading.range.start),
        month(reading.range.end.saturating_sub(1)),
    );
    let chosen = view.entered.chosen.as_ref().map(|chosen| {
        let day = wording::date(wording::uk_day(chosen.at));
        view! {
            <p class="govuk-body">
                {format!("{} chose these months on {day}: ", chosen.by_name)}
                <span class="app-typed">{chosen.reason.clone()}</span>
            </p>
        }
    });
    let known = values.get(reading.range.clone()).unwrap_or_default();
    let rough = if known.iter().flatten().count() < ENOUGH {
        " With fewer than 12 figures the range is rough."
    } else {
        ""
    };
    let lower = if limits.lower < 0.0 {
        0.0
    } else {
        limits.lower
    };
    let words = format!(
        "The expected range is {} to {} around an average of {}. It comes from {first} to {last}: the average and 2.66 times the average change from one month to the next, above and below.{rough}",
        unit.in_words(lower),
        unit.in_words(limits.upper),
        plain(limits.mean),
    );
    let after = reading.xmr.after.map(|(_, after)| {
        let words = format!(
            "The average since the first site went live is {}.",
            unit.in_words(after.mean)
        );
        view! { <p class="govuk-body">{words}</p> }
    });
    view! {
        <p class="govuk-body">{words}</p>
        {chosen}
        {after}
        {the_rules()}
    }
    .into_any()
}

/// What the address of this page asks for, with some of it changed.
fn switched(view: &MeasureView, run_chart: bool, axis: Axis) -> String {
    let mut pairs = Vec::new();
    if run_chart {
        pairs.push(("chart", "run".to_owned()));
    }
    if axis != Axis::Calendar {
        pairs.push(("by", axis.code().to_owned()));
    }
    query::address(&paths::pilot_measure(view.measure.id), &pairs)
}

fn other_chart(view: &MeasureView) -> AnyView {
    let words = if view.is_run_chart {
        "Show the expected range (XmR chart)"
    } else {
        "Show the median (run chart)"
    };
    let href = switched(view, !view.is_run_chart, view.axis);
    view! { <p class="govuk-body app-no-print"><a class="govuk-link" href=href>{words}</a></p> }
        .into_any()
}

fn table(view: &MeasureView, marks: &[Vec<&'static str>]) -> AnyView {
    let unit = view.measure.definition.unit;
    let has_typed = view.official.is_none() && view.entered.of(Beside::Comparator).next().is_some();
    let has_comparator = has_typed || view.official.is_some();
    let cell = |label: &'static str, content: AnyView| {
        view! { <td class="govuk-table__cell" data-label=label>{content}</td> }.into_any()
    };
    let rows = view
        .series
        .points
        .iter()
        .zip(marks)
        .rev()
        .map(|(point, marks)| {
            let said = if marks.is_empty() {
                "Nothing".to_owned()
            } else {
                marks.join("; ")
            };
            let comparator = has_comparator.then(|| {
                let figure = match &view.official {
                    Some(official) => match official.in_words(point.month) {
                        Some(words) => words.into_any(),
                        None => NOT_AVAILABLE.into_any(),
                    },
                    None => beside(unit, &point.comparator),
                };
                cell("Comparator", figure)
            });
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">{month_in_words(point.month)}</th>
                    {cell("All sites", total(unit, point))}
                    {cell("Coverage", coverage(view, point).into_any())}
                    {comparator}
                    {cell("What the rules say", said.into_any())}
                </tr>
            }
        })
        .collect_view();
    let columns: &[&'static str] = if has_comparator {
        &[
            "Month",
            "All sites",
            "Coverage",
            "Comparator",
            "What the rules say",
        ]
    } else {
        &["Month", "All sites", "Coverage", "What the rules say"]
    };
    let sources = has_typed.then(|| {
        let words = format!("Comparator: {}", view.entered.comparator_source);
        view! { <p class="govuk-body">{words}</p> }
    });
    view! {
        <table class="govuk-table app-responsive-table">
            <caption class="govuk-table__caption govuk-table__caption--s">"All sites, by month"</caption>
            {head(columns)}
            <tbody class="govuk-table__body">{rows}</tbody>
        </table>
        {sources}
    }
    .into_any()
}

fn total(unit: Unit, point: &Point) -> AnyView {
    match &point.row {
        Some(_) => shown(unit, &point.total),
        None => beside(unit, &point.total),
    }
}

/// A figure that no site owes.
fn beside(unit: Unit, figure: &Shown) -> AnyView {
    match figure {
        Shown::Missing => "No figure".into_any(),
        known => shown(unit, known),
    }
}

fn coverage(view: &MeasureView, point: &Point) -> String {
    match &point.row {
        Some(row) if row.cells.is_empty() => "No site ran".to_owned(),
        Some(row) => row.coverage(),
        None => format!("Before go-live: {}", view.entered.before_source),
    }
}

/// One small picture for each site.
pub(super) fn by_site(view: &MeasureView) -> Option<AnyView> {
    let definition = &view.measure.definition;
    let lines = evidence::site_lines(definition, &view.series, &view.sites, view.axis);
    let first = view
        .series
        .points
        .iter()
        .find(|point| point.row.is_some())?
        .month;
    if lines.is_empty() {
        return None;
    }
    let multiples: Vec<SmallMultiple> = lines
        .iter()
        .map(|line| SmallMultiple {
            name: line.name.clone(),
            href: None,
            values: line.values.clone(),
            words: line_words(view.axis, definition.unit, line, first),
        })
        .collect();
    let longest = lines.first().map_or(0, |line| line.cells.len());
    let note = format!(
        "All have one scale, and go from left to right from {} to {}. Each is held against its own first figures. A gap is a month that is not in, not reported or hidden.",
        lower(&evidence::axis_words(view.axis, first, 0)),
        lower(&evidence::axis_words(
            view.axis,
            first,
            longest.saturating_sub(1)
        )),
    );
    let other = match view.axis {
        Axis::Calendar => Axis::Live,
        Axis::Live => Axis::Calendar,
    };
    let href = switched(view, view.is_run_chart, other);
    let words = match other {
        Axis::Calendar => "Show the sites by calendar month",
        Axis::Live => "Show the sites by month since go-live",
    };
    let note = view! {
        <p class="govuk-body">{note}</p>
        <p class="govuk-body app-no-print"><a class="govuk-link" href=href>{words}</a></p>
    };
    Some(figure(Figure {
        id: "by-site-figure".to_owned(),
        message: format!("Site by site: {}", evidence::lines_in_words(&lines)),
        picture: small_multiples(&multiples),
        note: Some(note.into_any()),
        table: site_table(view, &lines, first),
        table_name: "The figures of the sites as a table".to_owned(),
        csv: Some(csv(view)),
    }))
}

/// "Month of go-live" within a sentence; names of months stay as they are.
fn lower(words: &str) -> String {
    words
        .strip_prefix("Month ")
        .map_or_else(|| words.to_owned(), |rest| format!("month {rest}"))
}

/// The latest figure of a site, and what the rules say of it.
fn line_words(axis: Axis, unit: Unit, line: &SiteLine, first: NaiveDate) -> String {
    let latest = line.cells.iter().enumerate().rev().find_map(|(at, cell)| {
        let Some(Shown::Value(parts)) = cell else {
            return None;
        };
        let when = evidence::axis_words(axis, first, at);
        Some(format!("{when}: {}. ", rules::value_in_words(unit, *parts)))
    });
    format!("{}{}", latest.unwrap_or_default(), line.says)
}

fn site_table(view: &MeasureView, lines: &[SiteLine], first: NaiveDate) -> AnyView {
    let unit = view.measure.definition.unit;
    let longest = lines.first().map_or(0, |line| line.cells.len());
    // The latest month is what people look for; go-live is where that axis begins.
    let order: Vec<usize> = match view.axis {
        Axis::Calendar => (0..longest).rev().collect(),
        Axis::Live => (0..longest).collect(),
    };
    let heads = order
        .iter()
        .map(|at| {
            let words = evidence::axis_words(view.axis, first, *at);
            view! { <th scope="col" class="govuk-table__header">{words}</th> }
        })
        .collect_view();
    let rows = lines
        .iter()
        .map(|line| {
            let cells = order
                .iter()
                .map(|at| {
                    let cell = match line.cells.get(*at).and_then(Option::as_ref) {
                        Some(cell) => shown(unit, cell),
                        None if view.axis == Axis::Live => "Not shown".into_any(),
                        None => "Not live".into_any(),
                    };
                    view! { <td class="govuk-table__cell">{cell}</td> }
                })
                .collect_view();
            let since = format!("Live since {}", month_in_words(line.start));
            view! {
                <tr class="govuk-table__row">
                    <th scope="row" class="govuk-table__header">
                        {line.name.clone()}<span class="app-due__note">{since}</span>
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollablePane options=ScrollablePaneOptions { label: "Values of each site by month".into(), classes: "app-grid app-grid--months".into(), ..Default::default() }>
            <table class="govuk-table">
                <caption class="govuk-table__caption govuk-visually-hidden">"Values of each site by month"</caption>
                <thead class="govuk-table__head">
                    <tr class="govuk-table__row">
                        <th scope="col" class="govuk-table__header">"Site"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody class="govuk-table__body">{rows}</tbody>
            </table>
        </ScrollablePane>
    }
    .into_any()
}
