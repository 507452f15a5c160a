//! An import undone.

use app::{
    boards::types::BoardEntry,
    form::{Answers, FormState},
    imports::{
        forms::{self, STALE, field},
        types::{ImportEntry, ImportState},
    },
    paths,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{Shown, done, of_address, out_of_date, refuse, unprocessable};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{
        check,
        undo::{self, Undone},
    },
    render::Message,
    state::AppState,
};

/// `POST /imports/{import}/undo`
pub async fn post_undo(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let Some(version) = forms::version(&answers) else {
        let mut form = FormState::new(answers);
        form.refuse(field::CHOICES, STALE);
        return unprocessable(&state, &me, (import, board), form).await;
    };
    match import.state {
        ImportState::Undone if version < import.version => {
            return Ok(done(&state, Message::ImportUndone, import.id));
        }
        ImportState::Applied if version == import.version => {}
        _ => return out_of_date(&state, &me, id, answers).await,
    }
    if answers.text(field::CONFIRMED) != "yes" {
        let mut form = FormState::new(answers);
        form.refuse(
            field::CONFIRMED,
            "Confirm that what this import made is to be taken away",
        );
        return unprocessable(&state, &me, (import, board), form).await;
    }
    if import.rows_total > check::BATCH as u64 {
        // Which seats stand in the way is only said here.
        let db = state.db.reader();
        if let Some(against) = undo::obstacle(db, &me.actor(), &import).await? {
            if against == Undone::OutOfDate {
                return out_of_date(&state, &me, id, answers).await;
            }
            return not_undone(&state, &me, (import, board), answers, against).await;
        }
        let (working, actor, seen) = (state.clone(), me.actor(), import.clone());
        state.imports.work(import.id, async move {
            let outcome = undo::undo(&working, &actor, &seen).await?;
            Ok(outcome.failure())
        });
        return Ok(Redirect::to(&paths::import(import.id)).into_response());
    }
    match undo::undo(&state, &me.actor(), &import).await? {
        Undone::Saved | Undone::Already => Ok(done(&state, Message::ImportUndone, import.id)),
        Undone::OutOfDate => out_of_date(&state, &me, id, answers).await,
        against => not_undone(&state, &me, (import, board), answers, against).await,
    }
}

/// Why an import stays as it was taken over.
async fn not_undone(
    state: &AppState,
    me: &SignedIn,
    found: (ImportEntry, BoardEntry),
    answers: Answers,
    against: Undone,
) -> Result<Response, PageError> {
    let mut form = FormState::new(answers);
    form.refuse(field::UNDO, against.failure().unwrap_or(STALE));
    let in_the_way = match against {
        Undone::InTheWay(seats) => seats,
        _ => Vec::new(),
    };
    let shown = Shown {
        form,
        in_the_way,
        ..Shown::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refuse(state, me, status, found, shown).await
}
