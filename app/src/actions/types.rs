//! Plain data about actions, shared by the server and the pages.

use chrono::{DateTime, NaiveDate, Utc};

use super::measured::Target;
use crate::{
    access::words,
    ids::{
        ActionId, ActionRequestId, AgendaItemId, BoardId, MeetingId, OrganisationId, PersonId,
        SeatId,
    },
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
        /// Given up by the chair, deputy chair or secretariat, for a reason.
        Dropped = "dropped", "Dropped";
    }
}

impl Status {
    /// Whether the board still waits for something: everything but closed and
    /// dropped.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Dropped)
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
    /// What an action came from.
    Origin {
        Board = "board", "Raised by the board";
        Meeting = "meeting", "Raised at a meeting";
        Decision = "decision", "From a decision";
        Pilot = "pilot", "From a reform pilot";
        Measure = "measure", "From a measure";
        NationalAsk = "national_ask", "From a national ask";
        Log = "log", "From an earlier action log";
    }
}

words! {
    /// What an entry of an action's history tells of.
    EntryKind {
        Updated = "updated", "Updated";
        Commented = "commented", "Commented";
        /// Title, outcome, priority, contributors, lead or due date, by an officer.
        Changed = "changed", "Changed";
        Offered = "offered", "Offered to another organisation";
        Accepted = "accepted", "Offer accepted";
        Declined = "declined", "Offer declined";
        Withdrawn = "withdrawn", "Request withdrawn";
        DateAsked = "date_asked", "Asked for another date";
        DateAgreed = "date_agreed", "Another date agreed";
        DateRefused = "date_refused", "Another date refused";
        /// It came from the log that the board kept before.
        Imported = "imported", "Taken over from the earlier log";
    }
}

words! {
    /// Of which actions a board wants the completion checked by somebody other than
    /// who claims it, against evidence.
    Verification {
        Nothing = "none", "No action";
        HighPriority = "high_priority", "Actions of high priority";
        Everything = "all", "Every action";
    }
}

words! {
    /// What is asked about an action.
    RequestKind {
        Handover = "handover", "Offer to another organisation";
        DueDate = "due_date", "Another due date";
    }
}

words! {
    /// How far a request has come.
    RequestState {
        Waiting = "waiting", "Waiting for an answer";
        Accepted = "accepted", "Accepted";
        Declined = "declined", "Declined";
        Withdrawn = "withdrawn", "Withdrawn";
        /// Nobody answered in time: it is for the chair again.
        Lapsed = "lapsed", "Not answered in time";
    }
}

words! {
    /// By which way a change reached the portal.
    Way {
        Page = "page", "on the page";
        MailLink = "mail_link", "by mail link";
        File = "file", "from a file";
        Demonstration = "demonstration", "with the demonstration data";
        Command = "command", "by an operator";
    }
}

/// An action as its own page shows it.
#[derive(Clone, Debug, PartialEq)]
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
    pub seat: SeatId,
    pub seat_title: String,
    pub status: Status,
    pub priority: Priority,
    pub origin: Origin,
    /// As the board called it in the log that it kept before; empty where it did not.
    pub earlier_reference: String,
    /// Where it can be seen that it is done, as its lead says.
    pub evidence: String,
    /// Who said that it is done; nobody while it is not.
    pub claimed_by: Option<PersonId>,
    pub raised_on: NaiveDate,
    pub due_on: NaiveDate,
    pub first_due_on: NaiveDate,
    /// How often the due date was moved.
    pub due_moves: u32,
    pub last_note: String,
    /// The meeting, and the item of its agenda, at which it was raised.
    pub raised_at: Option<(MeetingId, AgendaItemId)>,
    /// The decision it follows from.
    pub decision: Option<uuid::Uuid>,
    /// The measure it is meant to move.
    pub measure: Option<Target>,
    /// The UK day it was closed or dropped.
    pub closed_on: Option<NaiveDate>,
    /// Counts changes; an update names the version it was written against.
    pub version: i32,
}

/// A seat that has a say about an action without leading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    pub seat: SeatId,
    /// "Designated family judge", with its organisation where it has one.
    pub words: String,
}

/// Something asked about an action, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub id: ActionRequestId,
    pub kind: RequestKind,
    pub state: RequestState,
    /// The seat and the organisation that an action is offered to.
    pub to: Option<(SeatId, OrganisationId)>,
    /// The organisation that it is offered to, in words; empty for a date.
    pub to_words: String,
    pub wanted_on: Option<NaiveDate>,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_by_name: String,
    pub asked_by_post: String,
    /// The organisation that led the action when it was asked.
    pub from: OrganisationId,
    pub asked_at: DateTime<Utc>,
    /// The last UK day for an answer.
    pub answer_by: NaiveDate,
}

impl Request {
    /// How far it has come on this UK day: what nobody answered in time has lapsed,
    /// without anybody having to say so.
    pub fn stands(&self, today: NaiveDate) -> RequestState {
        if self.state == RequestState::Waiting && self.answer_by < today {
            RequestState::Lapsed
        } else {
            self.state
        }
    }
}

/// A request with the action it is about, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRequest {
    pub request: Request,
    pub board: BoardId,
    /// The reference and the title of the action.
    pub reference: String,
    pub title: String,
}

/// One entry of an action's history. Never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    pub kind: EntryKind,
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
    pub board: BoardId,
    pub organisation: OrganisationId,
    pub board_slug: String,
    pub board_name: String,
    pub reference: String,
    pub title: String,
    pub organisation_name: String,
    pub status: Status,
    pub priority: Priority,
    pub due_on: NaiveDate,
    /// How often the due date was moved.
    pub due_moves: u32,
    pub raised_on: NaiveDate,
    pub updated_at: DateTime<Utc>,
    pub last_note: String,
    /// Counts changes; a change of several at once names the version it was seen in.
    pub version: i32,
    /// Whether the reader may close it or change what it is.
    pub may_change: bool,
    /// Whether the reader may update this action.
    pub may_update: bool,
}

impl ActionRow {
    /// Whether the action is late on this UK day: open and past its due date.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.status.is_open() && self.due_on < today
    }
}
