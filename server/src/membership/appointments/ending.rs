//! The end of an appointment: after a last day, or as if it had never been; and
//! its end taken back.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    access::Role,
    ids::{AppointmentId, BoardId, OrganisationId, SeatId},
    membership::types::{Appointment, Capacity, EndReason, Span},
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Refusal, find, of_seat, reads::holders_of, stands_against, with_ids};
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::{
        self,
        entities::{appointment, organisation, seat},
    },
    membership::{scope, seats},
    notices::{self, Kind, Notice, To},
};

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

/// Writes the last day of an appointment. One that has not begun by then is
/// voided: there is no day on which it was in force.
pub(super) async fn set_end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &Appointment,
    last_day: NaiveDate,
    reason: EndReason,
) -> Result<(), DbErr> {
    if last_day < before.span.first {
        let before = std::slice::from_ref(before);
        return strike_out(tx, random, actor, at, before).await.map(drop);
    }
    appointment::Entity::update_many()
        .col_expr(appointment::Column::EndsOn, Expr::value(last_day))
        .col_expr(appointment::Column::EndReason, Expr::value(reason.code()))
        .filter(appointment::Column::Id.eq(before.id.0))
        .exec(tx)
        .await?;
    let spans = (before.span.last, last_day);
    let event = ended(before.board, at, before.id, spans, reason);
    audit::record(tx, random, actor, event).await
}

/// That the last day of an appointment changed from one to another.
pub(super) fn ended(
    board: BoardId,
    at: DateTime<Utc>,
    appointment: AppointmentId,
    (before, last_day): (Option<NaiveDate>, NaiveDate),
    reason: EndReason,
) -> audit::Event<'static> {
    audit::Event {
        chain: Chain::Board(board),
        at,
        verb: "ended",
        subject_kind: "appointment",
        subject: Some(appointment.0),
        before: json!({"ends_on": before}),
        after: json!({"ends_on": last_day, "reason": reason.code()}),
    }
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
    void_all(tx, random, actor, at, std::slice::from_ref(before)).await
}

/// Marks appointments as entered in error, each as [`void`] does.
///
/// # Errors
/// The database refuses.
pub async fn void_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    some: &[Appointment],
) -> Result<(), DbErr> {
    for board in boards_of(some) {
        scope::hold_board(tx, board).await?;
    }
    let struck_out = strike_out(tx, random, actor, at, some).await?;
    seats::touch_all(tx, &struck_out).await
}

fn boards_of(some: &[Appointment]) -> BTreeSet<BoardId> {
    some.iter().map(|one| one.board).collect()
}

/// Writes that appointments were entered in error, where that was not written
/// before; their seats. Their boards are held already.
async fn strike_out(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    some: &[Appointment],
) -> Result<Vec<SeatId>, DbErr> {
    let ids: Vec<AppointmentId> = some.iter().map(|one| one.id).collect();
    let mut standing = with_ids(tx, &ids).await?;
    standing.retain(|one| !one.voided);
    for some in standing.chunks(db::AT_ONCE) {
        appointment::Entity::update_many()
            .col_expr(appointment::Column::VoidedAt, Expr::value(at))
            .filter(appointment::Column::Id.is_in(some.iter().map(|one| one.id.0)))
            .exec(tx)
            .await?;
    }
    let events = standing.iter().map(|before| audit::Event {
        chain: Chain::Board(before.board),
        at,
        verb: "voided",
        subject_kind: "appointment",
        subject: Some(before.id.0),
        before: json!({"starts_on": before.span.first, "ends_on": before.span.last}),
        after: json!({"voided_at": at}),
    });
    audit::record_all(tx, random, actor, events.collect()).await?;
    Ok(standing.into_iter().map(|one| one.seat).collect())
}

/// An appointment that is given back the end it had.
#[derive(Clone, Debug)]
pub struct Reopening {
    pub before: Appointment,
    pub last_day: Option<NaiveDate>,
    pub reason: Option<EndReason>,
}

/// Gives appointments back the ends they had before somebody took over who
/// should not have. Counts as a change of each seat.
///
/// # Errors
/// The database refuses.
pub async fn reopen_all(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    some: &[Reopening],
) -> Result<(), DbErr> {
    let code = |reason: Option<EndReason>| reason.map(EndReason::code);
    let boards: BTreeSet<BoardId> = some.iter().map(|one| one.before.board).collect();
    for board in boards {
        scope::hold_board(tx, board).await?;
    }
    let mut alike: BTreeMap<_, Vec<Uuid>> = BTreeMap::new();
    for one in some {
        let ids = alike.entry((one.last_day, code(one.reason))).or_default();
        ids.push(one.before.id.0);
    }
    for ((last_day, reason), ids) in &alike {
        for some in ids.chunks(db::AT_ONCE) {
            appointment::Entity::update_many()
                .col_expr(appointment::Column::EndsOn, Expr::value(*last_day))
                .col_expr(appointment::Column::EndReason, Expr::value(*reason))
                .filter(appointment::Column::Id.is_in(some.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    let changed: Vec<SeatId> = some.iter().map(|one| one.before.seat).collect();
    seats::touch_all(tx, &changed).await?;
    let events = some.iter().map(|one| audit::Event {
        chain: Chain::Board(one.before.board),
        at,
        verb: "reopened",
        subject_kind: "appointment",
        subject: Some(one.before.id.0),
        before: json!({
            "ends_on": one.before.span.last, "reason": code(one.before.end_reason),
        }),
        after: json!({"ends_on": one.last_day, "reason": code(one.reason)}),
    });
    audit::record_all(tx, random, actor, events.collect()).await
}

/// Ends whoever holds a seat or stands in, with the seat.
pub(in crate::membership) async fn end_all_of_seat(
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
