//! An earlier log taken over, and the last one taken back.

use app::{
    action_imports::{
        forms::field,
        types::{LogState, LogVerdict},
    },
    form::FormState,
    wording,
};
use axum::{extract::State, http::StatusCode, response::Response};

use super::{Shown, done, of_address, out_of_date, refuse, stale, unprocessable};
use crate::{
    action_imports::{
        apply::{self, Applied, Undone},
        check, store,
    },
    error::PageError,
    extract::{Key, Posted, SignedIn},
    render::Message,
    state::AppState,
};

/// `POST /action-imports/{log}/apply`
pub async fn post_apply(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let Some(version) = answers.version(field::VERSION) else {
        return stale(&state, &me, (import, board), answers).await;
    };
    match import.state {
        LogState::Applied if version < import.version => {
            return Ok(done(&state, Message::LogImported, import.id));
        }
        LogState::Checked if version == import.version => {}
        _ => return out_of_date(&state, &me, id, answers).await,
    }
    let seal = answers.text(field::SEEN).to_owned();
    if seal.is_empty() {
        return stale(&state, &me, (import, board), answers).await;
    }
    let on = import.board;
    let post = |led_by| me.post_on(on, led_by);
    match apply::apply(&state, &me.actor(), &post, &import, &seal).await? {
        Applied::Saved | Applied::Already => Ok(done(&state, Message::LogImported, import.id)),
        Applied::OutOfDate => out_of_date(&state, &me, id, answers).await,
        Applied::Otherwise => {
            let mut form = FormState::new(answers);
            form.refuse(
                field::ROWS,
                "What would be imported has changed since you opened the page. Nothing was \
                 imported. Look at the rows as they are now",
            );
            let shown = Shown {
                form,
                ..Shown::default()
            };
            refuse(&state, &me, StatusCode::CONFLICT, (import, board), shown).await
        }
        Applied::NotReady => {
            let db = state.db.reader();
            let rows = store::rows(db, import.id).await?;
            let outlook = check::outlook(db, &import, &rows, state.clock.today()).await?;
            let mut form = FormState::new(answers);
            let bad = outlook.count(LogVerdict::Bad);
            if bad > 0 {
                let rows = wording::count(bad, "row needs", "rows need");
                let words = format!("{rows} correcting. Nothing was imported");
                form.refuse(field::ROWS, words);
            } else if !outlook.questions.is_empty() {
                let words = "Answer the questions first. Nothing was imported";
                form.refuse(field::QUESTIONS, words);
            } else {
                form.refuse(field::ROWS, "There is nothing to import");
            }
            unprocessable(&state, &me, (import, board), form).await
        }
    }
}

/// `POST /action-imports/{log}/undo`
pub async fn post_undo(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    let Some(version) = answers.version(field::VERSION) else {
        return stale(&state, &me, (import, board), answers).await;
    };
    match import.state {
        LogState::Undone if version < import.version => {
            return Ok(done(&state, Message::LogUndone, import.id));
        }
        LogState::Applied if version == import.version => {}
        _ => return out_of_date(&state, &me, id, answers).await,
    }
    if answers.text(field::CONFIRMED) != "yes" {
        let mut form = FormState::new(answers);
        form.refuse(
            field::CONFIRMED,
            "Confirm that the actions of this import are to be taken away",
        );
        return unprocessable(&state, &me, (import, board), form).await;
    }
    match apply::undo(&state, &me.actor(), &import).await? {
        Undone::Saved | Undone::Already => Ok(done(&state, Message::LogUndone, import.id)),
        Undone::OutOfDate => out_of_date(&state, &me, id, answers).await,
        Undone::InTheWay(in_the_way) => {
            let mut form = FormState::new(answers);
            form.refuse(
                field::UNDO,
                "This import cannot be undone, because some of its actions have changed",
            );
            let shown = Shown {
                form,
                in_the_way,
                ..Shown::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            refuse(&state, &me, status, (import, board), shown).await
        }
    }
}
