//! Items of an agenda: added, changed, moved, and taken off.

use app::{
    ids::{AgendaItemId, MeetingId},
    meetings::{
        forms::{Direction, ITEMS_LIMIT, ItemForm, Leaving},
        types::{About, AgendaItem, ItemState, Meeting, in_order},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ACTION, GAP, hold, of_meeting};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::agenda_item,
    membership::seats::Changed,
};

/// What came of adding an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Saved,
    /// The form was sent before.
    Already,
    /// The agenda holds as many items as one may.
    Full,
}

fn recorded(item: &ItemForm) -> Value {
    json!({
        "title": item.title, "detail": item.detail, "purpose": item.purpose.code(),
        "minutes": item.minutes, "presenter": item.presenter, "part": item.part.code(),
        "linked": item.linked, "conflict_note": item.conflict_note, "wants_papers": item.wants_papers,
        "under": item.under,
    })
}

fn as_form(item: &AgendaItem) -> ItemForm {
    ItemForm {
        id: item.id,
        title: item.title.clone(),
        detail: item.detail.clone(),
        purpose: item.purpose,
        minutes: item.minutes,
        presenter: item.presenter,
        part: item.part,
        linked: item.linked.clone(),
        conflict_note: item.conflict_note.clone(),
        wants_papers: item.wants_papers,
        under: item.under,
        version: item.version,
    }
}

/// Kind and name of what an item is linked to: the action that is named, or
/// else what the item was made for.
fn link(action: Option<&String>, about: Option<&About>) -> (String, String) {
    match (action, about) {
        (Some(reference), _) => (ACTION.to_owned(), reference.clone()),
        (None, Some(about)) => (about.kind().to_owned(), about.id()),
        (None, None) => (String::new(), String::new()),
    }
}

/// The item of the core that closes an agenda, "Any other business", where it
/// stands last.
fn closing(items: &[AgendaItem]) -> Option<&AgendaItem> {
    let ordered = in_order(items);
    let mut own = ordered.iter().filter(|item| item.under.is_none());
    let last = own.next_back()?;
    // The only item of a core opens an agenda rather than closing it.
    let closes = last.core && own.any(|item| item.core);
    closes.then_some(*last)
}

pub(super) fn minutes(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(0)
}

/// Where the next item of a meeting goes: before the core item that closes every
/// agenda, which makes room for it, or else last.
pub(super) async fn next_position(
    tx: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<i64, DbErr> {
    let items = of_meeting(tx, meeting).await?;
    if let Some(closing) = closing(&items) {
        agenda_item::Entity::update_many()
            .col_expr(
                agenda_item::Column::Position,
                Expr::value(closing.position + GAP),
            )
            .filter(agenda_item::Column::Id.eq(closing.id.0))
            .exec(tx)
            .await?;
        return Ok(closing.position);
    }
    let last: Option<i64> = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.0))
        .select_only()
        .column(agenda_item::Column::Position)
        .order_by_desc(agenda_item::Column::Position)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(last.unwrap_or(0) + GAP)
}

pub(super) async fn is_full(tx: &impl ConnectionTrait, meeting: MeetingId) -> Result<bool, DbErr> {
    let most = ITEMS_LIMIT as u64;
    let there: Vec<Uuid> = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.0))
        .select_only()
        .column(agenda_item::Column::Id)
        .limit(most)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(there.len() as u64 >= most)
}

/// Adds an item at the end of an agenda, before what closes it.
///
/// # Errors
/// The database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    new: &ItemForm,
) -> Result<Added, DbErr> {
    add_about(tx, random, actor, at, meeting, (new, None)).await
}

