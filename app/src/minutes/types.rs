//! Plain data about minutes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{access::words, ids::MeetingId, meetings::types::Part};

words! {
    /// How far minutes have come. Before they are sent out there is a draft, which
    /// follows what is written at the items.
    MinutesState {
        Circulated = "circulated", "Circulated, to be agreed";
        /// A later meeting agreed them: their text never changes again.
        Agreed = "agreed", "Agreed";
    }
}

/// The minutes of a meeting as they are read. Kept as JSON, so the names of the
/// fields stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub title: String,
    /// Every board that met, the one that led first.
    pub boards: Vec<String>,
    pub when: String,
    pub place: String,
    /// How each board stood against its rule, in words.
    pub quorum: Vec<String>,
    pub quorate: bool,
    pub present: Vec<Attendee>,
    pub apologies: Vec<Attendee>,
    pub absent: Vec<Attendee>,
    pub in_attendance: Vec<Attendee>,
    pub items: Vec<MinutesItem>,
}

/// Somebody in the list of those who came or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    pub name: String,
    /// The seat; empty for a guest.
    pub seat: String,
    pub organisation: String,
    /// "Observer", "for Ada Example, from 2:15pm".
    pub note: String,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesItem {
    pub number: String,
    pub title: String,
    /// A code of [`Part`].
    pub part: String,
    pub not_taken: Option<String>,
    pub notes: String,
    pub judicial_note: String,
    pub interests: String,
    pub outcome: Option<String>,
    pub decisions: Vec<MinutesDecision>,
    pub actions: Vec<MinutesAction>,
}

/// A decision as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesDecision {
    pub reference: String,
    pub text: String,
    pub reason: String,
    pub how: String,
    pub taken_by: String,
    pub dissent: String,
    pub abstained: String,
    /// Whether a quorate meeting has yet to ratify it.
    pub for_ratification: bool,
    /// A code of [`Part`].
    pub part: String,
}

/// An action as it was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesAction {
    pub reference: String,
    pub title: String,
    pub organisation: String,
    pub due_on: NaiveDate,
}

impl Minutes {
    /// The minutes for somebody who does not see Part B.
    #[must_use]
    pub fn without_part_b(mut self) -> Self {
        let is_open = |part: &str| part != Part::B.code();
        self.items.retain(|item| is_open(&item.part));
        for item in &mut self.items {
            item.decisions.retain(|decision| is_open(&decision.part));
        }
        self
    }
}

/// Minutes that were sent out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMinutes {
    pub state: MinutesState,
    pub circulated_at: Option<DateTime<Utc>>,
    pub agreed_at: Option<DateTime<Utc>>,
    /// The meeting that agreed them, with its title and day in words.
    pub agreed_by: Option<(MeetingId, String)>,
    pub content: Minutes,
    /// SHA-256 of the text with both parts, in hexadecimal.
    pub hash: String,
    /// When a version for everybody was published.
    pub public_at: Option<DateTime<Utc>>,
    pub version: i32,
}

/// What was noted about minutes after they were agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub text: String,
    pub by: String,
    pub at: DateTime<Utc>,
}
