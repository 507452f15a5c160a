//! What whoever follows in a seat needs to know.

use app::{
    access::{Permission, Role},
    ids::SeatId,
    membership::{
        types::{Appointment, Capacity},
        views::{HandoverView, handover_page},
    },
    paths,
};
use axum::{extract::State, response::Response};

use super::done;
use crate::{
    actions::lists,
    error::PageError,
    extract::{Key, Said, SignedIn},
    membership::{
        appointments::{self, unread_handovers},
        seat_of_address,
        seats::{self, Which},
    },
    render::{Message, Renderer},
    state::AppState,
};

/// `GET /seats/{seat}/handover`
pub async fn get_handover(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::SeeActions).await?;
    let (db, today) = (state.db.reader(), state.clock.today());
    let officers = [Role::Chair, Role::DeputyChair, Role::Secretariat];
    let view = HandoverView {
        history: appointments::of_seat(db, seat.id).await?,
        actions: lists::of_seat(db, seat.id, &me.access).await?,
        open: lists::open_of_seat(db, seat.id).await?,
        officers: seats::rows(db, &Which::Of(seat.board), today)
            .await?
            .into_iter()
            .filter(|row| officers.contains(&row.role))
            .collect(),
        to_be_read: unread(&state, &me, seat.id).await?.is_some(),
        today,
        seat,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| handover_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// The reader's own appointment to a seat, where they have not said yet that
/// they read what their predecessor left.
async fn unread(
    state: &AppState,
    me: &SignedIn,
    seat: SeatId,
) -> Result<Option<Appointment>, PageError> {
    let unread = unread_handovers(state.db.reader(), me.access.person, state.clock.today()).await?;
    Ok(unread
        .into_iter()
        .find(|one| one.seat == seat && one.capacity == Capacity::Holder))
}

/// `POST /seats/{seat}/handover`
///
/// Whoever holds the seat says that they have read it.
pub async fn post_handover(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::SeeActions).await?;
    let holds = me
        .access
        .standings
        .iter()
        .any(|standing| standing.seat == seat.id);
    if !holds {
        return Err(PageError::NotAllowed);
    }
    if let Some(held) = unread(&state, &me, seat.id).await? {
        let tx = state.db.begin().await?;
        let now = state.clock.now();
        appointments::note_handover_read(&tx, &state.random, &me.actor(), now, &held).await?;
        tx.commit().await?;
    }
    Ok(done(&state, Message::HandoverRead, &paths::seat(seat.id)))
}
