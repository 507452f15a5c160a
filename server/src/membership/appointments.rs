//! Appointments: made in [`making`], changed here, ended in [`ending`], read in [`reads`],
//! whoever asks and by whichever way. The rules that no route may pass by are held
//! here.

mod ending;
mod making;
mod reads;

use app::{
    ids::{AppointmentId, BoardId, OrganisationId, PersonId, SeatId},
    membership::{
        rules,
        types::{Appointment, Capacity, Category, Designation, Span},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;

pub(super) use ending::end_all_of_seat;
pub use ending::{Ended, Ending, Reopening, end, reopen_all, void, void_all};
pub use making::{Asked, GaveWay, Made, appoint_all};
pub use reads::{
    find, from_day_on, keepers_of, of_board, of_person, of_seat, representing, unread_handovers,
    with_ids,
};

use self::{
    making::{Decision, Ground},
    reads::{all, read_all},
};
use super::{
    scope,
    seats::{self, Changed},
};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, seat},
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
    let asked = Asked {
        new: new.clone(),
        replace: meeting.replace,
    };
    let mut ground = Ground::read(tx, actor, at, board, std::slice::from_ref(&asked)).await?;
    let plan = match ground.decide(&asked, random, at)? {
        Err(refusal) => return Ok(Appointed::Refused(refusal)),
        Ok(Decision::Already(id)) => return Ok(Appointed::Already(id)),
        Ok(Decision::Make(plan)) => plan,
    };
    if !seats::touch(tx, new.seat, meeting.seen).await? {
        return Ok(Appointed::OutOfDate);
    }
    let id = plan.made.id;
    making::write(tx, random, actor, at, board, &[plan]).await?;
    Ok(Appointed::As(id))
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
