//! Plain data about suggested items and open actions.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::words,
    actions::types::{ActionRow, Priority, Status},
    ids::{ActionId, AgendaItemId, BoardId, MeetingId, OrganisationId, SeatId},
    meetings::types::{About, AgendaItem, Part, Purpose},
};

words! {
    /// Where a suggestion comes from, in the order in which suggestions are
    /// shown. An object that two of them name is suggested by the first.
    Origin {
        Minutes = "minutes", "Minutes to agree";
        /// Carried over three times, or open for more than 180 days.
        Standing = "standing", "Do, drop or defer";
        Action = "action", "Actions that need a decision";
        Vacancy = "vacancy", "Required seats that are vacant";
        Term = "term", "Terms that end";
        Decision = "decision", "Decisions to look at again";
        Pilot = "pilot", "Pilots to decide about or to look at again";
        Return = "return", "Returns of pilot sites that are late";
        Lesson = "lesson", "Lessons that the board takes up";
        Parked = "parked", "Parked for a later meeting";
        Waiting = "waiting", "Proposals that wait";
    }
}

/// What a suggested item is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// By its reference.
    Action(String),
    Seat(SeatId),
    /// By its reference.
    Decision(String),
    /// The minutes of this meeting.
    Minutes(MeetingId),
    /// The site of a pilot.
    Site(Uuid),
    /// A pilot, by its address.
    Pilot(String),
    /// What a pilot has learned.
    Lesson(Uuid),
    /// An item that waits.
    Item(AgendaItemId),
}

impl Subject {
    /// What names it among the subjects of its origin.
    fn id(&self) -> String {
        match self {
            Self::Action(reference) | Self::Decision(reference) | Self::Pilot(reference) => {
                reference.clone()
            }
            Self::Site(id) | Self::Lesson(id) => id.to_string(),
            Self::Seat(id) => id.to_string(),
            Self::Minutes(id) => id.to_string(),
            Self::Item(id) => id.to_string(),
        }
    }

    /// Whether the key of a suggestion ends with this subject.
    pub fn is_named_by(&self, key: &str) -> bool {
        key.split_once(':').is_some_and(|(_, id)| id == self.id())
    }

    /// What an item of an agenda is about, taken or not.
    pub fn of_item(item: &AgendaItem) -> Vec<Self> {
        let mut subjects = vec![Self::Item(item.id)];
        subjects.extend(item.linked.clone().map(Self::Action));
        subjects.extend(item.about.as_ref().map(|about| match about {
            About::Seat(id) => Self::Seat(*id),
            About::Decision(reference) => Self::Decision(reference.clone()),
            About::Minutes(id) => Self::Minutes(*id),
            About::Site(id) => Self::Site(*id),
            About::Pilot(slug) => Self::Pilot(slug.clone()),
            About::Lesson(id) => Self::Lesson(*id),
        }));
        subjects
    }

    /// Everything that the items of a meeting are about. What was taken off the
    /// agenda again stays off, too; only proposals are still to be decided.
    pub fn on_agenda(items: &[AgendaItem]) -> BTreeSet<Self> {
        use crate::meetings::types::ItemState;
        items
            .iter()
            .filter(|item| item.state != ItemState::Proposed)
            .flat_map(Self::of_item)
            .collect()
    }
}

/// An item that an agenda might have, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub origin: Origin,
    pub subject: Subject,
    pub title: String,
    /// Why it is here, in a sentence.
    pub reason: String,
    /// The same without what changes by itself from day to day: while it stays
    /// the same, what was dropped stays dropped.
    pub cause: String,
    pub purpose: Purpose,
    pub minutes: u32,
    pub part: Part,
    /// The version of an item that waits; 0 for anything else.
    pub version: i32,
}

impl Suggestion {
    /// What names it, however often it is suggested.
    pub fn key(&self) -> String {
        format!("{}:{}", self.origin.code(), self.subject.id())
    }
}

/// A suggestion that a board did not want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub key: String,
    pub cause: String,
}

/// How often a meeting was held while an action was open, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CarryOver {
    pub times: u32,
    pub since: Option<NaiveDate>,
}

/// An action that is not closed, as an agenda shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAction {
    pub row: ActionRow,
    pub board: BoardId,
    pub raised_on: NaiveDate,
    pub carried: CarryOver,
}

impl OpenAction {
    /// Whether its lead says that it is done.
    pub fn is_claimed(&self) -> bool {
        self.row.status == Status::Complete
    }

    pub fn is_blocked(&self) -> bool {
        self.row.status == Status::Blocked
    }
}

/// An action as it stood when an agenda was published. Kept as JSON, so the names of
/// the fields stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAction {
    pub id: ActionId,
    pub board: BoardId,
    pub reference: String,
    pub title: String,
    pub organisation: String,
    /// A code of [`Status`].
    pub status: String,
    /// A code of [`Priority`].
    pub priority: String,
    pub due_on: NaiveDate,
    pub raised_on: NaiveDate,
    pub updated_at: DateTime<Utc>,
    pub last_note: String,
    /// How often it was carried over, and since when.
    pub times: u32,
    pub since: Option<NaiveDate>,
}

impl From<OpenAction> for KeptAction {
    fn from(action: OpenAction) -> Self {
        Self {
            id: action.row.id,
            board: action.board,
            reference: action.row.reference,
            title: action.row.title,
            organisation: action.row.organisation_name,
            status: action.row.status.code().to_owned(),
            priority: action.row.priority.code().to_owned(),
            due_on: action.row.due_on,
            raised_on: action.raised_on,
            updated_at: action.row.updated_at,
            last_note: action.row.last_note,
            times: action.carried.times,
            since: action.carried.since,
        }
    }
}

impl KeptAction {
    /// The action again; nothing where its words are not known any more.
    pub fn read(self) -> Option<OpenAction> {
        Some(OpenAction {
            row: ActionRow {
                id: self.id,
                board: self.board,
                // Nobody changes an action as it stood, so its lead is only a name.
                organisation: OrganisationId(Uuid::nil()),
                due_moves: 0,
                raised_on: self.raised_on,
                version: 0,
                may_change: false,
                board_slug: String::new(),
                board_name: String::new(),
                reference: self.reference,
                title: self.title,
                organisation_name: self.organisation,
                status: Status::from_code(&self.status)?,
                priority: Priority::from_code(&self.priority)?,
                due_on: self.due_on,
                updated_at: self.updated_at,
                last_note: self.last_note,
                may_update: false,
            },
            board: self.board,
            raised_on: self.raised_on,
            carried: CarryOver {
                times: self.times,
                since: self.since,
            },
        })
    }
}

/// A decision whose review date has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDecision {
    pub reference: String,
    pub text: String,
    pub review_on: NaiveDate,
    pub part: Part,
}

/// Minutes that were circulated and are not agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenMinutes {
    pub meeting: MeetingId,
    pub title: String,
    pub held_on: NaiveDate,
    pub circulated_on: Option<NaiveDate>,
}
