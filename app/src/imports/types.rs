//! Plain data about files on their way in, whatever they hold.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    access::words,
    ids::{BoardId, ImportId},
};

words! {
    /// How far a file has come.
    ImportState {
        /// Which column is what has yet to be said: of action logs alone.
        Columns = "columns", "Columns to match";
        /// Of members alone, as what follows.
        Checking = "checking", "Being checked";
        /// The file as a whole could not be read.
        Refused = "refused", "Not taken";
        Checked = "checked", "Checked";
        Applied = "applied", "Imported";
        Undone = "undone", "Undone";
        /// The file and its rows were deleted before anything was taken over.
        Discarded = "discarded", "Discarded";
    }
}

impl ImportState {
    /// Whether the file may be discarded: not once it was taken over, because then it
    /// says what was.
    pub fn may_be_discarded(self) -> bool {
        matches!(self, Self::Columns | Self::Refused | Self::Checked)
    }

    /// Whether there are rows of the file to be read.
    pub fn has_rows(self) -> bool {
        !matches!(self, Self::Refused | Self::Discarded)
    }
}

/// A file that somebody has sent, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    pub id: ImportId,
    pub board: BoardId,
    /// As whoever sent it called it.
    pub name: String,
    pub by: String,
    pub at: DateTime<Utc>,
    pub state: ImportState,
    /// Its SHA-256, in hexadecimal.
    pub hash: String,
    /// Its size in bytes; nothing once it is discarded.
    pub bytes: u64,
    pub rows: u64,
    pub applied_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
    pub version: i32,
}

/// One answer to what is asked about a row or a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub code: String,
    pub words: String,
}

/// The answer that leaves everything as it is.
pub const LEAVE: &str = "leave";

/// What words in a file were decided to mean: the code of what was chosen by the
/// key of the question. Holds for every row that asks the same, and for the next
/// file of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Meanings(BTreeMap<String, String>);

impl Meanings {
    /// What was decided on a question; empty where nothing was.
    pub fn of(&self, question: &str) -> &str {
        self.0.get(question).map_or("", String::as_str)
    }

    /// Decides a question, in place of what was decided before.
    pub fn decide(&mut self, question: String, code: String) {
        self.0.insert(question, code);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What has changed since an import, so that it cannot be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// Where it is seen, and under which name, where it has a page.
    pub link: Option<(String, String)>,
    pub words: String,
}
