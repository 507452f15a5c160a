//! Changes to tell people about, written in the same transaction as the change.
//!
//! A change that was saved is announced even if the server stops in between,
//! and a change that was undone is not.

use std::collections::HashSet;

use app::ids::{ActionId, BoardId};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
};

use crate::db::entities::outbox;

/// How long announcements are kept.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// How far back a reader looks for announcements it may have missed. On
/// PostgreSQL a lower number can become visible after a higher one.
const LOOK_BACK: TimeDelta = TimeDelta::seconds(60);

/// An action changed: was raised, updated, moved or closed.
const ACTION_CHANGED: &str = "action.changed";

/// Something changed that open pages may want to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
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

/// Reads announcements once each, in order.
#[derive(Default)]
pub struct Reader {
    seen: HashSet<i64>,
}

impl Reader {
    /// Takes what is already there as seen.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn from_now(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Self, DbErr> {
        let mut reader = Self::default();
        reader.next(db, now).await?;
        Ok(reader)
    }

    /// What was announced since the last call.
    ///
    /// # Errors
    /// The database does not answer; nothing counts as seen then.
    pub async fn next(
        &mut self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<Vec<Change>, DbErr> {
        let recent = outbox::Entity::find()
            .filter(outbox::Column::At.gte(now - LOOK_BACK))
            .order_by_asc(outbox::Column::Id)
            .all(db)
            .await?;
        let present: HashSet<i64> = recent.iter().map(|row| row.id).collect();
        let fresh = recent
            .into_iter()
            .filter(|row| !self.seen.contains(&row.id))
            .map(|row| Change {
                board: BoardId(row.board_id),
                action: ActionId(row.subject_id),
                version: row.version,
            })
            .collect();
        self.seen = present;
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
