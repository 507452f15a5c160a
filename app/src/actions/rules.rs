//! Who may move an action where. Pure: no clock, no database.

use super::types::Status;
use crate::access::Role;

/// The positions somebody may report, in the order the form offers them.
///
/// A lead reports progress and claims completion. Only those who may close an
/// action (chair, deputy chair, secretariat) accept it as closed or take it up
/// again; a closed action is settled for everybody else (US-1, US-2).
pub fn positions_on_offer(from: Status, may_close: bool) -> &'static [Status] {
    match (from, may_close) {
        (Status::Closed, false) => &[],
        (Status::Closed, true) => &[Status::InProgress, Status::Closed],
        (_, false) => &[Status::InProgress, Status::Blocked, Status::Complete],
        (_, true) => &[
            Status::InProgress,
            Status::Blocked,
            Status::Complete,
            Status::Closed,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_claims_completion_but_never_closes() {
        for from in Status::ALL {
            assert!(!positions_on_offer(*from, false).contains(&Status::Closed));
        }
        assert!(positions_on_offer(Status::Open, false).contains(&Status::Complete));
    }

    #[test]
    fn a_closed_action_moves_only_by_those_who_may_close() {
        assert!(positions_on_offer(Status::Closed, false).is_empty());
        assert!(positions_on_offer(Status::Closed, true).contains(&Status::InProgress));
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
}
