//! What is taken away of an import, and the file itself: downloaded and discarded.

use app::{
    boards::types::BoardEntry,
    form::FormState,
    imports::{
        forms::{STALE, field},
        types::{ImportState, SentFile},
        views::{DiscardView, discard_page},
    },
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
    imports::{Imported, store},
    membership::scope,
    render::{Message, Renderer},
    state::AppState,
};

/// `GET …/rows`: every row as it came, with what becomes of it.
pub async fn get_rows<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<I>(&state, &me, id).await?;
    let format = TableFormat::from_code(pairs.last("format").unwrap_or("csv"));
    let format = format.ok_or(PageError::NotFound)?;
    let rows = import.rows(&state).await?;
    let name = format!("{}-{}-checked", board.slug, I::KIND.downloads);
    downloads::table(&name, format, rows, state.clock.now()).await
}

/// `GET …/file`: the file as it came, which is noted in the log.
pub async fn get_file<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<I>(&state, &me, id).await?;
    let file = import.file();
    let found = store::content::<I>(state.db.reader(), file.id).await?;
    let (name, bytes) = found
        .filter(|_| file.state != ImportState::Discarded)
        .ok_or(PageError::NotFound)?;
    // In the log and not in the trail, because no GET writes to the database.
    tracing::info!(
        import = %file.id,
        of = I::KIND.downloads,
        person = %me.access.person,
        board = %board.id,
        hash = file.hash,
        "a file to import was downloaded"
    );
    let name = format!(
        "{}-{}-as-sent.{}",
        board.slug,
        I::KIND.downloads,
        ending(&name)
    );
    Ok(downloads::untrusted(&name, bytes))
}

/// How a file is called that somebody sent: its own name is theirs.
fn ending(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let mut known = ["csv", "xlsx", "ods"].into_iter();
    known
        .find(|ending| name.ends_with(&format!(".{ending}")))
        .unwrap_or("txt")
}

/// Whether a file may be discarded now: not while it is worked on.
fn may_be_discarded(state: &AppState, file: &SentFile) -> bool {
    file.state.may_be_discarded() && !state.imports.is_at_work(file.id)
}

fn to_page<I: Imported>(file: &SentFile) -> Response {
    Redirect::to(&(I::KIND.page)(file.id)).into_response()
}

fn discard_answer<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    (import, board): (I, BoardEntry),
    form: FormState,
    (status, changed_meanwhile): (StatusCode, bool),
) -> Response {
    let view = DiscardView {
        kind: I::KIND,
        board,
        file: import.file().clone(),
        form,
        changed_meanwhile,
    };
    Renderer::for_person(state, me).answer(status, || discard_page(&view))
}

/// `GET …/discard`
pub async fn get_discard<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let found = of_address::<I>(&state, &me, id).await?;
    let file = found.0.file();
    if !may_be_discarded(&state, file) {
        return Ok(to_page::<I>(file));
    }
    let shown = (StatusCode::OK, false);
    let form = FormState::default();
    Ok(discard_answer(&state, &me, found, form, shown))
}

/// `POST …/discard`
pub async fn post_discard<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<I>(&state, &me, id).await?;
    let file = import.file();
    let all_files = Redirect::to(&(I::KIND.uploads)(&board.slug));
    let done = (Message::ImportDiscarded.set(&state.cookies), all_files).into_response();
    let Some(version) = answers.version(field::VERSION) else {
        let mut form = FormState::new(answers);
        form.refuse(field::ROWS, STALE);
        let shown = (StatusCode::UNPROCESSABLE_ENTITY, false);
        return Ok(discard_answer(&state, &me, (import, board), form, shown));
    };
    // Discarded before: a second click, or somebody else.
    if file.state == ImportState::Discarded {
        return Ok(done);
    }
    if !may_be_discarded(&state, file) {
        return Ok(to_page::<I>(file));
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, file.board).await?;
    if version == file.version
        && store::discard(&tx, &state.random, &me.actor(), now, &import).await?
    {
        tx.commit().await?;
        return Ok(done);
    }
    tx.rollback().await?;
    let found = of_address::<I>(&state, &me, id).await?;
    if !may_be_discarded(&state, found.0.file()) {
        return Ok(to_page::<I>(found.0.file()));
    }
    let shown = (StatusCode::CONFLICT, true);
    let form = FormState::new(answers);
    Ok(discard_answer(&state, &me, found, form, shown))
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
