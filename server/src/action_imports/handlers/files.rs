//! What is taken away of an earlier log, and the file itself: downloaded and discarded.

use std::collections::BTreeMap;

use app::{
    access::Permission,
    action_imports::{
        forms::field,
        rules::columns::letters,
        types::{LogField, LogImport, LogRow, LogState, Outlook},
        views::{LogDiscardView, discard_page},
    },
    boards::types::BoardEntry,
    form::FormState,
    imports::forms::STALE,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::of_address;
use crate::{
    action_imports::{check, store},
    boards,
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Key, Posted, QueryPairs, Segment, SignedIn},
    imports::handlers::ending,
    membership::scope,
    render::{Message, Renderer},
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

/// `GET /action-imports/{log}/rows`: every row as it came, with what becomes of it.
pub async fn get_rows(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    QueryPairs(pairs): QueryPairs,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let format = QueryPairs(pairs);
    let format = TableFormat::from_code(format.last("format").unwrap_or("csv"));
    let format = format.ok_or(PageError::NotFound)?;
    let db = state.db.reader();
    let rows = store::rows(db, import.id).await?;
    let outlook = match import.state {
        LogState::Checked => check::outlook(db, &import, &rows, state.clock.today()).await?,
        _ => Outlook::default(),
    };
    let name = format!("{}-action-log-checked", board.slug);
    let export = verdicts(&import, &rows, &outlook);
    downloads::table(&name, format, export, state.clock.now()).await
}

fn verdicts(import: &LogImport, rows: &[LogRow], outlook: &Outlook) -> Export {
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

/// `GET /action-imports/{log}/file`: the file as it came, which is noted in the log.
pub async fn get_file(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let found = store::file(state.db.reader(), import.id).await?;
    let (name, bytes) = found
        .filter(|_| import.state != LogState::Discarded)
        .ok_or(PageError::NotFound)?;
    // In the log and not in the trail, because no GET writes to the database.
    tracing::info!(
        import = %import.id,
        person = %me.access.person,
        board = %board.id,
        hash = import.file_hash,
        "an earlier action log was downloaded"
    );
    let name = format!("{}-action-log-as-sent.{}", board.slug, ending(&name));
    Ok(downloads::untrusted(&name, bytes))
}

/// Whether a file may be discarded: not once it was taken over, because then it says
/// what was.
fn may_be_discarded(import: &LogImport) -> bool {
    matches!(import.state, LogState::Columns | LogState::Checked)
}

fn discard_answer(
    state: &AppState,
    me: &SignedIn,
    (import, board): (LogImport, BoardEntry),
    form: FormState,
    (status, changed_meanwhile): (StatusCode, bool),
) -> Response {
    let view = LogDiscardView {
        board,
        import,
        form,
        changed_meanwhile,
    };
    Renderer::for_person(state, me).answer(status, || discard_page(&view))
}

/// `GET /action-imports/{log}/discard`
pub async fn get_discard(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, id).await?;
    if !may_be_discarded(&found.0) {
        return Ok(Redirect::to(&paths::action_import(found.0.id)).into_response());
    }
    let shown = (StatusCode::OK, false);
    let form = FormState::default();
    Ok(discard_answer(&state, &me, found, form, shown))
}

/// `POST /action-imports/{log}/discard`
pub async fn post_discard(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let all_files = Redirect::to(&paths::import_actions(&board.slug));
    let done = (Message::ImportDiscarded.set(&state.cookies), all_files).into_response();
    let Some(version) = answers.version(field::VERSION) else {
        let mut form = FormState::new(answers);
        form.refuse(field::ROWS, STALE);
        let shown = (StatusCode::UNPROCESSABLE_ENTITY, false);
        return Ok(discard_answer(&state, &me, (import, board), form, shown));
    };
    // Discarded before: a second click, or somebody else.
    if import.state == LogState::Discarded {
        return Ok(done);
    }
    if !may_be_discarded(&import) {
        return Ok(Redirect::to(&paths::action_import(import.id)).into_response());
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, import.board).await?;
    if version == import.version
        && store::discard(&tx, &state.random, &me.actor(), now, &import).await?
    {
        tx.commit().await?;
        return Ok(done);
    }
    tx.rollback().await?;
    let found = of_address(&state, &me, id).await?;
    if !may_be_discarded(&found.0) {
        return Ok(Redirect::to(&paths::action_import(found.0.id)).into_response());
    }
    let shown = (StatusCode::CONFLICT, true);
    let form = FormState::new(answers);
    Ok(discard_answer(&state, &me, found, form, shown))
}
