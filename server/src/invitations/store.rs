//! Invitations: made, replaced, withdrawn, taken up once.

use app::{
    ids::{BoardId, InvitationId, PersonId, SeatId},
    invitations::{
        rules,
        types::{Invitation, Refusal},
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::reading::unsettled;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, board, identity, invitation, person, seat},
    membership::scope,
    people::store::{self as people, NewPerson},
    secrets,
};

/// Invites a person under an e-mail address until a moment, as an operator
/// does: to the portal, without a link.
///
/// # Errors
/// The database refuses.
pub async fn invite(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    email: &str,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let new = invitation::Model {
        id: random.id(at),
        person_id: person.0,
        email: email.to_lowercase(),
        created_at: at,
        expires_at,
        bound_at: None,
        withdrawn_at: None,
        token_hash: None,
        board_id: None,
        seat_id: None,
        invited_by_id: actor.person.map(|person| person.0),
    };
    insert(tx, random, actor, "invited", new).await
}

async fn insert(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    verb: &'static str,
    new: invitation::Model,
) -> Result<(), DbErr> {
    let event = audit::Event::new(
        Chain::Portal,
        new.created_at,
        (verb, "invitation"),
        new.id,
        json!({
            "person": new.person_id, "board": new.board_id, "seat": new.seat_id,
            "expires_at": new.expires_at,
        }),
    );
    invitation::Entity::insert(invitation::ActiveModel::from(new))
        .exec_without_returning(tx)
        .await?;
    audit::record(tx, random, actor, event).await
}

/// Whom to invite for which seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guest {
    pub person: PersonId,
    pub board: BoardId,
    pub seat: SeatId,
}

/// Which word the trail has for making an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    First,
    /// Asked for from the list of invitations.
    Again,
}

/// What came of inviting somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    As(Issued),
    Refused(Refusal),
}

/// An invitation that was just made.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    pub id: InvitationId,
    /// 256 bits that are stored only as a hash: whoever made the invitation
    /// sees them once.
    pub secret: String,
    pub email: String,
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Issued")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Invites somebody for a seat. What was open for them on this board is
/// withdrawn, so that of all links ever sent exactly one works.
///
/// # Errors
/// The database refuses.
pub async fn invite_to_seat(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    guest: Guest,
    occasion: Occasion,
) -> Result<Invited, DbErr> {
    scope::hold_board(tx, guest.board).await?;
    // Held against a sign-in that takes up an earlier invitation meanwhile.
    hold_person(tx, guest.person).await?;
    let email = match address_of(tx, actor, at, guest).await? {
        Ok(email) => email,
        Err(refusal) => return Ok(Invited::Refused(refusal)),
    };
    withdraw_open(tx, random, actor, at, guest).await?;
    let secret = random.secret();
    let issued = Issued {
        id: InvitationId(random.id(at)),
        email,
        expires_at: rules::expires_at(at),
        secret,
    };
    let new = invitation::Model {
        id: issued.id.0,
        person_id: guest.person.0,
        email: issued.email.clone(),
        created_at: at,
        expires_at: issued.expires_at,
        bound_at: None,
        withdrawn_at: None,
        token_hash: Some(secrets::hash(&issued.secret)),
        board_id: Some(guest.board.0),
        seat_id: Some(guest.seat.0),
        invited_by_id: actor.person.map(|person| person.0),
    };
    let verb = match occasion {
        Occasion::First => "invited",
        Occasion::Again => "resent",
    };
    insert(tx, random, actor, verb, new).await?;
    Ok(Invited::As(issued))
}

async fn hold_person(
    tx: &impl ConnectionTrait,
    id: PersonId,
) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await
}

/// The address somebody may be invited under, or why they may not be.
///
/// # Errors
/// The database does not answer.
pub(super) async fn address_of(
    db: &impl ConnectionTrait,
    actor: &Actor,
    at: DateTime<Utc>,
    guest: Guest,
) -> Result<Result<String, Refusal>, DbErr> {
    if actor.person == Some(guest.person) {
        return Ok(Err(Refusal::Oneself));
    }
    let account = identity::Entity::find()
        .filter(identity::Column::PersonId.eq(guest.person.0))
        .one(db)
        .await?;
    if account.is_some() {
        return Ok(Err(Refusal::HasAccount));
    }
    if !has_yet_to_end(db, at, guest).await? {
        return Ok(Err(Refusal::Over));
    }
    let person = person::Entity::find_by_id(guest.person.0).one(db).await?;
    let email = person
        .filter(|person| person.merged_into_id.is_none())
        .and_then(|person| person.email);
    Ok(email.ok_or(Refusal::NoEmail))
}

/// Whether an appointment to the seat goes on, or has yet to begin.
async fn has_yet_to_end(
    db: &impl ConnectionTrait,
    at: DateTime<Utc>,
    guest: Guest,
) -> Result<bool, DbErr> {
    let day = app::wording::uk_day(at);
    let held = appointment::Entity::find()
        .inner_join(seat::Entity)
        .join(
            sea_orm::JoinType::InnerJoin,
            sea_orm::RelationTrait::def(&seat::Relation::Board),
        )
        .filter(appointment::Column::PersonId.eq(guest.person.0))
        .filter(appointment::Column::SeatId.eq(guest.seat.0))
        .filter(appointment::Column::VoidedAt.is_null())
        .filter(until(appointment::Column::EndsOn, day))
        .filter(until(seat::Column::EndsOn, day))
        .filter(until(board::Column::EndsOn, day))
        .one(db)
        .await?;
    Ok(held.is_some())
}