/// As [`add`], for an item that is about something else than an action.
///
/// # Errors
/// The database refuses.
pub async fn add_about(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    meeting: &Meeting,
    (new, about): (&ItemForm, Option<&About>),
) -> Result<Added, DbErr> {
    hold(tx, meeting.id).await?;
    if agenda_item::Entity::find_by_id(new.id.0)
        .one(tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    if is_full(tx, meeting.id).await? {
        return Ok(Added::Full);
    }
    let link = link(new.linked.as_ref(), about);
    agenda_item::Entity::insert(agenda_item::ActiveModel::from(agenda_item::Model {
        id: new.id.0,
        board_id: meeting.lead.id.0,
        meeting_id: Some(meeting.id.0),
        parent_id: new.under.map(|under| under.0),
        position: next_position(tx, meeting.id).await?,
        number: String::new(),
        title: new.title.clone(),
        detail: new.detail.clone(),
        purpose: new.purpose.code().to_owned(),
        minutes: minutes(new.minutes),
        presenter_seat_id: new.presenter.map(|seat| seat.0),
        part: new.part.code().to_owned(),
        linked_kind: link.0,
        linked_id: link.1,
        conflict_note: new.conflict_note.clone(),
        wants_papers: new.wants_papers,
        state: ItemState::Accepted.code().to_owned(),
        state_reason: String::new(),
        core: false,
        template_item_id: None,
        proposed_by_id: None,
        created_at: at,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let chain = Chain::Board(meeting.lead.id);
    let verb = ("added", "agenda_item");
    let mut after = recorded(new);
    if let (Some(fields), Some(about)) = (after.as_object_mut(), about) {
        fields.insert("about".to_owned(), json!(about));
    }
    let event = audit::Event::new(chain, at, verb, new.id.0, after);
    audit::record(tx, random, actor, event).await?;
    Ok(Added::Saved)
}

/// An update of one item that counts its version, if it still stands as it was
/// seen.
pub(super) fn update(id: AgendaItemId, version: i32) -> UpdateMany<agenda_item::Entity> {
    agenda_item::Entity::update_many()
        .col_expr(
            agenda_item::Column::Version,
            Expr::col(agenda_item::Column::Version).add(1),
        )
        .filter(agenda_item::Column::Id.eq(id.0))
        .filter(agenda_item::Column::Version.eq(version))
}

/// Changes what an item is like, if it still stands as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, before): (&Meeting, &AgendaItem),
    new: &ItemForm,
) -> Result<Changed, DbErr> {
    hold(tx, meeting.id).await?;
    let mut under = new.under.map(|under| under.0);
    if let (None, Some(from)) = (under, before.under) {
        // The item of an earlier meeting that was deferred to this one stays named.
        let deferred = agenda_item::Entity::find_by_id(from.0)
            .filter(agenda_item::Column::MeetingId.ne(meeting.id.0))
            .count(tx)
            .await?;
        under = (deferred > 0).then_some(from.0);
    }
    let link = link(new.linked.as_ref(), before.about.as_ref());
    let outcome = update(before.id, new.version)
        .col_expr(agenda_item::Column::Title, Expr::value(new.title.clone()))
        .col_expr(agenda_item::Column::Detail, Expr::value(new.detail.clone()))
        .col_expr(
            agenda_item::Column::Purpose,
            Expr::value(new.purpose.code()),
        )
        .col_expr(
            agenda_item::Column::Minutes,
            Expr::value(minutes(new.minutes)),
        )
        .col_expr(
            agenda_item::Column::PresenterSeatId,
            Expr::value(new.presenter.map(|seat| seat.0)),
        )
        .col_expr(agenda_item::Column::Part, Expr::value(new.part.code()))
        .col_expr(agenda_item::Column::LinkedKind, Expr::value(link.0))
        .col_expr(agenda_item::Column::LinkedId, Expr::value(link.1))
        .col_expr(
            agenda_item::Column::ConflictNote,
            Expr::value(new.conflict_note.clone()),
        )
        .col_expr(
            agenda_item::Column::WantsPapers,
            Expr::value(new.wants_papers),
        )
        .col_expr(agenda_item::Column::ParentId, Expr::value(under))
        .filter(agenda_item::Column::MeetingId.eq(meeting.id.0))
        .filter(agenda_item::Column::State.eq(ItemState::Accepted.code()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let versioned = |mut value: Value, version: i32| {
        if let Some(fields) = value.as_object_mut() {
            fields.insert("version".to_owned(), json!(version));
        }
        value
    };
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "changed",
        subject_kind: "agenda_item",
        subject: Some(before.id.0),
        before: versioned(recorded(&as_form(before)), new.version),
        after: versioned(recorded(new), new.version + 1),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// What came of moving an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Saved,
    /// It stands first, or last, already.
    AtTheEnd,
    /// It changed or left the agenda since the page was drawn.
    OutOfDate,
}

/// Moves an item one place among those beside it. Whoever was published with a
/// number keeps its place.
///
/// # Errors
/// The database refuses.
pub async fn shift(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, id): (&Meeting, AgendaItemId),
    (direction, version): (Direction, i32),
) -> Result<Moved, DbErr> {
    hold(tx, meeting.id).await?;
    let items = of_meeting(tx, meeting.id).await?;
    let ordered = in_order(&items);
    let Some(item) = ordered
        .iter()
        .find(|item| item.id == id && item.version == version && item.number.is_empty())
    else {
        return Ok(Moved::OutOfDate);
    };
    let beside: Vec<&&AgendaItem> = ordered
        .iter()
        .filter(|other| other.under == item.under)
        .collect();
    let place = beside.iter().position(|other| other.id == id).unwrap_or(0);
    let other = match direction {
        Direction::Up => place.checked_sub(1).and_then(|place| beside.get(place)),
        Direction::Down => beside.get(place + 1),
    };
    let Some(other) = other else {
        return Ok(Moved::AtTheEnd);
    };
    for (moved, to) in [(item, other.position), (*other, item.position)] {
        agenda_item::Entity::update_many()
            .col_expr(agenda_item::Column::Position, Expr::value(to))
            .filter(agenda_item::Column::Id.eq(moved.id.0))
            .exec(tx)
            .await?;
        let event = audit::Event {
            chain: Chain::Board(meeting.lead.id),
            at,
            verb: "moved",
            subject_kind: "agenda_item",
            subject: Some(moved.id.0),
            before: json!({"position": moved.position}),
            after: json!({"position": to}),
        };
        audit::record(tx, random, actor, event).await?;
    }
    Ok(Moved::Saved)
}

/// How an item stands before or after a change of its state.
pub(super) fn standing(state: ItemState, reason: &str, meeting: Option<MeetingId>) -> Value {
    json!({"state": state.code(), "reason": reason, "meeting": meeting})
}

/// Takes an item off an agenda, for good or for a later meeting.
///
/// # Errors
/// The database refuses.
pub async fn leave(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (meeting, before): (&Meeting, &AgendaItem),
    how: &Leaving,
) -> Result<Changed, DbErr> {
    hold(tx, meeting.id).await?;
    let state = if how.parked {
        ItemState::Parked
    } else {
        ItemState::Dropped
    };
    let outcome = update(before.id, how.version)
        .col_expr(agenda_item::Column::State, Expr::value(state.code()))
        .col_expr(
            agenda_item::Column::StateReason,
            Expr::value(how.reason.clone()),
        )
        .filter(agenda_item::Column::MeetingId.eq(meeting.id.0))
        .filter(agenda_item::Column::State.eq(ItemState::Accepted.code()))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(meeting.lead.id),
        at,
        verb: "removed",
        subject_kind: "agenda_item",
        subject: Some(before.id.0),
        before: standing(before.state, &before.reason, before.meeting),
        after: standing(state, &how.reason, before.meeting),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}
