//! Which seat a row is about.

use chrono::NaiveDate;

use super::{
    super::types::{Held, KnownSeat, LEAVE, NEW_SEAT, Offer, Told, Verdict},
    Ground, Judge, Judged, SeatKey, Wanted,
    ground::is_holder,
    outcome::{left_alone, offer},
    reading,
};
use crate::{
    access::Role,
    imports::plain,
    membership::{
        rules::roles_of,
        types::{Category, Span},
    },
    wording,
};

/// Which seat a row is about.
pub(super) enum Place<'a> {
    Known(&'a KnownSeat),
    New(SeatKey),
    /// Nobody has decided yet.
    Open(String, Vec<Offer>),
    /// It was decided to leave such rows out.
    Left,
}

impl<'a> Judge<'a> {
    /// A row for a seat that is there and has nobody in it, as exports write it.
    pub(super) fn names_nobody(&self, wanted: &Wanted) -> Result<Judged, String> {
        if self.like(wanted).is_empty() {
            return Err("Enter a full name".to_owned());
        }
        Ok(left_alone(
            Verdict::Unchanged,
            "The row names nobody".to_owned(),
            Vec::new(),
        ))
    }

    /// The seats of the board that a row may mean.
    pub(super) fn like(&self, wanted: &Wanted) -> Vec<&'a KnownSeat> {
        let ground: &'a Ground = self.ground;
        let places = ground.by_title.get(&plain(&wanted.title));
        places
            .into_iter()
            .flatten()
            .filter_map(|place| ground.seats.get(*place))
            .filter(|seat| !contradicts(seat, wanted))
            .collect()
    }

    /// Whether a seat is held today by whom a row names, as the row says.
    pub(super) fn is_theirs(&self, seat: &KnownSeat, wanted: &Wanted) -> bool {
        let name = plain(&wanted.full_name);
        let by_email = self.by_email(wanted);
        self.in_place(seat, wanted).any(|held| match by_email {
            Some(known) => held.person == known.person,
            None => plain(&held.full_name) == name,
        })
    }

    /// Who has the place of a row today.
    pub(super) fn in_place<'b>(
        &self,
        seat: &'b KnownSeat,
        wanted: &Wanted,
    ) -> impl Iterator<Item = &'b Held> + use<'b> {
        let (capacity, today) = (wanted.capacity, self.ground.today);
        let held = seat.held.iter();
        held.filter(move |held| held.capacity == capacity && held.span.holds(today))
    }

    /// The seat of the board that a row means, or the one that it adds.
    pub(super) fn place(&mut self, told: &Told, wanted: &Wanted) -> Result<Place<'a>, String> {
        let like = self.like(wanted);
        let exactly = |seat: &&&KnownSeat| {
            Some(seat.category) == wanted.category && seat.organisation == wanted.organisation
        };
        let mut exact = like.iter().filter(exactly);
        let found = match (like.as_slice(), exact.next(), exact.next()) {
            ([], ..) => None,
            ([one], ..) => Some(*one),
            (_, Some(one), None) => Some(*one),
            (several, ..) => {
                let mut theirs = several.iter().filter(|seat| self.is_theirs(seat, wanted));
                theirs.next().filter(|_| theirs.next().is_none()).copied()
            }
        };
        let close = match found {
            Some(_) => Vec::new(),
            None if like.is_empty() => self.resembling(wanted),
            None => like,
        };
        let code = self.meanings.of(&reading::about_seat(told));
        let chosen = close.iter().find(|seat| seat.id.to_string() == code);
        match found.or(chosen.copied()) {
            Some(seat) => with_its_role(seat, wanted).map(Place::Known),
            None if close.is_empty() || code == NEW_SEAT => self.new_seat(wanted).map(Place::New),
            None if code == LEAVE => Ok(Place::Left),
            None => {
                let reason = format!("Which seat is “{}”?", wanted.title);
                let today = self.ground.today;
                let mut offers: Vec<Offer> =
                    close.iter().map(|seat| seat_offer(seat, today)).collect();
                if wanted.category.is_some() {
                    offers.push(offer(NEW_SEAT, "A seat that the board does not have yet"));
                }
                Ok(Place::Open(reason, offers))
            }
        }
    }

    /// Seats that a row may mean although it names them in another way: by a title
    /// that is hardly different, or in another category.
    pub(super) fn resembling(&self, wanted: &Wanted) -> Vec<&'a KnownSeat> {
        let ground: &'a Ground = self.ground;
        let title = plain(&wanted.title);
        let seats = ground.seats.iter().zip(&ground.titles);
        let mut close: Vec<&KnownSeat> = seats
            .filter(|(seat, theirs)| {
                let same_organisation = seat.organisation == wanted.organisation;
                if **theirs == title {
                    return same_organisation;
                }
                same_organisation && !contradicts(seat, wanted) && differ_little(theirs, &title)
            })
            .map(|(seat, _)| seat)
            .collect();
        close.truncate(MOST_OFFERED);
        close
    }

    /// The key of a seat that the board does not have yet.
    pub(super) fn new_seat(&mut self, wanted: &Wanted) -> Result<SeatKey, String> {
        let category = for_new_seat(wanted)?;
        let key = SeatKey::New(category, wanted.organisation, plain(&wanted.title));
        let earlier = self.roles.get(&key).copied();
        let role = role_of_new_seat(category, wanted.role.or(earlier))?;
        if earlier.is_some_and(|earlier| earlier != role) {
            return Err("Another row gives this seat another role".to_owned());
        }
        self.roles.insert(key.clone(), role);
        Ok(key)
    }
}

