//! Queries and commands about the items of agendas.

use app::{
    ids::{AgendaItemId, BoardId, MeetingId, PersonId, SeatId},
    meetings::{
        forms::{Decision, Direction, ITEMS_LIMIT, ItemForm, Leaving, Proposal},
        types::{About, AgendaItem, ItemState, Meeting, MeetingState, Part, Purpose, in_order},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) use super::store::hold;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{agenda_item, board, meeting, person, seat},
    membership::{scope::stored, seats::Changed},
};

/// Room between the positions of two items.
pub(super) const GAP: i64 = 1 << 20;

/// What an item may be linked to.
const ACTION: &str = "action";

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

fn minutes(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(0)
}

/// Where the next item of a meeting goes: before the core item that closes every
/// agenda, which makes room for it, or else last.
async fn next_position(tx: &impl ConnectionTrait, meeting: MeetingId) -> Result<i64, DbErr> {
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

async fn is_full(tx: &impl ConnectionTrait, meeting: MeetingId) -> Result<bool, DbErr> {
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
        state: ItemState::Accepted.code().to_owned(),
        state_reason: String::new(),
        core: false,
        template_item_id: None,
        proposed_by_id: None,
        created_at: at,
        version: 1,
        wants_papers: new.wants_papers,
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
fn update(id: AgendaItemId, version: i32) -> UpdateMany<agenda_item::Entity> {
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
fn standing(state: ItemState, reason: &str, meeting: Option<MeetingId>) -> Value {
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

/// Takes what a member proposes.
///
/// # Errors
/// The database refuses.
pub async fn propose(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    (board, person): (BoardId, PersonId),
    new: &Proposal,
) -> Result<Added, DbErr> {
    if let Some(meeting) = new.meeting {
        hold(tx, meeting).await?;
    }
    if agenda_item::Entity::find_by_id(new.id.0)
        .one(tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    let open = agenda_item::Entity::find()
        .filter(
            Condition::all()
                .add(agenda_item::Column::ProposedById.eq(person.0))
                .add(agenda_item::Column::BoardId.eq(board.0))
                .add(agenda_item::Column::State.eq(ItemState::Proposed.code())),
        )
        .select_only()
        .column(agenda_item::Column::Id)
        .limit(ITEMS_LIMIT as u64)
        .into_tuple::<Uuid>()
        .all(tx)
        .await?;
    if open.len() >= ITEMS_LIMIT {
        return Ok(Added::Full);
    }
    agenda_item::Entity::insert(agenda_item::ActiveModel::from(agenda_item::Model {
        id: new.id.0,
        board_id: board.0,
        meeting_id: new.meeting.map(|meeting| meeting.0),
        parent_id: None,
        position: 0,
        number: String::new(),
        title: new.title.clone(),
        detail: new.detail.clone(),
        purpose: new.purpose.code().to_owned(),
        minutes: minutes(new.minutes),
        presenter_seat_id: None,
        part: Part::A.code().to_owned(),
        linked_kind: String::new(),
        linked_id: String::new(),
        conflict_note: String::new(),
        state: ItemState::Proposed.code().to_owned(),
        state_reason: String::new(),
        core: false,
        template_item_id: None,
        proposed_by_id: Some(person.0),
        created_at: at,
        version: 1,
        wants_papers: false,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "title": new.title, "detail": new.detail, "purpose": new.purpose.code(),
        "minutes": new.minutes, "meeting": new.meeting,
    });
    let chain = Chain::Board(board);
    let event = audit::Event::new(chain, at, ("proposed", "agenda_item"), new.id.0, after);
    audit::record(tx, random, actor, event).await?;
    Ok(Added::Saved)
}

/// What came of a decision about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Saved,
    OutOfDate,
    /// The agenda holds as many items as one may.
    Full,
}

/// Whether it waits because a meeting deferred it: it stands under nothing, and names
/// the item it comes from.
fn was_deferred(item: &AgendaItem) -> bool {
    item.meeting.is_none() && item.under.is_some()
}

/// Decides about an item that was proposed or parked.
///
/// # Errors
/// The database refuses.
pub async fn decide(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &AgendaItem,
    (decision, version): &(Decision, i32),
) -> Result<Decided, DbErr> {
    let (state, reason, meeting) = match decision {
        Decision::Accept(meeting) => {
            hold(tx, *meeting).await?;
            if before.meeting != Some(*meeting) && is_full(tx, *meeting).await? {
                return Ok(Decided::Full);
            }
            (ItemState::Accepted, "", Some(*meeting))
        }
        Decision::Park { reason } => (ItemState::Parked, reason.as_str(), before.meeting),
        Decision::Return { reason } => (ItemState::Returned, reason.as_str(), before.meeting),
    };
    let mut change = update(before.id, *version)
        .col_expr(agenda_item::Column::State, Expr::value(state.code()))
        .col_expr(
            agenda_item::Column::StateReason,
            Expr::value(reason.to_owned()),
        )
        .col_expr(
            agenda_item::Column::MeetingId,
            Expr::value(meeting.map(|meeting| meeting.0)),
        )
        .filter(agenda_item::Column::State.eq(before.state.code()));
    if let Decision::Accept(to) = decision
        && (before.meeting != Some(*to) || before.number.is_empty())
    {
        // It comes last, and gets a number of that agenda.
        change = change
            .col_expr(
                agenda_item::Column::Position,
                Expr::value(next_position(tx, *to).await?),
            )
            .col_expr(agenda_item::Column::Number, Expr::value(""));
        // What a meeting deferred keeps the item it comes from.
        if !was_deferred(before) {
            change = change.col_expr(agenda_item::Column::ParentId, Expr::value(None::<Uuid>));
        }
    }
    let outcome = change.exec(tx).await?;
    if outcome.rows_affected == 0 {
        return Ok(Decided::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: match decision {
            Decision::Accept(_) => "accepted",
            Decision::Park { .. } => "parked",
            Decision::Return { .. } => "returned",
        },
        subject_kind: "agenda_item",
        subject: Some(before.id.0),
        before: standing(before.state, &before.reason, before.meeting),
        after: standing(state, reason, meeting),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Decided::Saved)
}
