//! Queries and commands about people, seats and appointments.

use app::{
    access::{Access, Role, Standing},
    boards::types::{Capacity, Category, Holder, OrganisationKind, SeatRow},
    ids::{BoardId, OrganisationId, PersonId, SeatId},
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, board, organisation, person, seat},
};

/// A body to be entered in the register.
pub struct NewOrganisation<'a> {
    pub kind: OrganisationKind,
    pub name: &'a str,
    pub short_name: &'a str,
}

/// Enters an organisation.
///
/// # Errors
/// The name is taken within its kind, or the database refuses.
pub async fn add_organisation(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewOrganisation<'_>,
) -> Result<OrganisationId, DbErr> {
    let id = random.id(at);
    organisation::Entity::insert(organisation::ActiveModel::from(organisation::Model {
        id,
        kind: new.kind.code().to_owned(),
        name: new.name.to_owned(),
        short_name: new.short_name.to_owned(),
        code: None,
        starts_on: None,
        ends_on: None,
        successor_id: None,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({"kind": new.kind.code(), "name": new.name, "short_name": new.short_name});
    let event = audit::Event::new(Chain::Portal, at, ("added", "organisation"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(OrganisationId(id))
}

/// Somebody to be known to the portal.
pub struct NewPerson<'a> {
    pub full_name: &'a str,
    pub post: &'a str,
    pub email: Option<&'a str>,
    pub fictional: bool,
}

/// Enters a person, under a name without signs that nobody sees. The trail
/// keeps that it happened, not the address.
///
/// # Errors
/// The e-mail address belongs to somebody else, or the database refuses.
pub async fn add_person(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewPerson<'_>,
) -> Result<PersonId, DbErr> {
    let id = random.id(at);
    let (full_name, post) = (wording::tidied(new.full_name), wording::tidied(new.post));
    person::Entity::insert(person::ActiveModel::from(person::Model {
        id,
        full_name: full_name.clone(),
        post: post.clone(),
        email: new.email.map(str::to_lowercase),
        fictional: new.fictional,
        created_at: at,
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Portal,
        at,
        ("added", "person"),
        id,
        json!({"full_name": full_name, "post": post, "fictional": new.fictional}),
    );
    audit::record(tx, random, actor, event).await?;
    Ok(PersonId(id))
}

/// A place on a board.
pub struct NewSeat<'a> {
    pub board: BoardId,
    pub role: Role,
    pub category: Category,
    pub title: &'a str,
    /// The organisation that must fill it, where one must.
    pub organisation: Option<OrganisationId>,
    pub required: bool,
    pub starts_on: NaiveDate,
}

/// Sets up a seat, vacant.
///
/// # Errors
/// The database refuses.
pub async fn add_seat(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewSeat<'_>,
) -> Result<SeatId, DbErr> {
    let id = random.id(at);
    seat::Entity::insert(seat::ActiveModel::from(seat::Model {
        id,
        board_id: new.board.0,
        role: new.role.code().to_owned(),
        category: new.category.code().to_owned(),
        title: new.title.to_owned(),
        organisation_id: new.organisation.map(|organisation| organisation.0),
        required: new.required,
        starts_on: new.starts_on,
        ends_on: None,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "role": new.role.code(), "category": new.category.code(), "title": new.title,
        "organisation": new.organisation.map(|organisation| organisation.0),
        "required": new.required, "starts_on": new.starts_on,
    });
    let event = audit::Event::new(Chain::Board(new.board), at, ("added", "seat"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(SeatId(id))
}

/// A person taking a seat.
pub struct NewAppointment {
    pub board: BoardId,
    pub seat: SeatId,
    pub person: PersonId,
    pub capacity: Capacity,
    pub starts_on: NaiveDate,
    pub expected_end_on: Option<NaiveDate>,
    /// The last day, for an appointment that is already over.
    pub ends_on: Option<NaiveDate>,
}

/// Appoints a person to a seat.
///
/// # Errors
/// The database refuses.
pub async fn appoint(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewAppointment,
) -> Result<(), DbErr> {
    let id = random.id(at);
    appointment::Entity::insert(appointment::ActiveModel::from(appointment::Model {
        id,
        seat_id: new.seat.0,
        person_id: new.person.0,
        capacity: new.capacity.code().to_owned(),
        starts_on: new.starts_on,
        expected_end_on: new.expected_end_on,
        ends_on: new.ends_on,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "seat": new.seat.0, "person": new.person.0, "capacity": new.capacity.code(),
        "starts_on": new.starts_on, "ends_on": new.ends_on,
    });
    let event = audit::Event::new(
        Chain::Board(new.board),
        at,
        ("appointed", "appointment"),
        id,
        after,
    );
    audit::record(tx, random, actor, event).await
}

/// Ends a person's appointment to a seat. The last day is still a day in office.
///
/// # Errors
/// The person does not hold the seat, or the database refuses.
pub async fn end_appointment(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    (seat, person): (SeatId, PersonId),
    last_day: NaiveDate,
) -> Result<(), DbErr> {
    let held = appointment::Entity::find()
        .filter(appointment::Column::SeatId.eq(seat.0))
        .filter(appointment::Column::PersonId.eq(person.0))
        .filter(appointment::Column::EndsOn.is_null())
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("no appointment to end".to_owned()))?;
    appointment::Entity::update_many()
        .col_expr(appointment::Column::EndsOn, Expr::value(last_day))
        .filter(appointment::Column::Id.eq(held.id))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(board),
        at,
        verb: "ended",
        subject_kind: "appointment",
        subject: Some(held.id),
        before: json!({"ends_on": null}),
        after: json!({"ends_on": last_day}),
    };
    audit::record(tx, random, actor, event).await
}

/// Appointments in force on a day: from their first day to their last, both
/// included. Somebody whose last day was yesterday has no access today.
fn in_force(day: NaiveDate) -> Condition {
    Condition::all()
        .add(appointment::Column::StartsOn.lte(day))
        .add(
            Condition::any()
                .add(appointment::Column::EndsOn.is_null())
                .add(appointment::Column::EndsOn.gte(day)),
        )
}

/// Seats that exist on a day.
fn standing_on(day: NaiveDate) -> Condition {
    Condition::all().add(seat::Column::StartsOn.lte(day)).add(
        Condition::any()
            .add(seat::Column::EndsOn.is_null())
            .add(seat::Column::EndsOn.gte(day)),
    )
}

/// Boards that exist on a day. A board without dates has always existed.
pub(crate) fn board_exists_on(day: NaiveDate) -> Condition {
    Condition::all()
        .add(
            Condition::any()
                .add(board::Column::StartsOn.is_null())
                .add(board::Column::StartsOn.lte(day)),
        )
        .add(
            Condition::any()
                .add(board::Column::EndsOn.is_null())
                .add(board::Column::EndsOn.gte(day)),
        )
}

#[derive(FromQueryResult)]
struct StandingRow {
    capacity: String,
    board_id: Uuid,
    board_slug: String,
    board_name: String,
    seat_id: Uuid,
    role: String,
    organisation_id: Option<Uuid>,
    organisation_name: Option<String>,
}

/// What a person stands on, on a UK day. One query, however many boards.
///
/// # Errors
/// The database does not answer.
pub async fn standings(
    db: &impl ConnectionTrait,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Standing>, DbErr> {
    let rows: Vec<StandingRow> = current_seats(day)
        .filter(appointment::Column::PersonId.eq(person.0))
        .select_only()
        .column(appointment::Column::Capacity)
        .column(seat::Column::BoardId)
        .column_as(board::Column::Slug, "board_slug")
        .column_as(board::Column::Name, "board_name")
        .column_as(seat::Column::Id, "seat_id")
        .column(seat::Column::Role)
        .column(seat::Column::OrganisationId)
        .column_as(organisation::Column::ShortName, "organisation_name")
        .order_by_asc(board::Column::Name)
        .order_by_asc(seat::Column::Id)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter().map(StandingRow::read).collect()
}

/// Appointments in force with their seat, board and organisation.
fn current_seats(day: NaiveDate) -> Select<appointment::Entity> {
    appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .join(JoinType::LeftJoin, seat::Relation::Organisation.def())
        .filter(in_force(day))
        .filter(standing_on(day))
        .filter(board_exists_on(day))
}

impl StandingRow {
    fn read(self) -> Result<Standing, DbErr> {
        let held: Role = stored(&self.role, Role::from_code)?;
        let capacity: Capacity = stored(&self.capacity, Capacity::from_code)?;
        Ok(Standing {
            board: BoardId(self.board_id),
            board_slug: self.board_slug,
            board_name: self.board_name,
            seat: SeatId(self.seat_id),
            role: match (capacity, held) {
                // Whoever stands in for a member has the member's rights and
                // is shown as what they are. Standing in for an officer or an
                // observer is standing in for exactly that role.
                (Capacity::Substitute, Role::Member) => Role::Substitute,
                (_, role) => role,
            },
            organisation: self.organisation_id.map(OrganisationId),
            organisation_name: self.organisation_name,
        })
    }
}

/// Reads a word the database holds.
///
/// # Errors
/// The word is not one of ours: the data is newer than the program, or damaged.
pub(crate) fn stored<T>(word: &str, read: fn(&str) -> Option<T>) -> Result<T, DbErr> {
    read(word).ok_or_else(|| DbErr::Type(format!("the stored word {word:?} is not known")))
}

/// Everything a person may draw on today.
///
/// # Errors
/// The database does not answer.
pub async fn access_of(
    db: &impl ConnectionTrait,
    person: &person::Model,
    day: NaiveDate,
) -> Result<Access, DbErr> {
    Ok(Access {
        person: PersonId(person.id),
        full_name: person.full_name.clone(),
        post: person.post.clone(),
        standings: standings(db, PersonId(person.id), day).await?,
    })
}

#[derive(FromQueryResult)]
struct SeatWithHolder {
    title: String,
    category: String,
    role: String,
    organisation_id: Option<Uuid>,
    organisation_name: Option<String>,
    required: bool,
    full_name: Option<String>,
    post: Option<String>,
    since: Option<NaiveDate>,
}

/// The seats of a board on a day, each with its holder or vacant.
///
/// # Errors
/// The database does not answer.
pub async fn seats_of(
    db: &impl ConnectionTrait,
    board: BoardId,
    day: NaiveDate,
) -> Result<Vec<SeatRow>, DbErr> {
    let holder = appointment::Relation::Seat
        .def()
        .rev()
        .on_condition(move |_, _| {
            in_force(day).add(appointment::Column::Capacity.eq(Capacity::Holder.code()))
        });
    let rows: Vec<SeatWithHolder> = seat::Entity::find()
        .join(JoinType::LeftJoin, seat::Relation::Organisation.def())
        .join(JoinType::LeftJoin, holder)
        .join(JoinType::LeftJoin, appointment::Relation::Person.def())
        .filter(seat::Column::BoardId.eq(board.0))
        .filter(standing_on(day))
        .select_only()
        .column(seat::Column::Title)
        .column(seat::Column::Category)
        .column(seat::Column::Role)
        .column(seat::Column::OrganisationId)
        .column_as(organisation::Column::ShortName, "organisation_name")
        .column(seat::Column::Required)
        .column_as(person::Column::FullName, "full_name")
        .column_as(person::Column::Post, "post")
        .column_as(appointment::Column::StartsOn, "since")
        .order_by_asc(seat::Column::Id)
        .into_model()
        .all(db)
        .await?;
    let mut seats = rows
        .into_iter()
        .map(SeatWithHolder::read)
        .collect::<Result<Vec<_>, _>>()?;
    seats.sort_by_key(|seat| (seat.category, seat.role));
    Ok(seats)
}

impl SeatWithHolder {
    fn read(self) -> Result<SeatRow, DbErr> {
        Ok(SeatRow {
            title: self.title,
            category: stored(&self.category, Category::from_code)?,
            role: stored(&self.role, Role::from_code)?,
            organisation: self.organisation_id.map(OrganisationId),
            organisation_name: self.organisation_name,
            required: self.required,
            holder: match (self.full_name, self.post, self.since) {
                (Some(full_name), Some(post), Some(since)) => Some(Holder {
                    full_name,
                    post,
                    since,
                }),
                _ => None,
            },
        })
    }
}

/// The organisations that hold seats on a board, by name: the filter of its log.
///
/// # Errors
/// The database does not answer.
pub async fn organisations_of(
    db: &impl ConnectionTrait,
    board: BoardId,
) -> Result<Vec<(OrganisationId, String)>, DbErr> {
    let rows: Vec<(Uuid, String)> = seat::Entity::find()
        .join(JoinType::InnerJoin, seat::Relation::Organisation.def())
        .filter(seat::Column::BoardId.eq(board.0))
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::ShortName)
        .distinct()
        .order_by_asc(organisation::Column::ShortName)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (OrganisationId(id), name))
        .collect())
}
