//! Plain data about earlier action logs on their way in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    access::{Role, words},
    actions::types::{Priority, Status},
    ids::SeatId,
    imports::types::{Meanings, Offer, SentFile},
};

words! {
    /// What a column may hold, in the order of the page.
    LogField {
        Title = "title", "Action";
        Lead = "lead", "Lead";
        Reference = "reference", "Reference";
        Outcome = "outcome", "What done looks like";
        Status = "status", "Status";
        Raised = "raised", "Date raised";
        Due = "due", "Due date";
        Closed = "closed", "Date closed";
        Update = "update", "Latest update";
        Priority = "priority", "Priority";
    }
}

impl LogField {
    /// Whether no log is taken without it.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Title | Self::Lead)
    }
}

words! {
    /// What is to become of a row.
    LogVerdict {
        Bad = "bad", "Needs correcting";
        /// It has to be said first what something in it means.
        Unclear = "unclear", "Waits for an answer";
        New = "new", "New action";
        /// The log of the board has it already.
        Known = "known", "Already in the log";
        /// It holds no action, or somebody decided to leave it out.
        LeftOut = "left_out", "Left out";
    }
}

words! {
    /// Which part of a date in figures comes first.
    DateOrder {
        DayFirst = "day", "The day comes first, as in the United Kingdom";
        MonthFirst = "month", "The month comes first, as in the United States";
    }
}

/// What stands in a row, by its place counted from 0. What is empty is left out.
pub type Cells = BTreeMap<usize, String>;

/// A row of a file below its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// As people count it in the file.
    pub number: i32,
    pub cells: Cells,
    /// The reference of the action that it became, where it became one.
    pub action: Option<String>,
}

/// Where a field stands: its place by the code of the field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Columns(BTreeMap<String, usize>);

impl Columns {
    pub fn place(&self, field: LogField) -> Option<usize> {
        self.0.get(field.code()).copied()
    }

    pub fn set(&mut self, field: LogField, place: usize) {
        self.0.insert(field.code().to_owned(), place);
    }

    /// The field that a place was said to hold.
    pub fn field_at(&self, place: usize) -> Option<LogField> {
        let found = self.0.iter().find(|(_, known)| **known == place);
        found.and_then(|(code, _)| LogField::from_code(code))
    }

    /// Whether every field without which no log is taken has its place.
    pub fn are_enough(&self) -> bool {
        LogField::ALL
            .iter()
            .all(|field| !field.is_required() || self.place(*field).is_some())
    }
}

/// What a board said its column names mean: the code of a field, or nothing for a
/// column that is not read, by the name in plain letters.
pub type Remembered = BTreeMap<String, String>;

/// The table of a file that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub sheet: String,
    /// Every sheet of the file that holds anything.
    pub sheets: Vec<String>,
    /// The row of the column names, as people count it.
    pub header_row: i32,
    /// The column names by their place.
    pub headers: Cells,
}

/// An earlier log on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogImport {
    pub file: SentFile,
    pub layout: Layout,
    pub columns: Columns,
    pub remembered: Remembered,
    pub meanings: Meanings,
    pub order: Option<DateOrder>,
    /// When open actions are due that have no due date in the file.
    pub due_on: Option<NaiveDate>,
}

/// A seat of the board, as far as leads are matched with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSeat {
    pub id: SeatId,
    pub title: String,
    pub role: Role,
    /// The short and the official name of the organisation that it is kept for.
    pub organisation: Vec<String>,
    /// Who holds it, and who stands in.
    pub people: Vec<String>,
}

/// What a row asks for, where it can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: String,
    /// What done looks like.
    pub outcome: String,
    pub seat: SeatId,
    pub status: Status,
    pub priority: Priority,
    pub raised_on: NaiveDate,
    pub due_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    /// As the board called it before; empty where it had none.
    pub earlier_reference: String,
    /// The latest update of the file; empty where it has none.
    pub note: String,
}

/// What is asked about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// In which order dates in figures are written.
    Dates,
    /// Who leads.
    Lead,
    /// What a status means.
    Status,
}

/// Something that has to be said before rows can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub asks: Asks,
    /// What is asked by which words of the file: the same for every row with them.
    pub key: String,
    pub words: String,
    pub offers: Vec<Offer>,
    /// The first row that asks it, and how many do.
    pub first_row: i32,
    pub rows: u64,
}

/// A row with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub number: i32,
    pub verdict: LogVerdict,
    /// Sentences for whoever reads the row.
    pub reason: String,
    pub plan: Option<Plan>,
    /// What it shows of itself: title, lead, due date and status as they came.
    pub shown: Shown,
}

/// What a row shows of itself on the check page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    pub reference: String,
    pub lead: String,
    pub due: String,
    pub status: String,
}

/// What is to become of a whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    pub rows: Vec<Judged>,
    pub questions: Vec<Question>,
}

impl Outlook {
    /// How many rows have a verdict.
    pub fn count(&self, verdict: LogVerdict) -> u64 {
        self.rows
            .iter()
            .filter(|row| row.verdict == verdict)
            .count() as u64
    }

    /// How many new actions are open.
    pub fn open(&self) -> u64 {
        let plans = self.rows.iter().filter_map(|row| row.plan.as_ref());
        plans.filter(|plan| plan.status.is_open()).count() as u64
    }

    /// Whether nothing stands against taking the file over: it is taken over as a
    /// whole or not at all.
    pub fn is_ready(&self) -> bool {
        self.count(LogVerdict::Bad) == 0
            && self.count(LogVerdict::Unclear) == 0
            && self.count(LogVerdict::New) > 0
    }

    /// The verdict whose rows need somebody first.
    pub fn most_urgent(&self) -> Option<LogVerdict> {
        [LogVerdict::Bad, LogVerdict::Unclear]
            .into_iter()
            .find(|verdict| self.count(*verdict) > 0)
    }
}
