//! Plain data about pilots.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::rough::Rough;
use crate::{
    access::words,
    ids::{BoardId, OrganisationId, PersonId, SeatId},
};

words! {
    /// How far a pilot has come.
    Stage {
        Idea = "idea", "Idea";
        SetUp = "set_up", "Set-up";
        Live = "live", "Live";
        /// It was to end and goes on.
        Extended = "extended", "Extended";
        Evaluation = "evaluation", "Evaluation";
        Decided = "decided", "Decided";
    }
}

impl Stage {
    /// Whether sites run.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Live | Self::Extended)
    }
}

words! {
    /// For whom somebody speaks who leads a pilot.
    Capacity {
        Lead = "lead", "Policy lead";
        Deputy = "deputy", "Deputy";
    }
}

/// A pilot or programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilot {
    pub id: Uuid,
    pub slug: String,
    pub record: Record,
    pub stage: Stage,
    pub version: i32,
}

/// What is on the record about a pilot. Texts are empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub title: String,
    /// Names that it had before, with commas.
    pub former_names: String,
    pub purpose: String,
    pub department: String,
    /// The senior responsible owner.
    pub sro: String,
    pub evaluator: String,
    pub legal_basis: String,
    pub funding: String,
    pub funding_ends: Option<Rough>,
    pub decision_due: Option<Rough>,
    /// The theory of change, a step a line.
    pub logic: String,
    /// Why no measure has a baseline.
    pub no_baseline_reason: String,
    pub no_comparator_reason: String,
    /// Where the entry is from.
    pub source: String,
}

/// Somebody who leads a pilot for its department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub capacity: Capacity,
}

/// Where a pilot runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub id: Uuid,
    pub pilot: Uuid,
    /// None for an area that has no board in the register.
    pub board: Option<BoardId>,
    pub board_slug: Option<String>,
    /// The area as the pilot calls it.
    pub name: String,
    pub courts: String,
    pub wave: String,
    pub planned_start: Option<Rough>,
    pub actual_start: Option<Rough>,
    pub planned_end: Option<Rough>,
    pub actual_end: Option<Rough>,
    /// The seat whose holder reports.
    pub lead_seat: Option<SeatId>,
    /// The title of that seat.
    pub lead_title: Option<String>,
    pub source: String,
    pub version: i32,
}

impl Site {
    /// When it started or, where it has not, is to start.
    pub fn start(&self) -> Option<Rough> {
        self.actual_start.or(self.planned_start)
    }

    /// When it ended or is to end.
    pub fn end(&self) -> Option<Rough> {
        self.actual_end.or(self.planned_end)
    }
}

words! {
    /// What the values of a measure are.
    Unit {
        Count = "count", "A count";
        /// One count among another, shown as a percentage.
        Ratio = "ratio", "A share, as a percentage";
        /// The weeks of all cases over their number.
        Weeks = "weeks", "Mean weeks";
    }
}

impl Unit {
    /// Whether a value has two parts, which are summed apart.
    pub fn has_parts(self) -> bool {
        self != Self::Count
    }
}

words! {
    /// Which way a measure is to move.
    Better {
        Up = "up", "Higher is better";
        Down = "down", "Lower is better";
    }
}

words! {
    /// How often a measure is taken.
    Frequency {
        /// Sites report it in their monthly return.
        Monthly = "monthly", "Every month, from the sites";
        Quarterly = "quarterly", "Every quarter, from its source";
        Yearly = "yearly", "Every year, from its source";
        Once = "once", "Once, by the evaluation";
    }
}

/// What a pilot is measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: Uuid,
    pub pilot: Uuid,
    pub definition: Definition,
    pub withdrawn: bool,
    pub version: i32,
}

/// How a measure is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: String,
    pub definition: String,
    pub unit: Unit,
    pub numerator_name: String,
    /// Empty for a count.
    pub denominator_name: String,
    pub better: Better,
    pub source: String,
    pub frequency: Frequency,
    pub baseline: Option<Baseline>,
    /// What it is compared with; empty for nothing.
    pub comparator: String,
    pub target: Option<Target>,
    /// Counts from 1 to below this are not shown; 0 where all are.
    pub disclosure_limit: i64,
}

