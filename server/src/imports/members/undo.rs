//! Undoes the last file that was taken over on a board.

use std::collections::{BTreeSet, HashMap, HashSet};

use app::{
    ids::{BoardId, PersonId, SeatId},
    imports::{members::types::MemberImport, types::ImportState},
    membership::{
        rules::roles_of,
        types::{Appointment, Capacity, Category, Span},
    },
};
use chrono::{DateTime, Utc};
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
    db::{self, entities::action},
    imports::store::{advance, last_applied, record, state_of},
    membership::{
        appointments::{self, Reopening},
        scope, seats,
    },
    state::AppState,
};

/// What came of undoing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    Saved,
    /// It was undone before: a second click, or somebody else.
    Already,
    /// The import changed since the page was opened, or another file was taken
    /// over after it.
    OutOfDate,
    /// Whoever undoes it would get a seat back by it. Nothing was written.
    Oneself,
    /// Seats that have changed since, by title, and those whose earlier holder has
    /// another by now. Nothing was written.
    InTheWay(Vec<String>),
}

impl Undone {
    /// Why nothing was undone, where nothing was.
    pub fn failure(&self) -> Option<&'static str> {
        match self {
            Self::Saved | Self::Already => None,
            Self::OutOfDate => Some(
                "Something changed at the same time: this import, or another file was \
                 imported. Nothing was undone",
            ),
            Self::Oneself => {
                Some("You cannot give yourself a seat back. Somebody else has to undo it")
            }
            Self::InTheWay(_) => {
                Some("This import cannot be undone, because some of its seats have changed")
            }
        }
    }
}

/// Takes away what a file made, if nothing of it has changed since: appointments
/// are voided, whoever gave way has their seat back, and seats that were set up
/// leave every list. People stay; so does the history.
///
/// # Errors
/// The database refuses; nothing was written.
pub async fn undo(state: &AppState, actor: &Actor, seen: &MemberImport) -> anyhow::Result<Undone> {
    let now = state.clock.now();
    let tx = state.db.begin().await?;
    scope::hold_board(&tx, seen.file.board).await?;
    let is_last = last_applied::<MemberImport>(&tx, seen.file.board).await? == Some(seen.file.id);
    if !is_last || !advance(&tx, seen, ImportState::Undone, now).await? {
        let state = state_of::<MemberImport>(&tx, seen.file.id).await?;
        tx.rollback().await?;
        return Ok(match state {
            Some(ImportState::Undone) => Undone::Already,
            _ => Undone::OutOfDate,
        });
    }
    let written: Vec<Written> = store::written(&tx, seen.file.id).await?;
    if let Some(against) = stands_against(&tx, seen.file.board, actor, &written).await? {
        tx.rollback().await?;
        return Ok(against);
    }
    take_back(&tx, &state.random, actor, now, &written).await?;
    let after = json!({
        "state": ImportState::Undone.code(), "version": seen.file.version + 1, "rows": written.len(),
    });
    record(&tx, &state.random, actor, now, seen, "undone", after).await?;
    tx.commit().await?;
    Ok(Undone::Saved)
}

/// What keeps an import that is taken over from being undone as things are now.
///
/// # Errors
/// The database does not answer.
pub async fn obstacle(
    db: &impl ConnectionTrait,
    actor: &Actor,
    import: &MemberImport,
) -> Result<Option<Undone>, DbErr> {
    if last_applied::<MemberImport>(db, import.file.board).await? != Some(import.file.id) {
        return Ok(Some(Undone::OutOfDate));
    }
    let written: Vec<Written> = store::written(db, import.file.id).await?;
    stands_against(db, import.file.board, actor, &written).await
}

async fn stands_against(
    db: &impl ConnectionTrait,
    board: BoardId,
    actor: &Actor,
    written: &[Written],
) -> Result<Option<Undone>, DbErr> {
    let mut titles = in_the_way(db, written).await?;
    let returning = returning(db, board, written).await?;
    if returning
        .people
        .iter()
        .any(|one| Some(*one) == actor.person)
    {
        return Ok(Some(Undone::Oneself));
    }
    titles.extend(returning.seated_elsewhere);
    Ok((!titles.is_empty()).then(|| Undone::InTheWay(titles.into_iter().collect())))
}

