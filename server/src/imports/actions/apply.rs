//! Takes an earlier log over as a whole or not at all, and takes the last one back.

use app::{
    ids::OrganisationId,
    imports::{actions::types::LogImport, types::ImportState},
};
use serde_json::json;

use super::{check, store};
use crate::{
    actions::{steps::Acting, taken_over},
    audit::Actor,
    imports::store::{advance, last_applied, record, state_of},
    membership::scope,
    state::AppState,
};

/// What came of taking a file over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    Saved,
    /// It was taken over before: a second click, or somebody else.
    Already,
    /// The file changed since the page was opened.
    OutOfDate,
    /// What would be imported is not what the page showed.
    Otherwise,
    /// Rows have to be mended or asked about first, or there are none to import.
    NotReady,
}

/// Takes a file over, if all of it is still what `seal` says was shown.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn apply(
    state: &AppState,
    actor: &Actor,
    post: &(dyn Fn(OrganisationId) -> String + Sync),
    seen: &LogImport,
    seal: &str,
) -> anyhow::Result<Applied> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seen.file.board).await?;
    if !advance(&tx, seen, ImportState::Applied, now).await? {
        let state = state_of::<LogImport>(&tx, seen.file.id).await?;
        tx.rollback().await?;
        return Ok(match state {
            Some(ImportState::Applied) => Applied::Already,
            _ => Applied::OutOfDate,
        });
    }
    let rows = store::rows(&tx, seen.file.id).await?;
    let outlook = check::outlook(&tx, seen, &rows, state.clock.today()).await?;
    if !outlook.is_ready() {
        tx.rollback().await?;
        return Ok(Applied::NotReady);
    }
    if check::seal(&outlook) != seal {
        tx.rollback().await?;
        return Ok(Applied::Otherwise);
    }
    let planned: Vec<_> = outlook
        .rows
        .iter()
        .filter_map(|row| Some((row.number, row.plan.as_ref()?)))
        .collect();
    let plans: Vec<_> = planned.iter().map(|(_, plan)| *plan).collect();
    let acting = Acting {
        random: &state.random,
        actor,
        at: now,
    };
    let made = taken_over::take_over_all(&tx, &acting, seen.file.board, post, &plans).await?;
    let Some(made) = made else {
        tx.rollback().await?;
        return Ok(Applied::Otherwise);
    };
    let numbers = planned.iter().map(|(number, _)| *number);
    let made: Vec<_> = numbers.zip(made).collect();
    store::set_actions(&tx, seen.file.id, &made).await?;
    let after = json!({
        "state": ImportState::Applied.code(), "version": seen.file.version + 1, "rows": made.len(),
    });
    record(&tx, &state.random, actor, now, seen, "applied", after).await?;
    tx.commit().await?;
    state.live.wake();
    Ok(Applied::Saved)
}

/// What came of undoing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    Saved,
    /// It was undone before: a second click, or somebody else.
    Already,
    /// The file changed since the page was opened, or another one was taken over
    /// after it.
    OutOfDate,
    /// Actions that somebody has touched since, by reference and title. Nothing was
    /// written.
    InTheWay(Vec<(String, String)>),
}

/// Takes away what a file made, if nobody has touched any of it since.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn undo(state: &AppState, actor: &Actor, seen: &LogImport) -> anyhow::Result<Undone> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seen.file.board).await?;
    let is_last = last_applied::<LogImport>(&tx, seen.file.board).await? == Some(seen.file.id);
    if !is_last || !advance(&tx, seen, ImportState::Undone, now).await? {
        let state = state_of::<LogImport>(&tx, seen.file.id).await?;
        tx.rollback().await?;
        return Ok(match state {
            Some(ImportState::Undone) => Undone::Already,
            _ => Undone::OutOfDate,
        });
    }
    let actions = store::actions(&tx, seen.file.id).await?;
    let touched = taken_over::touched(&tx, &actions).await?;
    if !touched.is_empty() {
        tx.rollback().await?;
        return Ok(Undone::InTheWay(touched));
    }
    store::forget_actions(&tx, seen.file.id).await?;
    let acting = Acting {
        random: &state.random,
        actor,
        at: now,
    };
    taken_over::take_away_all(&tx, &acting, seen.file.board, &actions).await?;
    let after = json!({
        "state": ImportState::Undone.code(), "version": seen.file.version + 1, "rows": actions.len(),
    });
    record(&tx, &state.random, actor, now, seen, "undone", after).await?;
    tx.commit().await?;
    state.live.wake();
    Ok(Undone::Saved)
}
