//! Plain data about actions, shared by the server and the pages.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    access::words,
    ids::{ActionId, AgendaItemId, BoardId, MeetingId, OrganisationId},
};

words! {
    /// Where an action stands.
    Status {
        Open = "open", "Open";
        InProgress = "in_progress", "In progress";
        Blocked = "blocked", "Blocked";
        /// Done in the eyes of its lead; stays on the log until closed.
        Complete = "complete", "Complete";
        /// Accepted as done by the chair, deputy chair or secretariat.
        Closed = "closed", "Closed";
    }
}

impl Status {
    /// Whether the board still waits for something: everything but closed.
    pub fn is_open(self) -> bool {
        self != Self::Closed
    }
}

words! {
    /// How much an action matters beside the others of its board.
    Priority {
        Normal = "normal", "Normal";
        High = "high", "High";
    }
}

words! {
    /// By which way a change reached the portal.
    Way {
        Page = "page", "on the page";
        Demonstration = "demonstration", "with the demonstration data";
        Command = "command", "by an operator";
    }
}

/// An action as its own page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    pub id: ActionId,
    pub board: BoardId,
    pub board_slug: String,
    pub board_name: String,
    /// Stable and unique, such as `WYK-2026-014`.
    pub reference: String,
    pub title: String,
    /// What done looks like.
    pub outcome: String,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub seat_title: String,
    pub status: Status,
    pub priority: Priority,
    pub raised_on: NaiveDate,
    pub due_on: NaiveDate,
    pub first_due_on: NaiveDate,
    /// How often the due date was moved.
    pub due_moves: u32,
    pub last_note: String,
    /// The meeting, and the item of its agenda, at which it was raised.
    pub raised_at: Option<(MeetingId, AgendaItemId)>,
    /// Counts changes; an update names the version it was written against.
    pub version: i32,
}

/// One entry of an action's history. Never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    pub at: DateTime<Utc>,
    pub person_name: String,
    /// The post and organisation the person spoke for at the time.
    pub person_post: String,
    pub way: Way,
    pub old_status: Status,
    pub new_status: Status,
    pub note: String,
}

/// One line of a list of actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionRow {
    pub id: ActionId,
    pub board_slug: String,
    pub board_name: String,
    pub reference: String,
    pub title: String,
    pub organisation_name: String,
    pub status: Status,
    pub priority: Priority,
    pub due_on: NaiveDate,
    pub updated_at: DateTime<Utc>,
    pub last_note: String,
    /// Whether the reader may update this action.
    pub may_update: bool,
}

impl ActionRow {
    /// Whether the action is late on this UK day: open and past its due date.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.status.is_open() && self.due_on < today
    }
}
