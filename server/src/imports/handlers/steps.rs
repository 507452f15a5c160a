//! A file taken over, and undone.

use app::{
    form::{Answers, FormState},
    ids::ImportId,
    imports::{forms::field, types::ImportState},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{Shown, of_address, out_of_date, refuse, stale, unprocessable};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{
        Imported,
        imported::{Outcome, Refusal},
    },
    render::Message,
    state::AppState,
};

/// `POST …/apply`
pub async fn post_apply<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<I>(&state, &me, id).await?;
    let file = import.file();
    let Some(version) = answers.version(field::VERSION) else {
        return stale(&state, &me, (import, board), answers).await;
    };
    match file.state {
        ImportState::Applied if version < file.version => {
            return Ok(done::<I>(&state, I::APPLIED, file.id));
        }
        ImportState::Checked if version == file.version => {}
        _ => return out_of_date::<I>(&state, &me, id, answers).await,
    }
    let outcome = import.apply(&state, &me, &answers).await?;
    answer::<I>(&state, &me, file.id, answers, (outcome, I::APPLIED)).await
}

/// `POST …/undo`
pub async fn post_undo<I: Imported>(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<I>(&state, &me, id).await?;
    let file = import.file();
    let Some(version) = answers.version(field::VERSION) else {
        return stale(&state, &me, (import, board), answers).await;
    };
    match file.state {
        ImportState::Undone if version < file.version => {
            return Ok(done::<I>(&state, I::UNDONE, file.id));
        }
        ImportState::Applied if version == file.version => {}
        _ => return out_of_date::<I>(&state, &me, id, answers).await,
    }
    if answers.text(field::CONFIRMED) != "yes" {
        let mut form = FormState::new(answers);
        form.refuse(field::CONFIRMED, I::KIND.unconfirmed);
        return unprocessable(&state, &me, (import, board), form).await;
    }
    let outcome = import.undo(&state, &me).await?;
    answer::<I>(&state, &me, file.id, answers, (outcome, I::UNDONE)).await
}

async fn answer<I: Imported>(
    state: &AppState,
    me: &SignedIn,
    id: ImportId,
    answers: Answers,
    (outcome, message): (Outcome, Message),
) -> Result<Response, PageError> {
    match outcome {
        Outcome::Done => Ok(done::<I>(state, message, id)),
        Outcome::Begun => Ok(Redirect::to(&(I::KIND.page)(id)).into_response()),
        Outcome::OutOfDate => out_of_date::<I>(state, me, id.0, answers).await,
        Outcome::Refused(Refusal {
            status,
            field,
            words,
            in_the_way,
        }) => {
            // Why not may be said of its rows by now.
            let found = of_address::<I>(state, me, id.0).await?;
            let mut form = FormState::new(answers);
            form.refuse(field, words);
            let shown = Shown {
                form,
                in_the_way,
                ..Shown::default()
            };
            refuse(state, me, status, found, shown).await
        }
    }
}

/// Goes back to the page of a file, where `message` is said once.
pub(in crate::imports) fn done<I: Imported>(
    state: &AppState,
    message: Message,
    id: ImportId,
) -> Response {
    let back = Redirect::to(&(I::KIND.page)(id));
    (message.set(&state.cookies), back).into_response()
}
