//! What is to become of the rows of a file: matched with the seats and people
//! there are, one after the other. Pure: no clock, no database.

mod outcome;
mod reading;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::NaiveDate;

use outcome::{Who, certain, left_alone, new_seat_in_words, offer, plan, replaced};
use reading::Found;
pub use reading::Wanted;

use super::types::{
    Held, KnownSeat, LEAVE, Meanings, Meant, NEW_SEAT, Namesake, Offer, PersonPlan, Plan,
    SOMEBODY_NEW, SeatPlan, Told, Verdict, column,
};
use crate::{
    access::Role,
    ids::{OrganisationId, PersonId, SeatId},
    membership::{
        rules::{collide, roles_of},
        types::{Capacity, Category, Span},
    },
    wording,
};

/// What is there already.
#[derive(Clone, Debug)]
pub struct Ground {
    pub today: NaiveDate,
    /// Who takes the file over, and may not appoint themselves.
    pub me: Option<PersonId>,
    seats: Vec<KnownSeat>,
    /// The titles of the seats, in their order, as [`plain`] text.
    titles: Vec<String>,
    by_title: HashMap<String, Vec<usize>>,
    by_email: HashMap<String, Namesake>,
    namesakes: HashMap<String, Vec<Namesake>>,
    /// Who represents somebody on the board: where, and when.
    represents: HashMap<PersonId, Vec<(SeatId, String, Span)>>,
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

fn is_holder(held: &Held) -> bool {
    held.capacity == Capacity::Holder
}

/// A text without what may differ between two that mean the same.
pub fn plain(text: &str) -> String {
    wording::folded(&wording::tidied(text))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

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

/// Which seat a row is about.
enum Place<'a> {
    Known(&'a KnownSeat),
    New(SeatKey),
    /// Nobody has decided yet.
    Open(String, Vec<Offer>),
    /// It was decided to leave such rows out.
    Left,
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

    /// A row for a seat that is there and has nobody in it, as exports write it.
    fn names_nobody(&self, wanted: &Wanted) -> Result<Judged, String> {
        if self.like(wanted).is_empty() {
            return Err("Enter a full name".to_owned());
        }
        Ok(left_alone(
            Verdict::Unchanged,
            "The row names nobody".to_owned(),
            Vec::new(),
        ))
    }

    /// Holds that an address belongs to one person throughout the file.
    fn one_name(&mut self, number: i32, wanted: &Wanted) -> Result<(), String> {
        let Some(email) = &wanted.email else {
            return Ok(());
        };
        let name = plain(&wanted.full_name);
        let (earlier, known) = self
            .names
            .entry(email.clone())
            .or_insert_with(|| (number, name.clone()));
        if *known == name {
            return Ok(());
        }
        Err(format!(
            "Row {earlier} gives somebody with another name the same email address"
        ))
    }

    /// The seats of the board that a row may mean.
    fn like(&self, wanted: &Wanted) -> Vec<&'a KnownSeat> {
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
    fn is_theirs(&self, seat: &KnownSeat, wanted: &Wanted) -> bool {
        let name = plain(&wanted.full_name);
        let by_email = self.by_email(wanted);
        self.in_place(seat, wanted).any(|held| match by_email {
            Some(known) => held.person == known.person,
            None => plain(&held.full_name) == name,
        })
    }

    /// Whoever has the address of a row.
    fn by_email(&self, wanted: &Wanted) -> Option<&'a Namesake> {
        let ground: &'a Ground = self.ground;
        ground.by_email.get(wanted.email.as_ref()?)
    }

    /// Who has the place of a row today.
    fn in_place<'b>(
        &self,
        seat: &'b KnownSeat,
        wanted: &Wanted,
    ) -> impl Iterator<Item = &'b Held> + use<'b> {
        let (capacity, today) = (wanted.capacity, self.ground.today);
        let held = seat.held.iter();
        held.filter(move |held| held.capacity == capacity && held.span.holds(today))
    }