/// What a measure was before the pilot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    pub value: Parts,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What a measure is to reach, and by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// In tenths of the unit: 260 for 26 weeks.
    pub tenths: i64,
    pub on: NaiveDate,
}

/// A value by its parts. A count has no denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    pub numerator: i64,
    pub denominator: Option<i64>,
}

/// What a site says of one measure for one month. Zero is a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Value(Parts),
    NotReported { reason: String },
}

words! {
    /// How far a return has come.
    ReturnState {
        Draft = "draft", "Draft";
        Submitted = "submitted", "Sent in";
        SentBack = "sent_back", "Sent back";
        /// Nobody changes it any more.
        Approved = "approved", "Approved";
    }
}

impl ReturnState {
    /// Whether it was sent in and has not gone back.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Submitted | Self::Approved)
    }
}

/// What a site reports for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub id: Uuid,
    pub site: Uuid,
    /// The first day of the month.
    pub month: NaiveDate,
    pub state: ReturnState,
    /// What lies behind the figures.
    pub story: String,
    pub sent_back_note: String,
    pub submitted_by: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub approved_by: String,
    pub approved_at: Option<DateTime<Utc>>,
    pub version: i32,
    /// By measure.
    pub values: BTreeMap<Uuid, Said>,
}

words! {
    /// How far a correction of figures that were approved has come.
    RevisionState {
        Asked = "asked", "Waits for approval";
        Approved = "approved", "Approved";
        Refused = "refused", "Refused";
    }
}

/// A correction of figures of a return that was approved. What was there stays on
/// record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub id: Uuid,
    pub return_id: Uuid,
    /// Why the figures have to be corrected.
    pub why: String,
    pub asked_by: String,
    /// None where no person of the portal asked.
    pub asked_by_id: Option<PersonId>,
    pub asked_at: DateTime<Utc>,
    pub state: RevisionState,
    pub judged_by: String,
    pub judged_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub note: String,
    /// By measure.
    pub values: BTreeMap<Uuid, Revised>,
}

/// A figure before and after a correction. There was none where a measure came later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    pub was: Option<Said>,
    pub is: Said,
}

/// Who reports for a site by name, beside the seat that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLead {
    pub id: Uuid,
    pub site: Uuid,
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub starts_on: NaiveDate,
    /// The last day; none while it goes on.
    pub ends_on: Option<NaiveDate>,
    pub named_by: String,
    pub version: i32,
}

impl SiteLead {
    /// Whether they report on a day.
    pub fn is_current(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// What a measure is to reach from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodTarget {
    pub id: Uuid,
    pub holds_from: NaiveDate,
    /// In tenths of the unit; none where there is no target from then on.
    pub tenths: Option<i64>,
    pub set_by: String,
    pub set_at: DateTime<Utc>,
}

words! {
    /// What is kept about a pilot beside its figures.
    EntryKind {
        Milestone = "milestone", "Milestone";
        Risk = "risk", "Risk";
        Issue = "issue", "Issue";
        Lesson = "lesson", "Lesson";
        /// A headline number that somebody has published.
        Claim = "claim", "Claim";
        Evaluation = "evaluation", "Evaluation";
    }
}

impl EntryKind {
    /// "Milestones".
    pub fn plural(self) -> &'static str {
        match self {
            Self::Milestone => "Milestones",
            Self::Risk => "Risks",
            Self::Issue => "Issues",
            Self::Lesson => "Lessons",
            Self::Claim => "Claims",
            Self::Evaluation => "Evaluations",
        }
    }

    /// Whether only those read it who run the pilot and its sites.
    pub fn is_internal(self) -> bool {
        matches!(self, Self::Risk | Self::Issue)
    }

    /// Whether it may be added when the pilot is decided.
    pub fn outlives_the_pilot(self) -> bool {
        matches!(self, Self::Lesson | Self::Claim | Self::Evaluation)
    }
}

words! {
    /// What an evaluation looks at.
    EvaluationKind {
        Process = "process", "Process: how it was done";
        Impact = "impact", "Impact: what it changed";
        Value = "value", "Value for money";
        Mixed = "mixed", "Several of these";
    }
}

