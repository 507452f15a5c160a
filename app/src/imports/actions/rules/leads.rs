//! Who leads: the words of a row matched with the seats of the board.

use std::collections::{BTreeMap, HashMap};

use super::{LEAVE, plain};
use crate::{
    access::Role, actions::rules::seat_may_lead, ids::SeatId, imports::actions::types::LogSeat,
    imports::types::Offer, wording,
};

/// The seats of a board that leads are matched with.
#[derive(Clone, Debug, Default)]
pub struct Leads {
    seats: Vec<LogSeat>,
    by_name: HashMap<String, Vec<usize>>,
    /// The boards on which people sit who have no seat here, by their plain names.
    elsewhere: BTreeMap<String, String>,
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    Seat(SeatId),
    /// Why nobody is certain, and who may be meant, the likeliest first.
    Open(String, Vec<Offer>),
}

/// What begins the name of a judge.
const JUDGES: [&str; 10] = [
    "hhj",
    "dj",
    "ddj",
    "judge",
    "his honour",
    "her honour",
    "district judge",
    "recorder",
    "dfj",
    "designated family judge",
];

/// What parts two leads of one cell.
const BETWEEN: [char; 7] = ['/', ',', ';', '&', '(', ')', '\n'];

impl Leads {
    /// Of these seats; `elsewhere` says of people with other seats where they sit.
    pub fn new(seats: Vec<LogSeat>, elsewhere: BTreeMap<String, String>) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, seat) in seats.iter().enumerate() {
            let names = std::iter::once(&seat.title)
                .chain(&seat.organisation)
                .chain(&seat.people);
            for name in names {
                let places = by_name.entry(plain(name)).or_default();
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        Self {
            seats,
            by_name,
            elsewhere,
        }
    }

    fn may_lead(seat: &LogSeat) -> bool {
        seat_may_lead(seat.role) && !seat.organisation.is_empty()
    }

    /// Whether an action may be given to a seat.
    pub fn leads(&self, id: SeatId) -> bool {
        self.seats
            .iter()
            .any(|seat| seat.id == id && Self::may_lead(seat))
    }

    fn named(&self, name: &str) -> Vec<&LogSeat> {
        self.by_name
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|place| self.seats.get(*place))
            .collect()
    }

    /// Who the words of a row mean.
    pub fn meant(&self, typed: &str) -> Meant {
        let name = plain(typed);
        if name.is_empty() {
            let why = "No lead is named. Who leads these actions?";
            return self.open(why.to_owned(), &[]);
        }
        let named = self.named(&name);
        let leading: Vec<SeatId> = named
            .iter()
            .filter(|seat| Self::may_lead(seat))
            .map(|seat| seat.id)
            .collect();
        if let [one] = leading.as_slice() {
            return Meant::Seat(*one);
        }
        let typed = wording::tidied(typed);
        if !leading.is_empty() {
            let why = format!("“{typed}” has more than one seat on this board. Which leads?");
            return self.open(why, &leading);
        }
        if let Some(seat) = named.first() {
            let why = match seat.role {
                Role::Observer => format!(
                    "“{typed}” observes on this board, and observers lead no action. Who leads instead?"
                ),
                role if !seat_may_lead(role) => format!(
                    "“{typed}” has the role {} on this board, which leads no action. Who leads instead?",
                    role.label().to_lowercase()
                ),
                _ => format!(
                    "The seat of “{typed}” is kept for no organisation, and so leads no action. Who leads instead?"
                ),
            };
            return self.open(why, &[]);
        }
        if let Some(board) = self.elsewhere.get(&name) {
            let why = format!("“{typed}” sits on {board} and not on this board. Who leads here?");
            return self.open(why, &[]);
        }
        let is_judge = JUDGES.iter().any(|title| {
            name.strip_prefix(title)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        if is_judge {
            let why = format!(
                "“{typed}” is a judge. Judges observe and lead no action. Who leads instead?"
            );
            return self.open(why, &[]);
        }
        let likely = self.likely(&name);
        let why = if likely.len() > 1 {
            format!("“{typed}” is more than one lead. Exactly one seat leads: which?")
        } else {
            format!(
                "“{typed}” is not the name of a seat, an organisation or a person of this board. Who is meant?"
            )
        };
        self.open(why, &likely)
    }

    /// The seats that parts of a name mean, or that have every word of it.
    fn likely(&self, name: &str) -> Vec<SeatId> {
        let mut found: Vec<SeatId> = Vec::new();
        let parts = name.split(BETWEEN).flat_map(|part| part.split(" and "));
        let parts: Vec<&str> = parts.flat_map(|part| part.split(" - ")).collect();
        for part in parts.iter().map(|part| part.trim()) {
            for seat in self.named(part) {
                if Self::may_lead(seat) && !found.contains(&seat.id) {
                    found.push(seat.id);
                }
            }
        }
        if found.is_empty() {
            let words: Vec<&str> = name.split(' ').collect();
            let has_all = |known: &str| {
                let known: Vec<&str> = known.split(' ').collect();
                words.iter().all(|word| known.contains(word))
            };
            for seat in self.seats.iter().filter(|seat| Self::may_lead(seat)) {
                let mut names = std::iter::once(&seat.title)
                    .chain(&seat.organisation)
                    .chain(&seat.people);
                if names.any(|known| has_all(&plain(known))) {
                    found.push(seat.id);
                }
            }
        }
        found
    }

    /// A question with every seat that may lead to answer it, `first` before others.
    fn open(&self, why: String, first: &[SeatId]) -> Meant {
        let (mut likely, mut others) = (Vec::new(), Vec::new());
        for seat in self.seats.iter().filter(|seat| Self::may_lead(seat)) {
            let organisation = seat.organisation.first().map_or("", String::as_str);
            let offer = Offer {
                code: seat.id.to_string(),
                words: format!("{}, {organisation}", seat.title),
            };
            if first.contains(&seat.id) {
                likely.push(offer);
            } else {
                others.push(offer);
            }
        }
        likely.extend(others);
        likely.push(Offer {
            code: LEAVE.to_owned(),
            words: "Leave the rows with this lead out".to_owned(),
        });
        Meant::Open(why, likely)
    }
}
