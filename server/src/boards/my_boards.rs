//! The chair's eye: one line for each board that somebody sits on.

use std::collections::BTreeMap;

use app::{
    access::Permission,
    actions::list::Count,
    boards::views::{MyBoard, MyBoardsView, Needs, Order, my_boards_page},
    ids::BoardId,
    membership::types::SeatRow,
};
use axum::{extract::State, response::Response};

use crate::{
    actions::{lists, requests},
    error::PageError,
    extract::{QueryPairs, SignedIn},
    meetings::store as meetings,
    membership::{
        appointments,
        seats::{self, Which},
    },
    render::Renderer,
    state::AppState,
};

/// `GET /my-boards`
pub async fn get_my_boards(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let (db, today) = (state.db.reader(), state.clock.today());
    let mut mine: BTreeMap<BoardId, MyBoard> = BTreeMap::new();
    for standing in &me.access.standings {
        let board = mine.entry(standing.board).or_insert_with(|| MyBoard {
            slug: standing.board_slug.clone(),
            name: standing.board_name.clone(),
            roles: Vec::new(),
            my_term_ends_on: None,
            meets_at: None,
            vacant: 0,
            vacant_required: 0,
            unconfirmed: 0,
            open: Count::Exactly(0),
            late: Count::Exactly(0),
            needs: None,
        });
        if !board.roles.contains(&standing.role) {
            board.roles.push(standing.role);
        }
    }
    // A role that sees no seats has nothing to look after.
    mine.retain(|board, _| me.access.may(Permission::SeeSeats, *board, None));
    let boards: Vec<BoardId> = mine.keys().copied().collect();
    for held in appointments::from_day_on(db, me.access.person, today).await? {
        if let Some(board) = mine.get_mut(&held.board)
            && let Some(end) = held.span.last.or(held.expected_end_on)
        {
            let first = board.my_term_ends_on.map_or(end, |first| first.min(end));
            board.my_term_ends_on = Some(first);
        }
    }
    for (id, at) in meetings::next_of_each(db, &boards, state.clock.now()).await? {
        if let Some(board) = mine.get_mut(&id) {
            board.meets_at = Some(at);
        }
    }
    for seat in seats::rows(db, &Which::OfBoards(boards.clone()), today).await? {
        if let Some(board) = mine.get_mut(&seat.board) {
            note_seat(board, &seat);
        }
    }
    let requests = requests::number_on(db, &boards).await?;
    for (id, numbers) in lists::numbers_of(db, &boards, today).await? {
        if let Some(board) = mine.get_mut(&id) {
            (board.open, board.late) = (numbers.open, numbers.late);
            let officer = me.access.may(Permission::CloseAction, id, None);
            board.needs = officer.then(|| Needs {
                blocked: numbers.blocked,
                complete: numbers.complete,
                requests: requests.get(&id).copied().unwrap_or(0),
            });
        }
    }
    let order = pairs
        .last("sort")
        .and_then(Order::from_code)
        .unwrap_or(Order::Name);
    let sees_all = me.access.may_everywhere(Permission::ManageMembers);
    let view = MyBoardsView::new(mine.into_values().collect(), order, sees_all);
    Ok(Renderer::for_person(&state, &me).page(|| my_boards_page(&view)))
}

fn note_seat(board: &mut MyBoard, seat: &SeatRow) {
    board.vacant += u64::from(seat.state.is_gap());
    board.vacant_required += u64::from(seat.is_required_gap());
    let unconfirmed = seat
        .holder
        .as_ref()
        .is_some_and(|holder| holder.unconfirmed);
    board.unconfirmed += u64::from(unconfirmed);
}
