//! What is to become of the rows of a file: matched with the seats and people
//! there are, one after the other. Pure: no clock, no database.

mod ground;
mod outcome;
mod people;
mod reading;
mod seats;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use ground::Ground;
use outcome::{Who, certain, left_alone, new_seat_in_words, offer, plan, replaced};
use reading::Found;
pub use reading::Wanted;
pub use seats::MOST_OFFERED;
use seats::{Place, within};

use super::types::{
    KnownSeat, LEAVE, Meanings, Meant, Offer, PersonPlan, Plan, SeatPlan, Told, Verdict, column,
};
use crate::{
    access::Role,
    ids::{OrganisationId, PersonId, SeatId},
    imports::plain,
    membership::{
        rules::collide,
        types::{Capacity, Category, Span},
    },
    wording,
};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub verdict: Verdict,
    /// A sentence for whoever reads the row; empty where there is nothing to say.
    pub reason: String,
    /// What there is to choose between, where a decision is needed.
    pub offers: Vec<Offer>,
    /// What is to be done: nothing where nothing is, or while it is not decided.
    pub plan: Option<Plan>,
    /// The key of what has to be decided about a name first, where something has.
    pub question: String,
}

impl Judged {
    fn bad(reason: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Bad,
            reason: reason.into(),
            offers: Vec::new(),
            plan: None,
            question: String::new(),
        }
    }

    /// A row that waits until somebody has said what a name means.
    fn unclear(question: String, reason: String, mut offers: Vec<Offer>) -> Self {
        offers.push(offer(LEAVE, "Leave the rows with this name out"));
        Self {
            question,
            ..left_alone(Verdict::Unclear, reason, offers)
        }
    }

    /// A row that somebody decided to leave out with its name.
    fn left_out(question: String) -> Self {
        Self {
            question,
            ..left_alone(
                Verdict::Unchanged,
                "Left out, as was decided about the name".to_owned(),
                Vec::new(),
            )
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum SeatKey {
    Known(SeatId),
    New(Category, Option<OrganisationId>, String),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum PersonKey {
    Known(PersonId),
    New(String),
}

/// Goes through the rows of one file, in their order: what an earlier row asks
/// for stands against a later one.
pub struct Judge<'a> {
    ground: &'a Ground,
    meanings: &'a Meanings,
    seats: HashMap<(SeatKey, Capacity), i32>,
    people: HashMap<PersonKey, (i32, SeatKey)>,
    substitutes: HashMap<(SeatKey, PersonKey), i32>,
    /// The first row with each address, and the name in it.
    names: HashMap<String, (i32, String)>,
    roles: HashMap<SeatKey, Role>,
}

impl<'a> Judge<'a> {
    /// Before the first row.
    pub fn new(ground: &'a Ground, meanings: &'a Meanings) -> Self {
        Self {
            ground,
            meanings,
            seats: HashMap::new(),
            people: HashMap::new(),
            substitutes: HashMap::new(),
            names: HashMap::new(),
            roles: HashMap::new(),
        }
    }

    /// What is to become of the next row. `organisation` is what the name in it
    /// means, `choice` what somebody decided about it.
    pub fn next(&mut self, number: i32, told: &Told, organisation: &Meant, choice: &str) -> Judged {
        self.judged(number, told, organisation, choice)
            .unwrap_or_else(Judged::bad)
    }

    fn judged(
        &mut self,
        number: i32,
        told: &Told,
        organisation: &Meant,
        choice: &str,
    ) -> Result<Judged, String> {
        let (organisation, open) = match reading::found(told, organisation, self.meanings)? {
            Found::Certain(organisation) => (organisation, None),
            Found::Left => return Ok(Judged::left_out(reading::about_organisation(told))),
            Found::Open(offers) => (None, Some(offers)),
        };
        let mut wanted = reading::read(told, organisation)?;
        if let Some(offers) = open {
            let typed = told.text(column::ORGANISATION);
            let reason = format!("Which organisation is “{typed}”?");
            let question = reading::about_organisation(told);
            return Ok(Judged::unclear(question, reason, offers));
        }
        if wanted.full_name.is_empty() {
            return self.names_nobody(&wanted);
        }
        let (seat, key) = match self.place(told, &wanted)? {
            Place::Known(seat) => (Some(seat), SeatKey::Known(seat.id)),
            Place::New(key) => (None, key),
            Place::Left => return Ok(Judged::left_out(reading::about_seat(told))),
            Place::Open(reason, offers) => {
                return Ok(Judged::unclear(reading::about_seat(told), reason, offers));
            }
        };
        wanted.role = wanted.role.or_else(|| self.roles.get(&key).copied());
        let starts_on = wanted.from.unwrap_or(self.ground.today);
        if wanted.term_ends.is_some_and(|end| end < starts_on) {
            return Err("The end of the term is before the first day".to_owned());
        }
        let who = self.who(&wanted, seat, choice)?;
        self.one_name(number, &wanted)?;
        let category = seat.map(|seat| seat.category).or(wanted.category);
        self.once(number, &key, category, &wanted, &who)?;
        let plan = plan(&wanted, seat, &key, &who, starts_on);
        let judged = match seat {
            Some(seat) => self.on_known_seat(seat, &wanted, plan, &who, choice)?,
            None => {
                self.not_elsewhere(None, &plan)?;
                let seat = new_seat_in_words(&plan);
                let judged = certain(Verdict::New, plan, who.clone(), choice, "");
                match judged.verdict {
                    Verdict::New => Judged {
                        reason: seat,
                        ..judged
                    },
                    _ => judged,
                }
            }
        };
        if judged.verdict == Verdict::Unchanged {
            return Ok(judged);
        }
        if let Some(end) = wanted.term_ends.filter(|end| *end < self.ground.today) {
            return Err(format!(
                "The last day or the end of the term, {}, is past. Take the row out if they have \
                 left; leave the end empty if they still sit there",
                wording::date(end)
            ));
        }
        if self.is_me(&who) {
            return Err("You cannot appoint yourself. Somebody else has to".to_owned());
        }
        Ok(judged)
    }

    /// Notes what the row asks for, unless an earlier one asked for the same.
    fn once(
        &mut self,
        number: i32,
        key: &SeatKey,
        category: Option<Category>,
        wanted: &Wanted,
        who: &Who,
    ) -> Result<(), String> {
        let person = match who {
            Who::Known(person) => PersonKey::Known(*person),
            Who::New(_) | Who::Uncertain { .. } => PersonKey::New(
                wanted
                    .email
                    .clone()
                    .unwrap_or_else(|| plain(&wanted.full_name)),
            ),
        };
        if wanted.capacity == Capacity::Substitute {
            let place = (key.clone(), person.clone());
            if let Some(earlier) = self.substitutes.insert(place, number) {
                return Err(format!(
                    "Row {earlier} names the same substitute for the same seat"
                ));
            }
            return Ok(());
        }
        let place = (key.clone(), wanted.capacity);
        if let Some(earlier) = self.seats.get(&place) {
            return Err(format!(
                "Row {earlier} is for the same seat, also as {}",
                wanted.capacity.label().to_lowercase()
            ));
        }
        self.seats.insert(place, number);
        if wanted.capacity != Capacity::Holder || category == Some(Category::Officers) {
            return Ok(());
        }
        if let Some((earlier, other)) = self.people.get(&person)
            && other != key
        {
            return Err(format!("Row {earlier} gives the same person another seat"));
        }
        self.people.insert(person, (number, key.clone()));
        Ok(())
    }

    /// A row about a seat that is there.
    fn on_known_seat(
        &self,
        seat: &KnownSeat,
        wanted: &Wanted,
        plan: Plan,
        who: &Who,
        choice: &str,
    ) -> Result<Judged, String> {
        let span = Span::new(plan.starts_on, plan.ends_on);
        if let Who::Known(person) = who
            && let Some(held) = seat.held.iter().find(|held| {
                held.person == *person
                    && held.capacity == wanted.capacity
                    && (held.span.meets(span) || held.span.first == span.first)
            })
        {
            let mut reason = format!(
                "{} has this place already, from {}",
                held.full_name,
                wording::date(held.span.first)
            );
            if wanted.email.is_some() && self.by_email(wanted).is_none() {
                reason.push_str(
                    ". The file has another email address for them, which stays as it is. \
                     Change it on their page",
                );
            }
            let other_end = wanted
                .term_ends
                .filter(|end| held.expected_end_on.or(held.span.last) != Some(*end));
            if let Some(end) = other_end {
                reason.push_str(&format!(
                    ". The file says that their term ends on {}. Change it on the page of the seat",
                    wording::date(end)
                ));
            }
            return Ok(left_alone(Verdict::Unchanged, reason, Vec::new()));
        }
        within(seat, span)?;
        self.not_elsewhere(Some(seat), &plan)?;
        let person = match who {
            Who::Known(person) => Some(*person),
            Who::New(_) | Who::Uncertain { .. } => None,
        };
        let in_the_way = seat.held.iter().filter(|held| {
            collide(
                (wanted.capacity, span),
                (held.capacity, held.span),
                person == Some(held.person),
            )
        });
        let mut gives_way = None;
        for held in in_the_way {
            let can = held.capacity == wanted.capacity && held.span.first < span.first;
            if !can || person == Some(held.person) {
                return Err(format!(
                    "{} has this place from {}. Enter a later first day, or end that first",
                    held.full_name,
                    wording::date(held.span.first)
                ));
            }
            gives_way = Some(held);
        }
        Ok(match gives_way {
            None => certain(Verdict::Appoint, plan, who.clone(), choice, ""),
            Some(held) => replaced(held, plan, who.clone(), choice),
        })
    }

    /// Nobody represents two on one board (an officer may, besides).
    fn not_elsewhere(&self, seat: Option<&KnownSeat>, plan: &Plan) -> Result<(), String> {
        let PersonPlan::Known(person) = &plan.person else {
            return Ok(());
        };
        let category = match (&plan.seat, seat) {
            (SeatPlan::New(new), _) => new.category,
            (SeatPlan::Known(_), Some(seat)) => seat.category,
            (SeatPlan::Known(_), None) => return Ok(()),
        };
        if plan.capacity != Capacity::Holder || category == Category::Officers {
            return Ok(());
        }
        let span = Span::new(plan.starts_on, plan.ends_on);
        let held = self.ground.represents.get(person);
        let other = held
            .into_iter()
            .flatten()
            .find(|(id, _, theirs)| seat.is_none_or(|seat| seat.id != *id) && theirs.meets(span));
        match other {
            Some((_, title, _)) => Err(format!(
                "This person already holds the seat “{title}” on this board"
            )),
            None => Ok(()),
        }
    }
}
