//! Appointments as they are read: of a seat, a board or a person.

use app::{
    access::Role,
    ids::{AppointmentId, BoardId, OrganisationId, PersonId, SeatId},
    membership::types::{Appointment, Capacity, Designation, EndReason, Span},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
};
use uuid::Uuid;

use crate::{
    db::{
        self,
        entities::{appointment, board, organisation, person, seat},
    },
    membership::scope,
};

/// Who keeps the members of a board on a day: its secretariat and its chairs.
///
/// # Errors
/// The database does not answer.
pub async fn keepers_of(
    db: &impl ConnectionTrait,
    board: BoardId,
    day: NaiveDate,
) -> Result<Vec<PersonId>, DbErr> {
    let roles = [Role::Secretariat, Role::Chair, Role::DeputyChair];
    holders_of(db, board, &roles, day).await
}

/// Who holds a seat of one of these roles on a board on a day.
pub(super) async fn holders_of(
    tx: &impl ConnectionTrait,
    board: BoardId,
    roles: &[Role],
    day: NaiveDate,
) -> Result<Vec<PersonId>, DbErr> {
    let people: Vec<Uuid> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .filter(seat::Column::BoardId.eq(board.0))
        .filter(seat::Column::Role.is_in(roles.iter().map(|role| role.code())))
        .filter(scope::in_force(day))
        .filter(scope::standing_on(day))
        .filter(appointment::Column::Capacity.eq(Capacity::Holder.code()))
        .select_only()
        .column(appointment::Column::PersonId)
        .distinct()
        .order_by_asc(appointment::Column::PersonId)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(people.into_iter().map(PersonId).collect())
}

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    seat_id: Uuid,
    seat_title: String,
    role: String,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    person_id: Uuid,
    full_name: String,
    post: String,
    capacity: String,
    designation: String,
    organisation_id: Option<Uuid>,
    represents: Option<String>,
    starts_on: NaiveDate,
    expected_end_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    end_reason: Option<String>,
    voided_at: Option<DateTime<Utc>>,
}

/// Every appointment there ever was, with its seat, board and person.
pub(super) fn all() -> Select<appointment::Entity> {
    appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .join(JoinType::InnerJoin, appointment::Relation::Person.def())
        .join(
            JoinType::LeftJoin,
            appointment::Relation::Organisation.def(),
        )
        .column_as(seat::Column::Title, "seat_title")
        .column_as(seat::Column::Role, "role")
        .column_as(seat::Column::BoardId, "board_id")
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
        .column_as(person::Column::FullName, "full_name")
        .column_as(person::Column::Post, "post")
        .column_as(organisation::Column::ShortName, "represents")
        .order_by_desc(appointment::Column::StartsOn)
        .order_by_desc(appointment::Column::Id)
}

pub(super) async fn read_all(
    query: Select<appointment::Entity>,
    db: &impl ConnectionTrait,
) -> Result<Vec<Appointment>, DbErr> {
    let records: Vec<Record> = query.into_model().all(db).await?;
    records.into_iter().map(Record::read).collect()
}

impl Record {
    fn read(self) -> Result<Appointment, DbErr> {
        Ok(Appointment {
            id: AppointmentId(self.id),
            seat: SeatId(self.seat_id),
            seat_title: self.seat_title,
            role: scope::stored(&self.role, Role::from_code)?,
            board: BoardId(self.board_id),
            board_slug: self.board_slug,
            board_name: self.board_name,
            person: PersonId(self.person_id),
            full_name: self.full_name,
            post: self.post,
            capacity: scope::stored(&self.capacity, Capacity::from_code)?,
            designation: scope::stored(&self.designation, Designation::from_code)?,
            organisation: self.organisation_id.map(OrganisationId),
            represents: self.represents,
            span: Span::new(self.starts_on, self.ends_on),
            expected_end_on: self.expected_end_on,
            end_reason: self
                .end_reason
                .map(|reason| scope::stored(&reason, EndReason::from_code))
                .transpose()?,
            voided: self.voided_at.is_some(),
        })
    }
}

/// An appointment, in force or not. Whoever asks has yet to be checked.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    id: AppointmentId,
) -> Result<Option<Appointment>, DbErr> {
    let query = all().filter(appointment::Column::Id.eq(id.0));
    Ok(read_all(query, db).await?.into_iter().next())
}

/// Some appointments, in no order, also such as were entered in error.
///
/// # Errors
/// The database does not answer.
pub async fn with_ids(
    db: &impl ConnectionTrait,
    ids: &[AppointmentId],
) -> Result<Vec<Appointment>, DbErr> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(db::AT_ONCE) {
        let query = all().filter(appointment::Column::Id.is_in(some.iter().map(|id| id.0)));
        found.extend(read_all(query, db).await?);
    }
    Ok(found)
}

/// Every appointment to a seat, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_seat(db: &impl ConnectionTrait, seat: SeatId) -> Result<Vec<Appointment>, DbErr> {
    read_all(all().filter(appointment::Column::SeatId.eq(seat.0)), db).await
}

/// Every appointment to a seat of a board that was not entered in error, the
/// latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_board(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Vec<Appointment>, DbErr> {
    let query = all()
        .filter(seat::Column::BoardId.eq(board.0))
        .filter(appointment::Column::VoidedAt.is_null());
    read_all(query, db).await
}

/// Every appointment of a person, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<Appointment>, DbErr> {
    read_all(all().filter(appointment::Column::PersonId.eq(person.0)), db).await
}

/// A person's appointments in force on a day or later.
///
/// # Errors
/// The database does not answer.
pub async fn from_day_on(
    db: &impl ConnectionTrait,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Appointment>, DbErr> {
    let goes_on = Condition::any()
        .add(appointment::Column::EndsOn.is_null())
        .add(appointment::Column::EndsOn.gte(day));
    let query = all()
        .filter(appointment::Column::PersonId.eq(person.0))
        .filter(appointment::Column::VoidedAt.is_null())
        .filter(goes_on);
    read_all(query, db).await
}

/// Seats somebody has taken without having read what their predecessor left.
///
/// # Errors
/// The database does not answer.
pub async fn unread_handovers(
    db: &impl ConnectionTrait,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Appointment>, DbErr> {
    let query = all()
        .filter(appointment::Column::PersonId.eq(person.0))
        .filter(appointment::Column::HandoverReadAt.is_null())
        .filter(scope::in_force(day))
        .filter(scope::standing_on(day))
        .filter(scope::board_exists_on(day));
    read_all(query, db).await
}

/// Holders in force on a day who represent an organisation in a seat that is
/// kept for no one or for another, on some boards or on all, by board.
///
/// # Errors
/// The database does not answer.
pub async fn representing(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    boards: Option<&[BoardId]>,
    day: NaiveDate,
) -> Result<Vec<Appointment>, DbErr> {
    let kept_for_another = Condition::any()
        .add(seat::Column::OrganisationId.is_null())
        .add(seat::Column::OrganisationId.ne(organisation.0));
    let boards =
        boards.map(|boards| seat::Column::BoardId.is_in(boards.iter().map(|board| board.0)));
    let query = all()
        .filter(appointment::Column::OrganisationId.eq(organisation.0))
        .filter(appointment::Column::Capacity.eq(Capacity::Holder.code()))
        .filter(kept_for_another)
        .filter(Condition::all().add_option(boards))
        .filter(scope::in_force(day))
        .filter(scope::standing_on(day))
        .filter(scope::board_exists_on(day));
    let mut held = read_all(query, db).await?;
    held.sort_by(|one, other| one.board_name.cmp(&other.board_name));
    Ok(held)
}
