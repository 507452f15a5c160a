//! Queries and commands about a meeting that is held.

use std::collections::HashMap;

use app::{
    ids::{AgendaItemId, BoardId, MeetingId, SeatId},
    meetings::types::{AgendaItem, ItemState, Meeting},
    membership::types::Capacity,
    proceedings::{
        forms::{Marking, NewGuest},
        rules::{Quorum, quorum},
        types::{Guest, ItemRecord, Mark, Outcome, RaisedAction, SeatMark},
    },
    wording,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{action, agenda_item, attendance, item_note, organisation},
    meetings::store::hold,
    membership::{
        scope::stored,
        seats::{self, Changed, Which},
    },
    outbox,
};

/// Most people in attendance beside those who hold a seat.
const MOST_GUESTS: usize = 50;

fn to_text(time: Option<NaiveTime>) -> String {
    time.map_or_else(String::new, |time| time.format("%H:%M").to_string())
}

fn to_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

fn read_mark(row: &attendance::Model) -> Mark {
    Mark {
        presence: row.presence.clone(),
        name: row.name.clone(),
        arrived: to_time(&row.arrived),
        left: to_time(&row.left_at),
    }
}

/// Who came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The seats of every board that meets, as on the day of the meeting.
    pub seats: Vec<SeatMark>,
    pub guests: Vec<Guest>,
}

impl Room {
    /// How each board stands against its own rule, the one that leads first. One
    /// query.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn quorums(
        &self,
        db: &impl ConnectionTrait,
        meeting: &Meeting,
    ) -> Result<Vec<Quorum>, DbErr> {
        let rules = rules::of_boards(db, meeting.boards().map(|board| board.id)).await?;
        Ok(meeting
            .boards()
            .filter_map(|board| {
                let rules = rules.get(&board.id)?;
                Some(quorum((board.id, &board.name), rules, &self.seats))
            })
            .collect())
    }
}

/// Who came to a meeting. Four queries, however many seats.
///
/// # Errors
/// The database does not answer.
pub async fn room(db: &impl ConnectionTrait, meeting: &Meeting) -> Result<Room, DbErr> {
    let day = wording::uk_day(meeting.starts_at);
    let boards: Vec<BoardId> = meeting.boards().map(|board| board.id).collect();
    let rows = attendance::Entity::find()
        .filter(attendance::Column::MeetingId.eq(meeting.id.0))
        .order_by_asc(attendance::Column::Id)
        .all(db)
        .await?;
    let (of_seats, of_guests): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.seat_id.is_some());
    let marks: HashMap<Uuid, Mark> = of_seats
        .iter()
        .filter_map(|row| Some((row.seat_id?, read_mark(row))))
        .collect();
    let mut seats: Vec<SeatMark> = seats::rows(db, &Which::OfBoards(boards.clone()), day)
        .await?
        .into_iter()
        .map(|seat| {
            let represents = seat.holder.as_ref().and_then(|one| one.represents.clone());
            SeatMark {
                mark: marks.get(&seat.seat.0).cloned(),
                seat: seat.seat,
                board: seat.board,
                board_name: seat.board_name,
                title: seat.title,
                category: seat.category,
                role: seat.role,
                organisation: represents.or(seat.organisation_name).unwrap_or_default(),
                holder: seat.holder.map(|holder| (holder.person, holder.full_name)),
                stand_ins: seat
                    .stand_ins
                    .into_iter()
                    .filter(|one| one.capacity != Capacity::Holder)
                    .map(|one| one.full_name)
                    .collect(),
            }
        })
        .collect();
    // The board that leads comes first, as everywhere.
    seats.sort_by_key(|seat| boards.iter().position(|board| *board == seat.board));
    let guests = of_guests
        .into_iter()
        .map(|row| Guest {
            id: row.id,
            name: row.name,
            organisation: row.organisation,
        })
        .collect();
    Ok(Room { seats, guests })
}

/// What came of recording who is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    Saved,
    /// Somebody else recorded these seats differently after the page was drawn.
    /// Nothing was written.
    Conflict(Vec<SeatId>),
}

