//! Commands and single reads of actions. Lists are in [`super::lists`].

use app::access::Role;
use app::{
    actions::{
        list::search_words,
        measured::Target,
        rules,
        types::{Action, EntryKind, Origin, Priority, Status, Update, Way},
    },
    ids::{ActionId, AgendaItemId, BoardId, MeetingId, OrganisationId, PersonId, SeatId},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{action, action_number, action_update, board, organisation, seat},
    },
    membership::scope::stored,
    outbox::{self, About, Change},
};

/// Something a board asks of the organisation that holds a seat.
pub struct NewAction<'a> {
    pub board: BoardId,
    pub title: &'a str,
    /// What done looks like.
    pub outcome: &'a str,
    /// The seat that leads; its organisation answers for the action.
    pub seat: SeatId,
    pub priority: Priority,
    pub raised_on: NaiveDate,
    pub due_on: NaiveDate,
    pub origin: Origin,
    /// The decision it follows from.
    pub decision: Option<Uuid>,
    /// The measure it is meant to move.
    pub measure: Option<Target>,
    /// The identifier that the form was given, so that it raises one action.
    pub key: Option<Uuid>,
    /// The meeting and the item of its agenda at which it is raised.
    pub raised_at: Option<(MeetingId, AgendaItemId)>,
}

/// What came of raising an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raised {
    As {
        id: ActionId,
        reference: String,
    },
    /// The form was sent before.
    Already,
    /// The seat belongs to another board, to no organisation, or to an
    /// observer, who leads nothing whoever asks.
    RefusedSeat,
}

/// Raises an action in a board's log and gives it the next reference.
///
/// # Errors
/// The database refuses.
pub async fn raise(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewAction<'_>,
) -> Result<Raised, DbErr> {
    if let Some(key) = new.key
        && action::Entity::find_by_id(key).one(tx).await?.is_some()
    {
        return Ok(Raised::Already);
    }
    let lead = seat::Entity::find_by_id(new.seat.0)
        .find_also_related(board::Entity)
        .one(tx)
        .await?;
    let Some((seat, Some(board))) = lead else {
        return Ok(Raised::RefusedSeat);
    };
    let (Some(organisation), true, true) = (
        seat.organisation_id,
        board.id == new.board.0,
        rules::seat_may_lead(stored(&seat.role, Role::from_code)?),
    ) else {
        return Ok(Raised::RefusedSeat);
    };

    let year = new.raised_on.year();
    let number = next_numbers(tx, new.board, year, 1).await?;
    let reference = reference(&board.code, year, number);
    let id = new.key.unwrap_or_else(|| random.id(at));
    action::Entity::insert(action::ActiveModel::from(action::Model {
        id,
        board_id: new.board.0,
        reference: reference.clone(),
        year,
        number,
        title: new.title.to_owned(),
        outcome: new.outcome.to_owned(),
        organisation_id: organisation,
        seat_id: new.seat.0,
        status: Status::Open.code().to_owned(),
        is_open: true,
        priority: new.priority.code().to_owned(),
        raised_on: new.raised_on,
        due_on: new.due_on,
        first_due_on: new.due_on,
        due_moves: 0,
        updated_at: at,
        last_note: String::new(),
        version: 1,
        search_text: search_text([&reference, new.title, new.outcome]),
        search_id: search_id(id),
        meeting_id: new.raised_at.map(|(meeting, _)| meeting.0),
        agenda_item_id: new.raised_at.map(|(_, item)| item.0),
        origin: new.origin.code().to_owned(),
        decision_id: new.decision,
        measure: new.measure.map(Target::code),
        raised_by_id: actor.person.map(|person| person.0),
        evidence: String::new(),
        claimed_by_id: None,
        closed_on: None,
        earlier_reference: String::new(),
    }))
    .exec_without_returning(tx)
    .await?;

    let after = json!({
        "reference": reference, "title": new.title, "outcome": new.outcome,
        "seat": new.seat.0, "organisation": organisation, "status": Status::Open.code(),
        "priority": new.priority.code(), "due_on": new.due_on,
        "origin": new.origin.code(), "decision": new.decision,
        "measure": new.measure.map(Target::code), "item": new.raised_at.map(|(_, item)| item),
    });
    let event = audit::Event::new(Chain::Board(new.board), at, ("raised", "action"), id, after);
    audit::record(tx, random, actor, event).await?;
    let change = Change {
        number: 0,
        board: new.board,
        about: About::Action(ActionId(id)),
        version: 1,
    };
    outbox::announce(tx, change, at).await?;
    Ok(Raised::As {
        id: ActionId(id),
        reference,
    })
}

