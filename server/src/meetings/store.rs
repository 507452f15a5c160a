//! Queries and commands about meetings and series.

mod people;
mod planning;

use std::collections::HashMap;

use app::{
    ids::{BoardId, MeetingId},
    meetings::{
        rules::{Nth, SeriesRule, read_time},
        types::{Meeting, MeetingBoard, MeetingState, Series},
    },
    wording,
};
use chrono::{DateTime, Utc, Weekday};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
};
use uuid::Uuid;

pub use people::{clashes, officers_of, people_of};
pub(super) use planning::enter;
pub use planning::{Planned, cancel, change, plan, plan_series};

use crate::{
    db::entities::{board, meeting, meeting_board, meeting_series},
    membership::scope::stored,
};

#[derive(FromQueryResult)]
struct MeetingRecord {
    id: Uuid,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    series_id: Option<Uuid>,
    title: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    place: String,
    link: String,
    state: String,
    cancel_reason: String,
    agenda_version: i32,
    version: i32,
}

fn records() -> Select<meeting::Entity> {
    meeting::Entity::find()
        .join(JoinType::InnerJoin, meeting::Relation::Board.def())
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
}

/// Reads meetings with their boards: two queries, however many.
async fn read(
    db: &impl ConnectionTrait,
    which: Select<meeting::Entity>,
) -> Result<Vec<Meeting>, DbErr> {
    let rows: Vec<MeetingRecord> = which.into_model().all(db).await?;
    let boards: Vec<(Uuid, Uuid, String, String)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Board.def())
        .filter(meeting_board::Column::MeetingId.is_in(rows.iter().map(|row| row.id)))
        .select_only()
        .column(meeting_board::Column::MeetingId)
        .column(board::Column::Id)
        .column(board::Column::Slug)
        .column(board::Column::Name)
        .order_by_asc(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut others: HashMap<Uuid, Vec<MeetingBoard>> = HashMap::new();
    for (meeting, id, slug, name) in boards {
        others.entry(meeting).or_default().push(MeetingBoard {
            id: BoardId(id),
            slug,
            name,
        });
    }
    rows.into_iter()
        .map(|row| {
            let mut others = others.remove(&row.id).unwrap_or_default();
            others.retain(|board| board.id.0 != row.board_id);
            Ok(Meeting {
                id: MeetingId(row.id),
                lead: MeetingBoard {
                    id: BoardId(row.board_id),
                    slug: row.board_slug,
                    name: row.board_name,
                },
                others,
                series: row.series_id,
                title: row.title,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                place: row.place,
                link: row.link,
                state: stored(&row.state, MeetingState::from_code)?,
                cancel_reason: row.cancel_reason,
                agenda_version: row.agenda_version,
                version: row.version,
            })
        })
        .collect()
}

/// A meeting with its boards. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: MeetingId) -> Result<Option<Meeting>, DbErr> {
    let found = read(db, records().filter(meeting::Column::Id.eq(id.0))).await?;
    Ok(found.into_iter().next())
}

/// Meetings that any of some boards holds, the others of a joint one included.
fn held_by(boards: &[BoardId]) -> Condition {
    let theirs = meeting_board::Entity::find()
        .filter(meeting_board::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .select_only()
        .column(meeting_board::Column::MeetingId)
        .into_query();
    Condition::all().add(meeting::Column::Id.in_subquery(theirs))
}

/// Meetings of boards that are not over, the next first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn upcoming(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    upcoming_with(db, boards, &[], now, limit).await
}

/// The same, and some other meetings.
///
/// # Errors
/// The database does not answer.
pub async fn upcoming_with(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    others: &[MeetingId],
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(
            Condition::any()
                .add(held_by(boards))
                .add(meeting::Column::Id.is_in(others.iter().map(|meeting| meeting.0))),
        )
        .filter(meeting::Column::EndsAt.gt(now))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit);
    read(db, which).await
}

/// Meetings of every board that begin between two moments, the earliest first.
///
/// # Errors
/// The database does not answer.
pub async fn between(
    db: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(meeting::Column::StartsAt.gte(from))
        .filter(meeting::Column::StartsAt.lt(to))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id);
    read(db, which).await
}

/// When each of some boards meets next, where that is planned. One query.
///
/// # Errors
/// The database does not answer.
pub async fn next_of_each(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    now: DateTime<Utc>,
) -> Result<HashMap<BoardId, DateTime<Utc>>, DbErr> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Meeting.def())
        .filter(meeting_board::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(meeting::Column::EndsAt.gt(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(meeting_board::Column::BoardId)
        .column_as(meeting::Column::StartsAt.min(), "next")
        .group_by(meeting_board::Column::BoardId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(board, next)| (BoardId(board), next))
        .collect())
}

/// Meetings of a board that are over, the latest first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn past(
    db: &impl ConnectionTrait,
    board: BoardId,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(held_by(&[board]))
        .filter(meeting::Column::EndsAt.lte(now))
        .order_by_desc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit);
    read(db, which).await
}

/// Meetings of the board that leads one which came after it, have begun and were not
/// called off, the latest first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn begun_after(
    db: &impl ConnectionTrait,
    of: &Meeting,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(held_by(&[of.lead.id]))
        .filter(meeting::Column::StartsAt.gt(of.starts_at))
        .filter(meeting::Column::StartsAt.lte(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .order_by_desc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .limit(limit);
    read(db, which).await
}

/// The series of a board that go on, by title.
///
/// # Errors
/// The database does not answer.
pub async fn series_of(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<Series>, DbErr> {
    let rows = meeting_series::Entity::find()
        .filter(meeting_series::Column::BoardId.eq(board.0))
        .filter(meeting_series::Column::EndedOn.is_null())
        .order_by_asc(meeting_series::Column::Title)
        .order_by_asc(meeting_series::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let rule = rule_of(&row)?;
            Ok(Series {
                id: row.id,
                words: words_of(&rule, &row),
                title: row.title,
            })
        })
        .collect()
}

/// The rule of a series.
pub(super) fn rule_of(row: &meeting_series::Model) -> Result<SeriesRule, DbErr> {
    let unknown = || DbErr::Type("a stored series is not known".to_owned());
    let weekday = u8::try_from(row.weekday)
        .ok()
        .and_then(|day| Weekday::try_from(day).ok())
        .ok_or_else(unknown)?;
    Ok(SeriesRule {
        nth: Nth::from_code(&row.nth.to_string()).ok_or_else(unknown)?,
        weekday,
        months: row
            .months
            .split(',')
            .filter_map(|month| month.parse().ok())
            .collect(),
    })
}

/// "Second Tuesday of March and June, 2pm to 4pm".
pub(super) fn words_of(rule: &SeriesRule, row: &meeting_series::Model) -> String {
    let clock = |text: &str| read_time(text).map(wording::clock).unwrap_or_default();
    format!(
        "{}, {} to {}",
        rule.in_words(),
        clock(&row.starts),
        clock(&row.ends)
    )
}

/// Some meetings, the first one first. Whoever asks has yet to be checked. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn some(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Meeting>, DbErr> {
    let which = records()
        .filter(meeting::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id);
    read(db, which).await
}

/// Makes everybody else who works on a meeting wait until this transaction is
/// over.
pub(crate) async fn hold(tx: &impl ConnectionTrait, id: MeetingId) -> Result<(), DbErr> {
    meeting::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok(())
}
