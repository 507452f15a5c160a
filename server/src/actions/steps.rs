//! Every change of an action after it was raised, as one step of its history.
//!
//! A step is written against the version that somebody saw: two at once give one
//! step and one refusal. It leaves the action as it stands with the entry, so that the
//! history can rebuild it.

use std::collections::HashMap;

use app::{
    actions::{
        forms::{
            UpdateAction,
            bulk::{BulkChange, Each},
            details::ChangeAction,
        },
        measured::Target,
        types::{Action, EntryKind, Status},
    },
    ids::{ActionId, BoardId, OrganisationId, PersonId, SeatId},
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    TryInsertResult,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::store::{hold, search_text, short_name};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{action, action_contributor, action_update, person, seat},
    outbox::{self, About, Change},
};

/// What of an action a step may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub title: String,
    pub outcome: String,
    pub organisation: Uuid,
    pub seat: Uuid,
    pub status: String,
    pub priority: String,
    pub due_on: NaiveDate,
    pub due_moves: i32,
    /// The code of the measure it is meant to move.
    #[serde(default)]
    pub measure: Option<String>,
    pub evidence: String,
    pub claimed_by: Option<Uuid>,
    pub closed_on: Option<NaiveDate>,
}

impl From<&action::Model> for Standing {
    fn from(row: &action::Model) -> Self {
        Self {
            title: row.title.clone(),
            outcome: row.outcome.clone(),
            organisation: row.organisation_id,
            seat: row.seat_id,
            status: row.status.clone(),
            priority: row.priority.clone(),
            due_on: row.due_on,
            due_moves: row.due_moves,
            measure: row.measure.clone(),
            evidence: row.evidence.clone(),
            claimed_by: row.claimed_by_id,
            closed_on: row.closed_on,
        }
    }
}

/// What is said of a step in the history.
pub struct Entry<'a> {
    pub kind: EntryKind,
    /// In the words of whoever took it.
    pub note: &'a str,
    /// The number of the form it came with; the same one is the same step.
    pub submission: Uuid,
    /// The post and organisation that the person spoke for.
    pub post: &'a str,
}

/// Who acts, when.
pub struct Acting<'a> {
    pub random: &'a Random,
    pub actor: &'a Actor,
    pub at: DateTime<Utc>,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updated {
    Saved,
    /// The same form was saved before: a second click, or a retry on the way.
    AlreadySaved,
    /// The action changed since the form was opened, or the form's number was
    /// used for another text. The caller undoes the transaction.
    OutOfDate,
}

/// Takes a step: the action as it is left, an entry of the history, the trail and
/// the announcement. The action has to stand as `before` says.
///
/// # Errors
/// The database refuses, or nobody acts.
pub async fn take(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    before: &action::Model,
    after: Standing,
    entry: Entry<'_>,
) -> Result<Updated, DbErr> {
    let Acting { random, actor, at } = *acting;
    let Some(person) = actor.person else {
        return Err(DbErr::Custom("a step needs a person".to_owned()));
    };
    let was = Standing::from(before);
    let version = before.version + 1;
    let is_open = Status::from_code(&after.status).is_some_and(Status::is_open);
    let mut row = action::ActiveModel {
        version: Set(version),
        updated_at: Set(at),
        last_note: Set(entry.note.to_owned()),
        status: Set(after.status.clone()),
        is_open: Set(is_open),
        evidence: Set(after.evidence.clone()),
        claimed_by_id: Set(after.claimed_by),
        closed_on: Set(after.closed_on),
        organisation_id: Set(after.organisation),
        seat_id: Set(after.seat),
        priority: Set(after.priority.clone()),
        due_on: Set(after.due_on),
        due_moves: Set(after.due_moves),
        measure: Set(after.measure.clone()),
        ..Default::default()
    };
    if (&after.title, &after.outcome) != (&was.title, &was.outcome) {
        row.title = Set(after.title.clone());
        row.outcome = Set(after.outcome.clone());
        row.search_text = Set(search_text([
            &before.reference,
            &before.earlier_reference,
            &after.title,
            &after.outcome,
        ]));
    }
    let written = action::Entity::update_many()
        .set(row)
        .filter(action::Column::Id.eq(before.id))
        .filter(action::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(Updated::OutOfDate);
    }
    let state = serde_json::to_string(&after).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = action_update::ActiveModel::from(action_update::Model {
        id: random.id(at),
        action_id: before.id,
        version,
        at,
        person_id: person.0,
        person_name: actor.name.clone(),
        person_post: entry.post.to_owned(),
        way: actor.way.code().to_owned(),
        old_status: before.status.clone(),
        new_status: after.status.clone(),
        note: entry.note.to_owned(),
        submission_id: entry.submission,
        kind: entry.kind.code().to_owned(),
        state: Some(state),
    });
    // A refusal would spoil the transaction on PostgreSQL, and the caller still asks
    // what was saved.
    let entered = action_update::Entity::insert(row)
        .on_conflict_do_nothing_on([
            action_update::Column::ActionId,
            action_update::Column::SubmissionId,
        ])
        .exec_without_returning(tx)
        .await?;
    if !matches!(entered, TryInsertResult::Inserted(1)) {
        return Ok(Updated::OutOfDate);
    }
    let (changed_from, changed_to) = differences(&was, &after);
    let board = BoardId(before.board_id);
    let event = audit::Event {
        chain: Chain::Board(board),
        at,
        verb: entry.kind.code(),
        subject_kind: "action",
        subject: Some(before.id),
        before: with(changed_from, &before.last_note, before.version),
        after: with(changed_to, entry.note, version),
    };
    audit::record(tx, random, actor, event).await?;
    let change = Change {
        number: 0,
        board,
        about: About::Action(ActionId(before.id)),
        version,
    };
    outbox::announce(tx, change, at).await?;
    Ok(Updated::Saved)
}

