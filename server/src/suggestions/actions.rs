//! Actions that are not closed, with how often they were carried over.

use std::collections::HashMap;

use app::{
    access::Access,
    ids::BoardId,
    meetings::types::MeetingState,
    suggestions::{
        rules::{by_need, carry_over},
        types::OpenAction,
    },
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::{
    actions::lists,
    db::entities::{meeting, meeting_board},
};

/// Every action of some boards that is not closed, in the order of an agenda; for no
/// reader, where none is named. Two queries, and no limit: none may be missing.
///
/// # Errors
/// The database does not answer.
pub async fn open(
    db: &impl ConnectionTrait,
    access: Option<&Access>,
    boards: &[BoardId],
    now: DateTime<Utc>,
) -> Result<Vec<OpenAction>, DbErr> {
    let held = held(db, boards, now).await?;
    let mut actions: Vec<OpenAction> = lists::open_of_boards(db, access, boards)
        .await?
        .into_iter()
        .map(|(board, raised_on, row)| OpenAction {
            carried: carry_over(raised_on, held.get(&board).map_or(&[], Vec::as_slice)),
            row,
            board,
            raised_on,
        })
        .collect();
    by_need(&mut actions, wording::uk_day(now));
    Ok(actions)
}

/// The days on which boards have met.
async fn held(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    now: DateTime<Utc>,
) -> Result<HashMap<BoardId, Vec<NaiveDate>>, DbErr> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = meeting_board::Entity::find()
        .join(JoinType::InnerJoin, meeting_board::Relation::Meeting.def())
        .filter(meeting_board::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(meeting::Column::EndsAt.lte(now))
        .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
        .select_only()
        .column(meeting_board::Column::BoardId)
        .column(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::StartsAt)
        .into_tuple()
        .all(db)
        .await?;
    let mut held: HashMap<BoardId, Vec<NaiveDate>> = HashMap::new();
    for (board, starts_at) in rows {
        held.entry(BoardId(board))
            .or_default()
            .push(wording::uk_day(starts_at));
    }
    Ok(held)
}
