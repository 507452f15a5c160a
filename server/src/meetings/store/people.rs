//! Who sits on the boards that meet, and whom two meetings at a time would need.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    access::{Permission, Relation, Role, allows},
    ids::{BoardId, MeetingId, PersonId},
    meetings::types::{Clash, Meeting, MeetingState},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::{
    db::entities::{appointment, board, meeting, meeting_board, seat},
    membership::scope::{in_force, standing_on, stored},
};

/// Who sits on which of some boards on a day, in a seat with a permission.
async fn seated(
    db: &impl ConnectionTrait,
    boards: &BTreeSet<BoardId>,
    day: NaiveDate,
    permission: Permission,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    let rows: Vec<(Uuid, Uuid, String)> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .filter(seat::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(in_force(day))
        .filter(standing_on(day))
        .select_only()
        .column(appointment::Column::PersonId)
        .column(seat::Column::BoardId)
        .column(seat::Column::Role)
        .order_by_asc(appointment::Column::PersonId)
        .order_by_asc(seat::Column::BoardId)
        .into_tuple()
        .all(db)
        .await?;
    let mut seated = Vec::with_capacity(rows.len());
    for (person, board, role) in rows {
        let role: Role = stored(&role, Role::from_code)?;
        if allows(role, permission, Relation::Other) {
            seated.push((PersonId(person), BoardId(board)));
        }
    }
    seated.dedup();
    Ok(seated)
}

/// Everybody who sits on the boards of a meeting, each with one of the boards.
///
/// # Errors
/// The database does not answer.
pub async fn people_of(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    day: NaiveDate,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    let boards = meeting.boards().map(|board| board.id).collect();
    let mut people = seated(db, &boards, day, Permission::SeeMeetings).await?;
    people.dedup_by_key(|(person, _)| *person);
    Ok(people)
}

/// Whoever keeps the agendas of a board.
///
/// # Errors
/// The database does not answer.
pub async fn officers_of(
    db: &impl ConnectionTrait,
    board: BoardId,
    day: NaiveDate,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    seated(
        db,
        &BTreeSet::from([board]),
        day,
        Permission::ManageMeetings,
    )
    .await
}

/// Meetings of other boards that share people with some boards, at the time of
/// one of these spans. Two queries, however many.
///
/// # Errors
/// The database does not answer.
pub async fn clashes(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    spans: &[(DateTime<Utc>, DateTime<Utc>)],
    except: MeetingId,
    today: NaiveDate,
) -> Result<Vec<Clash>, DbErr> {
    let at_the_time = spans.iter().fold(Condition::any(), |any, (from, to)| {
        any.add(
            Condition::all()
                .add(meeting::Column::StartsAt.lt(*to))
                .add(meeting::Column::EndsAt.gt(*from)),
        )
    });
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<(Uuid, String, DateTime<Utc>, DateTime<Utc>)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Meeting.def())
        .join(JoinType::InnerJoin, meeting_board::Relation::Board.def())
        .filter(at_the_time)
        .filter(meeting::Column::Id.ne(except.0))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(board::Column::Id)
        .column(board::Column::Name)
        .column(meeting::Column::StartsAt)
        .column(meeting::Column::EndsAt)
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let mut asked: BTreeSet<BoardId> = others.iter().map(|row| BoardId(row.0)).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    asked.extend(boards);
    let mut people: BTreeMap<BoardId, BTreeSet<PersonId>> = BTreeMap::new();
    for (person, board) in seated(db, &asked, today, Permission::SeeMeetings).await? {
        people.entry(board).or_default().insert(person);
    }
    let ours: BTreeSet<PersonId> = boards
        .iter()
        .filter_map(|board| people.get(board))
        .flatten()
        .copied()
        .collect();
    Ok(others
        .into_iter()
        .filter_map(|(id, board_name, starts_at, ends_at)| {
            let theirs = people.get(&BoardId(id))?;
            let both = theirs.intersection(&ours).count() as u64;
            (both > 0).then_some(Clash {
                board_name,
                starts_at,
                ends_at,
                people: both,
            })
        })
        .collect())
}
