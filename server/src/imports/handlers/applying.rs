//! A checked file taken over.

use app::{
    form::{Answers, FormState},
    imports::{
        forms::{self, STALE, field},
        types::{ImportState, Totals, Verdict},
    },
    paths, wording,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{done, of_address, out_of_date, unprocessable};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{
        apply::{self, Applied},
        check, store,
    },
    render::Message,
    state::AppState,
};

/// `POST /imports/{import}/apply`
pub async fn post_apply(
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
        ImportState::Applied if version < import.version => {
            return Ok(done(&state, Message::ImportApplied, import.id));
        }
        ImportState::Checked if version == import.version => {}
        _ => return out_of_date(&state, &me, id, answers).await,
    }
    let totals = store::totals(state.db.reader(), import.id).await?;
    if !totals.are_ready() {
        let form = not_ready(answers, &totals);
        return unprocessable(&state, &me, (import, board), form).await;
    }
    if import.rows_total > check::BATCH as u64 {
        let (working, actor, seen) = (state.clone(), me.actor(), import.clone());
        state.imports.work(import.id, async move {
            let outcome = apply::apply(&working, &actor, &seen).await?;
            Ok(outcome.failure())
        });
        return Ok(Redirect::to(&paths::import(import.id)).into_response());
    }
    match apply::apply(&state, &me.actor(), &import).await? {
        Applied::Saved | Applied::Already => Ok(done(&state, Message::ImportApplied, import.id)),
        Applied::OutOfDate => out_of_date(&state, &me, id, answers).await,
        refused => {
            let found = of_address(&state, &me, id).await?;
            let mut form = FormState::new(answers);
            form.refuse(field::CHOICES, refused.failure().unwrap_or(STALE));
            unprocessable(&state, &me, found, form).await
        }
    }
}

/// Why a file is not taken over as it is.
fn not_ready(answers: Answers, totals: &Totals) -> FormState {
    let mut form = FormState::new(answers);
    let (bad, unclear) = (totals.of(Verdict::Bad), totals.of(Verdict::Unclear));
    let words = if unclear > 0 {
        "Say first what the names mean that are not certain. Nothing was imported".to_owned()
    } else if bad > 0 {
        let rows = wording::count(bad, "row needs", "rows need");
        format!("{rows} correcting. Nothing was imported")
    } else if totals.undecided > 0 {
        let rows = wording::count(totals.undecided, "row waits", "rows wait");
        format!("{rows} for a decision. Nothing was imported")
    } else {
        apply::NOTHING.to_owned()
    };
    form.refuse(field::CHOICES, words);
    form
}
