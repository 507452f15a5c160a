//! The page of a file.

use app::{
    boards::types::BoardEntry,
    form::{Answers, FormState},
    ids::ImportId,
    imports::{
        forms::{STALE, field},
        types::{ImportState, InTheWay},
        views::{EVERY, Frame},
    },
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    boards,
    error::PageError,
    extract::{Key, QueryPairs, Said, SignedIn},
    imports::{Imported, store},
    render::Renderer,
    state::AppState,
};

/// How long a page waits before it looks again by itself, in seconds.
const LOOK_AGAIN: &str = "3";

/// The import of an address with its board, for somebody who may import there. To
/// everybody else there is none.
pub(in crate::imports) async fn of_address<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
) -> Result<(I, BoardEntry), PageError> {
    let db = state.db.reader();
    let import = I::find(db, ImportId(id))
        .await?
        .filter(|import| me.access.may(I::MAY, import.file().board, None))
        .ok_or(PageError::NotFound)?;
    let today = state.clock.today();
    let board = boards::store::with_id(db, import.file().board)
        .await?
        .filter(|board| board.ends_on.is_none_or(|last| today <= last))
        .ok_or(PageError::NotFound)?;
    Ok((import, board))
}

/// What the page of a file shows besides the file.
#[derive(Default)]
pub(in crate::imports) struct Shown {
    /// The last row of the page before, or nothing.
    pub after: i32,
    pub form: FormState,
    pub in_the_way: Vec<InTheWay>,
    pub changed_meanwhile: bool,
}

/// The verdict whose rows are shown: the one that is asked for, or else the most urgent.
pub(in crate::imports) fn shown<V>(
    asked: Option<&str>,
    from_code: impl Fn(&str) -> Option<V>,
    most_urgent: Option<V>,
) -> Option<V> {
    match asked {
        Some(EVERY) => None,
        Some(code) => from_code(code).or(most_urgent),
        None => most_urgent,
    }
}

async fn frame<I: Imported>(
    state: &AppState,
    (import, board): (&I, BoardEntry),
    shown: Shown,
) -> Result<Frame, PageError> {
    let file = import.file().clone();
    Ok(Frame {
        kind: I::KIND,
        board,
        at_work: state.imports.is_at_work(file.id),
        failure: state.imports.failure(file.id),
        may_undo: file.state == ImportState::Applied
            && store::last_applied::<I>(state.db.reader(), file.board).await? == Some(file.id),
        after: shown.after,
        form: shown.form,
        in_the_way: shown.in_the_way,
        changed_meanwhile: shown.changed_meanwhile,
        file,
    })
}

/// `GET` of the page of a file. One that is being worked on is looked at again by
/// itself.
pub async fn get_import<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<I>(&state, &me, id).await?;
    let file = import.file();
    if file.state == ImportState::Columns {
        return Ok(Redirect::to(&(I::KIND.goes_on)(file.id)).into_response());
    }
    let after = pairs.last("after").and_then(|row| row.parse().ok());
    let shown = Shown {
        after: after.unwrap_or(0).max(0),
        ..Shown::default()
    };
    let frame = frame(&state, (&import, board), shown).await?;
    let is_moving = frame.is_moving();
    let view = import.view(&state, frame, pairs.last("verdict")).await?;
    let mut answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| I::draw(&view));
    if is_moving {
        let again = HeaderValue::from_static(LOOK_AGAIN);
        answer.headers_mut().insert(header::REFRESH, again);
    }
    Ok(said.once(&state.cookies, answer))
}

/// Answers with the page and what is wrong, or that somebody was faster.
pub(in crate::imports) async fn refuse<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    status: StatusCode,
    (import, board): (I, BoardEntry),
    shown: Shown,
) -> Result<Response, PageError> {
    let frame = frame(state, (&import, board), shown).await?;
    let view = import.view(state, frame, None).await?;
    Ok(Renderer::for_person(state, me).answer(status, || I::draw(&view)))
}

/// The page as it is now, for somebody whose form no longer fits it.
pub(in crate::imports) async fn out_of_date<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    id: uuid::Uuid,
    answers: Answers,
) -> Result<Response, PageError> {
    let found = of_address::<I>(state, me, id).await?;
    let shown = Shown {
        form: FormState::new(answers),
        changed_meanwhile: true,
        ..Shown::default()
    };
    refuse(state, me, StatusCode::CONFLICT, found, shown).await
}

/// A form that is not one of ours, or asks for what cannot be.
pub(in crate::imports) async fn unprocessable<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    found: (I, BoardEntry),
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
pub(in crate::imports) async fn stale<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    found: (I, BoardEntry),
    answers: Answers,
) -> Result<Response, PageError> {
    let mut form = FormState::new(answers);
    form.refuse(field::ROWS, STALE);
    unprocessable(state, me, found, form).await
}