fn until(last: impl ColumnTrait, day: chrono::NaiveDate) -> Condition {
    Condition::any().add(last.is_null()).add(last.gte(day))
}

async fn withdraw_open(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    guest: Guest,
) -> Result<(), DbErr> {
    let open = unsettled(at)
        .add(invitation::Column::PersonId.eq(guest.person.0))
        .add(invitation::Column::BoardId.eq(guest.board.0));
    for id in ids(tx, open).await? {
        if settle(tx, invitation::Column::WithdrawnAt, at, id).await? {
            note(tx, random, actor, at, "withdrawn", id).await?;
        }
    }
    Ok(())
}

async fn ids(tx: &impl ConnectionTrait, which: Condition) -> Result<Vec<Uuid>, DbErr> {
    invitation::Entity::find()
        .filter(which)
        .select_only()
        .column(invitation::Column::Id)
        .order_by_asc(invitation::Column::Id)
        .into_tuple()
        .all(tx)
        .await
}

/// Closes an invitation that is open. Of two that do so at once the database
/// lets only one.
async fn settle(
    tx: &impl ConnectionTrait,
    how: invitation::Column,
    at: DateTime<Utc>,
    id: Uuid,
) -> Result<bool, DbErr> {
    let written = invitation::Entity::update_many()
        .col_expr(how, Expr::value(at))
        .filter(invitation::Column::Id.eq(id))
        .filter(unsettled(at))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

async fn note(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    verb: &'static str,
    id: Uuid,
) -> Result<(), DbErr> {
    let event = audit::Event {
        chain: Chain::Portal,
        at,
        verb,
        subject_kind: "invitation",
        subject: Some(id),
        before: Value::Null,
        after: json!({"at": at}),
    };
    audit::record(tx, random, actor, event).await
}

/// What came of withdrawing an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    Saved,
    /// It was withdrawn before.
    Already,
    /// It was taken up or has expired.
    NotOpen,
}

/// Withdraws an invitation, if it is open.
///
/// # Errors
/// The database refuses.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    id: InvitationId,
) -> Result<Withdrawn, DbErr> {
    if settle(tx, invitation::Column::WithdrawnAt, at, id.0).await? {
        note(tx, random, actor, at, "withdrawn", id.0).await?;
        return Ok(Withdrawn::Saved);
    }
    let found = invitation::Entity::find_by_id(id.0).one(tx).await?;
    Ok(match found.and_then(|found| found.withdrawn_at) {
        Some(_) => Withdrawn::Already,
        None => Withdrawn::NotOpen,
    })
}

/// Withdraws what is open of the invitations to the portal that a person got until
/// a moment, beside those to a seat.
///
/// # Errors
/// The database refuses.
pub async fn withdraw_until(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    expires_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let open = unsettled(at)
        .add(invitation::Column::PersonId.eq(person.0))
        .add(invitation::Column::BoardId.is_null())
        .add(invitation::Column::ExpiresAt.eq(expires_at));
    for id in ids(tx, open).await? {
        withdraw(tx, random, actor, at, InvitationId(id)).await?;
    }
    Ok(())
}

/// Takes up an invitation, once, and with it every other that is open for the
/// same person: they have their account by it. Gives the person to bind, or
/// nobody where somebody else was first.
///
/// # Errors
/// The database refuses.
pub async fn accept(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    invitation: &Invitation,
) -> Result<Option<person::Model>, DbErr> {
    // Held before anything else, so that of many who come at once each waits
    // for the one before, and so that nobody merges the profile meanwhile.
    let person = hold_person(tx, invitation.person).await?;
    let Some(person) = person.filter(|person| person.merged_into_id.is_none()) else {
        return Ok(None);
    };
    if !settle(tx, invitation::Column::BoundAt, at, invitation.id.0).await? {
        return Ok(None);
    }
    let actor = Actor::person(&person, app::actions::types::Way::Page);
    let others = unsettled(at)
        .add(invitation::Column::PersonId.eq(person.id))
        .add(invitation::Column::Email.eq(invitation.email.as_str()));
    let mut accepted = vec![invitation.id.0];
    for other in ids(tx, others).await? {
        if settle(tx, invitation::Column::BoundAt, at, other).await? {
            accepted.push(other);
        }
    }
    // The trail is written last: who withdraws one of them meanwhile holds the
    // invitation first and the trail second, too.
    for id in accepted {
        note(tx, random, &actor, at, "accepted", id).await?;
    }
    Ok(Some(person))
}

/// The person with an e-mail address; one who is not known yet is entered with
/// this name and post, where they are given.
///
/// # Errors
/// The database refuses.
pub async fn find_or_add(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    email: &str,
    name_and_post: Option<(&str, &str)>,
) -> Result<Option<PersonId>, DbErr> {
    let known = person::Entity::find()
        .filter(person::Column::Email.eq(email.to_lowercase()))
        .one(tx)
        .await?;
    if let Some(known) = known {
        return Ok(Some(PersonId(known.id)));
    }
    let Some((full_name, post)) = name_and_post else {
        return Ok(None);
    };
    let new = NewPerson {
        full_name,
        post,
        email: Some(email),
        fictional: false,
    };
    people::add(tx, random, actor, at, &new).await.map(Some)
}
