//! What boards ask for: believable business, without any case, child or family.

use anyhow::Context;
use app::{actions::measured::Target, boards::types::BoardKind, membership::types::Category};

/// One kind of action, and what is said about it.
pub(super) struct Business {
    pub level: BoardKind,
    /// The category of seat that leads it.
    pub led_by: Category,
    pub title: String,
    /// What done looks like.
    pub outcome: String,
    pub going_on: String,
    pub done: String,
    /// What it is meant to move.
    pub measure: Option<Target>,
}

/// Notes that fit any action at its beginning.
pub(super) const BEGUN: &[&str] = &[
    "Lead named and first call held.",
    "Started. A short plan goes to the secretary this week.",
    "Spoke to the partners involved. All agree on what is wanted.",
    "First meeting held. Two people will write a draft.",
    "Picked up from the previous lead. Reading in.",
    "Baseline figures asked for from all partners.",
    "Agreed within the organisation. Dates are being found.",
];

/// Notes that fit any action that is under way.
pub(super) const GOING_ON: &[&str] = &[
    "On track. Next report at the board meeting.",
    "Comments are in from most partners. The rest have until the end of next week.",
    "Discussed in the working group. Small changes to the draft.",
    "A second version has gone round.",
    "Progress is slower than planned, but the date still holds.",
    "Met the other areas of the region. They do much the same and will share their papers.",
    "First figures are in and are being checked.",
];

/// Notes on what keeps an action from moving.
pub(super) const HELD_UP: &[&str] = &[
    "Waiting for a decision on funding. Expected after the next budget meeting.",
    "The officer who led this has left. A successor is being found.",
    "Data protection advice is needed before figures can be shared.",
    "Two partners have not answered. Asked the chair to raise it.",
    "The supplier cannot change the system before the next release.",
    "Staff are tied up with an inspection until the end of the month.",
];

/// Notes on an action that moves again after it was held up.
pub(super) const RESUMED: &[&str] = &[
    "Unblocked. Work goes on where it stopped.",
    "Answer received. The plan holds with a fortnight's delay.",
    "Cover found, so this moves again.",
];

/// What a chair or secretary writes when accepting an action as done.
pub(super) const CLOSED: &[&str] = &[
    "Accepted as done. Thank you to all who helped.",
    "Closed at the meeting. No objection.",
    "Seen and accepted. The figures stay in the data pack.",
    "Closed. To be looked at again in a year.",
    "The board agreed that this is done.",
];

/// Reads the list of business that comes with the portal.
pub(super) fn all() -> anyhow::Result<Vec<Business>> {
    csv::Reader::from_reader(include_str!("business.csv").as_bytes())
        .records()
        .map(|record| {
            let record = record?;
            let cell = |column| record.get(column).context("a row is too short");
            Ok(Business {
                level: BoardKind::from_code(cell(0)?).context("an unknown level")?,
                led_by: Category::from_code(cell(1)?).context("an unknown category")?,
                title: cell(2)?.to_owned(),
                outcome: cell(3)?.to_owned(),
                going_on: cell(4)?.to_owned(),
                done: cell(5)?.to_owned(),
                measure: match cell(6)? {
                    "" => None,
                    code => Some(Target::from_code(code).context("an unknown measure")?),
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_is_complete_and_says_nothing_twice() {
        let all = all().unwrap();
        let titles: BTreeSet<_> = all.iter().map(|business| &business.title).collect();
        assert_eq!(titles.len(), all.len());
        for business in &all {
            for text in [
                &business.title,
                &business.outcome,
                &business.going_on,
                &business.done,
            ] {
                assert!(!text.trim().is_empty(), "{}", business.title);
                // Ordinary business must not be taken for that of a case.
                assert_eq!(app::case_data::found_in(text), None);
            }
        }
        assert!(
            all.iter()
                .any(|business| business.level == BoardKind::National)
        );
    }
}
