//! Undoes the last file that was taken over on a board.

use std::collections::{BTreeSet, HashSet};

use app::{
    ids::SeatId,
    imports::types::{ImportEntry, ImportState},
    membership::types::EndReason,
};
use chrono::{DateTime, Days, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    apply::{Written, end_reason, versions},
    store,
};
use crate::{
    audit::Actor,
    clock::Random,
    db::entities::action,
    membership::{
        appointments, scope,
        seats::{self, Changed},
    },
    state::AppState,
};

/// Keys asked for in one statement.
const BATCH: usize = 500;

/// What came of undoing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    Saved,
    /// It was undone before: a second click, or somebody else.
    Already,
    /// The import changed since the page was opened, or another file was taken
    /// over after it.
    OutOfDate,
    /// Seats that have changed since, by title. Nothing was written.
    InTheWay(Vec<String>),
}

/// Takes away what a file made, if nothing of it has changed since: appointments
/// are voided, whoever gave way has their seat back, and seats that were set up
/// leave every list. People stay; so does the history.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn undo(state: &AppState, actor: &Actor, seen: &ImportEntry) -> anyhow::Result<Undone> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seen.board).await?;
    let is_last = store::last_applied(&tx, seen.board).await? == Some(seen.id);
    if !is_last || !store::advance(&tx, seen, ImportState::Undone, now).await? {
        let found = store::find(&tx, seen.id).await?;
        tx.rollback().await?;
        return Ok(match found.map(|import| import.state) {
            Some(ImportState::Undone) => Undone::Already,
            _ => Undone::OutOfDate,
        });
    }
    let written: Vec<Written> = store::written(&tx, seen.id).await?;
    let in_the_way = in_the_way(&tx, &written).await?;
    if !in_the_way.is_empty() {
        tx.rollback().await?;
        return Ok(Undone::InTheWay(in_the_way));
    }
    for row in &written {
        take_back(&tx, &state.random, actor, now, row).await?;
    }
    for row in written.iter().filter(|row| row.added) {
        remove_seat(&tx, &state.random, actor, now, row.seat).await?;
    }
    let after = json!({
        "state": ImportState::Undone.code(), "version": seen.version + 1, "rows": written.len(),
    });
    store::record(&tx, &state.random, actor, now, seen, "undone", after).await?;
    tx.commit().await?;
    Ok(Undone::Saved)
}

/// The seats that are no longer as the file left them, and those it set up that
/// have actions by now, which must not lose who leads them.
async fn in_the_way(tx: &DatabaseTransaction, written: &[Written]) -> Result<Vec<String>, DbErr> {
    let now = versions(tx, written.iter().map(|row| row.seat)).await?;
    let added = written.iter().filter(|row| row.added).map(|row| row.seat);
    let leading = leading(tx, added).await?;
    let titles: BTreeSet<String> = written
        .iter()
        .filter_map(|row| {
            let (title, version) = now.get(&row.seat)?;
            let changed = *version != row.version || leading.contains(&row.seat);
            changed.then(|| title.clone())
        })
        .collect();
    Ok(titles.into_iter().collect())
}

/// Which of some seats lead an action.
async fn leading(
    db: &impl ConnectionTrait,
    seats: impl Iterator<Item = SeatId>,
) -> Result<HashSet<SeatId>, DbErr> {
    let ids: Vec<Uuid> = seats.map(|seat| seat.0).collect();
    let mut leading = HashSet::new();
    for some in ids.chunks(BATCH) {
        let found: Vec<Uuid> = action::Entity::find()
            .filter(action::Column::SeatId.is_in(some.iter().copied()))
            .select_only()
            .column(action::Column::SeatId)
            .distinct()
            .into_tuple()
            .all(db)
            .await?;
        leading.extend(found.into_iter().map(SeatId));
    }
    Ok(leading)
}

async fn take_back(
    tx: &DatabaseTransaction,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    row: &Written,
) -> Result<(), DbErr> {
    let gone = || DbErr::RecordNotFound("no such appointment".to_owned());
    let made = appointments::find(tx, row.appointment).await?;
    appointments::void(tx, random, actor, at, &made.ok_or_else(gone)?).await?;
    seats::touch(tx, row.seat, None).await?;
    for replaced in &row.replaced {
        let before = appointments::find(tx, replaced.appointment).await?;
        let before = before.ok_or_else(gone)?;
        let reason = end_reason(replaced);
        appointments::reopen(tx, random, actor, at, &before, replaced.ends_on, reason).await?;
    }
    Ok(())
}

/// Ends a seat on the day before it began: there is no day on which it stood.
async fn remove_seat(
    tx: &DatabaseTransaction,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    id: SeatId,
) -> Result<(), DbErr> {
    let gone = || DbErr::RecordNotFound("no such seat".to_owned());
    let seat = seats::find(tx, id).await?.ok_or_else(gone)?;
    let last_day = seat.span.first - Days::new(1);
    match seats::end(tx, random, actor, at, &seat, last_day, EndReason::Other).await? {
        Changed::Saved => Ok(()),
        Changed::OutOfDate => Err(DbErr::RecordNotUpdated),
    }
}
