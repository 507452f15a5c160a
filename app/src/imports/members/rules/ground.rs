//! What there is already, that rows are matched with.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::types::{Held, KnownSeat, Namesake};
use crate::{
    ids::{PersonId, SeatId},
    imports::plain,
    membership::types::{Capacity, Category, Span},
};

/// What is there already.
#[derive(Clone, Debug)]
pub struct Ground {
    pub today: NaiveDate,
    /// Who takes the file over, and may not appoint themselves.
    pub me: Option<PersonId>,
    pub(super) seats: Vec<KnownSeat>,
    /// The titles of the seats, in their order, as [`plain`] text.
    pub(super) titles: Vec<String>,
    pub(super) by_title: HashMap<String, Vec<usize>>,
    pub(super) by_email: HashMap<String, Namesake>,
    pub(super) namesakes: HashMap<String, Vec<Namesake>>,
    /// Who represents somebody on the board: where, and when.
    pub(super) represents: HashMap<PersonId, Vec<(SeatId, String, Span)>>,
}

impl Ground {
    /// Puts together what rows are matched with: the seats of the board that go
    /// on, everybody who has an address, and the people of the board.
    pub fn new(
        today: NaiveDate,
        me: Option<PersonId>,
        seats: Vec<KnownSeat>,
        addressed: impl IntoIterator<Item = Namesake>,
        people: impl IntoIterator<Item = Namesake>,
    ) -> Self {
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        let mut represents: HashMap<PersonId, Vec<_>> = HashMap::new();
        let titles: Vec<String> = seats.iter().map(|seat| plain(&seat.title)).collect();
        for (place, (seat, title)) in seats.iter().zip(&titles).enumerate() {
            by_title.entry(title.clone()).or_default().push(place);
            if seat.category == Category::Officers {
                continue;
            }
            for held in seat.held.iter().filter(|held| is_holder(held)) {
                represents.entry(held.person).or_default().push((
                    seat.id,
                    seat.title.clone(),
                    held.span,
                ));
            }
        }
        let mut namesakes: HashMap<String, Vec<Namesake>> = HashMap::new();
        for person in people {
            let same = namesakes.entry(plain(&person.full_name)).or_default();
            if same.iter().all(|known| known.person != person.person) {
                same.push(person);
            }
        }
        Self {
            today,
            me,
            seats,
            titles,
            by_title,
            by_email: addressed
                .into_iter()
                .filter_map(|one| Some((one.email.clone()?.to_lowercase(), one)))
                .collect(),
            namesakes,
            represents,
        }
    }
}

pub(super) fn is_holder(held: &Held) -> bool {
    held.capacity == Capacity::Holder
}
