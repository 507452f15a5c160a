//! What is decided about rows and names.

use app::{
    boards::types::BoardEntry,
    form::{Answers, FormState},
    imports::{
        forms::{self, STALE, field},
        types::{ImportEntry, ImportState},
    },
};
use axum::{extract::State, response::Response};

use super::{done, of_address, out_of_date, unprocessable};
use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{check, store},
    render::Message,
    state::AppState,
};

/// `POST /imports/{import}/choose`
pub async fn post_choose(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address(&state, &me, id).await?;
    if forms::is_about_names(&answers) {
        return name(&state, &me, (import, board), answers).await;
    }
    let numbers: Vec<i32> = forms::rows_of(&answers)
        .into_iter()
        .take(usize::try_from(store::PAGE).unwrap_or(usize::MAX))
        .collect();
    let rows = store::numbered(state.db.reader(), import.id, &numbers).await?;
    let version = forms::version(&answers);
    let choices = match forms::parse_choices(answers.clone(), &rows) {
        Ok(choices) => choices,
        Err(form) => return unprocessable(&state, &me, (import, board), form).await,
    };
    let Some(version) = version else {
        let mut form = FormState::new(answers);
        form.refuse(field::CHOICES, STALE);
        return unprocessable(&state, &me, (import, board), form).await;
    };
    let is_saved = choices.iter().all(|(number, choice)| {
        rows.iter()
            .any(|row| row.number == *number && row.choice == *choice)
    });
    // Saved before: a second click, or somebody else who chose the same.
    if is_saved && version + 1 == import.version {
        return Ok(done(&state, Message::ImportChosen, import.id));
    }
    if version != import.version || import.state != ImportState::Checked {
        return out_of_date(&state, &me, id, answers).await;
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &import, ImportState::Checked, now).await? {
        tx.rollback().await?;
        return out_of_date(&state, &me, id, answers).await;
    }
    store::choose(&tx, import.id, &choices).await?;
    let after = serde_json::json!({
        "state": import.state.code(), "version": import.version + 1,
        "rows": choices.iter().map(|(number, _)| number).collect::<Vec<_>>(),
    });
    store::record(
        &tx,
        &state.random,
        &me.actor(),
        now,
        &import,
        "chosen",
        after,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&state, Message::ImportChosen, import.id))
}

/// Keeps what names of a file mean, and checks the file again with it.
async fn name(
    state: &AppState,
    me: &SignedIn,
    (import, board): (ImportEntry, BoardEntry),
    answers: Answers,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let numbers: Vec<i32> = forms::questions_of(&answers)
        .into_iter()
        .take(usize::try_from(store::PAGE).unwrap_or(usize::MAX))
        .collect();
    let mut meanings = store::meanings(db, import.id).await?;
    let Some(version) = forms::version(&answers) else {
        let mut form = FormState::new(answers);
        form.refuse(field::NAMES, STALE);
        return unprocessable(state, me, (import, board), form).await;
    };
    if version != import.version || import.state != ImportState::Checked {
        return out_of_date(state, me, import.id.0, answers).await;
    }
    let rows = store::numbered(db, import.id, &numbers).await?;
    let decided = match forms::parse_meanings(answers.clone(), &rows) {
        Ok(decided) => decided,
        Err(form) => return unprocessable(state, me, (import, board), form).await,
    };
    let after = serde_json::json!({
        "state": ImportState::Checking.code(), "version": import.version + 1,
        "names": decided.iter().map(|(question, code)| (question, code)).collect::<Vec<_>>(),
    });
    for (question, code) in decided {
        meanings.decide(question, code);
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !store::advance(&tx, &import, ImportState::Checking, now).await? {
        tx.rollback().await?;
        return out_of_date(state, me, import.id.0, answers).await;
    }
    store::set_meanings(&tx, import.id, &meanings).await?;
    let actor = me.actor();
    store::record(&tx, &state.random, &actor, now, &import, "chosen", after).await?;
    tx.commit().await?;
    let check = check::begin(state, import.id, None);
    if import.rows_total <= check::BATCH as u64 {
        let _ = check.await;
    }
    Ok(done(state, Message::ImportChosen, import.id))
}