/// What the portal calls an action: "ALP-2026-014".
pub(super) fn reference(code: &str, year: i32, number: i32) -> String {
    format!("{code}-{year}-{number:03}")
}

/// What the full-text index holds of an action: its references, title and outcome.
pub(super) fn search_text<const PARTS: usize>(parts: [&str; PARTS]) -> String {
    search_words(&parts.join(" ")).join(" ")
}

/// A positive number from the random half of an identifier.
pub(super) fn search_id(id: Uuid) -> i64 {
    let (_, random) = id.as_u64_pair();
    i64::try_from(random >> 2).unwrap_or(0)
}

/// Takes the next numbers of a board's year, as many as are wanted, and says the
/// last of them; two at once get different ones.
///
/// # Errors
/// The database refuses.
pub(super) async fn next_numbers(
    tx: &impl ConnectionTrait,
    board: BoardId,
    year: i32,
    wanted: i32,
) -> Result<i32, DbErr> {
    let row =
        action_number::Entity::insert(action_number::ActiveModel::from(action_number::Model {
            board_id: board.0,
            year,
            last_number: wanted,
        }))
        .on_conflict(
            OnConflict::columns([action_number::Column::BoardId, action_number::Column::Year])
                .value(
                    action_number::Column::LastNumber,
                    Expr::col((action_number::Entity, action_number::Column::LastNumber))
                        .add(wanted),
                )
                .to_owned(),
        )
        .exec_with_returning(tx)
        .await?;
    Ok(row.last_number)
}

/// Some actions, while everybody else who changes one of them waits. They are taken in
/// the order of their identifiers, and before the trail is: so two who hold several
/// never wait for each other.
///
/// # Errors
/// The database refuses.
pub(super) async fn hold(
    tx: &impl ConnectionTrait,
    actions: impl Iterator<Item = ActionId>,
) -> Result<Vec<action::Model>, DbErr> {
    let mut ids: Vec<Uuid> = actions.map(|action| action.0).collect();
    ids.sort();
    let mut held = Vec::with_capacity(ids.len());
    for some in ids.chunks(db::AT_ONCE) {
        let rows = action::Entity::find()
            .filter(action::Column::Id.is_in(some.iter().copied()))
            .order_by_asc(action::Column::Id)
            .lock_exclusive()
            .all(tx)
            .await?;
        held.extend(rows);
    }
    Ok(held)
}

/// Holds the open actions of some seats, before anything about those seats stands in the
/// trail: they follow a seat that is kept for another organisation.
///
/// # Errors
/// The database refuses.
pub async fn hold_of_seats(tx: &impl ConnectionTrait, seats: &[SeatId]) -> Result<(), DbErr> {
    let open: Vec<Uuid> = action::Entity::find()
        .select_only()
        .column(action::Column::Id)
        .filter(action::Column::SeatId.is_in(seats.iter().map(|seat| seat.0)))
        .filter(action::Column::IsOpen.eq(true))
        .into_tuple()
        .all(tx)
        .await?;
    hold(tx, open.into_iter().map(ActionId)).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct ActionRecord {
    id: Uuid,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    reference: String,
    title: String,
    outcome: String,
    organisation_id: Uuid,
    organisation_name: String,
    seat_id: Uuid,
    seat_title: String,
    status: String,
    priority: String,
    origin: String,
    earlier_reference: String,
    evidence: String,
    claimed_by_id: Option<Uuid>,
    raised_on: NaiveDate,
    due_on: NaiveDate,
    first_due_on: NaiveDate,
    due_moves: i32,
    last_note: String,
    meeting_id: Option<Uuid>,
    agenda_item_id: Option<Uuid>,
    decision_id: Option<Uuid>,
    measure: Option<String>,
    closed_on: Option<NaiveDate>,
    version: i32,
}

/// An action by its reference. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, reference: &str) -> Result<Option<Action>, DbErr> {
    let row: Option<ActionRecord> = action::Entity::find()
        .join(JoinType::InnerJoin, action::Relation::Board.def())
        .join(JoinType::InnerJoin, action::Relation::Organisation.def())
        .join(JoinType::InnerJoin, action::Relation::Seat.def())
        .filter(action::Column::Reference.eq(reference))
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
        .column_as(organisation::Column::ShortName, "organisation_name")
        .column_as(seat::Column::Title, "seat_title")
        .into_model()
        .one(db)
        .await?;
    row.map(ActionRecord::read).transpose()
}

