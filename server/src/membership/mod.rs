//! Seats and appointments: what other slices may ask of this one.

pub mod access;
pub mod appointments;
mod export;
pub mod handlers;
pub(crate) mod scope;
pub mod seats;
pub mod template;

use app::{
    access::{Access, Permission},
    ids::{AppointmentId, SeatId},
    membership::types::{Appointment, Seat},
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use crate::{error::PageError, extract::SignedIn, state::AppState};

/// The seat of an address, for somebody who may do something on its board. Who
/// may not even see the board's seats is told that there is none. On a board that
/// has ended nobody changes any.
///
/// # Errors
/// There is no such seat for this person, or they may not do it.
pub async fn seat_of_address(
    state: &AppState,
    me: &SignedIn,
    id: SeatId,
    permission: Permission,
) -> Result<Seat, PageError> {
    let seat = seats::find(state.db.reader(), id)
        .await?
        .filter(|seat| me.access.may(Permission::SeeSeats, seat.board, None))
        .ok_or(PageError::NotFound)?;
    let is_history = seat.is_history(state.clock.today());
    let reads = permission != Permission::ManageMembers;
    if me.access.may(permission, seat.board, None) && (reads || !is_history) {
        Ok(seat)
    } else {
        Err(PageError::NotAllowed)
    }
}

/// Seats that somebody has taken without having read what their predecessor left,
/// and whose handover they may read.
///
/// # Errors
/// The database does not answer.
pub async fn handovers_to_read(
    db: &impl ConnectionTrait,
    access: &Access,
    day: NaiveDate,
) -> Result<Vec<Appointment>, DbErr> {
    let mut unread = appointments::unread_handovers(db, access.person, day).await?;
    unread.retain(|one| access.may(Permission::SeeActions, one.board, None));
    Ok(unread)
}

/// The appointment of an address, with its seat, as [`seat_of_address`].
///
/// # Errors
/// There is no such appointment for this person, or they may not do it.
pub async fn appointment_of_address(
    state: &AppState,
    me: &SignedIn,
    id: AppointmentId,
    permission: Permission,
) -> Result<(Appointment, Seat), PageError> {
    let appointment = appointments::find(state.db.reader(), id)
        .await?
        .ok_or(PageError::NotFound)?;
    let seat = seat_of_address(state, me, appointment.seat, permission).await?;
    Ok((appointment, seat))
}
