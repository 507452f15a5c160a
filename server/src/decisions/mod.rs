//! What boards decide: what other slices may ask of this one.

mod export;
pub mod handlers;
pub mod store;

use app::{
    access::{Access, Permission},
    decisions::types::Decision,
    ids::BoardId,
    meetings::types::Part,
};

use store::Readable;

/// Whether somebody reads a decision.
pub fn may_read(access: &Access, decision: &Decision) -> bool {
    let needed = match decision.part {
        Part::A => Permission::SeeMeetings,
        Part::B => Permission::SeePartB,
    };
    access.may(needed, decision.board, None)
}

/// Which decisions somebody reads, of one board or of all theirs.
pub fn readable(access: &Access, board: Option<BoardId>) -> Readable {
    Readable {
        boards: match board {
            Some(board) => Some(vec![board]),
            None => access.boards_where(Permission::SeeMeetings),
        },
        part_b: access.boards_where(Permission::SeePartB),
    }
}
