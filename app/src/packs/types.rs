//! Plain data about the files of a meeting.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    access::words,
    ids::{AgendaItemId, MeetingId, PackId, PersonId},
};

words! {
    /// A file that is made of a meeting.
    PackKind {
        /// The agenda with the list of its papers, tagged for screen readers.
        Pdf = "pdf", "The agenda as PDF";
        /// The files of all papers.
        Zip = "zip", "All papers as ZIP";
    }
}

words! {
    /// How far a file has come.
    PackState {
        Making = "making", "Being made";
        Ready = "ready", "Ready";
        Failed = "failed", "Not made";
    }
}

/// How long a file is kept after it was asked for.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// A file that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackEntry {
    pub id: PackId,
    pub meeting: MeetingId,
    /// Who asked for it. Nobody else may have it.
    pub person: PersonId,
    pub kind: PackKind,
    pub state: PackState,
    /// SHA-256, in hexadecimal, of the [`Contents`] that it is made of.
    pub made_of: String,
    /// Papers that are in it so far, of how many.
    pub done: u64,
    pub total: u64,
    /// Its size in bytes, once it is ready.
    pub bytes: u64,
    pub asked_at: DateTime<Utc>,
}

impl PackEntry {
    /// Until when it is kept.
    pub fn kept_until(&self) -> DateTime<Utc> {
        self.asked_at + KEPT
    }
}

/// Everything of a meeting that one reader may see. Two readers with the same
/// contents get the same file; where the contents change, a file is out of date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contents {
    pub title: String,
    /// The boards that hold it, the one that leads first.
    pub boards: String,
    pub when: String,
    /// Empty where it has no place.
    pub place: String,
    /// Which version of the agenda it is, and since when.
    pub version: String,
    /// The highest marking of a paper, in words; empty without papers.
    pub marking: String,
    pub items: Vec<PackItem>,
    /// The open actions, where no item is for them.
    pub actions: Option<PackActions>,
}

/// The open actions of the boards, as they stood when the agenda was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackActions {
    pub heading: String,
    pub notes: Vec<String>,
    pub rows: Vec<String>,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackItem {
    pub id: AgendaItemId,
    /// As on the screen: "4.2a".
    pub number: String,
    /// 0 for an item of its own, 1 for one that stands under another.
    pub depth: u32,
    pub title: String,
    /// What there is to say of it, a paragraph each.
    pub lines: Vec<String>,
    /// The open actions, at the item that is for them.
    pub actions: Option<PackActions>,
    pub papers: Vec<PackPaper>,
}

impl PackItem {
    /// "4.2a Performance data".
    pub fn heading(&self) -> String {
        format!("{} {}", self.number, self.title)
    }
}

/// A paper of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackPaper {
    pub title: String,
    /// "PDF, 12KB, OFFICIAL".
    pub about: String,
    /// That it is late, in words; empty where it is not.
    pub late: String,
    /// Nothing where nobody may have it before it is scanned for viruses.
    pub file: Option<PackFile>,
}

impl PackPaper {
    /// "Figures (PDF, 12KB, OFFICIAL). Late: 2 working days before the meeting".
    pub fn in_words(&self) -> String {
        let late = if self.late.is_empty() {
            String::new()
        } else {
            format!(". {}", self.late)
        };
        format!("{} ({}){late}", self.title, self.about)
    }
}

/// Where the file of a paper is kept, and what its name ends in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackFile {
    /// SHA-256 in hexadecimal.
    pub hash: String,
    pub bytes: u64,
    pub ending: &'static str,
}

impl Contents {
    /// Every paper with the number of its item, in the order of the agenda.
    pub fn papers(&self) -> impl Iterator<Item = (&PackItem, &PackPaper)> {
        self.items
            .iter()
            .flat_map(|item| item.papers.iter().map(move |paper| (item, paper)))
    }

    /// The papers whose files may be had.
    pub fn files(&self) -> impl Iterator<Item = (&PackItem, &PackPaper, &PackFile)> {
        self.papers()
            .filter_map(|(item, paper)| Some((item, paper, paper.file.as_ref()?)))
    }
}
