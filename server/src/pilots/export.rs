//! The register of pilots as a file.

use app::{
    pilots::{
        rough::Rough,
        types::{PilotQuery, PilotRow},
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
        columns: COLUMNS
            .iter()
            .map(|name| ExportColumn {
                name: (*name).to_owned(),
            })
            .collect(),
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
