//! The list of seats as a file.

use app::{
    membership::types::SeatRow,
    vacancies::rules::{Moment, moment},
    wording,
};
use chrono::NaiveDate;

use crate::sheets::{Export, ExportColumn, Value};

const COLUMNS: [&str; 9] = [
    "Board",
    "Region",
    "Seat",
    "Category",
    "State",
    "Required",
    "Organisation that owes a name",
    "Vacant or carried over since",
    "Ends on",
];

/// The seats of a list as a table, with typed days.
pub(super) fn export(rows: &[&SeatRow], filters: &[(&str, String)], today: NaiveDate) -> Export {
    let made = wording::date(today);
    let mut about = vec![
        format!("Seats of family justice boards as they stand on {made}."),
        wording::count(rows.len() as u64, "seat", "seats"),
    ];
    about.extend(
        filters
            .iter()
            .map(|(name, value)| format!("Filter: {name} is {value}")),
    );
    Export {
        title: "Vacancies".to_owned(),
        columns: COLUMNS
            .iter()
            .map(|name| ExportColumn {
                name: (*name).to_owned(),
            })
            .collect(),
        rows: rows.iter().map(|row| values(row)).collect(),
        about,
    }
}

fn values(row: &SeatRow) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let optional = |text: &Option<String>| match text {
        Some(text) => Value::Text(text.clone()),
        None => Value::Empty,
    };
    let (since, ends) = match moment(row) {
        Some(Moment::VacantSince(day) | Moment::TermEnded(day)) => (Value::Date(day), Value::Empty),
        Some(Moment::Ends(day)) => (Value::Empty, Value::Date(day)),
        None => (Value::Empty, Value::Empty),
    };
    vec![
        text(&row.board_name),
        optional(&row.board_region),
        text(&row.title),
        text(row.category.label()),
        text(row.state.label()),
        text(if row.required { "Yes" } else { "No" }),
        optional(&row.organisation_name),
        since,
        ends,
    ]
}
