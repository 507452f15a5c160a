//! What the words of a log say of where an action stands.

use super::{LEAVE, columns::plain_header};
use crate::{actions::types::Status, imports::types::Offer};

/// Words whose meaning is certain, in plain letters. "Complete" and "done" are not
/// among them: boards differ in whether the chair has accepted it by then.
const KNOWN: &[(&str, Status)] = &[
    ("open", Status::Open),
    ("new", Status::Open),
    ("not started", Status::Open),
    ("not yet started", Status::Open),
    ("outstanding", Status::Open),
    ("to do", Status::Open),
    ("in progress", Status::InProgress),
    ("ongoing", Status::InProgress),
    ("on going", Status::InProgress),
    ("started", Status::InProgress),
    ("underway", Status::InProgress),
    ("under way", Status::InProgress),
    ("blocked", Status::Blocked),
    ("stuck", Status::Blocked),
    ("closed", Status::Closed),
    ("dropped", Status::Dropped),
    ("cancelled", Status::Dropped),
    ("withdrawn", Status::Dropped),
];

/// What a word certainly means.
pub fn certain(word: &str) -> Option<Status> {
    let word = plain_header(word);
    KNOWN
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, status)| *status)
}

/// What any other word may mean.
pub fn offers() -> Vec<Offer> {
    let words = |status: Status| match status {
        Status::Open => "Open: nobody has started",
        Status::InProgress => "In progress",
        Status::Blocked => "Blocked: it cannot go on",
        Status::Complete => "Complete: the lead says it is done, the chair has yet to accept it",
        Status::Closed => "Closed: the chair has accepted that it is done",
        Status::Dropped => "Dropped: the board no longer wants it",
    };
    Status::ALL
        .iter()
        .map(|status| Offer {
            code: status.code().to_owned(),
            words: words(*status).to_owned(),
        })
        .chain([Offer {
            code: LEAVE.to_owned(),
            words: "Leave the rows with this word out".to_owned(),
        }])
        .collect()
}