/// Records who came. What a form does not change stays as others left it.
///
/// # Errors
/// The database refuses.
pub async fn mark(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    markings: &[Marking],
) -> Result<Marked, DbErr> {
    hold(tx, meeting.id).await?;
    let room = room(tx, meeting).await?;
    let seats: HashMap<SeatId, &SeatMark> =
        room.seats.iter().map(|seat| (seat.seat, seat)).collect();
    let mut conflicts = Vec::new();
    let mut written = Vec::new();
    for new in markings {
        let Some(seat) = seats.get(&new.seat) else {
            continue;
        };
        let token = Mark::token(new.mark.as_ref());
        let now = Mark::token(seat.mark.as_ref());
        if token == new.was || token == now {
            continue;
        }
        if now == new.was {
            written.push((*seat, new));
        } else {
            conflicts.push(new.seat);
        }
    }
    if !conflicts.is_empty() {
        return Ok(Marked::Conflict(conflicts));
    }
    if written.is_empty() {
        return Ok(Marked::Saved);
    }
    for (seat, new) in &written {
        write_mark(tx, random, at, meeting.id, seat, new.mark.as_ref()).await?;
    }
    let told = |mark: Option<&Mark>| json!(mark);
    let seat_of = |seat: SeatId| seat.to_string();
    let before: serde_json::Map<String, Value> = written
        .iter()
        .map(|(seat, _)| (seat_of(seat.seat), told(seat.mark.as_ref())))
        .collect();
    let after: serde_json::Map<String, Value> = written
        .iter()
        .map(|(seat, new)| (seat_of(seat.seat), told(new.mark.as_ref())))
        .collect();
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "recorded",
        subject_kind: "attendance",
        subject: Some(meeting.id.0),
        before: before.into(),
        after: after.into(),
    };
    audit::record(tx, random, actor, event).await?;
    outbox::meeting_changed(tx, meeting.lead.id, meeting.id, at).await?;
    Ok(Marked::Saved)
}

async fn write_mark(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    meeting: MeetingId,
    seat: &SeatMark,
    mark: Option<&Mark>,
) -> Result<(), DbErr> {
    use attendance::Column;
    let Some(mark) = mark else {
        attendance::Entity::delete_many()
            .filter(Column::MeetingId.eq(meeting.0))
            .filter(Column::SeatId.eq(seat.seat.0))
            .exec(tx)
            .await?;
        return Ok(());
    };
    let holder = seat.holder.as_ref();
    let is_holder = holder.is_some_and(|(_, name)| *name == mark.name);
    attendance::Entity::insert(attendance::ActiveModel::from(attendance::Model {
        id: random.id(at),
        meeting_id: meeting.0,
        seat_id: Some(seat.seat.0),
        person_id: holder.filter(|_| is_holder).map(|(person, _)| person.0),
        name: mark.name.clone(),
        organisation: seat.organisation.clone(),
        presence: mark.presence.clone(),
        arrived: to_text(mark.arrived),
        left_at: to_text(mark.left),
        updated_at: at,
        version: 1,
    }))
    .on_conflict(
        OnConflict::columns([Column::MeetingId, Column::SeatId])
            .update_columns([
                Column::PersonId,
                Column::Name,
                Column::Organisation,
                Column::Presence,
                Column::Arrived,
                Column::LeftAt,
                Column::UpdatedAt,
            ])
            .value(
                Column::Version,
                Expr::col((attendance::Entity, Column::Version)).add(1),
            )
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// What came of adding a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcomed {
    Saved,
    /// The form was sent before.
    Already,
    Full,
}

/// Adds somebody in attendance who holds no seat.
///
/// # Errors
/// The database refuses.
pub async fn welcome(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    new: &NewGuest,
) -> Result<Welcomed, DbErr> {
    hold(tx, meeting.id).await?;
    let there = attendance::Entity::find()
        .filter(attendance::Column::MeetingId.eq(meeting.id.0))
        .filter(attendance::Column::SeatId.is_null())
        .all(tx)
        .await?;
    if there.iter().any(|guest| guest.id == new.id) {
        return Ok(Welcomed::Already);
    }
    if there.len() >= MOST_GUESTS {
        return Ok(Welcomed::Full);
    }
    attendance::Entity::insert(attendance::ActiveModel::from(attendance::Model {
        id: new.id,
        meeting_id: meeting.id.0,
        seat_id: None,
        person_id: None,
        name: new.name.clone(),
        organisation: new.organisation.clone(),
        presence: "in_attendance".to_owned(),
        arrived: String::new(),
        left_at: String::new(),
        updated_at: at,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({"name": new.name, "organisation": new.organisation});
    let chain = Chain::Board(meeting.lead.id);
    let event = audit::Event::new(chain, at, ("added", "guest"), new.id, after);
    audit::record(tx, random, actor, event).await?;
    outbox::meeting_changed(tx, meeting.lead.id, meeting.id, at).await?;
    Ok(Welcomed::Saved)
}

/// Takes a guest off; nothing where they are off already.
///
/// # Errors
/// The database refuses.
pub async fn see_off(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    guest: Uuid,
) -> Result<(), DbErr> {
    hold(tx, meeting.id).await?;
    let of_meeting = attendance::Column::MeetingId.eq(meeting.id.0);
    let found = attendance::Entity::find_by_id(guest)
        .filter(of_meeting.clone())
        .filter(attendance::Column::SeatId.is_null())
        .one(tx)
        .await?;
    let Some(found) = found else {
        return Ok(());
    };
    attendance::Entity::delete_many()
        .filter(attendance::Column::Id.eq(guest))
        .filter(of_meeting)
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "removed",
        subject_kind: "guest",
        subject: Some(guest),
        before: json!({"name": found.name, "organisation": found.organisation}),
        after: Value::Null,
    };
    audit::record(tx, random, actor, event).await?;
    outbox::meeting_changed(tx, meeting.lead.id, meeting.id, at).await
}

fn read_record(row: item_note::Model) -> Result<ItemRecord, DbErr> {
    let outcome = match row.outcome.as_str() {
        "" => None,
        code => Some(stored(code, Outcome::from_code)?),
    };
    Ok(ItemRecord {
        notes: row.notes,
        judicial_note: row.judicial_note,
        interests: row.interests,
        outcome,
        version: row.version,
    })
}

/// What is written at the items of a meeting. One query.
///
/// # Errors
/// The database does not answer.
pub async fn records(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<HashMap<AgendaItemId, ItemRecord>, DbErr> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.0))
        .select_only()
        .column(agenda_item::Column::Id);
    let rows = item_note::Entity::find()
        .filter(item_note::Column::ItemId.in_subquery(sea_orm::QueryTrait::into_query(items)))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((AgendaItemId(row.item_id), read_record(row)?)))
        .collect()
}

