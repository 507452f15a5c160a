//! The directory of boards, and the overview of one.

use app::{
    access::Permission,
    boards::{
        types::{BoardEntry, BoardKind, BoardSearch},
        views::{BoardView, BoardsView, Inside, Offers, board_page, boards_page},
    },
    query,
};
use axum::{extract::State, response::Response};

use super::store;
use crate::{
    actions::lists,
    error::PageError,
    extract::{QueryPairs, Said, Segment, SignedIn},
    membership::{self, seats::Which},
    render::Renderer,
    state::AppState,
};

/// `GET /boards`
pub async fn get_boards(
    State(state): State<AppState>,
    me: SignedIn,
    pairs: QueryPairs,
) -> Result<Response, PageError> {
    let today = state.clock.today();
    let everything = store::all(state.db.reader(), &me.access).await?;
    let (ended, going_on): (Vec<_>, Vec<_>) = everything
        .into_iter()
        // Sub-groups are found on the page of their board.
        .filter(|board| board.kind != BoardKind::SubGroup)
        .partition(|board| board.ends_on.is_some_and(|last| last < today));
    let (now, starting): (Vec<_>, Vec<_>) = going_on
        .into_iter()
        .partition(|board| board.exists_on(today));
    let (linked, boards): (Vec<_>, Vec<_>) = now
        .into_iter()
        .partition(|board| board.kind == BoardKind::Linked);
    let mut regions: Vec<String> = boards
        .iter()
        .filter_map(|board| board.region.clone())
        .collect();
    regions.sort();
    regions.dedup();
    let search = BoardSearch {
        words: query::search(pairs.last("q").unwrap_or("")),
        region: pairs
            .last("region")
            .filter(|region| regions.iter().any(|known| known == region))
            .map(str::to_owned),
    };
    let all = boards.len();
    let found = |mut boards: Vec<BoardEntry>| {
        boards.retain(|board| search.finds(board));
        boards
    };
    let view = BoardsView {
        regions,
        boards: found(boards),
        all,
        linked: found(linked),
        starting: found(starting),
        ended: found(ended),
        may_start: me.access.may_everywhere(Permission::KeepRegister),
        search,
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
    said: Said,
    Segment(slug): Segment,
) -> Result<Response, PageError> {
    let db = state.db.reader();
    let today = state.clock.today();
    let mut board = store::find_ever(db, &slug)
        .await?
        .ok_or(PageError::NotFound)?;
    board.councils = store::councils(db, board.id).await?;
    let has_ended = board.ends_on.is_some_and(|last| last < today);
    let inside = if !has_ended && me.access.may(Permission::SeeSeats, board.id, None) {
        let (open, late) = lists::open_and_late(db, board.id, today).await?;
        Some(Inside {
            seats: membership::seats::rows(db, &Which::Of(board.id), today).await?,
            open,
            late,
        })
    } else {
        None
    };
    let parent = match board.parent.filter(|_| board.kind == BoardKind::SubGroup) {
        Some(parent) => store::with_id(db, parent).await?,
        None => None,
    };
    let successor = match board.successor {
        Some(successor) => store::with_id(db, successor).await?,
        None => None,
    };
    let view = BoardView {
        my_roles: me.access.roles_on(board.id),
        inside,
        parent,
        successor,
        sub_groups: store::sub_groups(db, board.id, today).await?,
        reads_log: has_ended && super::may_read(db, &me.access, board.id, today).await?,
        offers: offers(&me, &board, has_ended),
        board,
        today,
    };
    let answer = Renderer::for_person(&state, &me)
        .saying(said.words())
        .page(|| board_page(&view));
    Ok(said.once(&state.cookies, answer))
}

/// What somebody may do with a board that goes on.
fn offers(me: &SignedIn, board: &BoardEntry, has_ended: bool) -> Offers {
    if has_ended {
        return Offers::default();
    }
    let may = |permission| me.access.may(permission, board.id, None);
    Offers {
        propose: may(Permission::ProposeItem),
        change: may(Permission::KeepRegister),
        end: may(Permission::KeepRegister) && board.kind != BoardKind::National,
        start_sub_group: may(Permission::ManageMembers)
            && board.kind != BoardKind::SubGroup
            && board.ends_on.is_none(),
    }
}
