//! The forms of pilots.

mod entries;
mod evidence;
mod measures;
mod outcome;
mod record;
mod returns;
mod revisions;
mod site_leads;
mod sites;
mod targets;

pub use entries::{blank_entry, entry, filled_entry, withdrawal};
pub use evidence::{
    NewFigures, NewRange, NewStatus, With, blank_status, fields_of, figures, filled_figures,
    filled_range, range, status,
};
pub use measures::{blank_measure, filled_measure, measure};
pub use outcome::{NewDecision, adopt, blank_decision, check, correct, decision, filled_adoption};
pub use record::{blank_record, filled_record, lead, record, stage};
pub use returns::{
    APPROVE, Judgement, KEEP, NewReturn, SEND_BACK, SEND_IN, filled_return, judgement, site_return,
};
pub use revisions::{NewRevision, filled_revision, revision};
pub use site_leads::{NewSiteLead, site_lead, site_lead_end};
pub use sites::{NO_BOARD, NewSite, blank_site, filled_site, site};
pub use targets::{NewTarget, period_target};

use super::rough::{HOW_TO_WRITE, Rough};
use crate::form::FormState;

/// Names of the fields.
pub mod field {
    use std::fmt::Display;

    use crate::{date_field, form::date::DateField};

    /// Drawn with a form for something new, so that a second click adds nothing.
    pub const KEY: &str = "key";
    pub const VERSION: &str = "version";

    pub const TITLE: &str = "title";
    pub const FORMER_NAMES: &str = "former-names";
    pub const PURPOSE: &str = "purpose";
    pub const DEPARTMENT: &str = "department";
    pub const SRO: &str = "sro";
    pub const EVALUATOR: &str = "evaluator";
    pub const LEGAL_BASIS: &str = "legal-basis";
    pub const FUNDING: &str = "funding";
    pub const FUNDING_ENDS: &str = "funding-ends";
    pub const DECISION_DUE: &str = "decision-due";
    pub const LOGIC: &str = "logic";
    pub const NO_BASELINE: &str = "no-baseline-reason";
    pub const NO_COMPARATOR: &str = "no-comparator-reason";
    pub const SOURCE: &str = "source";

    pub const STAGE: &str = "stage";
    pub const PERSON: &str = "person";
    pub const CAPACITY: &str = "capacity";

    pub const BOARD: &str = "board";
    pub const NAME: &str = "name";
    pub const COURTS: &str = "courts";
    pub const WAVE: &str = "wave";
    pub const PLANNED_START: &str = "planned-start";
    pub const ACTUAL_START: &str = "actual-start";
    pub const PLANNED_END: &str = "planned-end";
    pub const ACTUAL_END: &str = "actual-end";
    pub const LEAD_SEAT: &str = "lead-seat";

    pub const DEFINITION: &str = "definition";
    pub const UNIT: &str = "unit";
    pub const NUMERATOR_NAME: &str = "numerator-name";
    pub const DENOMINATOR_NAME: &str = "denominator-name";
    pub const BETTER: &str = "better";
    pub const FREQUENCY: &str = "frequency";
    pub const BASELINE: &str = "baseline";
    pub const BASELINE_OVER: &str = "baseline-over";
    pub const BASELINE_FROM: DateField = date_field!("baseline-from");
    pub const BASELINE_TO: DateField = date_field!("baseline-to");
    pub const COMPARATOR: &str = "comparator";
    pub const TARGET: &str = "target";
    pub const TARGET_ON: DateField = date_field!("target-on");
    pub const LIMIT: &str = "limit";
    pub const WITHDRAW: &str = "withdraw";

    pub const MONTH: &str = "month";
    pub const STORY: &str = "story";
    pub const NOTE: &str = "note";
    /// Before a measure's key: the only part of a value, or the upper one.
    pub const VALUE: &str = "value-";
    pub const OVER: &str = "over-";
    /// Why there is no value.
    pub const NONE: &str = "none-";
    pub const SITE: &str = "site";
    /// Why figures that were approved are corrected.
    pub const WHY: &str = "why";

    pub const EMAIL: &str = "email";
    pub const STARTS: DateField = date_field!("starts-on");
    pub const ENDS: DateField = date_field!("ends-on");

    pub const TARGET_VALUE: &str = "target-value";
    pub const NO_TARGET: &str = "no-target";
    pub const TARGET_FROM: DateField = date_field!("target-from");

    pub const KIND: &str = "kind";
    pub const DETAIL: &str = "detail";
    pub const OWNER: &str = "owner";
    pub const DUE: DateField = date_field!("due-on");
    pub const FORECAST: DateField = date_field!("forecast-on");
    pub const ACTUAL: DateField = date_field!("actual-on");
    pub const LIKELIHOOD: &str = "likelihood";
    pub const IMPACT: &str = "impact";
    pub const DATED: &str = "dated";
    pub const SITES: &str = "sites";
    pub const EVALUATION: &str = "evaluation";
    pub const METHOD: &str = "method";
    pub const STRENGTH: &str = "strength";
    pub const CAVEAT: &str = "caveat";
    pub const LINK: &str = "link";
    pub const REASON: &str = "reason";

    pub const VERDICT: &str = "verdict";
    pub const DECIDER: &str = "decider";
    pub const DECIDED_ON: DateField = date_field!("decided-on");
    pub const EVIDENCE: &str = "evidence";
    pub const REFERENCE: &str = "reference";
    pub const ORGANISATION: &str = "organisation";
    pub const TEXT: &str = "text";
    pub const CHECK: &str = "check";
    pub const FINDING: &str = "finding";
    pub const STATE: &str = "state";

    pub const STANDING: &str = "standing";
    /// The months from which the expected range comes.
    pub const RANGE_FROM: &str = "range-from";
    pub const RANGE_TO: &str = "range-to";
    /// Figures of months before the pilot, and where they are from.
    pub const BEFORE: &str = "before";
    pub const BEFORE_SOURCE: &str = "before-source";
    pub const COMPARATOR_SOURCE: &str = "comparator-source";
    pub const WITH: &str = "with";
    pub const SERIES: &str = "series";
    pub const AREAS: &str = "areas";

    /// The field of one measure among several.
    pub fn of(start: &str, measure: impl Display) -> String {
        format!("{start}{measure}")
    }
}

/// Longest line, in characters.
const LINE: usize = 200;
/// Longest text, in characters.
const TEXT: usize = 4_000;

/// A line that may be left out, and the text of one.
fn line(form: &mut FormState, name: &'static str, what: &str) -> String {
    let text = form.optional_text(name, what, LINE).unwrap_or_default();
    if text.contains('\n') {
        form.refuse(name, format!("{what} must be on one line"));
    }
    text
}

fn text(form: &mut FormState, name: &'static str, what: &str) -> String {
    form.optional_text(name, what, TEXT).unwrap_or_default()
}

/// A day, month, quarter or year, where one was typed.
fn rough(form: &mut FormState, name: &'static str, what: &str) -> Option<Rough> {
    let typed = form.answers.text(name).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    let read = Rough::typed(&typed);
    if read.is_none() {
        form.refuse(name, format!("{what} must be {HOW_TO_WRITE}"));
    }
    read
}

fn said(rough: Option<Rough>) -> String {
    rough.map(Rough::in_words).unwrap_or_default()
}
