//! Plain data about files of members on their way in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use crate::imports::types::{LEAVE, Meanings, Offer};
use crate::{
    access::{Role, words},
    ids::{AppointmentId, OrganisationId, PersonId, SeatId},
    imports::types::SentFile,
    membership::types::{Capacity, Category, Designation, Span},
};

words! {
    /// What is to become of a row.
    Verdict {
        Bad = "bad", "Needs correcting";
        /// It is not certain which organisation or seat a name means.
        Unclear = "unclear", "Name is not certain";
        /// Somebody else holds the seat.
        Replace = "replace", "Seat is taken";
        /// It is not certain who is meant.
        Choose = "choose", "Person is not certain";
        New = "new", "New seat";
        Appoint = "appoint", "New appointment";
        Unchanged = "unchanged", "No change";
    }
}

impl Verdict {
    /// Whether somebody has to say what is to be done.
    pub fn needs_choice(self) -> bool {
        matches!(self, Self::Replace | Self::Choose)
    }
}

/// A column that is read.
#[derive(Clone, Copy, Debug)]
pub struct ImportColumn {
    pub key: &'static str,
    /// What headers may call it. Pages say the first.
    pub names: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
    /// What it holds, for whoever fills it in.
    pub holds: &'static str,
}

/// Names of the columns in the code.
pub mod column {
    pub const SEAT: &str = "seat";
    pub const CATEGORY: &str = "category";
    pub const ORGANISATION: &str = "organisation";
    pub const FULL_NAME: &str = "full_name";
    pub const EMAIL: &str = "email";
    pub const POST: &str = "post";
    pub const ROLE: &str = "role";
    pub const CAPACITY: &str = "capacity";
    pub const FROM: &str = "from";
    pub const TERM_ENDS: &str = "term_ends";
    pub const DESIGNATION: &str = "designation";
    pub const REQUIRED: &str = "required";
    pub const VOTE: &str = "vote";
}

const fn column(
    key: &'static str,
    names: &'static [&'static str],
    required: bool,
    holds: &'static str,
) -> ImportColumn {
    ImportColumn {
        key,
        names,
        required,
        holds,
    }
}

/// The columns that are read, in the order of the page.
pub const COLUMNS: &[ImportColumn] = &[
    column(
        column::SEAT,
        &["Seat", "Title", "Seat title", "Title of the seat"],
        true,
        "The title of the seat, such as Director of children’s services",
    ),
    column(
        column::CATEGORY,
        &["Category", "Category of seat"],
        false,
        "As the pages of members name it. Needed for a seat that the board does not have yet",
    ),
    column(
        column::ORGANISATION,
        &["Organisation", "Organization", "Filled by", "Agency"],
        false,
        "The short or official name in the register",
    ),
    column(
        column::FULL_NAME,
        &["Full name", "Name", "Member", "Holder"],
        true,
        "Who holds the seat",
    ),
    column(
        column::EMAIL,
        &["Email", "E-mail", "Email address", "E-mail address"],
        true,
        "Their email address at work",
    ),
    column(
        column::POST,
        &["Post", "Job title", "Position"],
        false,
        "What they are where they work",
    ),
    column(
        column::ROLE,
        &["Role", "Role on the board"],
        false,
        "Member, Observer, Chair, Deputy chair, Secretariat or Sponsor",
    ),
    column(
        column::CAPACITY,
        &["Capacity", "Holds the seat as"],
        false,
        "Holder, Deputy or Substitute. Holder where it is empty",
    ),
    column(
        column::FROM,
        &["From", "Start", "Start date", "First day", "Since"],
        false,
        "Their first day, such as 1 September 2026. Today where it is empty",
    ),
    column(
        column::TERM_ENDS,
        &["Term ends", "Until", "To", "End", "End date", "Last day"],
        false,
        "When their term is expected to end",
    ),
    column(
        column::DESIGNATION,
        &["How designated", "Designation", "Designated"],
        false,
        "Such as Nominated by the organisation",
    ),
    column(
        column::REQUIRED,
        &["Required"],
        false,
        "Yes or No, for a seat that the board does not have yet",
    ),
    column(
        column::VOTE,
        &["Vote", "Voting", "Votes"],
        false,
        "Yes or No, for a seat that the board does not have yet",
    ),
];

/// A row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// By the keys of [`COLUMNS`]; what is empty is left out.
    pub texts: BTreeMap<String, String>,
    /// The day that the text of the column means, where it means one.
    pub from: Option<NaiveDate>,
    pub term_ends: Option<NaiveDate>,
}

