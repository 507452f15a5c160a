//! Who may move an action where. Pure: no clock, no database.

use super::types::{Priority, Status, Verification};
use crate::{access::Role, ids::PersonId};

/// The positions somebody may report, in the order the form offers them.
///
/// A lead reports progress and claims completion. Only those who may close an
/// action (chair, deputy chair, secretariat) accept it as closed, drop it, or take
/// it up again; what is settled is settled for everybody else (US-1, US-2).
pub fn positions_on_offer(from: Status, may_close: bool) -> &'static [Status] {
    match (from, may_close) {
        (Status::Closed | Status::Dropped, false) => &[],
        (Status::Closed, true) => &[Status::InProgress, Status::Closed],
        (Status::Dropped, true) => &[Status::InProgress, Status::Dropped],
        (_, false) => &[Status::InProgress, Status::Blocked, Status::Complete],
        (_, true) => &[
            Status::InProgress,
            Status::Blocked,
            Status::Complete,
            Status::Closed,
            Status::Dropped,
        ],
    }
}

/// Whether a seat of this role can lead an action.
///
/// Observers never do, whoever asks and by whichever way (US-5). Secretariats,
/// sponsors and national roles serve boards but do not answer for their actions.
pub fn seat_may_lead(role: Role) -> bool {
    match role {
        Role::Chair | Role::DeputyChair | Role::Member | Role::Substitute => true,
        Role::Secretariat
        | Role::Observer
        | Role::Sponsor
        | Role::NationalSecretariat
        | Role::PolicyLead => false,
    }
}

/// Whether the board wants somebody to check that such an action is done.
pub fn is_verified(verification: Verification, priority: Priority) -> bool {
    match verification {
        Verification::Nothing => false,
        Verification::HighPriority => priority == Priority::High,
        Verification::Everything => true,
    }
}

/// Why an action that is to be checked cannot be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotClosed {
    /// Nobody has said that it is done.
    NotClaimed,
    NoEvidence,
    /// Whoever said that it is done would check themselves.
    SamePerson,
}

impl NotClosed {
    /// What to say to whoever wanted to close it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NotClaimed => {
                "This board checks such actions: somebody has to report it as complete before it is closed"
            }
            Self::NoEvidence => {
                "This board checks such actions: say where the evidence is before it is closed"
            }
            Self::SamePerson => {
                "You reported it as complete, so somebody else has to check and close it"
            }
        }
    }
}

/// Whether somebody may close an action that the board wants checked: it was claimed
/// as done, with evidence, and by somebody else. Whoever raised it and leads it, too,
/// is checked in the same way.
///
/// # Errors
/// What is missing.
pub fn verify(
    status: Status,
    claimed_by: Option<PersonId>,
    evidence: &str,
    closer: PersonId,
) -> Result<(), NotClosed> {
    // What is closed was checked when it was closed; a further note changes nothing.
    if status == Status::Closed {
        return Ok(());
    }
    if status != Status::Complete {
        return Err(NotClosed::NotClaimed);
    }
    if evidence.is_empty() {
        return Err(NotClosed::NoEvidence);
    }
    if claimed_by.is_none_or(|person| person == closer) {
        return Err(NotClosed::SamePerson);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_lead_claims_completion_but_never_closes_or_drops() {
        for from in Status::ALL {
            let on_offer = positions_on_offer(*from, false);
            assert!(on_offer.iter().all(|status| status.is_open()));
        }
        assert!(positions_on_offer(Status::Open, false).contains(&Status::Complete));
    }

    #[test]
    fn what_is_settled_moves_only_by_those_who_may_close() {
        for settled in [Status::Closed, Status::Dropped] {
            assert!(positions_on_offer(settled, false).is_empty());
            assert!(positions_on_offer(settled, true).contains(&Status::InProgress));
        }
        assert!(!positions_on_offer(Status::Dropped, true).contains(&Status::Closed));
        assert!(!positions_on_offer(Status::Closed, true).contains(&Status::Dropped));
    }

    #[test]
    fn nobody_sets_an_action_back_to_untouched() {
        for from in Status::ALL {
            for may_close in [false, true] {
                assert!(!positions_on_offer(*from, may_close).contains(&Status::Open));
            }
        }
    }

    #[test]
    fn an_observer_seat_leads_nothing() {
        assert!(!seat_may_lead(Role::Observer));
        assert!(seat_may_lead(Role::Member));
    }

    #[test]
    fn somebody_else_closes_what_is_checked_against_evidence() {
        let (lead, chair) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let complete = |evidence, closer| verify(Status::Complete, Some(lead), evidence, closer);
        assert_eq!(complete("Minute 4", chair), Ok(()));
        assert_eq!(complete("Minute 4", lead), Err(NotClosed::SamePerson));
        assert_eq!(complete("", chair), Err(NotClosed::NoEvidence));
        for status in [Status::Open, Status::InProgress, Status::Blocked] {
            assert_eq!(
                verify(status, None, "Minute 4", chair),
                Err(NotClosed::NotClaimed)
            );
        }
        assert_eq!(verify(Status::Closed, None, "", lead), Ok(()));
    }

    #[test]
    fn a_board_has_every_action_checked_or_those_that_matter_most_or_none() {
        let checked = |verification| {
            [Priority::Normal, Priority::High].map(|priority| is_verified(verification, priority))
        };
        assert_eq!(checked(Verification::Nothing), [false, false]);
        assert_eq!(checked(Verification::HighPriority), [false, true]);
        assert_eq!(checked(Verification::Everything), [true, true]);
    }
}