impl ActionRecord {
    fn read(self) -> Result<Action, DbErr> {
        Ok(Action {
            id: ActionId(self.id),
            board: BoardId(self.board_id),
            board_slug: self.board_slug,
            board_name: self.board_name,
            reference: self.reference,
            title: self.title,
            outcome: self.outcome,
            organisation: OrganisationId(self.organisation_id),
            organisation_name: self.organisation_name,
            seat: SeatId(self.seat_id),
            seat_title: self.seat_title,
            origin: stored(&self.origin, Origin::from_code)?,
            earlier_reference: self.earlier_reference,
            evidence: self.evidence,
            claimed_by: self.claimed_by_id.map(PersonId),
            status: stored(&self.status, Status::from_code)?,
            priority: stored(&self.priority, Priority::from_code)?,
            raised_on: self.raised_on,
            due_on: self.due_on,
            first_due_on: self.first_due_on,
            due_moves: u32::try_from(self.due_moves).unwrap_or(0),
            last_note: self.last_note,
            raised_at: self
                .meeting_id
                .zip(self.agenda_item_id)
                .map(|(meeting, item)| (MeetingId(meeting), AgendaItemId(item))),
            decision: self.decision_id,
            measure: self
                .measure
                .as_deref()
                .map(|code| stored(code, Target::from_code))
                .transpose()?,
            closed_on: self.closed_on,
            version: self.version,
        })
    }
}

/// The short name of an organisation.
///
/// # Errors
/// There is none, or the database does not answer.
pub(super) async fn short_name(
    tx: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<String, DbErr> {
    let row = organisation::Entity::find_by_id(organisation.0)
        .one(tx)
        .await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("no such organisation".to_owned()))?;
    Ok(row.short_name)
}

/// Entries of a history on one page.
pub const HISTORY_PAGE: u64 = 50;

/// The history of an action, latest first, from below `before` on; and the
/// version below which it goes on, if it does.
///
/// # Errors
/// The database does not answer.
pub async fn history(
    db: &impl ConnectionTrait,
    action: ActionId,
    before: Option<i32>,
) -> Result<(Vec<Update>, Option<i32>), DbErr> {
    let mut query = action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(action.0))
        .order_by_desc(action_update::Column::Version)
        .limit(HISTORY_PAGE + 1);
    if let Some(before) = before {
        query = query.filter(action_update::Column::Version.lt(before));
    }
    let mut rows = query.all(db).await?;
    let goes_on = rows.len() as u64 > HISTORY_PAGE;
    rows.truncate(usize::try_from(HISTORY_PAGE).unwrap_or(usize::MAX));
    let earlier_than = rows.last().map(|row| row.version).filter(|_| goes_on);
    let history = rows
        .into_iter()
        .map(|row| {
            Ok(Update {
                kind: stored(&row.kind, EntryKind::from_code)?,
                at: row.at,
                person_name: row.person_name,
                person_post: row.person_post,
                way: stored(&row.way, Way::from_code)?,
                old_status: stored(&row.old_status, Status::from_code)?,
                new_status: stored(&row.new_status, Status::from_code)?,
                note: row.note,
            })
        })
        .collect::<Result<_, DbErr>>()?;
    Ok((history, earlier_than))
}
