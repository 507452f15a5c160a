//! Invitations as they stand at a moment: each with what it is for, from which
//! its state follows.

use std::collections::HashMap;

use app::{
    ids::{BoardId, InvitationId, PersonId, SeatId},
    invitations::{
        rules::{self, Facts, Grounds},
        types::{Invitation, InvitationState, Place},
    },
    membership::types::Span,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::{
    db::entities::{appointment, board, invitation, person, seat},
    secrets,
};

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    person_id: Uuid,
    full_name: String,
    person_email: Option<String>,
    email: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    bound_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    seat_id: Option<Uuid>,
    invited_by_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct SeatRecord {
    id: Uuid,
    title: String,
    ends_on: Option<NaiveDate>,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    board_ends_on: Option<NaiveDate>,
}

/// The invitations of a condition, the latest first, at most so many. Four
/// queries, however many invitations.
async fn select(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    which: Condition,
    most: Option<u64>,
) -> Result<Vec<Invitation>, DbErr> {
    let records: Vec<Record> = invitation::Entity::find()
        .join(JoinType::InnerJoin, invitation::Relation::Person.def())
        .column_as(person::Column::FullName, "full_name")
        .column_as(person::Column::Email, "person_email")
        .filter(which)
        .order_by_desc(invitation::Column::CreatedAt)
        .order_by_desc(invitation::Column::Id)
        .limit(most)
        .into_model()
        .all(db)
        .await?;
    let mut around = Around::of(db, &records).await?;
    Ok(records
        .into_iter()
        .map(|record| around.invitation(record, now))
        .collect())
}

/// What invitations are for, and who made them.
struct Around {
    seats: HashMap<Uuid, SeatRecord>,
    appointments: HashMap<(Uuid, Uuid), Vec<Span>>,
    names: HashMap<Uuid, String>,
}

impl Around {
    async fn of(db: &impl ConnectionTrait, records: &[Record]) -> Result<Self, DbErr> {
        let seats = records.iter().filter_map(|record| record.seat_id);
        let seats: Vec<SeatRecord> = seat::Entity::find()
            .join(JoinType::InnerJoin, seat::Relation::Board.def())
            .column_as(board::Column::Slug, "board_slug")
            .column_as(board::Column::Name, "board_name")
            .column_as(board::Column::EndsOn, "board_ends_on")
            .filter(seat::Column::Id.is_in(seats))
            .into_model()
            .all(db)
            .await?;
        let held: Vec<(Uuid, Uuid, NaiveDate, Option<NaiveDate>)> = appointment::Entity::find()
            .filter(appointment::Column::SeatId.is_in(seats.iter().map(|seat| seat.id)))
            .filter(
                appointment::Column::PersonId.is_in(records.iter().map(|record| record.person_id)),
            )
            .filter(appointment::Column::VoidedAt.is_null())
            .select_only()
            .column(appointment::Column::PersonId)
            .column(appointment::Column::SeatId)
            .column(appointment::Column::StartsOn)
            .column(appointment::Column::EndsOn)
            .into_tuple()
            .all(db)
            .await?;
        let inviters = records.iter().filter_map(|record| record.invited_by_id);
        let names: Vec<(Uuid, String)> = person::Entity::find()
            .filter(person::Column::Id.is_in(inviters))
            .select_only()
            .column(person::Column::Id)
            .column(person::Column::FullName)
            .into_tuple()
            .all(db)
            .await?;
        let mut appointments: HashMap<(Uuid, Uuid), Vec<Span>> = HashMap::new();
        for (person, seat, first, last) in held {
            let spans = appointments.entry((person, seat)).or_default();
            spans.push(Span::new(first, last));
        }
        Ok(Self {
            seats: seats.into_iter().map(|seat| (seat.id, seat)).collect(),
            appointments,
            names: names.into_iter().collect(),
        })
    }

    fn invitation(&mut self, record: Record, now: DateTime<Utc>) -> Invitation {
        let seat = record.seat_id.and_then(|seat| self.seats.get(&seat));
        let grounds = seat.map(|seat| Grounds {
            board_last: seat.board_ends_on,
            seat_last: seat.ends_on,
            appointments: self
                .appointments
                .get(&(record.person_id, seat.id))
                .cloned()
                .unwrap_or_default(),
        });
        let facts = Facts {
            expires_at: record.expires_at,
            bound_at: record.bound_at,
            withdrawn_at: record.withdrawn_at,
            address_holds: record.person_email.as_ref() == Some(&record.email),
            grounds,
        };
        let place = seat.map(|seat| Place {
            board: BoardId(seat.board_id),
            board_slug: seat.board_slug.clone(),
            board_name: seat.board_name.clone(),
            seat: SeatId(seat.id),
            seat_title: seat.title.clone(),
        });
        Invitation {
            id: InvitationId(record.id),
            person: PersonId(record.person_id),
            full_name: record.full_name,
            email: record.email,
            place,
            invited_by: record
                .invited_by_id
                .and_then(|inviter| self.names.get(&inviter).cloned()),
            created_at: record.created_at,
            expires_at: record.expires_at,
            bound_at: record.bound_at,
            withdrawn_at: record.withdrawn_at,
            state: rules::state(now, &facts),
            mail: None,
        }
    }
}

/// An invitation. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    id: InvitationId,
) -> Result<Option<Invitation>, DbErr> {
    let which = Condition::all().add(invitation::Column::Id.eq(id.0));
    Ok(select(db, now, which, None).await?.pop())
}

/// The invitation that a secret opens, whatever became of it.
///
/// # Errors
/// The database does not answer.
pub async fn with_token(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
) -> Result<Option<Invitation>, DbErr> {
    let hash = secrets::hash(token);
    let which = Condition::all().add(invitation::Column::TokenHash.eq(hash));
    Ok(select(db, now, which, None).await?.pop())
}

/// The latest invitations to a board, at most so many.
///
/// # Errors
/// The database does not answer.
pub(super) async fn of_board(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    board: BoardId,
    most: u64,
) -> Result<Vec<Invitation>, DbErr> {
    let which = Condition::all().add(invitation::Column::BoardId.eq(board.0));
    select(db, now, which, Some(most)).await
}

/// What is neither taken up nor withdrawn nor expired.
pub(super) fn unsettled(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(invitation::Column::BoundAt.is_null())
        .add(invitation::Column::WithdrawnAt.is_null())
        .add(invitation::Column::ExpiresAt.gt(now))
}

/// The open invitation of a person to a board; there is never more than one.
///
/// # Errors
/// The database does not answer.
pub async fn open_of(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    person: PersonId,
    board: BoardId,
) -> Result<Option<Invitation>, DbErr> {
    let which = unsettled(now)
        .add(invitation::Column::PersonId.eq(person.0))
        .add(invitation::Column::BoardId.eq(board.0));
    Ok(select(db, now, which, None).await?.pop())
}

/// The first live invitation of an e-mail address.
///
/// # Errors
/// The database does not answer.
pub async fn live_to(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    email: &str,
) -> Result<Option<Invitation>, DbErr> {
    let which = unsettled(now).add(invitation::Column::Email.eq(email.to_lowercase()));
    let invitations = select(db, now, which, None).await?;
    Ok(invitations
        .into_iter()
        .rfind(|invitation| invitation.state == InvitationState::Pending))
}
