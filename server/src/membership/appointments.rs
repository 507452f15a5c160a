//! Appointments: made, changed, ended and voided, whoever asks and by whichever
//! way. The rules that no route may pass by are held here.

use app::{
    access::Role,
    ids::{AppointmentId, BoardId, OrganisationId, PersonId, SeatId},
    membership::{
        rules,
        types::{Appointment, Capacity, Category, Designation, EndReason, Span},
    },
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    access, scope,
    seats::{self, Changed},
};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, board, organisation, person, seat},
    notices::{self, Kind, Notice, To},
};

/// A person taking a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAppointment {
    pub seat: SeatId,
    pub person: PersonId,
    pub capacity: Capacity,
    pub designation: Designation,
    /// Whom the person represents, where it is not whom the seat is kept for.
    pub organisation: Option<OrganisationId>,
    pub starts_on: NaiveDate,
    pub expected_end_on: Option<NaiveDate>,
    /// The last day, where it is known: of a past appointment, or of a
    /// substitute who is named for a time.
    pub ends_on: Option<NaiveDate>,
}

impl NewAppointment {
    /// Somebody who holds a seat from a day on.
    pub fn holder(seat: SeatId, person: PersonId, starts_on: NaiveDate) -> Self {
        Self {
            seat,
            person,
            capacity: Capacity::Holder,
            designation: Designation::NotRecorded,
            organisation: None,
            starts_on,
            expected_end_on: None,
            ends_on: None,
        }
    }

    fn span(&self) -> Span {
        Span::new(self.starts_on, self.ends_on)
    }
}

/// What came of appointing somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appointed {
    As(AppointmentId),
    /// The very same appointment is there already: a second click, or a retry.
    Already(AppointmentId),
    /// The seat changed since the form was opened.
    OutOfDate,
    Refused(Refusal),
}

/// Why somebody was not appointed. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody appoints themselves.
    Oneself,
    /// Roles over all boards are given by the national secretariat only.
    NationalRole,
    /// The last day lies before the first.
    EndsBeforeStart,
    /// The seat does not exist on each of these days.
    OutsideSeat(Span),
    /// Somebody holds the seat, or stands in, on one of these days.
    Collides { full_name: String, span: Span },
    /// The person represents somebody on this board already.
    HoldsAnother { seat_title: String },
}

/// How a new appointment meets what is there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meeting {
    /// Ends whoever holds the seat on the day before ("make current").
    pub replace: bool,
    /// The version of the seat that the form saw.
    pub seen: Option<i32>,
}

