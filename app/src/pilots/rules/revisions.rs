//! Corrections of figures that were approved.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    ids::PersonId,
    pilots::types::{Return, ReturnState, Revised, Revision, RevisionState, Said},
};

/// The correction of a return that waits for approval, if one does.
pub fn waiting(revisions: &[Revision]) -> Option<&Revision> {
    revisions
        .iter()
        .find(|revision| revision.state == RevisionState::Asked)
}

/// What somebody may do about the figures of a return that was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: it is not approved, or it is not theirs.
    Nothing,
    /// Ask for a correction.
    Ask,
    /// One waits, and somebody else approves or refuses it.
    Wait,
    /// One waits for them.
    Judge,
}

/// What `who` may do about the figures of a return, for which they report, and which
/// they judge where they keep its pilot. Nobody approves what they asked for.
pub fn standing(it: &Return, revisions: &[Revision], (who, keeps): (PersonId, bool)) -> Standing {
    if it.state != ReturnState::Approved {
        return Standing::Nothing;
    }
    match waiting(revisions) {
        None => Standing::Ask,
        Some(one) if keeps && one.asked_by_id != Some(who) => Standing::Judge,
        Some(_) => Standing::Wait,
    }
}

/// What is corrected: the figures that differ from those that are there.
pub fn corrected(
    before: &BTreeMap<Uuid, Said>,
    after: BTreeMap<Uuid, Said>,
) -> BTreeMap<Uuid, Revised> {
    after
        .into_iter()
        .filter_map(|(measure, is)| {
            let was = before.get(&measure).cloned();
            (was.as_ref() != Some(&is)).then_some((measure, Revised { was, is }))
        })
        .collect()
}

/// By whom and when a figure was approved that a correction replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub by: String,
    pub at: Option<DateTime<Utc>>,
}

/// Who had approved the figure of a measure before a correction: with the return, or
/// with the correction before. `revisions` are in the order in which they were asked
/// for.
pub fn approval_before(
    it: &Return,
    revisions: &[Revision],
    revision: Uuid,
    measure: Uuid,
) -> Approval {
    revisions
        .iter()
        .take_while(|one| one.id != revision)
        .filter(|one| one.state == RevisionState::Approved && one.values.contains_key(&measure))
        .last()
        .map_or_else(
            || Approval {
                by: it.approved_by.clone(),
                at: it.approved_at,
            },
            |one| Approval {
                by: one.judged_by.clone(),
                at: one.judged_at,
            },
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pilots::types::Parts;

    const MEASURE: Uuid = Uuid::from_u128(3);

    fn count(number: i64) -> Said {
        Said::Value(Parts {
            numerator: number,
            denominator: None,
        })
    }

    fn it(state: ReturnState) -> Return {
        Return {
            id: Uuid::nil(),
            site: Uuid::nil(),
            month: "2026-10-01".parse().unwrap(),
            state,
            story: String::new(),
            sent_back_note: String::new(),
            submitted_by: String::new(),
            submitted_at: None,
            approved_by: "First".to_owned(),
            approved_at: None,
            version: 3,
            values: BTreeMap::from([(MEASURE, count(7))]),
        }
    }

    fn revision(number: u128, state: RevisionState, by: u128) -> Revision {
        Revision {
            id: Uuid::from_u128(number),
            return_id: Uuid::nil(),
            why: "Counted twice".to_owned(),
            asked_by: String::new(),
            asked_by_id: Some(PersonId(Uuid::from_u128(by))),
            asked_at: DateTime::<Utc>::MIN_UTC,
            state,
            judged_by: format!("Judge {number}"),
            judged_at: None,
            note: String::new(),
            values: corrected(
                &BTreeMap::from([(MEASURE, count(7))]),
                BTreeMap::from([(MEASURE, count(6))]),
            ),
        }
    }

    #[test]
    fn nobody_approves_what_they_asked_for() {
        let who = |number| PersonId(Uuid::from_u128(number));
        let approved = it(ReturnState::Approved);
        let asked = [revision(1, RevisionState::Asked, 5)];
        for (it, revisions, reader, expected) in [
            (
                &it(ReturnState::Submitted),
                &[][..],
                (who(5), true),
                Standing::Nothing,
            ),
            (&approved, &[], (who(5), false), Standing::Ask),
            (&approved, &asked, (who(5), true), Standing::Wait),
            (&approved, &asked, (who(6), false), Standing::Wait),
            (&approved, &asked, (who(6), true), Standing::Judge),
            (
                &approved,
                &[revision(1, RevisionState::Refused, 5)],
                (who(6), true),
                Standing::Ask,
            ),
        ] {
            assert_eq!(standing(it, revisions, reader), expected);
        }
    }

    #[test]
    fn only_what_differs_is_corrected_and_keeps_what_it_was() {
        let other = Uuid::from_u128(4);
        let before = BTreeMap::from([(MEASURE, count(7)), (other, count(0))]);
        let after = BTreeMap::from([(MEASURE, count(7)), (other, count(1))]);
        let changed = corrected(&before, after);
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[&other].was, Some(count(0)));
        assert!(corrected(&before, before.clone()).is_empty());
    }

    #[test]
    fn what_was_before_was_approved_by_whoever_approved_it_last() {
        let it = it(ReturnState::Approved);
        let all = [
            revision(1, RevisionState::Approved, 5),
            revision(2, RevisionState::Refused, 5),
            revision(3, RevisionState::Approved, 5),
        ];
        let by = |number| approval_before(&it, &all, Uuid::from_u128(number), MEASURE).by;
        assert_eq!(by(1), "First");
        assert_eq!(by(2), "Judge 1");
        assert_eq!(by(3), "Judge 1");
    }
}
