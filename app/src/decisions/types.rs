//! Plain data about decisions.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    access::words,
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::Part,
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
    pub version: i32,
}

impl Decision {
    /// Whether the day has come on which the board wanted to look at it again.
    pub fn is_due_for_review(&self, today: NaiveDate) -> bool {
        self.review_on.is_some_and(|day| day <= today)
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