/// Appoints a person to a seat.
///
/// # Errors
/// The seat is not there, or the database refuses.
pub async fn appoint(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewAppointment,
    meeting: Meeting,
) -> Result<Appointed, DbErr> {
    let seat = seat::Entity::find_by_id(new.seat.0)
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("no such seat".to_owned()))?;
    let board = BoardId(seat.board_id);
    scope::hold_board(tx, board).await?;
    // Whoever takes a seat that ends leaves it with its last day.
    let seat_ends = seat.ends_on.filter(|last| new.starts_on <= *last);
    let new = &NewAppointment {
        ends_on: new.ends_on.or(seat_ends),
        ..new.clone()
    };
    let others = of_seat(tx, new.seat).await?;
    if let Some(same) = others.iter().find(|other| is_same(other, new)) {
        return Ok(Appointed::Already(same.id));
    }
    if let Some(refusal) = refusal(tx, actor, at, &seat, new).await? {
        return Ok(Appointed::Refused(refusal));
    }
    let mut replaced = Vec::new();
    for other in &others {
        let same_person = other.person == new.person;
        let collides = !other.voided
            && rules::collide(
                (new.capacity, new.span()),
                (other.capacity, other.span),
                same_person,
            );
        if !collides {
            continue;
        }
        let gives_way = meeting.replace
            && other.capacity == new.capacity
            && !same_person
            && other.span.first < new.starts_on;
        if !gives_way {
            return Ok(Appointed::Refused(Refusal::Collides {
                full_name: other.full_name.clone(),
                span: other.span,
            }));
        }
        replaced.push(other);
    }
    if !seats::touch(tx, new.seat, meeting.seen).await? {
        return Ok(Appointed::OutOfDate);
    }
    for other in &replaced {
        let last_day = new.starts_on - Days::new(1);
        set_end(tx, random, actor, at, other, last_day, EndReason::Replaced).await?;
    }
    let follows = new.capacity == Capacity::Holder
        && others.iter().any(|other| {
            other.capacity == Capacity::Holder
                && !other.voided
                && other.person != new.person
                && other.span.first < new.starts_on
        });
    let id = random.id(at);
    appointment::Entity::insert(appointment::ActiveModel::from(appointment::Model {
        id,
        seat_id: new.seat.0,
        person_id: new.person.0,
        capacity: new.capacity.code().to_owned(),
        starts_on: new.starts_on,
        expected_end_on: new.expected_end_on,
        ends_on: new.ends_on,
        designation: new.designation.code().to_owned(),
        end_reason: None,
        voided_at: None,
        // Whoever follows nobody has nothing to read.
        handover_read_at: (!follows).then_some(at),
        organisation_id: new.organisation.map(|organisation| organisation.0),
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "seat": new.seat.0, "person": new.person.0, "capacity": new.capacity.code(),
        "designation": new.designation.code(),
        "organisation": new.organisation.map(|organisation| organisation.0),
        "starts_on": new.starts_on, "expected_end_on": new.expected_end_on,
        "ends_on": new.ends_on,
    });
    let verb = ("appointed", "appointment");
    let event = audit::Event::new(Chain::Board(board), at, verb, id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(Appointed::As(AppointmentId(id)))
}

/// Whether an appointment is the one a form asks for. The last day is left out:
/// it may have been set since.
fn is_same(one: &Appointment, new: &NewAppointment) -> bool {
    !one.voided
        && one.person == new.person
        && one.capacity == new.capacity
        && one.span.first == new.starts_on
}

async fn refusal(
    tx: &impl ConnectionTrait,
    actor: &Actor,
    at: DateTime<Utc>,
    seat: &seat::Model,
    new: &NewAppointment,
) -> Result<Option<Refusal>, DbErr> {
    if actor.person == Some(new.person) {
        return Ok(Some(Refusal::Oneself));
    }
    let role: Role = scope::stored(&seat.role, Role::from_code)?;
    if let Some(person) = actor.person
        && role.is_national()
        && !is_national_secretariat(tx, person, at).await?
    {
        return Ok(Some(Refusal::NationalRole));
    }
    if new.ends_on.is_some_and(|last| last < new.starts_on)
        || new.expected_end_on.is_some_and(|end| end < new.starts_on)
    {
        return Ok(Some(Refusal::EndsBeforeStart));
    }
    let seat_span = Span::new(seat.starts_on, seat.ends_on);
    if !seat_span.encloses(new.span()) {
        return Ok(Some(Refusal::OutsideSeat(seat_span)));
    }
    if new.capacity == Capacity::Holder {
        return held_elsewhere(tx, seat, new.person, new.span()).await;
    }
    Ok(None)
}

/// What stands against an appointment being in force on other days than it is.
async fn stands_against(
    tx: &impl ConnectionTrait,
    before: &Appointment,
    span: Span,
) -> Result<Option<Refusal>, DbErr> {
    let seat = seat::Entity::find_by_id(before.seat.0)
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("no such seat".to_owned()))?;
    let seat_span = Span::new(seat.starts_on, seat.ends_on);
    if !seat_span.encloses(span) {
        return Ok(Some(Refusal::OutsideSeat(seat_span)));
    }
    for other in of_seat(tx, before.seat).await? {
        let same_person = other.person == before.person;
        let (mine, theirs) = ((before.capacity, span), (other.capacity, other.span));
        if other.id != before.id && !other.voided && rules::collide(mine, theirs, same_person) {
            return Ok(Some(Refusal::Collides {
                full_name: other.full_name,
                span: other.span,
            }));
        }
    }
    if before.capacity == Capacity::Holder {
        return held_elsewhere(tx, &seat, before.person, span).await;
    }
    Ok(None)
}

