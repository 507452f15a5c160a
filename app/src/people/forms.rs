//! The forms about people: moving on, and merging.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    date_field,
    form::{Answers, FormState, date::DateField},
    ids::PersonId,
};

/// Names of the forms' fields.
pub mod field {
    use super::{DateField, date_field};

    pub const LAST_DAY: DateField = date_field!("last-day");
    /// The profile that becomes part of the other.
    pub const WITH: &str = "with";
    /// The versions that the form saw.
    pub const VERSION: &str = "version";
    pub const OTHER_VERSION: &str = "other-version";
    pub const SEARCH: &str = "q";
}

/// The form that says that somebody has moved on, as first shown.
pub fn blank_moved_on(today: NaiveDate) -> FormState {
    FormState::new(field::LAST_DAY.fill(Answers::default(), Some(today)))
}

/// Reads it.
///
/// # Errors
/// The form as typed with what is wrong.
pub fn parse_moved_on(answers: Answers) -> Result<NaiveDate, FormState> {
    let mut form = FormState::new(answers);
    field::LAST_DAY.read(&mut form, "Last day").ok_or(form)
}

/// Two profiles to be made one, as a form saw them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeForm {
    pub with: PersonId,
    pub version: i32,
    pub other_version: i32,
}

/// Reads the form that merges two profiles; nothing where it is not one of ours.
pub fn parse_merge(answers: &Answers) -> Option<MergeForm> {
    Some(MergeForm {
        with: PersonId(Uuid::parse_str(answers.text(field::WITH)).ok()?),
        version: answers.version(field::VERSION)?,
        other_version: answers.version(field::OTHER_VERSION)?,
    })
}
