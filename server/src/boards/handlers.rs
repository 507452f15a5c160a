//! The directory of boards, and the overview of one.

use app::{
    access::Permission,
    boards::{
        types::BoardSearch,
        views::{BoardView, BoardsView, Inside, board_page, boards_page},
    },
    wording,
};
use axum::{extract::State, response::Response};

use super::store;
use crate::{
    actions::lists,
    error::PageError,
    extract::{QueryPairs, Segment, SignedIn},
    membership::{self, seats::Which},
    render::Renderer,
    state::AppState,
};

/// Longest text searched for, in characters.
const SEARCH_LIMIT: usize = 100;

/// `GET /boards`
pub async fn get_boards(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let boards = store::directory(state.db.reader(), &me.access, state.clock.today()).await?;
    let mut regions: Vec<String> = boards
        .iter()
        .filter_map(|board| board.region.clone())
        .collect();
    regions.sort();
    regions.dedup();
    let search = BoardSearch {
        words: wording::tidied(pairs.last("q").unwrap_or(""))
            .chars()
            .take(SEARCH_LIMIT)
            .collect(),
        region: pairs
            .last("region")
            .filter(|region| regions.iter().any(|known| known == region))
            .map(str::to_owned),
    };
    let all = boards.len();
    let boards = boards
        .into_iter()
        .filter(|board| search.finds(board))
        .collect();
    let view = BoardsView {
        search,
        regions,
        boards,
        all,
    };
    Ok(Renderer::for_person(&state, &me).page(|| boards_page(&view)))
}

/// `GET /boards/{slug}`
///
/// What the register says is for everybody who is signed in; seats and figures
/// are for those who sit on the board.
pub async fn get_board(
    State(state): State<AppState>,
    me: SignedIn,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let mut board = store::find(db, &slug, today)
        .await?
        .ok_or(PageError::NotFound)?;
    board.councils = store::councils(db, board.id).await?;
    let inside = if me.access.may(Permission::SeeSeats, board.id, None) {
        let (open, late) = lists::open_and_late(db, board.id, today).await?;
        Some(Inside {
            seats: membership::seats::rows(db, &Which::Of(board.id), today).await?,
            open,
            late,
        })
    } else {
        None
    };
    let view = BoardView {
        my_roles: me.access.roles_on(board.id),
        board,
        inside,
        today,
    };
    Ok(Renderer::for_person(&state, &me).page(|| board_page(&view)))
}
