//! The pages of seats and appointments.

mod appointments;
mod handover;
mod members;
mod seats;
mod template;

pub use appointments::{
    get_appoint, get_change_appointment, get_end_appointment, post_appoint,
    post_change_appointment, post_end_appointment,
};
pub use handover::{get_handover, post_handover};
pub use members::{get_export, get_members};
pub use seats::{
    get_change_seat, get_end_seat, get_new_seat, get_seat, post_change_seat, post_end_seat,
    post_new_seat,
};
pub use template::{get_missing_seats, get_template, post_missing_seats, post_template};

use app::membership::types::{Seat, SeatRow};
use axum::response::{IntoResponse, Redirect, Response};

use super::seats::{self as store, Which};
use crate::{error::PageError, render::Message, state::AppState};

/// Sends a person to a page that says what they have just done.
fn done(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

/// How a seat stands today.
async fn today(state: &AppState, seat: &Seat) -> Result<Option<SeatRow>, PageError> {
    let rows = store::rows(state.db.reader(), &Which::One(seat.id), state.clock.today()).await?;
    Ok(rows.into_iter().next())
}
