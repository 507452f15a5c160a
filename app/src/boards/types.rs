//! Plain data about boards and their seats.

use chrono::NaiveDate;

use crate::{
    access::{Role, words},
    ids::BoardId,
};

words! {
    /// What kind of body a board is.
    BoardKind {
        National = "national", "National board";
        Local = "local", "Local board";
        /// A working group of one board, below it.
        SubGroup = "sub_group", "Sub-group";
        /// A body of the system beside the boards, such as the Family Justice
        /// Council.
        Linked = "linked", "Linked body";
    }
}

words! {
    /// How sure the register is of a board's name (domain paper 3.1).
    NameConfidence {
        /// Board or area name seen in an official or press source.
        Seen = "seen", "Name seen in an official or press source";
        /// Area in the HMCTS list; the board's name is made from its councils.
        Constructed = "constructed", "Name made from the area's councils, to be confirmed";
        /// A provisional split of one HMCTS area in two.
        Provisional = "provisional", "Provisional: split of one court area, to be confirmed";
    }
}

/// A board as the register lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardEntry {
    pub id: BoardId,
    pub slug: String,
    pub name: String,
    /// Begins every reference of the board's actions.
    pub code: String,
    pub kind: BoardKind,
    pub region: Option<String>,
    pub confidence: NameConfidence,
    /// The board above it.
    pub parent: Option<BoardId>,
    /// The board it became part of.
    pub successor: Option<BoardId>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// How long before its end a term counts as ending soon, in days.
    pub term_warning_days: u32,
    /// Counts changes; a form names the version it was written against.
    pub version: i32,
    /// Councils of the area, in alphabetical order, with a note where shared.
    pub councils: Vec<Council>,
    /// As what the reader sits on this board.
    pub my_roles: Vec<Role>,
}

impl BoardEntry {
    /// Whether the board exists on a day. One without dates has always existed.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.starts_on.is_none_or(|first| first <= day)
            && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// A council served by a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    pub name: String,
    pub note: Option<String>,
}

/// What the boards page is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardSearch {
    pub words: String,
    pub region: Option<String>,
}

impl BoardSearch {
    /// Whether a board answers the search: every word is in its name, its
    /// region or the name of one of its councils, accents and case aside.
    pub fn finds(&self, board: &BoardEntry) -> bool {
        if let Some(region) = &self.region
            && board.region.as_ref() != Some(region)
        {
            return false;
        }
        let mut place = board.name.clone();
        for part in board
            .region
            .iter()
            .map(String::as_str)
            .chain(board.councils.iter().map(|council| council.name.as_str()))
        {
            place.push(' ');
            place.push_str(part);
        }
        let place = crate::wording::folded(&place);
        crate::wording::folded(&self.words)
            .split_whitespace()
            .all(|word| place.contains(word))
    }
}
