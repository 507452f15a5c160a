//! Plain data about decisions.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::{
    access::words,
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::Part,
    query::STORED_YEARS,
};

words! {
    /// How a decision was taken. Boards decide by consensus; votes are rare.
    How {
        Consensus = "consensus", "By consensus at the meeting";
        Vote = "vote", "By a vote at the meeting";
        Email = "email", "By email between meetings";
        ChairsAction = "chairs_action", "By the chair between meetings";
    }
}

impl How {
    /// Whether it is a way to decide without a meeting.
    pub fn is_between_meetings(self) -> bool {
        matches!(self, Self::Email | Self::ChairsAction)
    }

    /// The ways to decide at a meeting, or without one.
    pub fn choices(at_meeting: bool) -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(move |how| how.is_between_meetings() != at_meeting)
    }
}

words! {
    /// Whether a decision stands.
    DecisionState {
        Taken = "taken", "Taken";
        /// The meeting was not quorate: a later one has to agree.
        ForRatification = "for_ratification", "For ratification";
        Ratified = "ratified", "Ratified";
    }
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub id: Uuid,
    pub board: BoardId,
    pub board_name: String,
    pub board_slug: String,
    /// Stable and unique, such as `WYK-D-2026-003`.
    pub reference: String,
    pub meeting: Option<MeetingId>,
    pub item: Option<AgendaItemId>,
    /// The item as it was called on the day; empty for one between meetings.
    pub item_title: String,
    pub text: String,
    pub reason: String,
    pub how: How,
    /// Who took it, in words.
    pub taken_by: String,
    /// Who disagreed and why.
    pub dissent: String,
    pub abstained: String,
    pub part: Part,
    pub taken_on: NaiveDate,
    /// When the board wants to look at it again.
    pub review_on: Option<NaiveDate>,
    pub state: DecisionState,
    /// The meeting that ratified it.
    pub ratified_at: Option<MeetingId>,
    pub version: i32,
}

impl Decision {
    /// Whether a quorate meeting has yet to agree to it.
    pub fn waits(&self) -> bool {
        self.state == DecisionState::ForRatification
    }

    /// Whether the day has come on which the board wanted to look at it again.
    pub fn is_due_for_review(&self, today: NaiveDate) -> bool {
        self.review_on.is_some_and(|day| day <= today)
    }
}

/// Where a page of decisions ends: it says nothing of what is there but what the
/// reader has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub taken_on: NaiveDate,
    pub id: Uuid,
}

impl Cursor {
    /// Reads one of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        let (day, id) = code.split_once('_')?;
        let taken_on: NaiveDate = day.parse().ok()?;
        if !STORED_YEARS.contains(&taken_on.year()) {
            return None;
        }
        Some(Self {
            taken_on,
            id: id.parse().ok()?,
        })
    }

    /// The end of a page.
    pub fn code(self) -> String {
        format!("{}_{}", self.taken_on, self.id)
    }
}

/// What a list of decisions shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionFilter {
    /// Words that have to occur.
    pub search: String,
    pub year: Option<i32>,
    pub state: Option<DecisionState>,
    /// Only those whose day of review has come.
    pub review: bool,
}

impl DecisionFilter {
    /// What it narrows, as pairs of an address.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("search", self.search.clone()));
        }
        pairs.extend(self.year.map(|year| ("year", year.to_string())));
        pairs.extend(self.state.map(|state| ("state", state.code().to_owned())));
        if self.review {
            pairs.push(("review", crate::form::YES.to_owned()));
        }
        pairs
    }

    /// What it narrows, by the names people know.
    pub fn in_words(&self) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        if !self.search.is_empty() {
            words.push(("words", self.search.clone()));
        }
        words.extend(self.year.map(|year| ("year", year.to_string())));
        words.extend(self.state.map(|state| ("state", state.label().to_owned())));
        if self.review {
            words.push(("to be looked at again", "by today".to_owned()));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor {
            taken_on: NaiveDate::from_ymd_opt(2026, 9, 8).unwrap(),
            id: Uuid::from_u128(7),
        };
        assert_eq!(Cursor::from_code(&cursor.code()), Some(cursor));
        let none = "_00000000-0000-0000-0000-000000000007";
        for year in ["-9999", "+12345"] {
            assert_eq!(Cursor::from_code(&format!("{year}-01-01{none}")), None);
        }
        for code in ["", "WYK-D-2026-001", "2026-09-08_", "_", "2026-13-01_x"] {
            assert_eq!(Cursor::from_code(code), None, "{code}");
        }
    }
}