/// What of two standings differs, and the status always.
fn differences(was: &Standing, is: &Standing) -> (Value, Value) {
    let (mut from, mut to) = (json!(was), json!(is));
    if let (Some(from), Some(to)) = (from.as_object_mut(), to.as_object_mut()) {
        from.retain(|name, value| name == "status" || to.get(name) != Some(value));
        to.retain(|name, _| from.contains_key(name));
    }
    (from, to)
}

fn with(mut standing: Value, note: &str, version: i32) -> Value {
    if let Some(fields) = standing.as_object_mut() {
        fields.insert("note".to_owned(), json!(note));
        fields.insert("version".to_owned(), json!(version));
    }
    standing
}

/// Whether this person took exactly this step before: a second click, or a retry on
/// the way. A form that was changed since is another step, though the browser sends
/// the same number.
async fn was_taken(
    db: &impl ConnectionTrait,
    action: ActionId,
    person: PersonId,
    submission: Uuid,
    is_same: impl FnOnce(&action_update::Model) -> bool,
) -> Result<bool, DbErr> {
    let taken = action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(action.0))
        .filter(action_update::Column::SubmissionId.eq(submission))
        .one(db)
        .await?;
    Ok(taken.is_some_and(|taken| taken.person_id == person.0 && is_same(&taken)))
}

/// An action as it is stored.
///
/// # Errors
/// The database does not answer.
pub(super) async fn row(
    db: &impl ConnectionTrait,
    action: ActionId,
) -> Result<Option<action::Model>, DbErr> {
    action::Entity::find_by_id(action.0).one(db).await
}

/// Says where an action stands, if it still stands as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn update(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    before: &Action,
    post: &str,
    update: &UpdateAction,
) -> Result<Updated, DbErr> {
    let person = acting.actor.person;
    let now = row(tx, before.id).await?;
    // The position the rules were asked about is the one that is left.
    let now = now.filter(|row| row.version == update.version && row.status == before.status.code());
    let Some(now) = now else {
        return match person {
            Some(person) if is_saved(tx, before.id, person, update).await? => {
                Ok(Updated::AlreadySaved)
            }
            _ => Ok(Updated::OutOfDate),
        };
    };
    let is_done = matches!(update.status, Status::Complete | Status::Closed);
    let mut after = Standing::from(&now);
    after.status = update.status.code().to_owned();
    after.claimed_by = match update.status {
        Status::Complete => person.map(|person| person.0),
        _ if is_done => after.claimed_by,
        _ => None,
    };
    if !update.evidence.is_empty() {
        after.evidence.clone_from(&update.evidence);
    }
    after.closed_on = if update.status.is_open() {
        // What is taken up again lies with whoever the seat is kept for now.
        if !now.is_open
            && let Some(organisation) = organisation_of(tx, SeatId(now.seat_id)).await?
        {
            after.organisation = organisation.0;
        }
        None
    } else {
        after.closed_on.or(Some(wording::uk_day(acting.at)))
    };
    let entry = Entry {
        kind: EntryKind::Updated,
        note: &update.note,
        submission: update.submission,
        post,
    };
    let taken = take(tx, acting, &now, after, entry).await?;
    // The same form, sent twice at once, may have come first.
    match (taken, person) {
        (Updated::OutOfDate, Some(person)) if is_saved(tx, before.id, person, update).await? => {
            Ok(Updated::AlreadySaved)
        }
        (taken, _) => Ok(taken),
    }
}

/// Whether this person saved exactly this update before.
///
/// # Errors
/// The database does not answer.
pub async fn is_saved(
    db: &impl ConnectionTrait,
    action: ActionId,
    person: PersonId,
    update: &UpdateAction,
) -> Result<bool, DbErr> {
    was_taken(db, action, person, update.submission, |taken| {
        taken.new_status == update.status.code() && taken.note == update.note
    })
    .await
}