async fn is_national_secretariat(
    tx: &impl ConnectionTrait,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let standings = access::standings(tx, person, wording::uk_day(at)).await?;
    Ok(standings
        .iter()
        .any(|standing| standing.role == Role::NationalSecretariat))
}

/// Another seat of the board that the person holds on one of these days. An
/// officer may represent an organisation besides.
async fn held_elsewhere(
    tx: &impl ConnectionTrait,
    seat: &seat::Model,
    person: PersonId,
    span: Span,
) -> Result<Option<Refusal>, DbErr> {
    if seat.category == Category::Officers.code() {
        return Ok(None);
    }
    let held = all()
        .filter(appointment::Column::PersonId.eq(person.0))
        .filter(appointment::Column::Capacity.eq(Capacity::Holder.code()))
        .filter(appointment::Column::VoidedAt.is_null())
        .filter(appointment::Column::SeatId.ne(seat.id))
        .filter(seat::Column::BoardId.eq(seat.board_id))
        .filter(seat::Column::Category.ne(Category::Officers.code()));
    let held = read_all(held, tx).await?;
    Ok(held
        .into_iter()
        .find(|other| other.span.meets(span))
        .map(|other| Refusal::HoldsAnother {
            seat_title: other.seat_title,
        }))
}

/// An appointment to be ended after a last day.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    pub appointment: AppointmentId,
    /// Still a day in office.
    pub last_day: NaiveDate,
    pub reason: EndReason,
    /// The version of the seat that the form saw.
    pub seen: Option<i32>,
}

/// What came of ending an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Saved,
    /// It ends on this very day already: a second click, or a retry.
    Already,
    /// The seat changed since the form was opened, or the appointment is over.
    OutOfDate,
    /// The last day lies before the first, which was this.
    BeforeStart(NaiveDate),
    /// Its end was settled, and it cannot go on beyond that.
    Refused(Refusal),
}

/// Ends an appointment. Access ends the next day (UK time), the history stays,
/// the actions stay with the seat. Where a seat falls vacant, the organisation
/// that fills it is asked for a name and the chair is told.
///
/// # Errors
/// The appointment is not there, or the database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    ending: &Ending,
) -> Result<Ended, DbErr> {
    let not_there = || DbErr::RecordNotFound("no such appointment".to_owned());
    let before = find(tx, ending.appointment).await?.ok_or_else(not_there)?;
    scope::hold_board(tx, before.board).await?;
    // Read again now that nobody else changes it.
    let before = find(tx, ending.appointment).await?.ok_or_else(not_there)?;
    if before.span.last == Some(ending.last_day) {
        return Ok(Ended::Already);
    }
    let today = wording::uk_day(at);
    if before.voided || before.span.last.is_some_and(|last| last < today) {
        return Ok(Ended::OutOfDate);
    }
    if ending.last_day < before.span.first {
        return Ok(Ended::BeforeStart(before.span.first));
    }
    if before.span.last.is_some_and(|last| last < ending.last_day) {
        let longer = Span::new(before.span.first, Some(ending.last_day));
        if let Some(refusal) = stands_against(tx, &before, longer).await? {
            return Ok(Ended::Refused(refusal));
        }
    }
    if !seats::touch(tx, before.seat, ending.seen).await? {
        return Ok(Ended::OutOfDate);
    }
    set_end(
        tx,
        random,
        actor,
        at,
        &before,
        ending.last_day,
        ending.reason,
    )
    .await?;
    if before.capacity == Capacity::Holder {
        ask_for_a_name(tx, random, at, &before, ending).await?;
    }
    Ok(Ended::Saved)
}

