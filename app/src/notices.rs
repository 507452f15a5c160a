//! What people and organisations are told.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::access::words;

words! {
    /// What a notice is about.
    Kind {
        /// A seat falls vacant and an organisation owes a name.
        Vacancy = "vacancy", "A seat falls vacant";
        /// Somebody who sits on a board is said to have moved on.
        MovedOn = "moved_on", "Somebody has moved on";
        /// A board ends or becomes part of another.
        BoardEnds = "board_ends", "A board ends";
        /// An agenda was published, or published again.
        Agenda = "agenda", "An agenda is published";
        /// A meeting was moved or called off.
        MeetingChanged = "meeting_changed", "A meeting has changed";
        /// Minutes were sent out, or sent out again.
        Minutes = "minutes", "Minutes are out";
        /// Something about a meeting is not done yet.
        Reminder = "reminder", "A reminder";
        /// Something is asked about an action, or answered.
        Action = "action", "An action needs an answer, or has one";
        /// Somebody proposes an item for an agenda.
        Proposed = "proposed", "An item is proposed";
        /// Somebody's proposal was accepted, parked or returned.
        Proposal = "proposal", "A proposal is decided";
    }
}

/// What is told once, in the order it came: whoever holds a seat and speaks for
/// an organisation is told twice of the same.
pub fn once(told: Vec<Told>) -> Vec<Told> {
    let mut seen = HashSet::new();
    told.into_iter()
        .filter(|one| seen.insert((one.at, one.board_slug.clone(), one.words.clone())))
        .collect()
}

/// Something a person is told, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub at: DateTime<Utc>,
    pub kind: Kind,
    pub board_name: String,
    pub board_slug: String,
    pub words: String,
}
