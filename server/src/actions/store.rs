//! Commands and single reads of actions. Lists are in [`super::lists`].

use app::access::Role;
use app::{
    actions::{
        forms::UpdateAction,
        list::search_words,
        rules,
        types::{Action, Priority, Status, Update, Way},
    },
    ids::{ActionId, AgendaItemId, BoardId, MeetingId, OrganisationId, PersonId, SeatId},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait, SqlErr,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{action, action_number, action_update, board, organisation, person, seat},
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
    pub raised_at: Option<RaisedAt>,
}

/// Where in a meeting an action was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RaisedAt {
    pub meeting: MeetingId,
    pub item: AgendaItemId,
    /// The identifier that the form was given, so that it raises one action.
    pub key: Uuid,
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
    if let Some(at) = &new.raised_at
        && action::Entity::find_by_id(at.key).one(tx).await?.is_some()
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
    let number = next_number(tx, new.board, year).await?;
    let reference = format!("{}-{year}-{number:03}", board.code);
    let id = new.raised_at.map_or_else(|| random.id(at), |at| at.key);
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
        search_text: search_words(&format!("{reference} {} {}", new.title, new.outcome)).join(" "),
        search_id: search_id(id),
        meeting_id: new.raised_at.map(|at| at.meeting.0),
        agenda_item_id: new.raised_at.map(|at| at.item.0),
    }))
    .exec_without_returning(tx)
    .await?;

    let after = json!({
        "reference": reference, "title": new.title, "outcome": new.outcome,
        "seat": new.seat.0, "organisation": organisation, "status": Status::Open.code(),
        "priority": new.priority.code(), "due_on": new.due_on,
        "item": new.raised_at.map(|at| at.item),
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

/// A positive number from the random half of an identifier.
fn search_id(id: Uuid) -> i64 {
    let (_, random) = id.as_u64_pair();
    i64::try_from(random >> 2).unwrap_or(0)
}

/// Takes the next number of a board's year; two at once get two numbers.
async fn next_number(tx: &impl ConnectionTrait, board: BoardId, year: i32) -> Result<i32, DbErr> {
    let row =
        action_number::Entity::insert(action_number::ActiveModel::from(action_number::Model {
            board_id: board.0,
            year,
            last_number: 1,
        }))
        .on_conflict(
            OnConflict::columns([action_number::Column::BoardId, action_number::Column::Year])
                .value(
                    action_number::Column::LastNumber,
                    Expr::col((action_number::Entity, action_number::Column::LastNumber)).add(1),
                )
                .to_owned(),
        )
        .exec_with_returning(tx)
        .await?;
    Ok(row.last_number)
}

/// What came of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updated {
    Saved,
    /// The same form was saved before: a second click, or a retry on the way.
    AlreadySaved,
    /// The action changed since the form was opened, or the form's number was
    /// used for another text. The caller undoes the transaction.
    OutOfDate,
}

/// Adds an update to an action, if it still stands as the form saw it.
///
/// History, trail and outbox are written in the same transaction.
///
/// # Errors
/// The database refuses.
pub async fn update(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Action,
    person_post: &str,
    update: &UpdateAction,
) -> Result<Updated, DbErr> {
    let Some(person) = actor.person else {
        return Err(DbErr::Custom("an update needs a person".to_owned()));
    };
    let version = update.version + 1;
    let written = action::Entity::update_many()
        .col_expr(action::Column::Status, Expr::value(update.status.code()))
        .col_expr(action::Column::IsOpen, Expr::value(update.status.is_open()))
        .col_expr(action::Column::LastNote, Expr::value(update.note.as_str()))
        .col_expr(action::Column::UpdatedAt, Expr::value(at))
        .col_expr(action::Column::Version, Expr::value(version))
        .filter(action::Column::Id.eq(before.id.0))
        .filter(action::Column::Version.eq(update.version))
        // The position the rules were asked about is the one that is left.
        .filter(action::Column::Status.eq(before.status.code()))
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(if is_saved(tx, before.id, person, update).await? {
            Updated::AlreadySaved
        } else {
            Updated::OutOfDate
        });
    }
    let entry = action_update::ActiveModel::from(action_update::Model {
        id: random.id(at),
        action_id: before.id.0,
        version,
        at,
        person_id: person.0,
        person_name: actor.name.clone(),
        person_post: person_post.to_owned(),
        way: actor.way.code().to_owned(),
        old_status: before.status.code().to_owned(),
        new_status: update.status.code().to_owned(),
        note: update.note.clone(),
        submission_id: update.submission,
    });
    if let Err(error) = action_update::Entity::insert(entry)
        .exec_without_returning(tx)
        .await
    {
        return match error.sql_err() {
            // The form's number was used for another update.
            Some(SqlErr::UniqueConstraintViolation(_)) => Ok(Updated::OutOfDate),
            _ => Err(error),
        };
    }
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "updated",
        subject_kind: "action",
        subject: Some(before.id.0),
        before: json!({
            "status": before.status.code(), "note": before.last_note, "version": update.version,
        }),
        after: json!({
            "status": update.status.code(), "note": update.note, "version": version,
        }),
    };
    audit::record(tx, random, actor, event).await?;
    let change = Change {
        number: 0,
        board: before.board,
        about: About::Action(before.id),
        version,
    };
    outbox::announce(tx, change, at).await?;
    Ok(Updated::Saved)
}