/// Tells who owes a name for a seat that falls vacant, and who chairs the board.
async fn ask_for_a_name(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    left: &Appointment,
    ending: &Ending,
) -> Result<(), DbErr> {
    let vacant_from = ending.last_day + Days::new(1);
    let seat = seat::Entity::find_by_id(left.seat.0)
        .find_also_related(organisation::Entity)
        .one(tx)
        .await?;
    let owing = seat.and_then(|(_, organisation)| organisation);
    let news = format!(
        "{} leaves the seat {} on {}. It is vacant from {}.",
        left.full_name,
        left.seat_title,
        left.board_name,
        wording::date(vacant_from)
    );
    let mut tell = Vec::new();
    let request = match &owing {
        Some(owing) => format!("{} is asked to name a successor.", owing.short_name),
        None => "No organisation is set to fill it.".to_owned(),
    };
    if let Some(owing) = &owing {
        tell.push(To::Organisation(OrganisationId(owing.id)));
    }
    let chairs = holders_of(
        tx,
        left.board,
        &[Role::Chair, Role::DeputyChair],
        vacant_from,
    );
    tell.extend(chairs.await?.into_iter().map(To::Person));
    for to in tell {
        let notice = Notice {
            kind: Kind::Vacancy,
            board: left.board,
            seat: Some(left.seat),
            to,
            words: format!("{news} {request}"),
        };
        notices::write(tx, random, at, &notice).await?;
    }
    Ok(())
}

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
async fn holders_of(
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

/// Writes the last day of an appointment. One that has not begun by then is
/// voided: there is no day on which it was in force.
async fn set_end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Appointment,
    last_day: NaiveDate,
    reason: EndReason,
) -> Result<(), DbErr> {
    if last_day < before.span.first {
        return strike_out(tx, random, actor, at, before).await.map(drop);
    }
    appointment::Entity::update_many()
        .col_expr(appointment::Column::EndsOn, Expr::value(last_day))
        .col_expr(appointment::Column::EndReason, Expr::value(reason.code()))
        .filter(appointment::Column::Id.eq(before.id.0))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "ended",
        subject_kind: "appointment",
        subject: Some(before.id.0),
        before: json!({"ends_on": before.span.last}),
        after: json!({"ends_on": last_day, "reason": reason.code()}),
    };
    audit::record(tx, random, actor, event).await
}

/// Marks an appointment as entered in error: never in force on any day, and
/// still there to be read. Counts as a change of the seat; once is enough.
///
/// # Errors
/// The database refuses.
pub async fn void(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Appointment,
) -> Result<(), DbErr> {
    scope::hold_board(tx, before.board).await?;
    if strike_out(tx, random, actor, at, before).await? {
        seats::touch(tx, before.seat, None).await?;
    }
    Ok(())
}

/// Writes that an appointment was entered in error; false where that was
/// written before.
async fn strike_out(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Appointment,
) -> Result<bool, DbErr> {
    let written = appointment::Entity::update_many()
        .col_expr(appointment::Column::VoidedAt, Expr::value(at))
        .filter(appointment::Column::Id.eq(before.id.0))
        .filter(appointment::Column::VoidedAt.is_null())
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(false);
    }
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "voided",
        subject_kind: "appointment",
        subject: Some(before.id.0),
        before: json!({"starts_on": before.span.first, "ends_on": before.span.last}),
        after: json!({"voided_at": at}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(true)
}

