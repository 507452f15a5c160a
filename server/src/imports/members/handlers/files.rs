//! The rows of a file of members, as a table to take away.

use app::imports::members::types::{COLUMNS, ImportRow, MemberImport, Verdict};
use axum::{extract::State, response::Response};

use crate::{
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Key, SignedIn},
    imports::{handlers::of_address, members::store},
    sheets::{Export, ExportColumn, Value},
    state::AppState,
};

/// `GET /imports/{import}/errors`: the rows that have to be mended as they came,
/// each with its number and what is wrong.
pub async fn get_errors(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<MemberImport>(&state, &me, id).await?;
    let rows = store::all_rows(state.db.reader(), import.file.id, Some(Verdict::Bad)).await?;
    let name = format!("{}-members-to-correct", board.slug);
    let now = state.clock.now();
    downloads::table(&name, TableFormat::Csv, errors(&rows), now).await
}

fn errors(rows: &[ImportRow]) -> Export {
    table("Rows to correct", rows, &["What to correct"], |row| {
        vec![row.reason.clone()]
    })
}

/// Every row with its verdict.
pub(in crate::imports::members) fn verdicts(rows: &[ImportRow]) -> Export {
    let columns = ["What becomes of it", "Why", "What was chosen"];
    table("Rows with verdicts", rows, &columns, |row| {
        let mut offers = row.offers.iter();
        let chosen = offers.find(|offer| offer.code == row.choice);
        vec![
            row.verdict.label().to_owned(),
            row.reason.clone(),
            chosen.map_or_else(String::new, |offer| offer.words.clone()),
        ]
    })
}

/// Rows as they came, with their numbers and what `said` says of each.
fn table(
    title: &str,
    rows: &[ImportRow],
    columns: &[&str],
    said: impl Fn(&ImportRow) -> Vec<String>,
) -> Export {
    let names = COLUMNS
        .iter()
        .map(|column| column.names.first().copied().unwrap_or(column.key))
        .chain(["Row in the file"])
        .chain(columns.iter().copied());
    Export {
        title: title.to_owned(),
        columns: names
            .map(|name| ExportColumn {
                name: name.to_owned(),
            })
            .collect(),
        rows: rows
            .iter()
            .map(|row| {
                COLUMNS
                    .iter()
                    .map(|column| Value::Text(row.told.raw(column.key).to_owned()))
                    .chain([Value::Number(row.number.into())])
                    .chain(said(row).into_iter().map(Value::Text))
                    .collect()
            })
            .collect(),
        about: Vec::new(),
    }
}