/// Those who would have their seats back.
#[derive(Default)]
struct Returning {
    people: Vec<PersonId>,
    /// The seats that would be held by somebody who represents another by now.
    seated_elsewhere: Vec<String>,
}

/// Whom undoing gives a seat back: two queries at most, however many rows.
async fn returning(
    db: &impl ConnectionTrait,
    board: BoardId,
    written: &[Written],
) -> Result<Returning, DbErr> {
    let mut returning = Returning::default();
    if written.iter().all(|row| row.replaced.is_empty()) {
        return Ok(returning);
    }
    let made: HashSet<_> = written.iter().map(|row| row.appointment).collect();
    let history = appointments::of_board(db, board).await?;
    let by_id: HashMap<_, _> = history.iter().map(|one| (one.id, one)).collect();
    let mut represents: HashMap<PersonId, Vec<&Appointment>> = HashMap::new();
    for one in history.iter().filter(|one| represents_somebody(one)) {
        represents.entry(one.person).or_default().push(one);
    }
    for replaced in written.iter().flat_map(|row| &row.replaced) {
        let Some(was) = by_id.get(&replaced.appointment) else {
            continue;
        };
        returning.people.push(was.person);
        let span = Span::new(was.span.first, replaced.ends_on);
        let elsewhere = represents.get(&was.person).into_iter().flatten();
        let is_elsewhere = represents_somebody(was)
            && elsewhere
                .filter(|other| other.seat != was.seat && !made.contains(&other.id))
                .any(|other| other.span.meets(span));
        if is_elsewhere {
            let (seat, name) = (&was.seat_title, &was.full_name);
            let words = format!("{seat} ({name} has another seat by now)");
            returning.seated_elsewhere.push(words);
        }
    }
    Ok(returning)
}

/// Whether it is an appointment of which nobody has two on one board.
fn represents_somebody(one: &Appointment) -> bool {
    one.capacity == Capacity::Holder && !roles_of(Category::Officers).contains(&one.role)
}

/// The seats that are no longer as the file left them, and those it set up that
/// have actions by now, which must not lose who leads them.
async fn in_the_way(
    db: &impl ConnectionTrait,
    written: &[Written],
) -> Result<BTreeSet<String>, DbErr> {
    let now = versions(db, written.iter().map(|row| row.seat)).await?;
    let added = written.iter().filter(|row| row.added).map(|row| row.seat);
    let leading = leading(db, added).await?;
    Ok(written
        .iter()
        .filter_map(|row| {
            let (title, version) = now.get(&row.seat)?;
            let changed = *version != row.version || leading.contains(&row.seat);
            changed.then(|| title.clone())
        })
        .collect())
}

/// Which of some seats lead an action.
async fn leading(
    db: &impl ConnectionTrait,
    seats: impl Iterator<Item = SeatId>,
) -> Result<HashSet<SeatId>, DbErr> {
    let ids: Vec<Uuid> = seats.map(|seat| seat.0).collect();
    let mut leading = HashSet::new();
    for some in ids.chunks(db::AT_ONCE) {
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

/// Takes away what was written, in a number of statements that hardly grows with
/// it.
async fn take_back(
    tx: &DatabaseTransaction,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    written: &[Written],
) -> Result<(), DbErr> {
    let made: Vec<_> = written.iter().map(|row| row.appointment).collect();
    let made = appointments::with_ids(tx, &made).await?;
    appointments::void_all(tx, random, actor, at, &made).await?;
    let replaced: HashMap<_, _> = written
        .iter()
        .flat_map(|row| &row.replaced)
        .map(|replaced| (replaced.appointment, replaced))
        .collect();
    let ids: Vec<_> = replaced.keys().copied().collect();
    let before = appointments::with_ids(tx, &ids).await?;
    let reopened: Vec<_> = before
        .into_iter()
        .filter_map(|before| {
            let was = replaced.get(&before.id)?;
            Some(Reopening {
                before,
                last_day: was.ends_on,
                reason: end_reason(was),
            })
        })
        .collect();
    appointments::reopen_all(tx, random, actor, at, &reopened).await?;
    let added = written.iter().filter(|row| row.added);
    let added: Vec<_> = added.map(|row| row.seat).collect();
    let added = seats::with_ids(tx, &added).await?;
    seats::remove_all(tx, random, actor, at, &added).await
}
