//! The register of pilots, and what is published of a measure, as files.

use app::{
    pilots::{
        evidence::{self, Beside, Entered, Series},
        official::Official,
        rough::Rough,
        rules::{HIDDEN, Shown},
        types::{Measure, Pilot, PilotQuery, PilotRow},
    },
    wording,
};
use chrono::NaiveDate;

use crate::sheets::{Export, ExportColumn, Value};

const COLUMNS: [&str; 15] = [
    "Pilot",
    "Former names",
    "Stage",
    "Purpose",
    "Run by",
    "Senior responsible owner",
    "Evaluator",
    "Legal basis",
    "Funding",
    "Funding ends",
    "Decision due",
    "Sites",
    "First start",
    "Source",
    "Address",
];

fn columns(names: &[&str]) -> Vec<ExportColumn> {
    names
        .iter()
        .map(|name| ExportColumn {
            name: (*name).to_owned(),
        })
        .collect()
}

/// Pilots as a table. Dates are words, because not all are known to the day.
pub(super) fn table(rows: &[PilotRow], query: &PilotQuery, today: NaiveDate) -> Export {
    let made = wording::date(today);
    let mut about = vec![
        format!("Reform pilots as they stand on {made}."),
        wording::count(rows.len() as u64, "pilot", "pilots"),
        "An empty cell is something that is not known.".to_owned(),
    ];
    about.extend(
        query
            .in_words()
            .into_iter()
            .map(|(name, value)| format!("Filter: {name} is {value}")),
    );
    Export {
        title: "Pilots".to_owned(),
        columns: columns(&COLUMNS),
        rows: rows.iter().map(values).collect(),
        about,
    }
}

fn values(row: &PilotRow) -> Vec<Value> {
    let text = |text: &str| {
        if text.is_empty() {
            Value::Empty
        } else {
            Value::Text(text.to_owned())
        }
    };
    let date = |date: Option<Rough>| date.map_or(Value::Empty, |date| Value::Text(date.in_words()));
    let record = &row.pilot.record;
    vec![
        text(&record.title),
        text(&record.former_names),
        text(row.pilot.stage.label()),
        text(&record.purpose),
        text(&record.department),
        text(&record.sro),
        text(&record.evaluator),
        text(&record.legal_basis),
        text(&record.funding),
        date(record.funding_ends),
        date(record.decision_due),
        Value::Number(row.sites as f64),
        date(row.first_start),
        text(&record.source),
        text(&app::paths::pilot(&row.pilot.slug)),
    ]
}

const OF_A_MEASURE: [&str; 8] = [
    "Month",
    "Of",
    "Figure",
    "Counted",
    "Divided by",
    "State",
    "Reason or source",
    "Coverage",
];

/// What is published of a measure, a line for each month and site, with their total, what
/// was before the pilot, and the comparator. A hidden figure is `[c]` here, too.
pub(super) fn measure(
    (pilot, measure): (&Pilot, &Measure),
    series: &Series,
    (entered, official): (&Entered, Option<&Official>),
    (today, is_fictional): (NaiveDate, bool),
) -> Export {
    let definition = &measure.definition;
    let mut rows = Vec::new();
    for point in &series.points {
        let mut push = |of: &str, figure: &Shown, source: &str, coverage: String| {
            rows.push(line(measure, point.month, (of, figure), (source, coverage)));
        };
        match &point.row {
            Some(row) => {
                for (site, cell) in &row.cells {
                    push(site, cell, "", String::new());
                }
                push("All sites", &row.total, "", row.coverage());
            }
            None => {
                let of = Beside::Before.label();
                push(of, &point.total, &entered.before_source, String::new());
            }
        }
        if official.is_none() && point.comparator != Shown::Missing {
            let of = Beside::Comparator.label();
            let source = &entered.comparator_source;
            push(of, &point.comparator, source, String::new());
        }
        rows.extend(
            official
                .iter()
                .flat_map(|it| official_lines(it, point.month)),
        );
    }
    let mut about = vec![
        format!(
            "{} of {}, as published on {}.",
            definition.name,
            pilot.record.title,
            wording::date(today)
        ),
        definition.definition.clone(),
        format!("Source: {}", definition.source),
        format!("{HIDDEN} is hidden, because it is small or would give away a small number."),
        "An empty figure is not reported, not in yet, or of no cases. It is never 0.".to_owned(),
    ];
    if is_fictional {
        about.push("These figures are fictional.".to_owned());
    }
    Export {
        title: "Figures".to_owned(),
        columns: columns(&OF_A_MEASURE),
        rows,
        about,
    }
}

/// What each area of a comparator has for the period that a month is in.
fn official_lines(official: &Official, month: NaiveDate) -> Vec<Vec<Value>> {
    if official.check().is_err() {
        return Vec::new();
    }
    let sources: Vec<String> = official
        .sources
        .iter()
        .map(|source| {
            let made_up = if source.is_fictional {
                "Fictional figures. "
            } else {
                ""
            };
            let day = wording::date(source.published_on);
            format!("{made_up}{}, published {day}", source.title)
        })
        .collect();
    official
        .areas
        .iter()
        .filter_map(|(area, history)| {
            let (period, value) = history.iter().find_map(|(period, amount)| {
                let covers = (period.first()..=period.last()).contains(&month);
                Some((period, amount.value.filter(|_| covers)?))
            })?;
            Some(vec![
                Value::Date(month),
                Value::Text(format!("{}: {}", Beside::Comparator.label(), area.name)),
                Value::Number(value),
                Value::Empty,
                Value::Empty,
                Value::Text("Value".to_owned()),
                Value::Text(format!("{}. {}", official.series.name, sources.join("; "))),
                Value::Text(format!("All of {}", period.name())),
            ])
        })
        .collect()
}

fn line(
    measure: &Measure,
    month: NaiveDate,
    (of, figure): (&str, &Shown),
    (source, coverage): (&str, String),
) -> Vec<Value> {
    let text = |text: &str| {
        if text.is_empty() {
            Value::Empty
        } else {
            Value::Text(text.to_owned())
        }
    };
    let (value, counted, over, state, reason) = match figure {
        Shown::Value(parts) => {
            let number = evidence::number(measure.definition.unit, figure);
            (
                number.map_or(Value::Empty, Value::Number),
                Value::Number(parts.numerator as f64),
                parts
                    .denominator
                    .map_or(Value::Empty, |number| Value::Number(number as f64)),
                if number.is_some() {
                    "Value"
                } else {
                    "No cases"
                },
                source,
            )
        }
        Shown::Hidden => {
            let hidden = || Value::Text(HIDDEN.to_owned());
            let over = if measure.definition.unit.has_parts() {
                hidden()
            } else {
                Value::Empty
            };
            (hidden(), hidden(), over, "Hidden", source)
        }
        Shown::NotReported(reason) => {
            let none = (Value::Empty, Value::Empty, Value::Empty);
            (none.0, none.1, none.2, "Not reported", reason.as_str())
        }
        Shown::Missing => {
            let none = (Value::Empty, Value::Empty, Value::Empty);
            (none.0, none.1, none.2, "Not in yet", source)
        }
    };
    vec![
        Value::Date(month),
        text(of),
        value,
        counted,
        over,
        text(state),
        text(reason),
        text(&coverage),
    ]
}