impl Told {
    /// What stands in a column, as it came.
    pub fn raw(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// What stands in a column, without what nobody can see.
    pub fn text(&self, key: &str) -> String {
        crate::wording::tidied(self.raw(key))
    }
}

/// The holder of the seat gives way on the day before.
pub const TAKE_OVER: &str = "take_over";
/// Nobody that is known: a new person.
pub const SOMEBODY_NEW: &str = "new";

/// A new seat, where one of another name may have been meant.
pub const NEW_SEAT: &str = "new_seat";

/// What the name of an organisation in a row means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// The row names none.
    Nothing,
    One(OrganisationId),
    /// None of the register, and none like it.
    Unknown,
    /// One of these, the likeliest first.
    Unclear(Vec<Offer>),
}

/// What has to be decided about a name before its rows can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The first row that asks it.
    pub row: ImportRow,
    /// How many rows ask it.
    pub rows: u64,
}

/// A seat of the board, as far as rows are matched with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSeat {
    pub id: SeatId,
    pub title: String,
    pub category: Category,
    pub role: Role,
    pub organisation: Option<OrganisationId>,
    pub span: Span,
    /// Everybody who was ever appointed to it and not in error.
    pub held: Vec<Held>,
}

/// Somebody's time in a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub appointment: AppointmentId,
    pub person: PersonId,
    pub full_name: String,
    pub capacity: Capacity,
    pub span: Span,
    pub expected_end_on: Option<NaiveDate>,
}

/// Somebody of the board who has the name of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub email: Option<String>,
}

/// What a row asks for, where it can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub seat: SeatPlan,
    pub person: PersonPlan,
    pub capacity: Capacity,
    pub designation: Designation,
    /// Whom the person represents, where it is not whom the seat is kept for.
    pub organisation: Option<OrganisationId>,
    pub starts_on: NaiveDate,
    pub expected_end_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// Whether whoever holds the seat gives way.
    pub replace: bool,
}

/// Which seat a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeatPlan {
    Known(SeatId),
    New(NewSeatPlan),
}

/// A seat to be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeatPlan {
    pub title: String,
    pub category: Category,
    pub role: Role,
    pub organisation: Option<OrganisationId>,
    pub required: bool,
    pub voting: bool,
}

/// Who is to be appointed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonPlan {
    Known(PersonId),
    New {
        full_name: String,
        email: String,
        post: String,
    },
}

/// A file of members on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberImport {
    pub file: SentFile,
    /// Why the file as a whole was refused; empty where it was not.
    pub refusal: String,
    pub rows_done: u64,
    /// What is to be said of the file as a whole, a sentence a line.
    pub notes: String,
}

/// A row with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// As people count it in the file.
    pub number: i32,
    pub verdict: Verdict,
    pub reason: String,
    pub told: Told,
    pub offers: Vec<Offer>,
    /// The code of what was chosen, or nothing.
    pub choice: String,
    /// The key of the question about a name of it; empty where there is none.
    pub question: String,
}

impl ImportRow {
    /// Whether somebody still has to say what is to be done.
    pub fn is_undecided(&self) -> bool {
        self.verdict.needs_choice() && self.choice.is_empty()
    }
}

/// How many rows have each verdict, and what was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// In the order of the verdicts; only those that there are.
    pub by_verdict: Vec<(Verdict, u64)>,
    /// Rows that wait for a decision.
    pub undecided: u64,
    /// Rows that are decided to be left out.
    pub left_out: u64,
}

impl Totals {
    /// How many rows have a verdict.
    pub fn of(&self, verdict: Verdict) -> u64 {
        let mut all = self.by_verdict.iter();
        all.find(|(known, _)| *known == verdict)
            .map_or(0, |(_, count)| *count)
    }

    /// How many rows the file has.
    pub fn all(&self) -> u64 {
        self.by_verdict.iter().map(|(_, count)| count).sum()
    }

    /// How many rows change something.
    pub fn to_take_over(&self) -> u64 {
        let decided = (self.of(Verdict::Replace) + self.of(Verdict::Choose))
            .saturating_sub(self.undecided + self.left_out);
        self.of(Verdict::New) + self.of(Verdict::Appoint) + decided
    }

    /// Whether nothing stands against taking the file over: it is taken over as
    /// a whole or not at all.
    pub fn are_ready(&self) -> bool {
        self.of(Verdict::Bad) == 0
            && self.of(Verdict::Unclear) == 0
            && self.undecided == 0
            && self.to_take_over() > 0
    }

    /// The rows that need somebody first, or else all of them.
    pub fn most_urgent(&self) -> Option<Verdict> {
        let to_decide = |verdict| self.undecided > 0 && self.of(verdict) > 0;
        if self.of(Verdict::Bad) > 0 {
            return Some(Verdict::Bad);
        }
        if self.of(Verdict::Unclear) > 0 {
            return Some(Verdict::Unclear);
        }
        [Verdict::Replace, Verdict::Choose]
            .into_iter()
            .find(|verdict| to_decide(*verdict))
    }
}
