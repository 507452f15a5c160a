//! What is decided about rows and names.

use app::{
    boards::types::BoardEntry,
    form::{Answers, FormState},
    imports::{
        forms::STALE,
        members::{
            forms::{self, field},
            types::MemberImport,
        },
        types::ImportState,
    },
};
use axum::{extract::State, response::Response};

use crate::{
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{
        handlers::{done, of_address, out_of_date, stale, unprocessable},
        members::{check, store},
        store::{advance, record},
    },
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
    let (import, board) = of_address::<MemberImport>(&state, &me, id).await?;
    if forms::is_about_names(&answers) {
        return name(&state, &me, (import, board), answers).await;
    }
    let numbers: Vec<i32> = forms::rows_of(&answers)
        .into_iter()
        .take(store::PAGE)
        .collect();
    let rows = store::numbered(state.db.reader(), import.file.id, &numbers).await?;
    let version = answers.version(field::VERSION);
    let choices = match forms::parse_choices(answers.clone(), &rows) {
        Ok(choices) => choices,
        Err(form) => return unprocessable(&state, &me, (import, board), form).await,
    };
    let Some(version) = version else {
        return stale(&state, &me, (import, board), answers).await;
    };
    let is_saved = choices.iter().all(|(number, choice)| {
        rows.iter()
            .any(|row| row.number == *number && row.choice == *choice)
    });
    // Saved before: a second click, or somebody else who chose the same.
    if is_saved && version + 1 == import.file.version {
        return Ok(done::<MemberImport>(
            &state,
            Message::ImportChosen,
            import.file.id,
        ));
    }
    if version != import.file.version || import.file.state != ImportState::Checked {
        return out_of_date::<MemberImport>(&state, &me, id, answers).await;
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !advance(&tx, &import, ImportState::Checked, now).await? {
        tx.rollback().await?;
        return out_of_date::<MemberImport>(&state, &me, id, answers).await;
    }
    store::choose(&tx, import.file.id, &choices).await?;
    let after = serde_json::json!({
        "state": import.file.state.code(), "version": import.file.version + 1,
        "rows": choices.iter().map(|(number, _)| number).collect::<Vec<_>>(),
    });
    record(
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
    Ok(done::<MemberImport>(
        &state,
        Message::ImportChosen,
        import.file.id,
    ))
}

/// Keeps what names of a file mean, and checks the file again with it.
async fn name(
    state: &AppState,
    me: &SignedIn,
    (import, board): (MemberImport, BoardEntry),
    answers: Answers,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let numbers: Vec<i32> = forms::questions_of(&answers)
        .into_iter()
        .take(store::PAGE)
        .collect();
    let mut meanings = store::meanings(db, import.file.id).await?;
    let Some(version) = answers.version(field::VERSION) else {
        let mut form = FormState::new(answers);
        form.refuse(field::NAMES, STALE);
        return unprocessable(state, me, (import, board), form).await;
    };
    if version != import.file.version || import.file.state != ImportState::Checked {
        return out_of_date::<MemberImport>(state, me, import.file.id.0, answers).await;
    }
    let rows = store::numbered(db, import.file.id, &numbers).await?;
    let decided = match forms::parse_meanings(answers.clone(), &rows) {
        Ok(decided) => decided,
        Err(form) => return unprocessable(state, me, (import, board), form).await,
    };
    let after = serde_json::json!({
        "state": ImportState::Checking.code(), "version": import.file.version + 1,
        "names": decided.iter().map(|(question, code)| (question, code)).collect::<Vec<_>>(),
    });
    for (question, code) in decided {
        meanings.decide(question, code);
    }
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    if !advance(&tx, &import, ImportState::Checking, now).await? {
        tx.rollback().await?;
        return out_of_date::<MemberImport>(state, me, import.file.id.0, answers).await;
    }
    store::set_meanings(&tx, import.file.id, &meanings).await?;
    let actor = me.actor();
    record(&tx, &state.random, &actor, now, &import, "chosen", after).await?;
    tx.commit().await?;
    let check = check::begin(state, import.file.id, None);
    if import.file.rows <= check::BATCH as u64 {
        let _ = check.await;
    }
    Ok(done::<MemberImport>(
        state,
        Message::ImportChosen,
        import.file.id,
    ))
}
