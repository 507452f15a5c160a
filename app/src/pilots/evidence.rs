//! What the figures of a measure show and what they do not: its series over time, from
//! which months the expected range comes, and what the rules say. Everything here is
//! made of what is published, so a hidden figure is in no line, no range and no word.

use std::{collections::BTreeMap, ops::Range};

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{
    official::Choice,
    rules::{self, ApprovedValues, MonthRow, Shown},
    types::{self, Definition, Measure, Parts, PeriodTarget, Said, Site, Unit},
};
use crate::{
    access::words,
    measures::{
        amount, bands,
        control::{ENOUGH, FEWEST, Finding, RunChart, Xmr},
        period::{Length, Period},
    },
};

words! {
    /// What figures are of that no site reports.
    Beside {
        /// The sites together, before the first went live.
        Before = "before", "Before the pilot";
        Comparator = "comparator", "Comparator";
    }
}

/// From which months the expected range comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The first day of the first month.
    pub from: NaiveDate,
    /// The first day of the last month.
    pub to: NaiveDate,
    pub reason: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// What people have entered about the evidence of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Entered {
    pub chosen: Option<Chosen>,
    pub before_source: String,
    pub comparator_source: String,
    /// The official series that it is compared with in place of figures that were typed.
    pub official: Option<Choice>,
    /// What it is to reach from which day on, the latest first.
    pub targets: Vec<PeriodTarget>,
    /// By the first day of the month.
    pub figures: BTreeMap<(Beside, NaiveDate), Parts>,
    /// 1 where nobody has entered anything.
    pub version: i32,
}

impl Default for Entered {
    fn default() -> Self {
        Self {
            chosen: None,
            before_source: String::new(),
            comparator_source: String::new(),
            official: None,
            targets: Vec::new(),
            figures: BTreeMap::new(),
            version: 1,
        }
    }
}

impl Entered {
    /// What is published of a figure that no site reports.
    fn shown(&self, definition: &Definition, kind: Beside, month: NaiveDate) -> Shown {
        self.figures
            .get(&(kind, month))
            .map_or(Shown::Missing, |parts| alone(definition, *parts))
    }

    /// The figures of one kind, by month.
    pub fn of(&self, kind: Beside) -> impl Iterator<Item = (NaiveDate, Parts)> {
        self.figures
            .iter()
            .filter(move |((known, _), _)| *known == kind)
            .map(|((_, month), parts)| (*month, *parts))
    }
}

/// What is published of a value that is part of no total.
pub fn alone(definition: &Definition, parts: Parts) -> Shown {
    rules::published(definition, &[Some(Said::Value(parts))]).1
}

/// A value as a number in its unit: a count, per cent, or weeks. None where it is not
/// shown, and for a share of nothing.
pub fn number(unit: Unit, shown: &Shown) -> Option<f64> {
    let Shown::Value(parts) = shown else {
        return None;
    };
    let parts = amount::Parts {
        upper: parts.numerator as f64,
        lower: parts.denominator.map(|number| number as f64),
    };
    parts.value(measured(unit))
}

/// The unit as the rules of measures know it.
pub fn measured(unit: Unit) -> amount::Unit {
    match unit {
        Unit::Count => amount::Unit::Count,
        Unit::Ratio => amount::Unit::Percent,
        Unit::Weeks => amount::Unit::Weeks,
    }
}

/// Which way is better, as the rules of measures know it.
pub fn direction(better: types::Better) -> bands::Better {
    match better {
        types::Better::Up => bands::Better::Up,
        types::Better::Down => bands::Better::Down,
    }
}

/// "Mar 26", for the axis of a chart.
pub fn short_month(month: NaiveDate) -> String {
    Period::month(month.year(), month.month()).map_or_else(String::new, Period::short)
}

/// How many months a series shows at most.
pub const LONGEST: u32 = 60;

/// A month of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub month: NaiveDate,
    pub total: Shown,
    /// What the total is made of; none before the first site went live.
    pub row: Option<MonthRow>,
    pub comparator: Shown,
}

/// What is published of a measure over time, the earliest month first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub points: Vec<Point>,
    /// The point from which on a site runs, where there are points before it.
    pub go_live: Option<usize>,
}

/// The month in which the first site went live.
pub fn first_month(sites: &[Site]) -> Option<NaiveDate> {
    sites
        .iter()
        .filter_map(|site| site.actual_start)
        .map(|start| rules::month_of(start.first()))
        .min()
}

/// The months that a series is read of: from its longest to the one that is over.
pub fn span(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let present = rules::month_of(today);
    (
        rules::months_before(present, LONGEST),
        rules::months_before(present, 1),
    )
}

