//! Changes to tell people about, written in the same transaction as the change.
//!
//! A change that was saved is announced even if the server stops in between,
//! and a change that was undone is not.

use std::collections::HashSet;

use app::ids::{ActionId, BoardId};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::IntoCondition,
};

use crate::db::entities::{action, outbox};

/// How long announcements are kept.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// How far below the highest number seen a reader still looks. On PostgreSQL a
/// lower number can become visible after a higher one, but never by more than
/// there can be writers at once.
const LOOK_BACK: i64 = 256;

/// An action changed: was raised, updated, moved or closed.
const ACTION_CHANGED: &str = "action.changed";

/// Something changed that open pages may want to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Rises with each announcement; 0 before it is announced.
    pub number: i64,
    pub board: BoardId,
    pub action: ActionId,
    pub version: i32,
}

/// Announces a change of an action.
///
/// # Errors
/// The database refuses; the caller's transaction must not be committed then.
pub async fn action_changed(
    tx: &impl ConnectionTrait,
    change: Change,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    outbox::Entity::insert(outbox::ActiveModel {
        id: NotSet,
        at: Set(at),
        topic: Set(ACTION_CHANGED.to_owned()),
        board_id: Set(change.board.0),
        subject_id: Set(change.action.0),
        version: Set(change.version),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The number of a board's latest announcement. A page that shows it knows
/// later ones.
///
/// Writers of one board follow one another, because each holds the head of its
/// trail from before it announces until it commits. So a board's announcements
/// become visible in the order of their numbers, which those of all boards
/// together do not on PostgreSQL.
///
/// # Errors
/// The database does not answer.
pub async fn latest(db: &impl ConnectionTrait, board: BoardId) -> Result<i64, DbErr> {
    highest(db, outbox::Column::BoardId.eq(board.0)).await
}

/// The number of the latest announcement of the board an action belongs to.
///
/// # Errors
/// The database does not answer.
pub async fn latest_of(db: &impl ConnectionTrait, reference: &str) -> Result<i64, DbErr> {
    let board = action::Entity::find()
        .filter(action::Column::Reference.eq(reference))
        .select_only()
        .column(action::Column::BoardId)
        .into_query();
    highest(db, outbox::Column::BoardId.in_subquery(board)).await
}

async fn highest(db: &impl ConnectionTrait, which: impl IntoCondition) -> Result<i64, DbErr> {
    let number: Option<i64> = outbox::Entity::find()
        .filter(which)
        .select_only()
        .column(outbox::Column::Id)
        .order_by_desc(outbox::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(number.unwrap_or(0))
}

/// Whether something was announced on a board, or of one action of it, after
/// the announcement of this number.
///
/// # Errors
/// The database does not answer.
pub async fn missed(
    db: &impl ConnectionTrait,
    board: BoardId,
    action: Option<ActionId>,
    since: i64,
) -> Result<bool, DbErr> {
    let mut which = Condition::all()
        .add(outbox::Column::BoardId.eq(board.0))
        .add(outbox::Column::Id.gt(since));
    if let Some(action) = action {
        which = which.add(outbox::Column::SubjectId.eq(action.0));
    }
    Ok(highest(db, which).await? > 0)
}

/// Announcements with a higher number, in order, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn after(
    db: &impl ConnectionTrait,
    number: i64,
    limit: u64,
) -> Result<Vec<Change>, DbErr> {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::Id.gt(number))
        .order_by_asc(outbox::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Change {
            number: row.id,
            board: BoardId(row.board_id),
            action: ActionId(row.subject_id),
            version: row.version,
        })
        .collect())
}

/// Most announcements taken in one reading.
const BATCH: u64 = 2_000;

/// Reads announcements once each.
pub struct Reader {
    highest: i64,
    seen: HashSet<i64>,
}

impl Reader {
    /// Begins behind what is already there.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn from_now(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let highest = highest(db, Condition::all()).await?;
        let present = after(db, highest - LOOK_BACK, BATCH).await?;
        Ok(Self {
            highest,
            seen: present.iter().map(|change| change.number).collect(),
        })
    }

    /// What was announced since the last call.
    ///
    /// # Errors
    /// The database does not answer; nothing counts as seen then.
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Vec<Change>, DbErr> {
        let recent = after(db, self.highest - LOOK_BACK, BATCH).await?;
        let fresh: Vec<Change> = recent
            .iter()
            .filter(|change| !self.seen.contains(&change.number))
            .copied()
            .collect();
        if let Some(last) = recent.last() {
            self.highest = self.highest.max(last.number);
        }
        self.seen = recent.iter().map(|change| change.number).collect();
        Ok(fresh)
    }
}

/// Forgets announcements that nobody waits for any more.
///
/// # Errors
/// The database does not answer.
pub async fn prune(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let outcome = outbox::Entity::delete_many()
        .filter(outbox::Column::At.lt(now - KEPT_FOR))
        .exec(tx)
        .await?;
    Ok(outcome.rows_affected)
}
