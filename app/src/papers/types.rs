//! Plain data about papers.

use chrono::{DateTime, NaiveDate, Utc};

use super::rules;
use crate::{
    access::words,
    ids::{AgendaItemId, MeetingId, PaperId},
    meetings::types::Part,
    wording,
};

words! {
    /// How a paper is to be handled (Government Security Classifications).
    Marking {
        Official = "official", "OFFICIAL";
        OfficialSensitive = "official_sensitive", "OFFICIAL-SENSITIVE";
    }
}

words! {
    /// What is known of viruses in a file.
    Scan {
        /// There was no scanner.
        Unscanned = "unscanned", "Not scanned for viruses";
        Clean = "clean", "Scanned: no virus found";
        /// The scanner did not answer: nobody may have the file yet.
        Quarantined = "quarantined", "Waits to be scanned for viruses";
        Infected = "infected", "A virus was found";
    }
}

words! {
    /// The types of files that are taken; the code is the ending of their names.
    FileKind {
        Pdf = "pdf", "PDF";
        Png = "png", "PNG";
        Jpeg = "jpg", "JPEG";
        Text = "txt", "Text";
        Csv = "csv", "CSV";
        Docx = "docx", "Word";
        Xlsx = "xlsx", "Excel";
        Pptx = "pptx", "PowerPoint";
        Odt = "odt", "ODT";
        Ods = "ods", "ODS";
        Odp = "odp", "ODP";
    }
}

/// Why and when a paper was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub at: DateTime<Utc>,
    pub reason: String,
}

/// A paper of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub id: PaperId,
    pub item: AgendaItemId,
    /// The meeting that the item is on, if it is on one.
    pub meeting: Option<MeetingId>,
    /// For whom the item is.
    pub part: Part,
    pub title: String,
    /// As whoever added it called the file. Never the name of a download.
    pub file_name: String,
    pub kind: FileKind,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
    pub marking: Marking,
    pub scan: Scan,
    pub added_by: String,
    pub added_at: DateTime<Utc>,
    pub withdrawn: Option<Withdrawal>,
}

impl Paper {
    /// Whether its file may be had by those who may read it. `scans` says whether
    /// there is a scanner, without which no file is ever scanned.
    pub fn is_open(&self, scans: bool) -> bool {
        self.withdrawn.is_none()
            && match self.scan {
                Scan::Clean => true,
                Scan::Unscanned => !scans,
                Scan::Quarantined | Scan::Infected => false,
            }
    }

    /// "PDF, 12KB, OFFICIAL".
    pub fn about(&self) -> String {
        let size = rules::size(self.bytes);
        format!("{}, {size}, {}", self.kind.label(), self.marking.label())
    }
}

/// The papers of a meeting, with what says whether one is late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Papers {
    /// The earliest first.
    pub papers: Vec<Paper>,
    /// Working days before the meeting by which the board wants papers.
    pub wanted_days: u32,
    pub meeting_on: NaiveDate,
    /// Whether there is a scanner for viruses.
    pub scans: bool,
}

impl Papers {
    /// Those of an item that were not withdrawn.
    pub fn under(&self, item: AgendaItemId) -> impl Iterator<Item = &Paper> {
        self.papers
            .iter()
            .filter(move |paper| paper.item == item && paper.withdrawn.is_none())
    }

    /// "Late: 2 working days before the meeting", where a paper is late.
    pub fn late(&self, paper: &Paper) -> Option<String> {
        let added_on = wording::uk_day(paper.added_at);
        rules::late(added_on, self.meeting_on, self.wanted_days)
    }

    /// These papers for somebody who does not see Part B.
    #[must_use]
    pub fn without_part_b(mut self) -> Self {
        self.papers.retain(|paper| paper.part != Part::B);
        self
    }
}
