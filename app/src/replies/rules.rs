//! What follows from what was said. Pure.

use std::collections::BTreeSet;

use super::types::{Answer, Place};
use crate::{
    ids::{BoardId, PersonId},
    membership::types::Category,
    proceedings::{rules::counts, types::BoardRules},
    wording,
};

/// How many come, and how many have not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub coming: u64,
    /// Of those who do not come, how many send somebody.
    pub sending: u64,
    pub not_coming: u64,
    pub silent: u64,
}

/// Counts the places of a meeting.
pub fn tally(places: &[Place]) -> Tally {
    let mut tally = Tally::default();
    for place in places {
        match place.reply.as_ref().map(|reply| reply.answer) {
            Some(Answer::Coming | Answer::Online) => tally.coming += 1,
            Some(Answer::NotComing) => {
                tally.not_coming += 1;
                tally.sending += u64::from(place.substitute.is_some());
            }
            None => tally.silent += 1,
        }
    }
    tally
}

impl Tally {
    /// "12 coming, 3 not coming (1 sends somebody), 5 have not said".
    pub fn in_words(self) -> String {
        let sending = match self.sending {
            0 => String::new(),
            number => format!(
                " ({})",
                wording::count(number, "sends somebody", "send somebody")
            ),
        };
        format!(
            "{} coming, {} not coming{sending}, {}.",
            self.coming,
            self.not_coming,
            wording::count(self.silent, "has not said", "have not said")
        )
    }
}

/// Why nobody is expected of a category that must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nobody holds a seat of it.
    Empty,
    /// None of those who hold one has replied.
    Silent,
    /// Whoever replied does not come.
    Declined,
}

/// How a board would stand against its rule if those come who say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    pub board_name: String,
    /// Seats that count and have somebody in them.
    pub seats: u32,
    /// How many of them have said yes, or send somebody who counts.
    pub yes: u32,
    /// The people behind those, each once.
    pub people: u32,
    pub least: u32,
    /// Categories that must be there and of which nobody has said yes.
    pub missing: Vec<(Category, Gap)>,
}

/// How a board would stand, by what was said so far.
pub fn outlook(board: (BoardId, &str), rules: &BoardRules, places: &[Place]) -> Outlook {
    let counted: Vec<&Place> = places
        .iter()
        .filter(|place| place.board == board.0 && counts(place.role))
        .collect();
    let comes = |place: &&&Place| place.comes(rules.substitutes_count).is_some();
    let people: BTreeSet<PersonId> = counted
        .iter()
        .filter_map(|place| place.comes(rules.substitutes_count))
        .collect();
    let missing = rules.categories.iter().filter_map(|category| {
        let mut of: Vec<&&Place> = counted
            .iter()
            .filter(|place| place.category == *category)
            .collect();
        if of.iter().any(comes) {
            return None;
        }
        let gap = if of.is_empty() {
            Gap::Empty
        } else {
            of.retain(|place| place.reply.is_some());
            if of.is_empty() {
                Gap::Silent
            } else {
                Gap::Declined
            }
        };
        Some((*category, gap))
    });
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Outlook {
        board_name: board.1.to_owned(),
        seats: number(counted.len()),
        yes: number(counted.iter().filter(comes).count()),
        people: number(people.len()),
        least: rules.least,
        missing: missing.collect(),
    }
}

impl Outlook {
    pub fn is_met(&self) -> bool {
        self.people >= self.least && self.missing.is_empty()
    }

