//! Whether those who are there are enough.

use std::collections::BTreeSet;

use super::types::{BoardRules, Presence, SeatMark};
use crate::{access::Role, ids::BoardId, membership::types::Category, wording};

/// How a board stands against its own rule at a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    pub board: BoardId,
    pub board_name: String,
    /// People there who count, each once.
    pub counted: u32,
    pub least: u32,
    /// Categories of which nobody is there.
    pub missing: Vec<Category>,
}

impl Quorum {
    pub fn is_met(&self) -> bool {
        self.counted >= self.least && self.missing.is_empty()
    }

    /// "Quorate: 9 people count, and 4 are needed."
    pub fn in_words(&self) -> String {
        let people = wording::count(self.counted.into(), "person counts", "people count");
        let needed = format!("{people}, and {} are needed", self.least);
        if self.is_met() {
            return format!("Quorate: {needed}. Nobody who must be there is missing.");
        }
        if self.missing.is_empty() {
            return format!("Not quorate: {needed}.");
        }
        let missing: Vec<&str> = self
            .missing
            .iter()
            .map(|category| category.label())
            .collect();
        format!(
            "Not quorate: {needed}. Nobody is there from: {}.",
            missing.join("; ")
        )
    }
}

/// Whether a seat with this role counts. Judges and others who observe never do,
/// nor do sponsors, nor whoever only writes the minutes.
pub fn counts(role: Role) -> bool {
    matches!(role, Role::Chair | Role::DeputyChair | Role::Member)
}

/// How a board stands. Whoever holds two seats counts once, and for the categories
/// of both.
pub fn quorum(board: (BoardId, &str), rules: &BoardRules, seats: &[SeatMark]) -> Quorum {
    let there = |seat: &&SeatMark| {
        let presence = seat.mark.as_ref().and_then(|mark| mark.presence());
        seat.board == board.0
            && counts(seat.role)
            && match presence {
                Some(Presence::Present) => true,
                Some(Presence::Substitute) => rules.substitutes_count,
                Some(Presence::Apologies | Presence::Absent) | None => false,
            }
    };
    let there: Vec<&SeatMark> = seats.iter().filter(there).collect();
    let people: BTreeSet<String> = there
        .iter()
        .filter_map(|seat| seat.mark.as_ref())
        .map(|mark| wording::folded(&mark.name))
        .collect();
    Quorum {
        board: board.0,
        board_name: board.1.to_owned(),
        counted: u32::try_from(people.len()).unwrap_or(u32::MAX),
        least: rules.least,
        missing: rules
            .categories
            .iter()
            .copied()
            .filter(|category| there.iter().all(|seat| seat.category != *category))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{PersonId, SeatId},
        proceedings::types::Mark,
    };

    fn seat(role: Role, category: Category, name: &str, presence: Presence) -> SeatMark {
        SeatMark {
            seat: SeatId(Uuid::nil()),
            board: BoardId(Uuid::from_u128(1)),
            board_name: "Alpha".to_owned(),
            title: "Seat".to_owned(),
            category,
            role,
            organisation: String::new(),
            holder: Some((PersonId(Uuid::nil()), name.to_owned())),
            stand_ins: Vec::new(),
            mark: Some(Mark {
                presence: presence.code().to_owned(),
                name: name.to_owned(),
                arrived: None,
                left: None,
            }),
        }
    }

    fn of(rules: &BoardRules, seats: &[SeatMark]) -> Quorum {
        quorum((BoardId(Uuid::from_u128(1)), "Alpha"), rules, seats)
    }

    fn enough() -> Vec<SeatMark> {
        use Presence::{Present, Substitute};
        vec![
            seat(Role::DeputyChair, Category::Officers, "Ada", Present),
            seat(Role::Member, Category::ChildrensServices, "Ben", Present),
            seat(Role::Member, Category::Cafcass, "Cleo", Substitute),
            seat(Role::Member, Category::Hmcts, "Dan", Present),
        ]
    }

    #[test]
    fn a_board_is_quorate_by_number_and_by_category() {
        let rules = BoardRules::default();
        let quorum = of(&rules, &enough());
        assert!(quorum.is_met());
        assert_eq!(
            quorum.in_words(),
            "Quorate: 4 people count, and 4 are needed. Nobody who must be there is missing."
        );
        let without = of(&rules, &enough()[..3]);
        assert_eq!((without.counted, without.is_met()), (3, false));
        assert_eq!(
            without.in_words(),
            "Not quorate: 3 people count, and 4 are needed. Nobody is there from: HMCTS."
        );
    }

    #[test]
    fn observers_sponsors_and_the_secretary_never_count() {
        let rules = BoardRules {
            least: 1,
            categories: vec![Category::Judiciary],
            ..BoardRules::default()
        };
        for role in [Role::Observer, Role::Sponsor, Role::Secretariat] {
            let judge = seat(role, Category::Judiciary, "Eve", Presence::Present);
            let quorum = of(&rules, &[judge]);
            assert_eq!(quorum.counted, 0, "{role:?}");
            assert_eq!(quorum.missing, [Category::Judiciary]);
        }
    }

    #[test]
    fn substitutes_count_where_the_board_says_so() {
        let rules = BoardRules {
            substitutes_count: false,
            ..BoardRules::default()
        };
        let quorum = of(&rules, &enough());
        assert_eq!((quorum.counted, quorum.is_met()), (3, false));
        assert_eq!(quorum.missing, [Category::Cafcass]);
    }

    #[test]
    fn whoever_holds_two_seats_counts_once_and_for_both() {
        let mut seats = enough();
        seats[1] = seat(
            Role::Member,
            Category::ChildrensServices,
            "ADA",
            Presence::Present,
        );
        let quorum = of(&BoardRules::default(), &seats);
        assert_eq!(quorum.counted, 3);
        assert_eq!(quorum.missing, []);
    }

    #[test]
    fn each_board_has_its_own() {
        let mut seats = enough();
        for seat in &mut seats {
            seat.board = BoardId(Uuid::from_u128(2));
        }
        assert_eq!(of(&BoardRules::default(), &seats).counted, 0);
    }

    #[test]
    fn apologies_are_not_there() {
        let mut seats = enough();
        for seat in &mut seats {
            if let Some(mark) = &mut seat.mark {
                mark.presence = Presence::Apologies.code().to_owned();
            }
        }
        assert_eq!(of(&BoardRules::default(), &seats).counted, 0);
    }
}