/// The series of a measure.
pub fn series(
    measure: &Measure,
    sites: &[Site],
    approved: &ApprovedValues,
    entered: &Entered,
    today: NaiveDate,
) -> Series {
    let definition = &measure.definition;
    let (earliest, last) = span(today);
    let live = first_month(sites);
    let before = |month: NaiveDate| live.is_none_or(|live| month < live);
    let first_before = entered
        .of(Beside::Before)
        .map(|(month, _)| month)
        .find(|month| before(*month));
    let Some(first) = [first_before, live].into_iter().flatten().min() else {
        return Series {
            points: Vec::new(),
            go_live: None,
        };
    };
    let mut points = Vec::new();
    let mut month = first.max(earliest);
    while month <= last {
        let comparator = entered.shown(definition, Beside::Comparator, month);
        points.push(if before(month) {
            Point {
                month,
                total: entered.shown(definition, Beside::Before, month),
                row: None,
                comparator,
            }
        } else {
            let row = rules::month_row(measure, sites, approved, month, today);
            Point {
                month,
                total: row.total.clone(),
                row: Some(row),
                comparator,
            }
        });
        month = rules::month_after(month);
    }
    // After the last site has ended there is nothing to come.
    let is_over = |point: &Point| match &point.row {
        Some(row) => row.cells.is_empty(),
        None => live.is_none() && point.total == Shown::Missing,
    };
    while points.last().is_some_and(is_over) {
        points.pop();
    }
    // Nor was there anything before the first figure, where there is one.
    let is_empty = |point: &Point| point.row.as_ref().is_some_and(|row| row.reported() == 0);
    let empty = points.iter().take_while(|point| is_empty(point)).count();
    if empty < points.len() {
        points.drain(..empty);
    }
    let go_live = points
        .iter()
        .position(|point| point.row.is_some())
        .filter(|at| *at > 0);
    Series { points, go_live }
}

impl Series {
    /// The totals of the sites, as numbers.
    pub fn values(&self, unit: Unit) -> Vec<Option<f64>> {
        self.points
            .iter()
            .map(|point| number(unit, &point.total))
            .collect()
    }

    /// The comparator, as numbers.
    pub fn comparator(&self, unit: Unit) -> Vec<Option<f64>> {
        self.points
            .iter()
            .map(|point| number(unit, &point.comparator))
            .collect()
    }

    /// The latest month of which sites gave a value.
    pub fn latest(&self) -> Option<&MonthRow> {
        let rows = self
            .points
            .iter()
            .rev()
            .filter_map(|point| point.row.as_ref());
        rows.into_iter().find(|row| row.reported() > 0)
    }

    /// How few and how many sites the totals are of.
    pub fn sites_behind(&self) -> Option<(usize, usize)> {
        let reported = || {
            let rows = self.points.iter().filter_map(|point| point.row.as_ref());
            rows.map(MonthRow::reported).filter(|number| *number > 0)
        };
        Some((reported().min()?, reported().max()?))
    }

    /// That a count of more sites is more, whatever the pilot does; nothing where the
    /// totals are of as many sites in every month, or are no count.
    pub fn growing(&self, unit: Unit) -> Option<String> {
        let (fewest, most) = self.sites_behind()?;
        (unit == Unit::Count && fewest != most).then(|| {
            format!(
                "The total is a count, and is of {fewest} to {most} sites. It may have changed for this reason alone."
            )
        })
    }

    /// The months that somebody may choose the expected range from.
    pub fn months_with_figures(&self, unit: Unit) -> Vec<NaiveDate> {
        let values = self.values(unit);
        let known = self.points.iter().zip(values);
        known
            .filter(|(_, value)| value.is_some())
            .map(|(point, _)| point.month)
            .collect()
    }

    /// What the rules say of the totals.
    pub fn reading(&self, definition: &Definition, chosen: Option<&Chosen>) -> Reading {
        let range = chosen.map(|chosen| {
            let at = |first: NaiveDate| self.points.partition_point(|point| point.month < first);
            at(chosen.from)..at(rules::month_after(chosen.to))
        });
        let values = self.values(definition.unit);
        Reading::of(&values, range, self.go_live, definition.better)
    }
}

/// What the rules say of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub xmr: Xmr,
    /// The points from which the expected range comes.
    pub range: Range<usize>,
    /// The first point that is judged.
    pub from: usize,
    pub finding: Finding,
    pub says: String,
}

impl Reading {
    /// Without a range that somebody chose it comes from what was before go-live or,
    /// where that is too little, from the first twelve figures.
    fn of(
        values: &[Option<f64>],
        chosen: Option<Range<usize>>,
        go_live: Option<usize>,
        better: types::Better,
    ) -> Self {
        let known = |range: Range<usize>| {
            let part = values.get(range).unwrap_or_default();
            part.iter().flatten().count()
        };
        let before = go_live.filter(|step| known(0..*step) >= FEWEST);
        let range = match (chosen, before) {
            (Some(range), _) => range,
            (None, Some(step)) => 0..step,
            (None, None) => 0..first_figures(values),
        };
        let from = range.end.max(go_live.unwrap_or(0));
        let from = if from < values.len() { from } else { 0 };
        let xmr = Xmr::of(values, range.clone(), go_live);
        let better = direction(better);
        Self {
            finding: xmr.finding(values, from, better),
            says: xmr.in_words(values, from, Length::Month, better),
            range,
            from,
            xmr,
        }
    }
}