words! {
    /// How far an evaluation bears a conclusion, the weakest first.
    Strength {
        Opinion = "opinion", "Views of those who took part";
        Description = "description", "Figures without a comparison";
        BeforeAfter = "before_after", "Before and after, without a comparison group";
        Comparison = "comparison", "With a comparison group";
        Trial = "trial", "Randomised, or as good";
    }
}

/// A milestone, risk, issue, lesson, claim or evaluation of a pilot. What its kind
/// does not ask for is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    pub pilot: Uuid,
    pub kind: EntryKind,
    pub content: Content,
    pub created_on: NaiveDate,
    /// When it was withdrawn, and why.
    pub withdrawn: Option<(NaiveDate, String)>,
    pub version: i32,
}

/// What an entry says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub title: String,
    pub detail: String,
    pub owner: String,
    pub due_on: Option<NaiveDate>,
    pub forecast_on: Option<NaiveDate>,
    pub actual_on: Option<NaiveDate>,
    /// From 1 to 5; 0 where it is no risk.
    pub likelihood: i32,
    pub impact: i32,
    pub source: String,
    pub dated: Option<Rough>,
    pub sites: String,
    pub comparator: String,
    pub evaluation: Option<EvaluationKind>,
    pub method: String,
    pub strength: Option<Strength>,
    pub caveat: String,
    /// An address that begins with `https://`; empty for none.
    pub link: String,
}

words! {
    /// What is decided about a pilot.
    Verdict {
        Scale = "scale", "Scale";
        Extend = "extend", "Extend";
        Adapt = "adapt", "Adapt";
        Stop = "stop", "Stop";
    }
}

/// How a pilot ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PilotDecision {
    pub verdict: Verdict,
    pub decider: String,
    pub decided_on: NaiveDate,
    pub reason: String,
    pub evidence: String,
    /// The decision of a board, where one took it.
    pub reference: String,
    pub recorded_by: String,
    pub recorded_at: DateTime<Utc>,
}

/// A dated note below the decision about a pilot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub text: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// What is looked at some months after a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub id: Uuid,
    pub months: i32,
    pub due_on: NaiveDate,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub finding: String,
    pub done_on: Option<NaiveDate>,
    pub version: i32,
}

words! {
    /// What a board does with a lesson.
    Adoption {
        Considering = "considering", "We are considering it";
        Using = "using", "We use it";
        /// It was taken up, and is not any more.
        Left = "left", "We no longer do";
    }
}

/// That a board considers or uses a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    pub lesson: Uuid,
    pub board: BoardId,
    pub board_name: String,
    pub board_slug: String,
    pub state: Adoption,
    pub note: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub version: i32,
}

words! {
    /// What the register is ordered by.
    Sort {
        Title = "title", "Name";
        Stage = "stage", "Stage";
        Start = "start", "First start";
        Decision = "decision", "Decision due";
    }
}

/// A pilot as the register lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PilotRow {
    pub pilot: Pilot,
    /// How many sites it has.
    pub sites: usize,
    pub first_start: Option<Rough>,
}

/// What the register is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PilotQuery {
    /// Words that have to occur, in the names, the purpose or the department.
    pub search: String,
    pub stage: Option<Stage>,
    pub sort: Sort,
    pub upwards: bool,
}

impl Default for PilotQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            stage: None,
            sort: Sort::Title,
            upwards: true,
        }
    }
}

impl PilotQuery {
    /// What it asks for, as pairs of an address.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs.extend(self.stage.map(|stage| ("stage", stage.code().to_owned())));
        if (self.sort, self.upwards) != (Sort::Title, true) {
            let order = crate::query::order_code(self.sort.code(), self.upwards);
            pairs.push(("sort", order));
        }
        pairs
    }

    /// What narrows the list, by the names people know.
    pub fn in_words(&self) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        if !self.search.is_empty() {
            words.push(("words", self.search.clone()));
        }
        words.extend(self.stage.map(|stage| ("stage", stage.label().to_owned())));
        words
    }
}