    /// The seat of the board that a row means, or the one that it adds.
    fn place(&mut self, told: &Told, wanted: &Wanted) -> Result<Place<'a>, String> {
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
    fn resembling(&self, wanted: &Wanted) -> Vec<&'a KnownSeat> {
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
    fn new_seat(&mut self, wanted: &Wanted) -> Result<SeatKey, String> {
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

    fn is_me(&self, who: &Who) -> bool {
        match who {
            Who::Known(person) => Some(*person) == self.ground.me,
            Who::New(_) => false,
            Who::Uncertain { people, .. } => people
                .iter()
                .any(|person| Some(person.person) == self.ground.me),
        }
    }

    /// Who is meant: whoever has the address, or else whoever of the board has
    /// the name and no other address. Where the two do not agree, it is asked.
    fn who(&self, wanted: &Wanted, seat: Option<&KnownSeat>, choice: &str) -> Result<Who, String> {
        let has_it_already = |person: PersonId| {
            seat.is_some_and(|seat| {
                let mut held = self.in_place(seat, wanted);
                held.any(|held| held.person == person)
            })
        };
        if let Some(known) = self.by_email(wanted) {
            let chosen = uuid::Uuid::parse_str(choice).ok().map(PersonId);
            if chosen.is_some_and(|chosen| chosen != known.person) {
                return Err("The email address belongs to somebody else than was chosen".to_owned());
            }
            let is_named = plain(&known.full_name) == plain(&wanted.full_name);
            if is_named || chosen.is_some() || has_it_already(known.person) {
                return Ok(Who::Known(known.person));
            }
            return Ok(self.under_another_name(known));
        }
        let new = || match &wanted.email {
            Some(email) => Ok(Who::New(PersonPlan::New {
                full_name: wanted.full_name.clone(),
                email: email.clone(),
                post: wanted.post.clone(),
            })),
            None => Err("Enter an email address".to_owned()),
        };
        let same = self.ground.namesakes.get(&plain(&wanted.full_name));
        let Some(same) = same.filter(|same| !same.is_empty()) else {
            return new();
        };
        let chosen = same
            .iter()
            .find(|person| person.person.to_string() == choice);
        let is_the_one = |one: &&Namesake| has_it_already(one.person);
        if let Some(one) = chosen.or_else(|| same.iter().find(is_the_one)) {
            return Ok(Who::Known(one.person));
        }
        match same.as_slice() {
            _ if choice == SOMEBODY_NEW => new(),
            [one] if may_have(one, wanted) => Ok(Who::Known(one.person)),
            several => Ok(Who::Uncertain {
                people: several.to_vec(),
                or_new: wanted.email.is_some(),
                reason: match several {
                    [_] => "The board knows this name with another email address",
                    _ => "The board knows more than one person of this name",
                }
                .to_owned(),
            }),
        }
    }

    /// Somebody whose address a row has under another name. Whoever is not of this
    /// board is not named: a file of guesses would tell who has which address.
    fn under_another_name(&self, known: &Namesake) -> Who {
        let of_board = self
            .ground
            .namesakes
            .get(&plain(&known.full_name))
            .is_some_and(|all| all.iter().any(|one| one.person == known.person));
        let (shown, reason) = if of_board {
            let name = &known.full_name;
            let reason = format!("The portal knows this email address as that of {name}");
            (known.clone(), reason)
        } else {
            let shown = Namesake {
                full_name: "Whoever the portal knows by this email address".to_owned(),
                post: String::new(),
                email: None,
                person: known.person,
            };
            let reason = "The portal knows this email address under another name".to_owned();
            (shown, reason)
        };
        Who::Uncertain {
            people: vec![shown],
            or_new: false,
            reason,
        }
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

/// Whether the address of a row may be that of somebody: one of them is not
/// known. Those who have it are found by it.
fn may_have(one: &Namesake, wanted: &Wanted) -> bool {
    one.email.is_none() || wanted.email.is_none()
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
fn within(seat: &KnownSeat, span: Span) -> Result<(), String> {
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