/// How often a comment gives way to a step of somebody else that came in between.
const COMMENT_TRIES: usize = 5;

/// Adds a comment, whatever else happened to the action meanwhile.
///
/// # Errors
/// The database refuses.
pub async fn comment(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    action: ActionId,
    post: &str,
    (words, submission): (&str, Uuid),
) -> Result<Updated, DbErr> {
    let Some(person) = acting.actor.person else {
        return Err(DbErr::Custom("a step needs a person".to_owned()));
    };
    for _ in 0..COMMENT_TRIES {
        let Some(now) = row(tx, action).await? else {
            break;
        };
        if was_taken(tx, action, person, submission, |taken| taken.note == words).await? {
            return Ok(Updated::AlreadySaved);
        }
        let entry = Entry {
            kind: EntryKind::Commented,
            note: words,
            submission,
            post,
        };
        let taken = take(tx, acting, &now, Standing::from(&now), entry).await?;
        if taken == Updated::Saved {
            return Ok(taken);
        }
    }
    Ok(Updated::OutOfDate)
}

/// Changes what an action is and who contributes, if it still stands as the form
/// saw it. The history says what was moved in words, before the reason.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    action: ActionId,
    post: &str,
    change: &ChangeAction,
) -> Result<Updated, DbErr> {
    let now = row(tx, action).await?;
    let taken = match now.filter(|row| row.version == change.version) {
        Some(now) => change_row(tx, acting, now, post, change).await?,
        None => Updated::OutOfDate,
    };
    // The same form, sent twice, may have come first.
    match (taken, acting.actor.person) {
        (Updated::OutOfDate, Some(person)) if is_changed(tx, action, person, change).await? => {
            Ok(Updated::AlreadySaved)
        }
        (taken, _) => Ok(taken),
    }
}

/// Whether this person made exactly this change before.
async fn is_changed(
    db: &impl ConnectionTrait,
    action: ActionId,
    person: PersonId,
    change: &ChangeAction,
) -> Result<bool, DbErr> {
    let details = &change.details;
    was_taken(db, action, person, change.submission, |taken| {
        let state = taken.state.as_deref().unwrap_or_default();
        serde_json::from_str::<Standing>(state).is_ok_and(|state| {
            state.title == details.title
                && state.outcome == details.done
                && state.seat == details.seat.0
                && state.due_on == details.due_on
                && state.priority == details.priority.code()
                && state.measure == change.measure.map(Target::code)
                && taken.note.ends_with(&change.reason)
        })
    })
    .await
}

async fn change_row(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    now: action::Model,
    post: &str,
    change: &ChangeAction,
) -> Result<Updated, DbErr> {
    let action = ActionId(now.id);
    let details = &change.details;
    let mut after = Standing::from(&now);
    let mut said = Vec::new();
    if details.seat.0 != now.seat_id {
        let Some(organisation) = organisation_of(tx, details.seat).await? else {
            return Ok(Updated::OutOfDate);
        };
        after.seat = details.seat.0;
        after.organisation = organisation.0;
        said.push(format!(
            "{} leads this action from now on.",
            short_name(tx, organisation).await?
        ));
    }
    if details.due_on != now.due_on {
        after.due_on = details.due_on;
        after.due_moves += 1;
        said.push(date_moved(now.due_on, details.due_on));
    }
    after.title.clone_from(&details.title);
    after.outcome.clone_from(&details.done);
    after.priority = details.priority.code().to_owned();
    after.measure = change.measure.map(Target::code);
    if after.measure != now.measure {
        said.push(
            match change.measure {
                Some(_) => "The measure it is meant to move was chosen.",
                None => "It is not meant to move a measure any more.",
            }
            .to_owned(),
        );
    }
    if after.title != now.title {
        said.push(format!("The title was “{}”.", now.title));
    }
    if after.outcome != now.outcome {
        said.push("What done looks like was put in other words.".to_owned());
    }
    if after.priority != now.priority {
        said.push(format!(
            "Priority: {}.",
            details.priority.label().to_lowercase()
        ));
    }
    let before = contributors(tx, action).await?;
    if before
        .iter()
        .copied()
        .ne(change.contributors.iter().copied())
    {
        said.push("Contributors changed.".to_owned());
        action_contributor::Entity::delete_many()
            .filter(action_contributor::Column::ActionId.eq(action.0))
            .exec(tx)
            .await?;
        let rows = change.contributors.iter().map(|seat| {
            action_contributor::ActiveModel::from(action_contributor::Model {
                action_id: action.0,
                seat_id: seat.0,
            })
        });
        if !change.contributors.is_empty() {
            action_contributor::Entity::insert_many(rows)
                .exec_without_returning(tx)
                .await?;
        }
    }
    if !change.reason.is_empty() {
        said.push(change.reason.clone());
    }
    let entry = Entry {
        kind: EntryKind::Changed,
        note: &said.join(" "),
        submission: change.submission,
        post,
    };
    take(tx, acting, &now, after, entry).await
}

