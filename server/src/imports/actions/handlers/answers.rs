//! What words of an earlier log mean.

use app::imports::{
    actions::{
        forms::{self, field},
        types::LogImport,
    },
    types::ImportState,
};
use axum::{extract::State, response::Response};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    db::entities::action_import,
    error::PageError,
    extract::{Key, Posted, SignedIn},
    imports::{
        actions::{check, store},
        handlers::{done, of_address, out_of_date, stale, unprocessable},
        store::{advance_with, record, to_json},
    },
    render::Message,
    state::AppState,
};

/// `POST /action-imports/{log}/answers`: what words mean, which the board is not
/// asked again.
pub async fn post_answers(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
    Posted(answers): Posted,
) -> Result<Response, PageError> {
    let (import, board) = of_address::<LogImport>(&state, &me, id).await?;
    let Some(version) = answers.version(field::VERSION) else {
        return stale(&state, &me, (import, board), answers).await;
    };
    let db = state.db.reader();
    let rows = store::rows(db, import.file.id).await?;
    if version + 1 == import.file.version && forms::is_saved(&answers, &import, &rows) {
        return Ok(done::<LogImport>(
            &state,
            Message::LogAnswered,
            import.file.id,
        ));
    }
    if version != import.file.version || import.file.state != ImportState::Checked {
        return out_of_date::<LogImport>(&state, &me, id, answers).await;
    }
    let outlook = check::outlook(db, &import, &rows, state.clock.today()).await?;
    let answered = match forms::answered(answers.clone(), &outlook.questions) {
        Ok(answered) => answered,
        Err(form) => return unprocessable(&state, &me, (import, board), form).await,
    };
    let after = serde_json::json!({
        "state": import.file.state.code(), "version": import.file.version + 1,
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
    let change = action_import::Entity::update_many().set(change);
    if !advance_with(&tx, &import, ImportState::Checked, now, change).await? {
        tx.rollback().await?;
        return out_of_date::<LogImport>(&state, &me, id, answers).await;
    }
    let actor = me.actor();
    record(&tx, &state.random, &actor, now, &import, "answered", after).await?;
    tx.commit().await?;
    Ok(done::<LogImport>(
        &state,
        Message::LogAnswered,
        import.file.id,
    ))
}
