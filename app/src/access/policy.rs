//! The policy: one function over role, permission and relation.

use super::{Permission, Relation, Role};

/// Whether a role gives a permission over something in this relation.
///
/// Judicial observers lead, update and close nothing: judges cannot be held to
/// account by a board (domain paper 2.4; Constitutional Reform Act 2005 s.3).
pub fn allows(role: Role, permission: Permission, relation: Relation) -> bool {
    use Permission::{
        ApproveMinutes, CloseAction, KeepRegister, LeadAction, ManageMeetings, ManageMembers,
        ProposeItem, SeeActions, SeeMeetings, SeePartB, SeeSeats, UpdateAction,
    };
    use Relation::{Other, Own};
    use Role::{
        Chair, DeputyChair, Member, NationalSecretariat, Observer, PolicyLead, Secretariat,
        Sponsor, Substitute,
    };
    match (role, permission, relation) {
        (
            Chair | DeputyChair | Secretariat,
            SeeSeats | SeeActions | UpdateAction | CloseAction | ManageMembers | SeeMeetings
            | SeePartB | ProposeItem | ManageMeetings,
            _,
        ) => true,
        (Chair | DeputyChair, ApproveMinutes, _) => true,
        (Member, SeePartB, _) => true,
        (Member | Substitute, SeeMeetings | ProposeItem, _) => true,
        (Chair | DeputyChair | Member | Substitute, LeadAction, Own) => true,
        (Member | Substitute, SeeSeats | SeeActions, _) => true,
        (Member | Substitute, UpdateAction, Own) => true,
        (Observer | Sponsor | NationalSecretariat, SeeSeats | SeeActions | SeeMeetings, _) => true,
        (NationalSecretariat, ManageMembers | KeepRegister, _) => true,
        (Chair | DeputyChair | Member | Substitute, LeadAction, Other)
        | (Member | Substitute, UpdateAction, Other)
        | (Member | Substitute, CloseAction, _)
        | (Secretariat, LeadAction, _)
        | (Observer | Sponsor | NationalSecretariat, UpdateAction | CloseAction | LeadAction, _)
        | (Member | Substitute | Observer | Sponsor, ManageMembers, _)
        | (
            Chair | DeputyChair | Secretariat | Member | Substitute | Observer | Sponsor,
            KeepRegister,
            _,
        )
        // Part B is for members themselves: whoever stands in does not see it.
        | (Substitute | Observer | Sponsor | NationalSecretariat, SeePartB, _)
        | (Observer | Sponsor | NationalSecretariat, ProposeItem, _)
        | (
            Member | Substitute | Observer | Sponsor | NationalSecretariat,
            ManageMeetings,
            _,
        )
        | (
            Secretariat | Member | Substitute | Observer | Sponsor | NationalSecretariat,
            ApproveMinutes,
            _,
        )
        | (PolicyLead, _, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// The table in `policy.txt` is the policy as people review it. A change of
    /// the function shows there as a changed word.
    #[test]
    fn the_reviewed_table_is_the_policy() {
        let mut table = String::from("# role | permission | over | allowed\n");
        for role in Role::ALL {
            for permission in Permission::ALL {
                for relation in Relation::ALL {
                    let answer = if allows(*role, *permission, *relation) {
                        "yes"
                    } else {
                        "-"
                    };
                    writeln!(
                        table,
                        "{:<20} | {:<15} | {:<5} | {answer}",
                        role.code(),
                        permission.code(),
                        relation.code()
                    )
                    .unwrap();
                }
            }
        }
        let reviewed = include_str!("policy.txt");
        assert!(
            table == reviewed,
            "the policy differs from src/access/policy.txt; review and replace it with:\n{table}"
        );
    }

    #[test]
    fn an_observer_only_reads() {
        for permission in Permission::ALL {
            for relation in Relation::ALL {
                let reads = matches!(
                    permission,
                    Permission::SeeSeats | Permission::SeeActions | Permission::SeeMeetings
                );
                assert_eq!(allows(Role::Observer, *permission, *relation), reads);
            }
        }
    }
}