/// What the history says of a due date that was moved.
pub(super) fn date_moved(from: NaiveDate, to: NaiveDate) -> String {
    format!(
        "Due date moved from {} to {}.",
        wording::date(from),
        wording::date(to)
    )
}

/// The organisation that a seat is kept for.
///
/// # Errors
/// The database does not answer.
pub(super) async fn organisation_of(
    db: &impl ConnectionTrait,
    seat: SeatId,
) -> Result<Option<OrganisationId>, DbErr> {
    let row = seat::Entity::find_by_id(seat.0).one(db).await?;
    Ok(row.and_then(|row| row.organisation_id).map(OrganisationId))
}

/// The seats that contribute to an action, in order.
async fn contributors(db: &impl ConnectionTrait, action: ActionId) -> Result<Vec<SeatId>, DbErr> {
    let rows = action_contributor::Entity::find()
        .filter(action_contributor::Column::ActionId.eq(action.0))
        .all(db)
        .await?;
    let mut seats: Vec<SeatId> = rows.into_iter().map(|row| SeatId(row.seat_id)).collect();
    seats.sort();
    Ok(seats)
}

/// Lets the open actions of a seat follow it to the organisation that it is kept
/// for now, so that whoever holds it still answers for them. Their history says so. They
/// are held since before the seat was changed (`store::hold_of_seats`).
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
    let acting = Acting { random, actor, at };
    for before in moving {
        let mut after = Standing::from(&before);
        after.organisation = to.0;
        let entry = Entry {
            kind: EntryKind::Changed,
            note: &note,
            submission: random.id(at),
            post: &person.post,
        };
        if take(tx, &acting, &before, after, entry).await? != Updated::Saved {
            return Err(DbErr::RecordNotUpdated);
        }
    }
    Ok(())
}

/// Changes several actions in one way, all or none. `picked` says in which version
/// each was seen.
///
/// # Errors
/// The database refuses.
pub async fn change_several(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    picked: &[(ActionId, i32, String)],
    change: &BulkChange,
) -> Result<Updated, DbErr> {
    let Some(person) = acting.actor.person else {
        return Err(DbErr::Custom("a step needs a person".to_owned()));
    };
    let held = hold(tx, picked.iter().map(|(action, ..)| *action)).await?;
    let mut held: HashMap<Uuid, _> = held.into_iter().map(|row| (row.id, row)).collect();
    let mut known = 0;
    for (action, version, post) in picked {
        let now = held.remove(&action.0);
        let taken = match now.filter(|row| row.version == *version) {
            Some(now) => change_alike(tx, acting, now, post, change).await?,
            None => Updated::OutOfDate,
        };
        match taken {
            Updated::Saved => {}
            Updated::AlreadySaved => known += 1,
            // The same form, sent twice, may have come first.
            Updated::OutOfDate => {
                let before = was_taken(tx, *action, person, change.key, |taken| {
                    taken.note.ends_with(&change.reason)
                });
                if !before.await? {
                    return Ok(Updated::OutOfDate);
                }
                known += 1;
            }
        }
    }
    Ok(if known == picked.len() {
        Updated::AlreadySaved
    } else if known > 0 {
        Updated::OutOfDate
    } else {
        Updated::Saved
    })
}

/// One of the actions that are changed in one way.
async fn change_alike(
    tx: &impl ConnectionTrait,
    acting: &Acting<'_>,
    now: action::Model,
    post: &str,
    change: &BulkChange,
) -> Result<Updated, DbErr> {
    let mut after = Standing::from(&now);
    let mut said = String::new();
    let mut kind = EntryKind::Changed;
    match change.change {
        Each::Close | Each::Drop => {
            let status = if change.change == Each::Close {
                Status::Closed
            } else {
                Status::Dropped
            };
            kind = EntryKind::Updated;
            after.status = status.code().to_owned();
            after.closed_on = after.closed_on.or(Some(wording::uk_day(acting.at)));
        }
        Each::Due(day) if day != now.due_on => {
            after.due_on = day;
            after.due_moves += 1;
            said = format!("{} ", date_moved(now.due_on, day));
        }
        Each::Due(_) => {}
        Each::Priority(priority) => {
            after.priority = priority.code().to_owned();
            said = format!("Priority: {}. ", priority.label().to_lowercase());
        }
    }
    let entry = Entry {
        kind,
        note: &format!("{said}{}", change.reason),
        submission: change.key,
        post,
    };
    take(tx, acting, &now, after, entry).await
}
