//! What whoever follows in a seat needs to know.

use app::{
    access::{Permission, Role},
    decisions::types::DecisionFilter,
    ids::SeatId,
    membership::{
        types::Capacity,
        views::{HandoverView, handover_page},
    },
    paths,
};
use axum::{extract::State, response::Response};

use super::done;
use crate::{
    actions::lists,
    decisions,
    error::PageError,
    extract::{Key, Said, SignedIn},
    meetings::store as meetings,
    membership::{
        appointments::{self, unread_handovers},
        seat_of_address,
        seats::{self, Changed, Which},
    },
    render::{Message, Renderer},
    state::AppState,
};

/// How many of the last decisions of the board whoever follows finds.
const LAST_DECISIONS: u64 = 5;
/// How many of the next meetings are shown.
const MEETINGS: u64 = 3;

/// `GET /seats/{seat}/handover`
pub async fn get_handover(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::SeeActions).await?;
    let (db, today) = (state.db.reader(), state.clock.today());
    let decisions = if me.access.may(Permission::SeeMeetings, seat.board, None) {
        let readable = decisions::readable(&me.access, Some(seat.board));
        let (all, last) = (DecisionFilter::default(), (None, LAST_DECISIONS));
        decisions::store::list(db, &readable, &all, last, today).await?
    } else {
        Vec::new()
    };
    let officers = [Role::Chair, Role::DeputyChair, Role::Secretariat];
    let view = HandoverView {
        history: appointments::of_seat(db, seat.id).await?,
        actions: lists::of_seat(db, seat.id, &me.access).await?,
        open: lists::open_of_seat(db, seat.id).await?,
        decisions,
        officers: seats::rows(db, &Which::Of(seat.board), today)
            .await?
            .into_iter()
            .filter(|row| officers.contains(&row.role))
            .collect(),
        meetings: meetings::upcoming(db, &[seat.board], state.clock.now(), MEETINGS).await?,
        to_be_read: is_unread(&state, &me, seat.id).await?,
        today,
        seat,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| handover_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// Whether the reader holds the seat and has not said yet that they read what
/// their predecessor left.
async fn is_unread(state: &AppState, me: &SignedIn, seat: SeatId) -> Result<bool, PageError> {
    let unread = unread_handovers(state.db.reader(), me.access.person, state.clock.today()).await?;
    Ok(unread
        .iter()
        .any(|one| one.seat == seat && one.capacity == Capacity::Holder))
}

/// `POST /seats/{seat}/handover`
///
/// Whoever holds the seat says that they have read it. Standing in for them is
/// not taking over.
pub async fn post_handover(
    State(state): State<AppState>,
    me: SignedIn,
    Key(id): Key,
) -> Result<Response, PageError> {
    let seat = seat_of_address(&state, &me, SeatId(id), Permission::SeeActions).await?;
    let today = state.clock.today();
    let held = appointments::of_seat(state.db.reader(), seat.id)
        .await?
        .into_iter()
        .find(|one| {
            one.person == me.access.person
                && one.capacity == Capacity::Holder
                && !one.voided
                && one.span.holds(today)
        })
        .ok_or(PageError::NotAllowed)?;
    let tx = state.db.begin().await?;
    let now = state.clock.now();
    let noted =
        appointments::note_handover_read(&tx, &state.random, &me.actor(), now, &held).await?;
    if noted == Changed::Saved {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(done(&state, Message::HandoverRead, &paths::seat(seat.id)))
}
