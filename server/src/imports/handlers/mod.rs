//! The pages about files of members: [`upload`], the page of one file (here) with what
//! is decided on it, taking it over and undoing it, and what is taken away of it.

mod applying;
mod choosing;
mod files;
mod undoing;
mod upload;

use app::{
    access::Permission,
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ImportId,
    imports::{
        types::{ImportEntry, ImportState, Totals, Verdict},
        views::{EVERY, ImportView, import_page},
    },
    paths,
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

pub(crate) use self::files::ending;
pub use self::{
    applying::post_apply,
    choosing::post_choose,
    files::{get_discard, get_errors, get_file, get_rows, post_discard},
    undoing::post_undo,
    upload::{get_upload, post_upload},
};
use super::store;
use crate::{
    boards,
    error::PageError,
    extract::{Key, QueryPairs, Said, SignedIn},
    render::{Message, Renderer},
    state::AppState,
};

/// How long a page waits before it looks again by itself, in seconds.
const LOOK_AGAIN: &str = "3";

/// The import of an address with its board, for somebody who keeps the members
/// of that board. To everybody else there is none.
async fn of_address(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
) -> Result<(ImportEntry, BoardEntry), PageError> {
    let db = state.db.reader();
    let import = store::find(db, ImportId(id))
        .await?
        .filter(|import| me.access.may(Permission::ManageMembers, import.board, None))
        .ok_or(PageError::NotFound)?;
    let today = state.clock.today();
    let board = boards::store::with_id(db, import.board)
        .await?
        .filter(|board| board.ends_on.is_none_or(|last| today <= last))
        .ok_or(PageError::NotFound)?;
    Ok((import, board))
}

/// What the page of an import shows besides the import.
#[derive(Default)]
struct Shown {
    pairs: Vec<(String, String)>,
    form: FormState,
    in_the_way: Vec<String>,
    changed_meanwhile: bool,
}

async fn view(
    state: &AppState,
    import: ImportEntry,
    board: BoardEntry,
    shown: Shown,
) -> Result<ImportView, PageError> {
    let db = state.db.reader();
    let totals = store::totals(db, import.id).await?;
    let pairs = QueryPairs(shown.pairs);
    let verdict = match pairs.last("verdict") {
        Some(EVERY) => None,
        Some(code) => Verdict::from_code(code).or_else(|| most_urgent(&import, &totals)),
        None => most_urgent(&import, &totals),
    };
    let after = pairs.last("after").and_then(|row| row.parse().ok());
    let after: i32 = after.unwrap_or(0).max(0);
    // Until somebody asks for others, what waits for a decision comes first.
    let undecided = pairs.last("verdict").is_none()
        && totals.undecided > 0
        && verdict.is_some_and(Verdict::needs_choice);
    let totals_unclear = totals.of(Verdict::Unclear) > 0;
    let mut rows = store::rows_after(db, import.id, verdict, undecided, after).await?;
    let has_more = rows.len() as u64 > store::PAGE;
    rows.truncate(usize::try_from(store::PAGE).unwrap_or(usize::MAX));
    let more_after = rows.last().map(|row| row.number).filter(|_| has_more);
    Ok(ImportView {
        at_work: state.imports.is_at_work(import.id),
        failure: state.imports.failure(import.id),
        may_undo: store::last_applied(db, import.board).await? == Some(import.id),
        board,
        totals,
        shown: verdict,
        rows,
        questions: if totals_unclear {
            store::questions(db, import.id).await?
        } else {
            Vec::new()
        },
        after,
        more_after,
        form: shown.form,
        in_the_way: shown.in_the_way,
        changed_meanwhile: shown.changed_meanwhile,
        import,
    })
}

fn most_urgent(import: &ImportEntry, totals: &Totals) -> Option<Verdict> {
    totals
        .most_urgent()
        .filter(|_| import.state == ImportState::Checked)
}

/// `GET /imports/{import}`
pub async fn get_import(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
    QueryPairs(pairs): QueryPairs,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let shown = Shown {
        pairs,
        ..Shown::default()
    };
    let view = view(&state, import, board, shown).await?;
    let mut answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| import_page(&view));
    if view.is_moving() {
        let again = HeaderValue::from_static(LOOK_AGAIN);
        answer.headers_mut().insert(header::REFRESH, again);
    }
    Ok(said.once(&state.cookies, answer))
}

/// Answers with the page and what is wrong, or that somebody was faster.
async fn refuse(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    (import, board): (ImportEntry, BoardEntry),
    shown: Shown,
) -> Result<Response, PageError> {
    let view = view(state, import, board, shown).await?;
    Ok(Renderer::for_person(state, me).answer(status, || import_page(&view)))
}

/// The page as it is now, for somebody whose form no longer fits it.
async fn out_of_date(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
    answers: Answers,
) -> Result<Response, PageError> {
    let found = of_address(state, me, id).await?;
    let shown = Shown {
        form: FormState::new(answers),
        changed_meanwhile: true,
        ..Shown::default()
    };
    refuse(state, me, StatusCode::CONFLICT, found, shown).await
}

/// A form that is not one of ours, or asks for what cannot be.
async fn unprocessable(
    state: &AppState,
    me: &SignedIn,
    found: (ImportEntry, BoardEntry),
    form: FormState,
) -> Result<Response, PageError> {
    let shown = Shown {
        form,
        ..Shown::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refuse(state, me, status, found, shown).await
}

fn done(state: &AppState, message: Message, id: ImportId) -> Response {
    let back = Redirect::to(&paths::import(id));
    (message.set(&state.cookies), back).into_response()
}