/// Up to where the first twelve figures go.
fn first_figures(values: &[Option<f64>]) -> usize {
    let known = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_some());
    known
        .map(|(at, _)| at + 1)
        .nth(ENOUGH - 1)
        .unwrap_or(values.len())
}

/// What a run chart says of the totals.
pub fn run_chart(values: &[Option<f64>]) -> Option<(RunChart, String)> {
    let chart = RunChart::of(values)?;
    let says = chart.in_words(values, Length::Month);
    Some((chart, says))
}

words! {
    /// By what the months of sites stand under each other.
    Axis {
        Calendar = "calendar", "By calendar month";
        Live = "live", "By month since go-live";
    }
}

/// What is published of one site over time.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteLine {
    pub name: String,
    /// The month in which it went live.
    pub start: NaiveDate,
    /// From the first month of the axis on; none where it did not run.
    pub cells: Vec<Option<Shown>>,
    pub values: Vec<Option<f64>>,
    pub finding: Finding,
    pub says: String,
}

/// The lines of the sites, each held against its own first figures.
pub fn site_lines(
    definition: &Definition,
    series: &Series,
    sites: &[Site],
    axis: Axis,
) -> Vec<SiteLine> {
    let live: Vec<&Point> = (series.points.iter())
        .filter(|point| point.row.is_some())
        .collect();
    let mut lines: Vec<SiteLine> = sites
        .iter()
        .filter_map(|site| {
            let start = rules::month_of(site.actual_start?.first());
            let cells = live
                .iter()
                .map(|point| {
                    let cells = &point.row.as_ref()?.cells;
                    let cell = cells.iter().find(|(name, _)| *name == site.name)?;
                    Some(cell.1.clone())
                })
                .collect::<Vec<Option<Shown>>>();
            let cells = match axis {
                Axis::Calendar => cells,
                Axis::Live => from_start(cells, start, live.first()?.month),
            };
            let values: Vec<Option<f64>> = cells
                .iter()
                .map(|cell| number(definition.unit, cell.as_ref()?))
                .collect();
            let reading = Reading::of(&values, None, None, definition.better);
            cells.iter().any(Option::is_some).then(|| SiteLine {
                name: site.name.clone(),
                start,
                cells,
                values,
                finding: reading.finding,
                says: reading.says,
            })
        })
        .collect();
    // Lines of one length have one scale from left to right.
    let longest = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    for line in &mut lines {
        line.cells.resize(longest, None);
        line.values.resize(longest, None);
    }
    lines
}

/// Cells from the month in which a site went live.
fn from_start(
    mut cells: Vec<Option<Shown>>,
    start: NaiveDate,
    first: NaiveDate,
) -> Vec<Option<Shown>> {
    let apart = months_apart(first, start);
    match usize::try_from(apart) {
        Ok(ahead) => cells.split_off(ahead.min(cells.len())),
        // It went live before what is shown.
        Err(_) => {
            let ahead = usize::try_from(apart.unsigned_abs()).unwrap_or(0);
            let mut all = vec![None; ahead];
            all.append(&mut cells);
            all
        }
    }
}

/// How many months one is after another.
fn months_apart(one: NaiveDate, other: NaiveDate) -> i32 {
    let number = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    number(other) - number(one)
}

/// What a point of the axis is called: "October 2026", or "Month 3, about week 13".
pub fn axis_words(axis: Axis, first: NaiveDate, at: usize) -> String {
    match axis {
        Axis::Calendar => {
            let month = first
                .checked_add_months(chrono::Months::new(u32::try_from(at).unwrap_or(0)))
                .unwrap_or(first);
            super::rough::month_in_words(month)
        }
        Axis::Live if at == 0 => "Month of go-live".to_owned(),
        // A month has 365.25 / 12 / 7 weeks.
        Axis::Live => format!("Month {at}, about week {:.0}", at as f64 * 4.348),
    }
}

/// What several lines say together: "1 of 9 sites shows a sign of change".
pub fn lines_in_words(lines: &[SiteLine]) -> String {
    let of = lines.len();
    let counted = |finding: Finding| lines.iter().filter(|line| line.finding == finding).count();
    let (better, worse) = (counted(Finding::Better), counted(Finding::Worse));
    let early = counted(Finding::TooEarly);
    let sites = |number: usize| {
        let noun = if of == 1 { "site" } else { "sites" };
        format!("{number} of {of} {noun}")
    };
    let verb = |number: usize| if number == 1 { "shows" } else { "show" };
    let mut said = Vec::new();
    for (number, way) in [(better, "better"), (worse, "worse")] {
        if number > 0 {
            let verb = verb(number);
            said.push(format!(
                "{} {verb} a sign of change for the {way}",
                sites(number)
            ));
        }
    }
    if said.is_empty() && early < of {
        said.push("No site shows a sign of change".to_owned());
    }
    if early > 0 {
        let verb = if early == 1 { "has" } else { "have" };
        said.push(format!("{} {verb} too few figures to say", sites(early)));
    }
    said.join(". ")
}

#[cfg(test)]
mod tests;