/// Gives an appointment back the end it had before somebody took over who
/// should not have. Counts as a change of the seat.
///
/// # Errors
/// The database refuses.
pub async fn reopen(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Appointment,
    last_day: Option<NaiveDate>,
    reason: Option<EndReason>,
) -> Result<(), DbErr> {
    scope::hold_board(tx, before.board).await?;
    appointment::Entity::update_many()
        .col_expr(appointment::Column::EndsOn, Expr::value(last_day))
        .col_expr(
            appointment::Column::EndReason,
            Expr::value(reason.map(EndReason::code)),
        )
        .filter(appointment::Column::Id.eq(before.id.0))
        .exec(tx)
        .await?;
    seats::touch(tx, before.seat, None).await?;
    let code = |reason: Option<EndReason>| reason.map(EndReason::code);
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "reopened",
        subject_kind: "appointment",
        subject: Some(before.id.0),
        before: json!({"ends_on": before.span.last, "reason": code(before.end_reason)}),
        after: json!({"ends_on": last_day, "reason": code(reason)}),
    };
    audit::record(tx, random, actor, event).await
}

/// Ends whoever holds a seat or stands in, with the seat.
pub(super) async fn end_all_of_seat(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    seat: SeatId,
    last_day: NaiveDate,
    reason: EndReason,
) -> Result<(), DbErr> {
    for one in of_seat(tx, seat).await? {
        let goes_on = one.span.last.is_none_or(|last| last > last_day);
        if goes_on && !one.voided {
            set_end(tx, random, actor, at, &one, last_day, reason).await?;
        }
    }
    Ok(())
}

/// What an appointment says besides whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppointmentDetails {
    pub starts_on: NaiveDate,
    pub expected_end_on: Option<NaiveDate>,
    pub designation: Designation,
    pub organisation: Option<OrganisationId>,
}

/// What came of changing an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppointmentChanged {
    Saved,
    OutOfDate,
    Refused(Refusal),
}

/// Corrects an appointment or moves the end of its term.
///
/// # Errors
/// The database refuses.
pub async fn change(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Appointment,
    new: &AppointmentDetails,
    seen: Option<i32>,
) -> Result<AppointmentChanged, DbErr> {
    scope::hold_board(tx, before.board).await?;
    let span = Span::new(new.starts_on, before.span.last);
    if span.last.is_some_and(|last| last < span.first)
        || new.expected_end_on.is_some_and(|end| end < span.first)
    {
        return Ok(AppointmentChanged::Refused(Refusal::EndsBeforeStart));
    }
    if let Some(refusal) = stands_against(tx, before, span).await? {
        return Ok(AppointmentChanged::Refused(refusal));
    }
    if !seats::touch(tx, before.seat, seen).await? {
        return Ok(AppointmentChanged::OutOfDate);
    }
    appointment::Entity::update_many()
        .set(appointment::ActiveModel {
            starts_on: Set(new.starts_on),
            expected_end_on: Set(new.expected_end_on),
            designation: Set(new.designation.code().to_owned()),
            organisation_id: Set(new.organisation.map(|organisation| organisation.0)),
            ..Default::default()
        })
        .filter(appointment::Column::Id.eq(before.id.0))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "changed",
        subject_kind: "appointment",
        subject: Some(before.id.0),
        before: json!({
            "starts_on": before.span.first, "expected_end_on": before.expected_end_on,
            "designation": before.designation.code(),
            "organisation": before.organisation.map(|organisation| organisation.0),
        }),
        after: json!({
            "starts_on": new.starts_on, "expected_end_on": new.expected_end_on,
            "designation": new.designation.code(),
            "organisation": new.organisation.map(|organisation| organisation.0),
        }),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(AppointmentChanged::Saved)
}

/// Notes that somebody has read what their predecessor left.
///
/// # Errors
/// The database refuses.
pub async fn note_handover_read(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    held: &Appointment,
) -> Result<Changed, DbErr> {
    let written = appointment::Entity::update_many()
        .col_expr(appointment::Column::HandoverReadAt, Expr::value(at))
        .filter(appointment::Column::Id.eq(held.id.0))
        .filter(appointment::Column::HandoverReadAt.is_null())
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: Chain::Board(held.board),
        at,
        verb: "read",
        subject_kind: "handover",
        subject: Some(held.id.0),
        before: json!({"handover_read_at": null}),
        after: json!({"handover_read_at": at}),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
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
fn all() -> Select<appointment::Entity> {
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

async fn read_all(
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