    /// "The meeting will not be quorate as things stand: 6 of 9 voting seats have said
    /// yes; 5 people are needed, and Health must be there: nobody from Health has
    /// replied."
    pub fn in_words(&self) -> String {
        let will = if self.is_met() {
            "will be quorate"
        } else {
            "will not be quorate"
        };
        let mut words = format!(
            "The meeting {will} as things stand: {} of {} said yes",
            self.yes,
            wording::count(self.seats.into(), "voting seat has", "voting seats have"),
        );
        if self.people != self.yes {
            let people = wording::count(self.people.into(), "person", "people");
            words.push_str(&format!(", which is {people}"));
        }
        let are = if self.least == 1 { "is" } else { "are" };
        words.push_str(&format!("; {} {are} needed", self.least));
        let missing: Vec<String> = self
            .missing
            .iter()
            .map(|(category, gap)| {
                let name = category.label();
                match gap {
                    Gap::Empty => format!("{name} must be there: nobody holds a seat of it"),
                    Gap::Silent => format!("{name} must be there: nobody has replied"),
                    Gap::Declined => format!("{name} must be there: nobody has said yes"),
                }
            })
            .collect();
        if missing.is_empty() {
            words.push('.');
        } else {
            words.push_str(&format!(", and {}.", missing.join("; ")));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::{
        access::Role,
        ids::SeatId,
        replies::types::{Reply, Substitute},
    };

    const ALPHA: BoardId = BoardId(Uuid::from_u128(1));

    fn place(person: u128, category: Category, answer: Option<Answer>) -> Place {
        let seat = SeatId(Uuid::from_u128(person));
        let person = PersonId(Uuid::from_u128(person));
        Place {
            seat,
            title: "Seat".to_owned(),
            board: ALPHA,
            category,
            role: Role::Member,
            person,
            full_name: "Ada Test".to_owned(),
            reply: answer.map(|answer| Reply {
                seat,
                person,
                answer,
                note: String::new(),
                said_at: DateTime::<Utc>::UNIX_EPOCH,
                version: 1,
            }),
            substitute: None,
        }
    }

    fn of(places: &[Place], substitutes_count: bool) -> Outlook {
        let rules = BoardRules {
            least: 2,
            categories: vec![Category::Cafcass],
            substitutes_count,
            ..BoardRules::default()
        };
        outlook((ALPHA, "Alpha"), &rules, places)
    }

    #[test]
    fn a_meeting_is_expected_to_be_quorate_by_those_who_say_yes() {
        use Answer::{Coming, NotComing, Online};
        let mut places = vec![
            place(1, Category::Hmcts, Some(Coming)),
            place(2, Category::Cafcass, Some(Online)),
            place(3, Category::Hmcts, None),
        ];
        assert!(of(&places, true).is_met());
        assert_eq!(
            of(&places, true).in_words(),
            "The meeting will be quorate as things stand: 2 of 3 voting seats have said yes; 2 are needed."
        );
        places[1].reply = None;
        assert_eq!(
            of(&places, true).in_words(),
            "The meeting will not be quorate as things stand: 1 of 3 voting seats have said yes; 2 are needed, and Cafcass must be there: nobody has replied."
        );
        places[1] = place(2, Category::Cafcass, Some(NotComing));
        assert_eq!(
            of(&places, true).missing,
            [(Category::Cafcass, Gap::Declined)]
        );
        places[1].substitute = Some(Substitute {
            seat: places[1].seat,
            person: PersonId(Uuid::from_u128(9)),
            full_name: "Kim Guest".to_owned(),
            post: String::new(),
            email: None,
        });
        assert!(of(&places, true).is_met());
        assert!(!of(&places, false).is_met());
        places.remove(1);
        assert_eq!(of(&places, true).missing, [(Category::Cafcass, Gap::Empty)]);
    }

    #[test]
    fn observers_and_other_boards_are_not_expected_and_one_person_counts_once() {
        let mut places = vec![
            place(1, Category::Cafcass, Some(Answer::Coming)),
            place(2, Category::Hmcts, Some(Answer::Coming)),
            place(3, Category::Hmcts, Some(Answer::Coming)),
            place(4, Category::Hmcts, Some(Answer::Coming)),
        ];
        places[1].role = Role::Observer;
        places[2].board = BoardId(Uuid::from_u128(2));
        places[3].person = places[0].person;
        let outlook = of(&places, true);
        assert_eq!((outlook.seats, outlook.yes, outlook.people), (2, 2, 1));
        assert_eq!(
            outlook.in_words(),
            "The meeting will not be quorate as things stand: 2 of 2 voting seats have said yes, which is 1 person; 2 are needed."
        );
    }

    #[test]
    fn numbers_are_told_apart() {
        let tally = Tally {
            coming: 12,
            sending: 1,
            not_coming: 3,
            silent: 5,
        };
        assert_eq!(
            tally.in_words(),
            "12 coming, 3 not coming (1 sends somebody), 5 have not said."
        );
        assert_eq!(
            Tally {
                silent: 1,
                ..Tally::default()
            }
            .in_words(),
            "0 coming, 0 not coming, 1 has not said."
        );
    }
}
