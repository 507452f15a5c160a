//! Items of agendas as they are read.

use app::{
    ids::{AgendaItemId, BoardId, MeetingId, PersonId, SeatId},
    meetings::types::{About, AgendaItem, ItemState, MeetingState, Part, Purpose},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
};
use uuid::Uuid;

use super::ACTION;
use crate::{
    db::entities::{agenda_item, board, meeting, person, seat},
    membership::scope::stored,
};

/// Most items that wait for a meeting and are shown.
const WAITING_SHOWN: u64 = 100;

#[derive(FromQueryResult)]
struct ItemRecord {
    id: Uuid,
    board_id: Uuid,
    board_name: String,
    board_slug: String,
    meeting_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    position: i64,
    number: String,
    title: String,
    detail: String,
    purpose: String,
    minutes: i32,
    presenter_seat_id: Option<Uuid>,
    presenter_title: Option<String>,
    part: String,
    linked_kind: String,
    linked_id: String,
    conflict_note: String,
    wants_papers: bool,
    state: String,
    state_reason: String,
    core: bool,
    proposed_by_id: Option<Uuid>,
    proposed_by_name: Option<String>,
    version: i32,
}

fn records() -> Select<agenda_item::Entity> {
    agenda_item::Entity::find()
        .join(JoinType::InnerJoin, agenda_item::Relation::Board.def())
        .join(JoinType::LeftJoin, agenda_item::Relation::Seat.def())
        .join(JoinType::LeftJoin, agenda_item::Relation::Person.def())
        .column_as(board::Column::Name, "board_name")
        .column_as(board::Column::Slug, "board_slug")
        .column_as(seat::Column::Title, "presenter_title")
        .column_as(person::Column::FullName, "proposed_by_name")
}

impl ItemRecord {
    fn read(self) -> Result<AgendaItem, DbErr> {
        Ok(AgendaItem {
            id: AgendaItemId(self.id),
            board: BoardId(self.board_id),
            board_name: self.board_name,
            board_slug: self.board_slug,
            meeting: self.meeting_id.map(MeetingId),
            under: self.parent_id.map(AgendaItemId),
            position: self.position,
            number: self.number,
            title: self.title,
            detail: self.detail,
            purpose: stored(&self.purpose, Purpose::from_code)?,
            minutes: u32::try_from(self.minutes).unwrap_or(0),
            presenter: self.presenter_seat_id.map(SeatId),
            presenter_title: self.presenter_title,
            part: stored(&self.part, Part::from_code)?,
            about: About::stored(&self.linked_kind, &self.linked_id),
            linked: Some(self.linked_id).filter(|_| self.linked_kind == ACTION),
            conflict_note: self.conflict_note,
            wants_papers: self.wants_papers,
            state: stored(&self.state, ItemState::from_code)?,
            reason: self.state_reason,
            core: self.core,
            proposed_by: self.proposed_by_id.map(PersonId),
            proposed_by_name: self.proposed_by_name,
            version: self.version,
        })
    }
}

async fn read(
    db: &impl ConnectionTrait,
    which: Select<agenda_item::Entity>,
) -> Result<Vec<AgendaItem>, DbErr> {
    let rows: Vec<ItemRecord> = which.into_model().all(db).await?;
    rows.into_iter().map(ItemRecord::read).collect()
}

/// An item. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: AgendaItemId,
) -> Result<Option<AgendaItem>, DbErr> {
    let found = read(db, records().filter(agenda_item::Column::Id.eq(id.0))).await?;
    Ok(found.into_iter().next())
}

/// Items by their identifiers, in no order. One query.
///
/// # Errors
/// The database does not answer.
pub async fn some(
    db: &impl ConnectionTrait,
    ids: &[AgendaItemId],
) -> Result<Vec<AgendaItem>, DbErr> {
    let ids = ids.iter().map(|id| id.0);
    read(db, records().filter(agenda_item::Column::Id.is_in(ids))).await
}

/// Every item of a meeting, in the order of their positions. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_meeting(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<AgendaItem>, DbErr> {
    let which = records()
        .filter(agenda_item::Column::MeetingId.eq(meeting.0))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id);
    read(db, which).await
}

/// Items of a board that wait: proposed, or parked for a later meeting.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<AgendaItem>, DbErr> {
    let states = [ItemState::Proposed, ItemState::Parked].map(ItemState::code);
    let which = records()
        .filter(agenda_item::Column::BoardId.eq(board.0))
        .filter(agenda_item::Column::State.is_in(states))
        .order_by_asc(agenda_item::Column::CreatedAt)
        .order_by_asc(agenda_item::Column::Id)
        .limit(WAITING_SHOWN);
    read(db, which).await
}

/// Items of some boards that any meeting could take: parked, or proposed for
/// whichever comes or for one that is over.
///
/// # Errors
/// The database does not answer.
pub async fn waiting_of(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    now: DateTime<Utc>,
) -> Result<Vec<AgendaItem>, DbErr> {
    let left_behind = meeting::Entity::find()
        .filter(
            Condition::any()
                .add(meeting::Column::EndsAt.lte(now))
                .add(meeting::Column::State.eq(MeetingState::Cancelled.code())),
        )
        .select_only()
        .column(meeting::Column::Id)
        .into_query();
    let free = Condition::any()
        .add(agenda_item::Column::MeetingId.is_null())
        .add(agenda_item::Column::MeetingId.in_subquery(left_behind));
    let proposed = Condition::all()
        .add(agenda_item::Column::State.eq(ItemState::Proposed.code()))
        .add(free);
    let parked = agenda_item::Column::State.eq(ItemState::Parked.code());
    let which = records()
        .filter(agenda_item::Column::BoardId.is_in(boards.iter().map(|board| board.0)))
        .filter(Condition::any().add(parked).add(proposed))
        .order_by_asc(agenda_item::Column::CreatedAt)
        .order_by_asc(agenda_item::Column::Id)
        .limit(WAITING_SHOWN);
    read(db, which).await
}

/// What somebody has proposed on a board, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn proposed_by(
    db: &impl ConnectionTrait,
    board: BoardId,
    person: PersonId,
) -> Result<Vec<AgendaItem>, DbErr> {
    let which = records()
        .filter(agenda_item::Column::BoardId.eq(board.0))
        .filter(agenda_item::Column::ProposedById.eq(person.0))
        .order_by_desc(agenda_item::Column::CreatedAt)
        .order_by_desc(agenda_item::Column::Id)
        .limit(WAITING_SHOWN);
    read(db, which).await
}
