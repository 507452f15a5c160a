//! Changes to tell people about, written in the same transaction as the change.
//!
//! A change that was saved is announced even if the server stops in between,
//! and a change that was undone is not.

use std::collections::HashSet;

use app::ids::{ActionId, BoardId, MeetingId};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::IntoCondition,
};
use uuid::Uuid;

use crate::db::{
    self,
    entities::{action, outbox},
};

/// How long announcements are kept.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// How far below the highest number seen a reader still looks. On PostgreSQL a
/// lower number can become visible after a higher one, but never by more than
/// there can be writers at once.
const LOOK_BACK: i64 = 256;

/// An action changed: was raised, updated, moved or closed.
const ACTION_CHANGED: &str = "action.changed";

/// Something was recorded at a meeting.
const MEETING_CHANGED: &str = "meeting.changed";

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Action(ActionId),
    /// What is recorded at it.
    Meeting(MeetingId),
}

impl About {
    fn topic(self) -> &'static str {
        match self {
            Self::Action(_) => ACTION_CHANGED,
            Self::Meeting(_) => MEETING_CHANGED,
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Action(action) => action.0,
            Self::Meeting(meeting) => meeting.0,
        }
    }

    fn stored(topic: &str, id: Uuid) -> Option<Self> {
        match topic {
            ACTION_CHANGED => Some(Self::Action(ActionId(id))),
            MEETING_CHANGED => Some(Self::Meeting(MeetingId(id))),
            _ => None,
        }
    }
}

/// Something changed that open pages may want to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Rises with each announcement; 0 before it is announced.
    pub number: i64,
    /// Of a meeting, the one that leads it.
    pub board: BoardId,
    pub about: About,
    pub version: i32,
}

/// What a page of a board wants to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// Every action of the board.
    Actions,
    One(About),
}

impl Concern {
    /// Whether a change of the board is one of those.
    pub fn covers(self, change: &Change) -> bool {
        match self {
            Self::Actions => matches!(change.about, About::Action(_)),
            Self::One(about) => change.about == about,
        }
    }
}

/// Announces that something was recorded at a meeting.
///
/// # Errors
/// As [`announce`].
pub async fn meeting_changed(
    tx: &impl ConnectionTrait,
    lead: BoardId,
    meeting: MeetingId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let change = Change {
        number: 0,
        board: lead,
        about: About::Meeting(meeting),
        version: 0,
    };
    announce(tx, change, at).await
}

/// Announces a change.
///
/// # Errors
/// The database refuses; the caller's transaction must not be committed then.
pub async fn announce(
    tx: &impl ConnectionTrait,
    change: Change,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    announce_all(tx, [change], at).await
}

/// Announces changes in their order, as [`announce`] does one after the other.
///
/// # Errors
/// As [`announce`].
pub async fn announce_all(
    tx: &impl ConnectionTrait,
    changes: impl IntoIterator<Item = Change>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let rows = changes.into_iter().map(|change| outbox::ActiveModel {
        id: NotSet,
        at: Set(at),
        topic: Set(change.about.topic().to_owned()),
        board_id: Set(change.board.0),
        subject_id: Set(change.about.id()),
        version: Set(change.version),
    });
    db::insert_all(tx, rows.collect()).await
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

/// Whether something that concerns a page of a board was announced after the
/// announcement of this number.
///
/// # Errors
/// The database does not answer.
pub async fn missed(
    db: &impl ConnectionTrait,
    board: BoardId,
    concern: Concern,
    since: i64,
) -> Result<bool, DbErr> {
    let which = Condition::all()
        .add(outbox::Column::BoardId.eq(board.0))
        .add(outbox::Column::Id.gt(since));
    let which = match concern {
        Concern::Actions => which.add(outbox::Column::Topic.eq(ACTION_CHANGED)),
        Concern::One(about) => which.add(outbox::Column::SubjectId.eq(about.id())),
    };
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
        .filter_map(|row| {
            Some(Change {
                number: row.id,
                board: BoardId(row.board_id),
                about: About::stored(&row.topic, row.subject_id)?,
                version: row.version,
            })
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