/// Whether this person saved exactly this before: a second click, or a retry on
/// the way. A form that was changed since is another update, though the browser
/// sends the same submission.
///
/// # Errors
/// The database does not answer.
pub async fn is_saved(
    db: &impl ConnectionTrait,
    action: ActionId,
    person: PersonId,
    update: &UpdateAction,
) -> Result<bool, DbErr> {
    let saved = action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(action.0))
        .filter(action_update::Column::SubmissionId.eq(update.submission))
        .one(db)
        .await?;
    Ok(saved.is_some_and(|saved| {
        saved.person_id == person.0
            && saved.new_status == update.status.code()
            && saved.note == update.note
    }))
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
    seat_title: String,
    status: String,
    priority: String,
    raised_on: NaiveDate,
    due_on: NaiveDate,
    first_due_on: NaiveDate,
    due_moves: i32,
    last_note: String,
    meeting_id: Option<Uuid>,
    agenda_item_id: Option<Uuid>,
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
            seat_title: self.seat_title,
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
            version: self.version,
        })
    }
}

/// Lets the open actions of a seat follow it to the organisation that it is kept
/// for now, so that whoever holds it still answers for them. Their history says so.
///
/// # Errors
/// The database refuses.
pub async fn follow_seat(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seat: SeatId,
    (from, to): (OrganisationId, OrganisationId),
) -> Result<(), DbErr> {
    let moving = action::Entity::find()
        .filter(action::Column::SeatId.eq(seat.0))
        .filter(action::Column::IsOpen.eq(true))
        .filter(action::Column::OrganisationId.eq(from.0))
        .order_by_asc(action::Column::Id)
        .all(tx)
        .await?;
    if moving.is_empty() {
        return Ok(());
    }
    let person = match actor.person {
        Some(person) => person::Entity::find_by_id(person.0).one(tx).await?,
        None => None,
    };
    let Some(person) = person else {
        return Err(DbErr::Custom("a history needs a person".to_owned()));
    };
    let note = format!(
        "{} leads this action from now on, in place of {}.",
        short_name(tx, to).await?,
        short_name(tx, from).await?
    );
    for before in moving {
        let version = before.version + 1;
        action::Entity::update_many()
            .col_expr(action::Column::OrganisationId, Expr::value(to.0))
            .col_expr(action::Column::LastNote, Expr::value(note.as_str()))
            .col_expr(action::Column::UpdatedAt, Expr::value(at))
            .col_expr(action::Column::Version, Expr::value(version))
            .filter(action::Column::Id.eq(before.id))
            .exec(tx)
            .await?;
        let entry = action_update::ActiveModel::from(action_update::Model {
            id: random.id(at),
            action_id: before.id,
            version,
            at,
            person_id: person.id,
            person_name: actor.name.clone(),
            person_post: person.post.clone(),
            way: actor.way.code().to_owned(),
            old_status: before.status.clone(),
            new_status: before.status,
            note: note.clone(),
            submission_id: random.id(at),
        });
        action_update::Entity::insert(entry)
            .exec_without_returning(tx)
            .await?;
        let board = BoardId(before.board_id);
        let event = audit::Event {
            chain: Chain::Board(board),
            at,
            verb: "changed",
            subject_kind: "action",
            subject: Some(before.id),
            before: json!({
                "organisation": from.0, "note": before.last_note, "version": before.version,
            }),
            after: json!({"organisation": to.0, "note": note, "version": version}),
        };
        audit::record(tx, random, actor, event).await?;
        let change = Change {
            number: 0,
            board,
            about: About::Action(ActionId(before.id)),
            version,
        };
        outbox::announce(tx, change, at).await?;
    }
    Ok(())
}

async fn short_name(
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
