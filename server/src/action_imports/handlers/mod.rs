//! The pages about earlier logs: [`upload`], which column is what ([`columns`]), the
//! page of one file (here), taking it over and undoing it, and what is taken away.

mod applying;
mod columns;
mod files;
mod upload;

use app::{
    access::Permission,
    action_imports::{
        forms::{self, field},
        types::{LogImport, LogState, LogVerdict, Outlook},
        views::{EVERY, LogImportView, import_page},
    },
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ActionImportId,
    imports::forms::STALE,
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use sea_orm::ActiveValue::Set;

pub use self::{
    applying::{post_apply, post_undo},
    columns::{get_columns, post_columns},
    files::{get_discard, get_file, get_rows, get_template, post_discard},
    upload::{get_upload, post_upload},
};
use super::{check, store};
use crate::{
    boards,
    db::entities::action_import,
    error::PageError,
    extract::{Key, Posted, QueryPairs, Said, SignedIn},
    imports::store::to_json,
    render::{Message, Renderer},
    state::AppState,
};

/// The earlier log of an address with its board, for somebody who may raise actions
/// there. To everybody else there is none.
async fn of_address(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
) -> Result<(LogImport, BoardEntry), PageError> {
    let db = state.db.reader();
    let import = store::find(db, ActionImportId(id))
        .await?
        .filter(|import| me.access.may(Permission::CloseAction, import.board, None))
        .ok_or(PageError::NotFound)?;
    let today = state.clock.today();
    let board = boards::store::with_id(db, import.board)
        .await?
        .filter(|board| board.ends_on.is_none_or(|last| today <= last))
        .ok_or(PageError::NotFound)?;
    Ok((import, board))
}

/// What the page of a file shows besides the file.
#[derive(Default)]
struct Shown {
    pairs: Vec<(String, String)>,
    form: FormState,
    /// Actions that were touched since, by reference and title.
    in_the_way: Vec<(String, String)>,
    changed_meanwhile: bool,
}

/// Rows on a page.
const PAGE: usize = 50;

async fn view(
    state: &AppState,
    import: LogImport,
    board: BoardEntry,
    shown: Shown,
) -> Result<LogImportView, PageError> {
    let db = state.db.reader();
    let rows = store::rows(db, import.id).await?;
    let outlook = if import.state == LogState::Checked {
        check::outlook(db, &import, &rows, state.clock.today()).await?
    } else {
        Outlook::default()
    };
    let pairs = QueryPairs(shown.pairs);
    let verdict = match pairs.last("verdict") {
        Some(EVERY) => None,
        Some(code) => LogVerdict::from_code(code).or_else(|| outlook.most_urgent()),
        None => outlook.most_urgent(),
    };
    let after = pairs.last("after").and_then(|row| row.parse().ok());
    Ok(LogImportView {
        may_undo: import.state == LogState::Applied
            && store::last_applied(db, import.board).await? == Some(import.id),
        seal: check::seal(&outlook),
        after: after.unwrap_or(0).max(0),
        most: PAGE,
        shown: verdict,
        board,
        rows,
        outlook,
        form: shown.form,
        in_the_way: shown.in_the_way,
        changed_meanwhile: shown.changed_meanwhile,
        import,
    })
}

/// `GET /action-imports/{log}`
pub async fn get_import(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
    QueryPairs(pairs): QueryPairs,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    if import.state == LogState::Columns {
        return Ok(Redirect::to(&paths::action_import_columns(import.id)).into_response());
    }
    let shown = Shown {
        pairs,
        ..Shown::default()
    };
    let view = view(&state, import, board, shown).await?;
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| import_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// Answers with the page and what is wrong, or that somebody was faster.
async fn refuse(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    (import, board): (LogImport, BoardEntry),
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
    found: (LogImport, BoardEntry),
    form: FormState,
) -> Result<Response, PageError> {
    let shown = Shown {
        form,
        ..Shown::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refuse(state, me, status, found, shown).await
}

/// A form without the version that it was written against.
async fn stale(
    state: &AppState,
    me: &SignedIn,
    found: (LogImport, BoardEntry),
    answers: Answers,
) -> Result<Response, PageError> {
    let mut form = FormState::new(answers);
    form.refuse(field::ROWS, STALE);
    unprocessable(state, me, found, form).await
}

fn done(state: &AppState, message: Message, id: ActionImportId) -> Response {
    let back = Redirect::to(&paths::action_import(id));
    (message.set(&state.cookies), back).into_response()
}

/// `POST /action-imports/{log}/answers`: what words mean, which the board is not
/// asked again.
pub async fn post_answers(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let Some(version) = answers.version(field::VERSION) else {
        return stale(&state, &me, (import, board), answers).await;
    };
    let db = state.db.reader();
    let rows = store::rows(db, import.id).await?;
    if version + 1 == import.version && forms::is_saved(&answers, &import, &rows) {
        return Ok(done(&state, Message::LogAnswered, import.id));
    }
    if version != import.version || import.state != LogState::Checked {
        return out_of_date(&state, &me, id, answers).await;
    }
    let outlook = check::outlook(db, &import, &rows, state.clock.today()).await?;
    let answered = match forms::answered(answers.clone(), &outlook.questions) {
        Ok(answered) => answered,
        Err(form) => return unprocessable(&state, &me, (import, board), form).await,
    };
    let after = serde_json::json!({
        "state": import.state.code(), "version": import.version + 1,
        "answers": answered.meanings, "date_order": answered.order.map(|order| order.code()),
    });
    let mut meanings = import.meanings.clone();
    for (question, code) in answered.meanings {
        meanings.decide(question, code);
    }
    let order = answered.order.or(import.order);
    let change = action_import::ActiveModel {
        meanings: Set(to_json(&meanings)?),
        date_order: Set(order.map_or("", |order| order.code()).to_owned()),
        ..Default::default()
    };
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &import, change, LogState::Checked).await? {
        tx.rollback().await?;
        return out_of_date(&state, &me, id, answers).await;
    }
    let actor = me.actor();
    store::record(&tx, &state.random, &actor, now, &import, "answered", after).await?;
    tx.commit().await?;
    Ok(done(&state, Message::LogAnswered, import.id))
}