/// Seats or organisations that are offered for a name at most.
pub const MOST_OFFERED: usize = 5;

/// How alike two names are at least, from 0 to 1, to be taken for a slip of the
/// same: two wrong letters in the title of a seat of some twenty.
const ALIKE: f64 = 0.85;

/// Whether two texts may be the same with a slip. Numbers are no slips: the
/// second seat of its kind is another seat than the first.
fn differ_little(one: &str, other: &str) -> bool {
    let digits = |text: &str| -> Vec<char> { text.chars().filter(char::is_ascii_digit).collect() };
    digits(one) == digits(other) && strsim::normalized_damerau_levenshtein(one, other) >= ALIKE
}

fn seat_offer(seat: &KnownSeat, today: NaiveDate) -> Offer {
    let mut held = seat.held.iter();
    let holder = held.find(|held| is_holder(held) && held.span.holds(today));
    let holder = holder.map_or_else(String::new, |held| format!(", {}", held.full_name));
    let words = format!("{} ({}){holder}", seat.title, seat.category.label());
    offer(seat.id.to_string(), words)
}

/// A seat of the board, unless a row gives it another role.
fn with_its_role<'a>(seat: &'a KnownSeat, wanted: &Wanted) -> Result<&'a KnownSeat, String> {
    if wanted.role.is_some_and(|role| role != seat.role) {
        return Err(format!(
            "The role of the seat “{}” is {}",
            seat.title,
            seat.role.label()
        ));
    }
    Ok(seat)
}

/// Whether a seat with the title of a row is another one than it means. An
/// officer may come from any organisation.
fn contradicts(seat: &KnownSeat, wanted: &Wanted) -> bool {
    let other_organisation = match (seat.organisation, wanted.organisation) {
        (Some(theirs), Some(named)) => theirs != named,
        _ => false,
    };
    wanted
        .category
        .is_some_and(|category| category != seat.category)
        || (other_organisation && seat.category != Category::Officers)
}

/// The category of a seat that the board does not have yet.
fn for_new_seat(wanted: &Wanted) -> Result<Category, String> {
    let Some(category) = wanted.category else {
        return Err(format!(
            "Enter a category, because the board has no seat called “{}”",
            wanted.title
        ));
    };
    if category == Category::National {
        return Err("Roles over all boards are not set up from a file".to_owned());
    }
    Ok(category)
}

/// The role of a new seat: the one that is named, or else the usual one.
fn role_of_new_seat(category: Category, named: Option<Role>) -> Result<Role, String> {
    let usual = match roles_of(category) {
        // Which of the officers it is has to be said.
        _ if category == Category::Officers => None,
        roles => roles.first().copied(),
    };
    let Some(role) = named.or(usual) else {
        return Err("Enter a role, because the seat is one of an officer".to_owned());
    };
    if !roles_of(category).contains(&role) {
        return Err(format!(
            "A seat of the category {} cannot have the role {}",
            category.label(),
            role.label()
        ));
    }
    Ok(role)
}

/// Whether a time lies within that of a seat.
pub(super) fn within(seat: &KnownSeat, span: Span) -> Result<(), String> {
    let ends_in_time = match (seat.span.last, span.last) {
        (None, _) => true,
        (Some(seat_ends), Some(ends)) => ends <= seat_ends,
        (Some(_), None) => false,
    };
    if seat.span.holds(span.first) && ends_in_time {
        return Ok(());
    }
    Err(match seat.span.last {
        None => format!(
            "The seat begins on {}, after the first day",
            wording::date(seat.span.first)
        ),
        Some(last) => format!("The seat ends on {}", wording::date(last)),
    })
}
