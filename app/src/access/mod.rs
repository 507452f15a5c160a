//! Who may do what, decided in one place.
//!
//! A person stands on a board through current appointments; each gives a
//! [`Role`]. Views never decide: they are given booleans.

mod policy;

pub use policy::allows;

use crate::ids::{BoardId, OrganisationId, PersonId, SeatId};

/// An enumeration whose values are stored as words and shown as labels.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word stored and sent for this value.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words shown to people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The value of a stored or sent word.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What an appointment makes of a person on one board (domain paper 2.4).
    Role {
        Chair = "chair", "Chair";
        DeputyChair = "deputy_chair", "Deputy chair";
        Secretariat = "secretariat", "Secretariat";
        Member = "member", "Member";
        /// Stands in for a member, with the member's rights.
        Substitute = "substitute", "Substitute";
        /// Attends and speaks; owns nothing, decides nothing. Judges are observers.
        Observer = "observer", "Observer";
        Sponsor = "sponsor", "Sponsor";
        /// Keeps the register of all boards; sees every board, acts on none.
        NationalSecretariat = "national_secretariat", "National secretariat";
        PolicyLead = "policy_lead", "Policy lead";
    }
}

words! {
    /// Something a person may or may not do on a board.
    Permission {
        /// Who holds which seat.
        SeeSeats = "see_seats", "See who holds which seat";
        /// The action log, actions and their history.
        SeeActions = "see_actions", "See actions and their history";
        /// Say where an action stands.
        UpdateAction = "update_action", "Say where an action stands";
        /// Accept an action as done, reopen or return it.
        CloseAction = "close_action", "Accept an action as done";
        /// Lead an action: it is theirs to do.
        LeadAction = "lead_action", "Lead an action";
        /// Set up seats, appoint, invite and import; see who is missing.
        ManageMembers = "manage_members", "Change seats and members";
        /// Start, rename, merge and end boards and organisations; merge people.
        KeepRegister = "keep_register", "Keep the register";
        /// When a board meets, and its published agendas.
        SeeMeetings = "see_meetings", "See meetings and published agendas";
        /// Items that are for members only.
        SeePartB = "see_part_b", "See Part B of an agenda";
        /// Propose an item for an agenda.
        ProposeItem = "propose_item", "Propose an item";
        /// Plan meetings, keep their agendas and publish them.
        ManageMeetings = "manage_meetings", "Plan meetings and publish agendas";
        /// Approve minutes for circulation.
        ApproveMinutes = "approve_minutes", "Send minutes out";
    }
}

words! {
    /// Whose the thing is that a person wants to act on.
    Relation {
        /// Led by the organisation the person represents on this board.
        Own = "own", "their own organisation's";
        /// Led by another organisation on the same board.
        Other = "other", "another organisation's";
    }
}

/// One current appointment: which board, as what, for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub board: BoardId,
    pub board_slug: String,
    pub board_name: String,
    pub seat: SeatId,
    pub role: Role,
    pub organisation: Option<OrganisationId>,
    pub organisation_name: Option<String>,
}

/// A signed-in person and everything they stand on today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub standings: Vec<Standing>,
    /// Sub-groups of the boards whose members the person keeps. They set them up
    /// and fill their seats, and read what is done, without sitting on them.
    pub sub_groups: Vec<BoardId>,
}

impl Access {
    /// The roles a person has on a board, national oversight included.
    pub fn roles_on(&self, board: BoardId) -> Vec<Role> {
        self.standings
            .iter()
            .filter(|standing| standing.board == board || standing.role.is_national())
            .map(|standing| standing.role)
            .collect()
    }

    /// The boards on which a person may do something; every board where the
    /// answer is `None`.
    pub fn boards_where(&self, permission: Permission) -> Option<Vec<BoardId>> {
        let mut boards = Vec::new();
        for standing in &self.standings {
            if allows(standing.role, permission, Relation::Other) {
                if standing.role.is_national() {
                    return None;
                }
                boards.push(standing.board);
            }
        }
        if reaches_sub_groups(permission) {
            boards.extend(&self.sub_groups);
        }
        boards.sort();
        boards.dedup();
        Some(boards)
    }

    /// Whether a person may do something on every board there is.
    pub fn may_everywhere(&self, permission: Permission) -> bool {
        self.boards_where(permission).is_none()
    }

    /// Whether a person may do something on a board. `led_by` is the
    /// organisation that leads the action in question, where there is one.
    pub fn may(
        &self,
        permission: Permission,
        board: BoardId,
        led_by: Option<OrganisationId>,
    ) -> bool {
        if reaches_sub_groups(permission) && self.sub_groups.contains(&board) {
            return true;
        }
        self.standings
            .iter()
            .filter(|standing| standing.board == board || standing.role.is_national())
            .any(|standing| {
                let relation = if standing.board == board
                    && led_by.is_some()
                    && standing.organisation == led_by
                {
                    Relation::Own
                } else {
                    Relation::Other
                };
                allows(standing.role, permission, relation)
            })
    }
}

/// Whether whoever keeps the members of a board may do this on its sub-groups.
fn reaches_sub_groups(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::SeeSeats
            | Permission::SeeActions
            | Permission::ManageMembers
            | Permission::SeeMeetings
    )
}

impl Role {
    /// "Chair, Member": several roles in words.
    pub fn labels(roles: &[Self]) -> String {
        roles
            .iter()
            .map(|role| role.label())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Whether the role reaches over every board instead of one.
    pub fn is_national(self) -> bool {
        matches!(self, Self::NationalSecretariat | Self::PolicyLead)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn whoever_keeps_a_board_keeps_its_sub_groups_and_acts_on_none() {
        let group = BoardId(Uuid::from_u128(7));
        let access = Access {
            person: PersonId(Uuid::nil()),
            full_name: String::new(),
            post: String::new(),
            standings: Vec::new(),
            sub_groups: vec![group],
        };
        for permission in Permission::ALL {
            let expected = matches!(
                permission,
                Permission::SeeSeats
                    | Permission::SeeActions
                    | Permission::ManageMembers
                    | Permission::SeeMeetings
            );
            assert_eq!(access.may(*permission, group, None), expected);
            let boards = access.boards_where(*permission).unwrap();
            assert_eq!(boards.contains(&group), expected);
            assert!(!access.may(*permission, BoardId(Uuid::nil()), None));
        }
    }
}
