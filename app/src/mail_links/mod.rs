//! Updating one action from a mail, once, without signing in.

use chrono::{DateTime, TimeDelta, Utc};

use crate::actions::types::Status;

#[cfg(feature = "ssr")]
pub mod views;

/// Names what of the address of a link chooses the position.
pub const POSITION: &str = "position";

/// How long a link works: over a holiday of two weeks, and no longer, because a mail
/// may lie in other hands one day.
const WORKS_FOR: TimeDelta = TimeDelta::days(14);

/// Until when a link works that is made at a moment.
pub fn expires_at(made_at: DateTime<Utc>) -> DateTime<Utc> {
    made_at + WORKS_FOR
}

/// What a mail offers to say of an action, in its words.
pub const OFFERED: [(&str, Status); 3] = [
    ("Done", Status::Complete),
    ("On track", Status::InProgress),
    ("Need help", Status::Blocked),
];

/// Why a link does not open an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// There is none with this address.
    Unknown,
    /// It saved an update.
    Used,
    Expired,
    /// Somebody else leads the action now, it is settled, or the person does not
    /// answer for it any more.
    Void,
}