fn recorded(record: &ItemRecord, version: i32) -> Value {
    json!({
        "notes": record.notes, "judicial_note": record.judicial_note,
        "interests": record.interests, "outcome": record.outcome.map(Outcome::code),
        "version": version,
    })
}

/// Saves what is written at an item, if it still stands as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn record(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, item): (&Meeting, &AgendaItem),
    new: &ItemRecord,
) -> Result<Changed, DbErr> {
    // The item is held, so that of two first saves one waits for the other.
    agenda_item::Entity::find_by_id(item.id.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    let before = item_note::Entity::find_by_id(item.id.0).one(tx).await?;
    let before = before.map(read_record).transpose()?.unwrap_or_default();
    if (ItemRecord {
        version: new.version,
        ..before.clone()
    }) == *new
        && before.version >= new.version
    {
        // Saved before: a second click, or nothing was changed.
        return Ok(Changed::Saved);
    }
    if before.version != new.version {
        return Ok(Changed::OutOfDate);
    }
    use item_note::Column;
    item_note::Entity::insert(item_note::ActiveModel::from(item_note::Model {
        item_id: item.id.0,
        notes: new.notes.clone(),
        judicial_note: new.judicial_note.clone(),
        interests: new.interests.clone(),
        outcome: new.outcome.map_or("", Outcome::code).to_owned(),
        updated_by_id: actor.person.map(|person| person.0),
        updated_at: at,
        version: new.version + 1,
    }))
    .on_conflict(
        OnConflict::column(Column::ItemId)
            .update_columns([
                Column::Notes,
                Column::JudicialNote,
                Column::Interests,
                Column::Outcome,
                Column::UpdatedById,
                Column::UpdatedAt,
                Column::Version,
            ])
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    defer(tx, random, at, (meeting, item), (&before, new)).await?;
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "recorded",
        subject_kind: "agenda_item",
        subject: Some(item.id.0),
        before: recorded(&before, before.version),
        after: recorded(new, new.version + 1),
    };
    audit::record(tx, random, actor, event).await?;
    outbox::meeting_changed(tx, meeting.lead.id, meeting.id, at).await?;
    Ok(Changed::Saved)
}

/// An item that is deferred waits, parked, for a later meeting, as an item of its
/// own that names the one it comes from. It goes again if the meeting says otherwise
/// before anybody took it up.
async fn defer(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    (meeting, item): (&Meeting, &AgendaItem),
    (before, new): (&ItemRecord, &ItemRecord),
) -> Result<(), DbErr> {
    let is = |record: &ItemRecord| record.outcome == Some(Outcome::Deferred);
    if is(before) == is(new) {
        return Ok(());
    }
    if !is(new) {
        agenda_item::Entity::delete_many()
            .filter(agenda_item::Column::ParentId.eq(item.id.0))
            .filter(agenda_item::Column::MeetingId.is_null())
            .filter(agenda_item::Column::State.eq(ItemState::Parked.code()))
            .exec(tx)
            .await?;
        return Ok(());
    }
    let Some(row) = agenda_item::Entity::find_by_id(item.id.0).one(tx).await? else {
        return Ok(());
    };
    let reason = format!(
        "Deferred at “{}” on {}",
        meeting.title,
        wording::date(wording::uk_day(meeting.starts_at))
    );
    let later = agenda_item::Model {
        id: random.id(at),
        meeting_id: None,
        parent_id: Some(item.id.0),
        number: String::new(),
        state: ItemState::Parked.code().to_owned(),
        state_reason: reason,
        core: false,
        template_item_id: None,
        created_at: at,
        version: 1,
        ..row
    };
    agenda_item::Entity::insert(agenda_item::ActiveModel::from(later))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Raised {
    board_id: Uuid,
    agenda_item_id: Option<Uuid>,
    reference: String,
    title: String,
    organisation: String,
    due_on: NaiveDate,
}

/// What is written at some items. One query.
///
/// # Errors
/// The database does not answer.
pub async fn records_of(
    db: &impl ConnectionTrait,
    items: &[AgendaItemId],
) -> Result<HashMap<AgendaItemId, ItemRecord>, DbErr> {
    let rows = item_note::Entity::find()
        .filter(item_note::Column::ItemId.is_in(items.iter().map(|item| item.0)))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((AgendaItemId(row.item_id), read_record(row)?)))
        .collect()
}

/// The actions raised at a meeting, in the order of their numbers. One query.
///
/// # Errors
/// The database does not answer.
pub async fn raised(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<Vec<RaisedAction>, DbErr> {
    let which = action::Column::MeetingId.eq(meeting.0);
    let rows = read_raised(db, which).await?;
    Ok(rows.into_iter().map(|(_, action)| action).collect())
}

/// The actions raised at some items with the boards in whose logs they are, in the
/// order of their numbers. One query.
///
/// # Errors
/// The database does not answer.
pub async fn raised_at_items(
    db: &impl ConnectionTrait,
    items: &[AgendaItemId],
) -> Result<Vec<(BoardId, RaisedAction)>, DbErr> {
    let which = action::Column::AgendaItemId.is_in(items.iter().map(|item| item.0));
    read_raised(db, which).await
}

async fn read_raised(
    db: &impl ConnectionTrait,
    which: Expr,
) -> Result<Vec<(BoardId, RaisedAction)>, DbErr> {
    let rows: Vec<Raised> = action::Entity::find()
        .join(JoinType::InnerJoin, action::Relation::Organisation.def())
        .filter(which)
        .order_by_asc(action::Column::Year)
        .order_by_asc(action::Column::Number)
        .select_only()
        .columns([
            action::Column::BoardId,
            action::Column::AgendaItemId,
            action::Column::Reference,
            action::Column::Title,
            action::Column::DueOn,
        ])
        .column_as(organisation::Column::ShortName, "organisation")
        .into_model()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let action = RaisedAction {
                item: row.agenda_item_id.map(AgendaItemId),
                reference: row.reference,
                title: row.title,
                organisation: row.organisation,
                due_on: row.due_on,
            };
            (BoardId(row.board_id), action)
        })
        .collect())
}
