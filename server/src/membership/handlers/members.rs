//! Who sits on a board, on any day.

use app::{
    access::{Permission, Role},
    boards::types::BoardKind,
    form::{Answers, FormState},
    membership::{
        list::{MembersQuery, ON},
        template::missing_categories,
        types::SeatRow,
        views::{MembersView, members_page},
    },
};
use axum::{extract::State, http::StatusCode, response::Response};

use crate::{
    boards,
    error::PageError,
    extract::{QueryPairs, Said, Segment, SignedIn},
    membership::{
        seats::{self, Which},
        template,
    },
    render::Renderer,
    state::AppState,
};

/// `GET /boards/{slug}/members`
pub async fn get_members(
    State(state): State<AppState>,
    me: SignedIn,
    said: Said,
    Segment(slug): Segment,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let board = boards::of_address(&state, &me, &slug, Permission::SeeSeats).await?;
    let today = state.clock.today();
    let query = MembersQuery::from_pairs(pairs.iter());
    let mut form = FormState::new(pairs.0.iter().cloned().collect::<Answers>());
    let on = ON.read_optional(&mut form, "As at").unwrap_or(today);
    let db = state.db.reader();
    let mut seats = seats::rows(db, &Which::Of(board.id), on).await?;
    // The template is for local boards.
    let missing = match board.kind {
        BoardKind::Local => missing_categories(&template::all(db).await?, &seats),
        _ => Vec::new(),
    };
    let all = seats.len();
    let chairs = |seat: &&SeatRow| seat.role == Role::Chair;
    let without_chair = seats.iter().any(|seat| chairs(&seat))
        && seats
            .iter()
            .filter(chairs)
            .all(|seat| seat.holder.is_none());
    let required_gaps = seats.iter().filter(|seat| seat.is_required_gap()).count() as u64;
    seats.retain(|seat| query.finds(seat));
    let view = MembersView {
        my_roles: me.access.roles_on(board.id),
        may_manage: me.access.may(Permission::ManageMembers, board.id, None),
        board,
        query,
        on,
        today,
        seats,
        all,
        without_chair,
        required_gaps,
        missing,
        form,
    };
    let status = if view.form.is_refused() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .answer(status, || members_page(&view));
    Ok(said.once(&state.cookies, answer))
}
