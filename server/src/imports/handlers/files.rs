//! What is taken away of an import, and the file itself: downloaded and discarded.

use app::{
    boards::types::BoardEntry,
    form::FormState,
    imports::{
        forms::{self, STALE, field},
        types::{COLUMNS, ImportEntry, ImportRow, ImportState, Verdict},
        views::{DiscardView, discard_page},
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::of_address;
use crate::{
    downloads::{self, TableFormat},
    error::PageError,
    extract::{Key, Posted, QueryPairs, SignedIn},
    imports::store,
    membership::scope,
    render::{Message, Renderer},
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
    let (import, board) = of_address(&state, &me, id).await?;
    let rows = store::all_rows(state.db.reader(), import.id, Some(Verdict::Bad)).await?;
    let name = format!("{}-members-to-correct", board.slug);
    let now = state.clock.now();
    downloads::table(&name, TableFormat::Csv, errors(&rows), now).await
}

/// `GET /imports/{import}/rows`: every row as it came, with what becomes of it.
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
    let rows = store::all_rows(state.db.reader(), import.id, None).await?;
    let name = format!("{}-members-checked", board.slug);
    downloads::table(&name, format, verdicts(&rows), state.clock.now()).await
}

fn errors(rows: &[ImportRow]) -> Export {
    table("Rows to correct", rows, &["What to correct"], |row| {
        vec![row.reason.clone()]
    })
}

fn verdicts(rows: &[ImportRow]) -> Export {
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

/// `GET /imports/{import}/file`: the file as it came, which is noted in the log.
pub async fn get_file(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let found = store::file(state.db.reader(), import.id).await?;
    let (name, bytes) = found
        .filter(|_| import.state != ImportState::Discarded)
        .ok_or(PageError::NotFound)?;
    // In the log and not in the trail, because no GET writes to the database.
    tracing::info!(
        import = %import.id,
        person = %me.access.person,
        board = %board.id,
        hash = import.file_hash,
        "a file of members was downloaded"
    );
    let name = format!("{}-members-as-sent.{}", board.slug, ending(&name));
    Ok(downloads::untrusted(&name, bytes))
}

/// How a file is called that somebody sent: its own name is theirs.
pub(crate) fn ending(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let mut known = ["csv", "xlsx", "ods"].into_iter();
    known
        .find(|ending| name.ends_with(&format!(".{ending}")))
        .unwrap_or("txt")
}

/// Whether a file may be discarded: not once it was taken over, because then it
/// says what was.
fn may_be_discarded(import: &ImportEntry) -> bool {
    matches!(import.state, ImportState::Checked | ImportState::Refused)
}

fn discard_answer(
    state: &AppState,
    me: &SignedIn,
    (import, board): (ImportEntry, BoardEntry),
    form: FormState,
    (status, changed_meanwhile): (StatusCode, bool),
) -> Response {
    let view = DiscardView {
        board,
        import,
        form,
        changed_meanwhile,
    };
    Renderer::for_person(state, me).answer(status, || discard_page(&view))
}

/// `GET /imports/{import}/discard`
pub async fn get_discard(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address(&state, &me, id).await?;
    if !may_be_discarded(&found.0) || state.imports.is_at_work(found.0.id) {
        return Ok(Redirect::to(&paths::import(found.0.id)).into_response());
    }
    let shown = (StatusCode::OK, false);
    Ok(discard_answer(
        &state,
        &me,
        found,
        FormState::default(),
        shown,
    ))
}

/// `POST /imports/{import}/discard`
pub async fn post_discard(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let all_files = Redirect::to(&paths::import_members(&board.slug));
    let done = (Message::ImportDiscarded.set(&state.cookies), all_files).into_response();
    let Some(version) = forms::version(&answers) else {
        let mut form = FormState::new(answers);
        form.refuse(field::CHOICES, STALE);
        let shown = (StatusCode::UNPROCESSABLE_ENTITY, false);
        return Ok(discard_answer(&state, &me, (import, board), form, shown));
    };
    // Discarded before: a second click, or somebody else.
    if import.state == ImportState::Discarded {
        return Ok(done);
    }
    if !may_be_discarded(&import) || state.imports.is_at_work(import.id) {
        return Ok(Redirect::to(&paths::import(import.id)).into_response());
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
        return Ok(Redirect::to(&paths::import(found.0.id)).into_response());
    }
    let shown = (StatusCode::CONFLICT, true);
    Ok(discard_answer(
        &state,
        &me,
        found,
        FormState::new(answers),
        shown,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_keep_their_ending_and_nothing_else_of_their_name() {
        for (name, kept) in [
            ("Members.XLSX", "xlsx"),
            ("a.csv", "csv"),
            ("a.ods", "ods"),
            ("a.html", "txt"),
            ("csv", "txt"),
        ] {
            assert_eq!(ending(name), kept);
        }
    }
}
