//! Plain data about calendar feeds.

use chrono::{DateTime, Utc};

use crate::ids::BoardId;

/// What a feed may hold: the meetings of one board, or of all that a person
/// sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    pub board: Option<BoardId>,
    /// The name of the board, or what stands for all of them.
    pub name: String,
    /// When its address was made, where there is one.
    pub made_at: Option<DateTime<Utc>>,
}

/// What the form calls all boards.
pub const EVERY_BOARD: &str = "every";

impl FeedRow {
    /// What the form calls it.
    pub fn code(&self) -> String {
        self.board
            .map_or_else(|| EVERY_BOARD.to_owned(), |board| board.to_string())
    }
}
