//! Plain data about people.

use chrono::NaiveDate;

use crate::{ids::PersonId, membership::types::Appointment};

/// Somebody known to the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub full_name: String,
    /// What matters on a board more than the name.
    pub post: String,
    pub email: Option<String>,
    /// The day they last confirmed their details, or else were entered.
    pub confirmed_on: NaiveDate,
    /// The day they said that they have nothing to declare, where they did.
    pub no_interests_on: Option<NaiveDate>,
    /// Whether they can sign in.
    pub has_account: bool,
    /// Counts changes; a form names the version it was written against.
    pub version: i32,
}

/// What two profiles of one person become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergePreview {
    /// The profile that stays.
    pub keep: Person,
    /// The profile that becomes part of it.
    pub duplicate: Person,
    /// What moves from the duplicate: every appointment it ever had.
    pub appointments: Vec<Appointment>,
    pub interests: u64,
    /// What no one person can hold beside what the other holds: the reason why
    /// the two are not merged, where there is one.
    pub collisions: Vec<Appointment>,
}
