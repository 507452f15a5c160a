//! An empty log to fill in, and the rows of one as a table to take away.

use std::collections::BTreeMap;

use app::{
    access::Permission,
    imports::actions::{
        rules::columns::letters,
        types::{LogField, LogImport, LogRow, Outlook},
    },
};
use axum::{extract::State, response::Response};

use crate::{
    boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Segment, SignedIn},
    sheets::{Export, ExportColumn, Value},
    state::AppState,
};

/// `GET /boards/{slug}/actions/import/template`: an empty log whose columns are known.
pub async fn get_template(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::CloseAction).await?;
    let columns = LogField::ALL.iter().map(|field| ExportColumn {
        name: field.label().to_owned(),
    });
    let export = Export {
        title: "Action log".to_owned(),
        columns: columns.collect(),
        rows: Vec::new(),
        about: Vec::new(),
    };
    let name = format!("{}-action-log-to-fill-in", board.slug);
    downloads::table(&name, TableFormat::Xlsx, export, state.clock.now()).await
}

/// Every row with its verdict, or with the action that it became.
pub(in crate::imports::actions) fn verdicts(
    import: &LogImport,
    rows: &[LogRow],
    outlook: &Outlook,
) -> Export {
    let judged: BTreeMap<i32, _> = outlook.rows.iter().map(|row| (row.number, row)).collect();
    let headers = import
        .layout
        .headers
        .iter()
        .map(|(place, header)| match header.as_str() {
            "" => format!("Column {}", letters(*place)),
            header => header.to_owned(),
        });
    let own = ["Row in the file", "What becomes of it", "Why", "Action"];
    let columns = headers
        .chain(own.map(str::to_owned))
        .map(|name| ExportColumn { name });
    let lines = rows.iter().map(|row| {
        let cells = import.layout.headers.keys().map(|place| {
            let text = row.cells.get(place).cloned().unwrap_or_default();
            Value::Text(text)
        });
        let judged = judged.get(&row.number);
        let verdict = judged.map_or("", |judged| judged.verdict.label());
        let reason = judged.map(|judged| judged.reason.clone());
        cells
            .chain([
                Value::Number(row.number.into()),
                Value::Text(verdict.to_owned()),
                Value::Text(reason.unwrap_or_default()),
                Value::Text(row.action.clone().unwrap_or_default()),
            ])
            .collect()
    });
    Export {
        title: "Rows with verdicts".to_owned(),
        columns: columns.collect(),
        rows: lines.collect(),
        about: Vec::new(),
    }
}
