//! The register of boards: what other slices may ask of this one.

pub mod handlers;
pub mod store;

use app::{access::Permission, boards::types::BoardEntry};

use crate::{error::PageError, extract::SignedIn, state::AppState};

/// The board of an address, for somebody who may do something on it. Who may
/// not even see its seats is told that there is none.
///
/// # Errors
/// There is no such board for this person, or they may not do it.
pub async fn of_address(
    state: &AppState,
    me: &SignedIn,
    slug: &str,
    permission: Permission,
) -> Result<BoardEntry, PageError> {
    let board = store::find(state.db.reader(), slug, state.clock.today())
        .await?
        .filter(|board| me.access.may(Permission::SeeSeats, board.id, None))
        .ok_or(PageError::NotFound)?;
    if me.access.may(permission, board.id, None) {
        Ok(board)
    } else {
        Err(PageError::NotAllowed)
    }
}
