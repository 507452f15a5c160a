//! Figures with where they come from, and official files on their way in.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::catalogue::{Publisher, Series};
use crate::{
    access::words,
    ids::{PersonId, PublicationId},
    measures::{amount::Parts, bands::Bands, period::Period},
};

/// What somebody set for a series in place of what the catalogue says.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub target: Option<f64>,
    pub bands: Option<Bands>,
    /// 0 where nobody has set anything.
    pub version: i32,
}

impl Settings {
    /// What the catalogue says.
    pub fn usual(series: &Series) -> Self {
        Self {
            target: series.target,
            bands: series.bands,
            version: 0,
        }
    }
}

/// A figure, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// As published, or worked out from its parts.
    pub value: Option<f64>,
    pub upper: Option<f64>,
    pub lower: Option<f64>,
}

impl Amount {
    /// Nothing was published.
    pub const NONE: Self = Self {
        value: None,
        upper: None,
        lower: None,
    };

    pub fn of_parts(parts: Parts, value: Option<f64>) -> Self {
        Self {
            value,
            upper: Some(parts.upper),
            lower: parts.lower,
        }
    }

    /// Whether they say the same, to what a file can hold.
    pub fn is_like(&self, other: &Self) -> bool {
        let alike = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-6 * one.abs().max(1.0),
            (one, other) => one.is_none() && other.is_none(),
        };
        alike(self.value, other.value)
            && alike(self.upper, other.upper)
            && alike(self.lower, other.lower)
    }
}

/// A figure of one area and period.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub series: &'static Series,
    pub area: String,
    pub period: Period,
    pub amount: Amount,
    pub publication: PublicationId,
}

/// What a figure was before it was revised.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub period: Period,
    pub before: Amount,
    /// When it was replaced.
    pub at: DateTime<Utc>,
}

words! {
    /// The layouts of official files (domain paper 5).
    Layout {
        Dfj = "moj_dfj", "MoJ CSV DFJ and Regional Level";
        Timeliness = "moj_timeliness", "MoJ CSV Timeliness";
        FinalOrder = "moj_final_order", "MoJ CSV Timeliness Private Law Final Order";
        CareFinal = "moj_care_final", "MoJ CARE_FINAL";
        CafcassDfj = "cafcass_dfj", "Cafcass care application duration by DFJ area";
        CafcassCouncil = "cafcass_council", "Cafcass care application duration by council";
        DfeSeries = "dfe_series", "DfE time series";
    }
}

impl Layout {
    pub fn publisher(self) -> Publisher {
        match self {
            Self::Dfj | Self::Timeliness | Self::FinalOrder | Self::CareFinal => Publisher::Moj,
            Self::CafcassDfj | Self::CafcassCouncil => Publisher::Cafcass,
            Self::DfeSeries => Publisher::Dfe,
        }
    }
}

words! {
    /// What kind of place a label names.
    AreaKind {
        Dfj = "dfj", "DFJ area";
        Region = "region", "Region";
        Council = "council", "Council";
    }
}

/// England and Wales as keys of areas.
pub const ENGLAND: &str = "england";
pub const WALES: &str = "wales";
pub const ENGLAND_AND_WALES: &str = "england_and_wales";
/// A label that names no place of the portal: its rows are left out.
pub const LEFT_OUT: &str = "left_out";

/// Countries, with their names.
pub const COUNTRIES: [(&str, &str); 3] = [
    (ENGLAND, "England"),
    (WALES, "Wales"),
    (ENGLAND_AND_WALES, "England and Wales"),
];

/// The key of a DFJ area by its code.
pub fn dfj_area(code: &str) -> String {
    format!("dfj:{code}")
}

/// The key of a region by its name.
pub fn region_area(name: &str) -> String {
    format!("region:{name}")
}

/// The key of a council.
pub fn council_area(id: impl std::fmt::Display) -> String {
    format!("council:{id}")
}

/// A place that figures can be of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    pub key: String,
    pub name: String,
}

/// A label of a file that is not known, or one that was mapped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The code of an [`AreaKind`].
    pub kind: String,
    pub label: String,
}

/// A label with the place it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    pub id: uuid::Uuid,
    pub publisher: Publisher,
    pub kind: AreaKind,
    pub label: String,
    pub area: String,
    pub version: i32,
}

words! {
    /// Where an official file stands.
    PublicationState {
        Checking = "checking", "Being checked";
        Refused = "refused", "Refused";
        Checked = "checked", "Waiting";
        Applied = "applied", "Loaded";
        Undone = "undone", "Undone";
    }
}

/// What the check of a file found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub rows: u64,
    /// Rows that make figures.
    pub taken: u64,
    pub rejected: u64,
    /// The first of them, with the row as people count it, and why.
    pub reasons: Vec<(u64, String)>,
    /// Rows about things that the portal holds no series of, by what they are.
    pub not_held: Vec<(String, u64)>,
    /// Labels that are not known, with how many rows have them.
    pub unknown: Vec<(Label, u64)>,
    /// Rows whose label is left out.
    pub left_out: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// The first of those that would change: series, area, period, before, after.
    pub changes: Vec<Change>,
}

/// A figure that a file would revise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub series: String,
    pub area: String,
    pub period: String,
    pub before: String,
    pub after: String,
}

impl Report {
    /// Whether the file can be approved.
    pub fn is_ready(&self) -> bool {
        self.unknown.is_empty() && self.new + self.changed > 0
    }
}

/// An official file and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    pub id: PublicationId,
    pub layout: Option<Layout>,
    pub title: String,
    pub address: String,
    pub published_on: NaiveDate,
    pub file_name: String,
    pub file_hash: String,
    pub bytes: u64,
    pub state: PublicationState,
    /// Why the file as a whole was refused.
    pub refusal: String,
    pub report: Report,
    pub by: PersonId,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub approved_by_name: Option<String>,
    pub approved_at: Option<DateTime<Utc>>,
    pub version: i32,
}

/// Where a figure comes from, for the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: PublicationId,
    pub title: String,
    pub address: String,
    pub published_on: NaiveDate,
    /// Whether its figures are made up.
    pub is_fictional: bool,
}
