//! The register of boards: what other slices may ask of this one.

pub mod administration;
pub mod closing;
pub mod handlers;
pub mod my_boards;
pub mod store;

use app::{
    access::{Access, Permission},
    boards::types::BoardEntry,
    ids::BoardId,
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use crate::{error::PageError, extract::SignedIn, state::AppState};

/// The board of an address, for somebody who may do something on it. Who may
/// not even see its seats is told that there is none. A board that starts later
/// can be made ready; one that has ended is only read ([`reading_board`]).
///
/// # Errors
/// There is no such board for this person, or they may not do it.
pub async fn of_address(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
    permission: Permission,
) -> Result<BoardEntry, PageError> {
    let board = store::find_open(state.db.reader(), slug, state.clock.today())
        .await?
        .filter(|board| me.access.may(Permission::SeeSeats, board.id, None))
        .ok_or(PageError::NotFound)?;
    if me.access.may(permission, board.id, None) {
        Ok(board)
    } else {
        Err(PageError::NotAllowed)
    }
}

/// The board of an address, for somebody who may read its actions: on the board
/// itself, or, once it has ended, on the board that followed it.
///
/// # Errors
/// There is no such board for this person.
pub async fn reading_board(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
) -> Result<BoardEntry, PageError> {
    let db = state.db.reader();
    let board = store::find_ever(db, slug)
        .await?
        .ok_or(PageError::NotFound)?;
    if may_read(db, &me.access, board.id, state.clock.today()).await? {
        Ok(board)
    } else {
        Err(PageError::NotFound)
    }
}

/// How many boards that followed one another are gone through.
const SUCCESSORS_FOLLOWED: usize = 16;

/// Whether somebody may read the actions of a board and their history. The
/// records of a board that has ended belong to the board that followed it; to
/// change them is nobody's.
///
/// # Errors
/// The database does not answer.
pub async fn may_read(
    db: &impl ConnectionTrait,
    access: &Access,
    board: BoardId,
    today: NaiveDate,
) -> Result<bool, DbErr> {
    let mut next = board;
    for _ in 0..SUCCESSORS_FOLLOWED {
        if access.may(Permission::SeeActions, next, None) {
            return Ok(true);
        }
        let successor = store::with_id(db, next)
            .await?
            .filter(|board| board.ends_on.is_some_and(|last| last < today))
            .and_then(|board| board.successor);
        match successor {
            Some(successor) => next = successor,
            None => return Ok(false),
        }
    }
    Ok(false)
}
