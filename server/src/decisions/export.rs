//! The register of decisions as a file.

use app::{
    decisions::types::{Decision, DecisionFilter},
    wording,
};
use chrono::NaiveDate;

use crate::sheets::{Export, ExportColumn, Value};

const COLUMNS: [&str; 12] = [
    "Reference",
    "Decision",
    "Taken on",
    "State",
    "Reason",
    "How it was taken",
    "Taken by",
    "Who disagreed and why",
    "Who abstained",
    "Item",
    "To be looked at again",
    "For",
];

/// Decisions of a board as a table, with typed days.
pub(super) fn table(
    board: &str,
    decisions: &[Decision],
    filter: &DecisionFilter,
    today: NaiveDate,
) -> Export {
    let made = wording::date(today);
    let mut about = vec![
        format!("Decisions of {board} as they stand on {made}."),
        wording::count(decisions.len() as u64, "decision", "decisions"),
    ];
    about.extend(
        filter
            .in_words()
            .into_iter()
            .map(|(name, value)| format!("Filter: {name} is {value}")),
    );
    Export {
        title: "Decisions".to_owned(),
        columns: COLUMNS
            .iter()
            .map(|name| ExportColumn {
                name: (*name).to_owned(),
            })
            .collect(),
        rows: decisions.iter().map(values).collect(),
        about,
    }
}

fn values(decision: &Decision) -> Vec<Value> {
    let text = |text: &str| {
        if text.is_empty() {
            Value::Empty
        } else {
            Value::Text(text.to_owned())
        }
    };
    vec![
        text(&decision.reference),
        text(&decision.text),
        Value::Date(decision.taken_on),
        text(decision.state.label()),
        text(&decision.reason),
        text(decision.how.label()),
        text(&decision.taken_by),
        text(&decision.dissent),
        text(&decision.abstained),
        text(&decision.item_title),
        decision.review_on.map_or(Value::Empty, Value::Date),
        text(decision.part.label()),
    ]
}
