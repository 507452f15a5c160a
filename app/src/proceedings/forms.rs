//! The forms of a meeting that is held.

use chrono::NaiveTime;
use uuid::Uuid;

use super::types::{BoardRules, ItemRecord, Mark, Outcome, Presence, SeatMark};
use crate::{
    actions::types::Verification,
    form::{Answers, FormState},
    ids::{AgendaItemId, SeatId},
    meetings::rules::read_time,
    membership::types::Category,
    wording,
};

/// Names of the fields of these forms.
pub mod field {
    pub const KEY: &str = "key";
    pub const VERSION: &str = "version";
    pub const PRESENCE: &str = "presence";
    pub const NAME: &str = "name";
    pub const ORGANISATION: &str = "organisation";
    pub const ARRIVED: &str = "arrived";
    pub const LEFT: &str = "left";
    /// What the page showed of a seat when it was drawn.
    pub const WAS: &str = "was";
    /// Pressed instead of saving only what was marked.
    pub const EVERYBODY: &str = "everybody";
    /// The guest that is taken off.
    pub const REMOVE: &str = "remove";
    pub const NOTES: &str = "notes";
    pub const JUDICIAL: &str = "judicial-note";
    pub const INTERESTS: &str = "interests";
    pub const OUTCOME: &str = "outcome";
    pub const LEAST: &str = "least";
    pub const CATEGORIES: &str = "categories";
    pub const SUBSTITUTES: &str = "substitutes-count";
    pub const PAPERS: &str = "papers-days";
    pub const MINUTES: &str = "minutes-days";
    pub const ACTIONS: &str = "actions-days";
    pub const OFFERS: &str = "offer-days";
    pub const VERIFICATION: &str = "verification";
    pub const MOST_ACTIONS: &str = "actions-most";
    pub const PUBLISHES: &str = "publishes-minutes";

    /// A field of one seat or item among many on a page.
    pub fn of(name: &str, id: impl std::fmt::Display) -> String {
        format!("{name}-{id}")
    }
}

/// Longest name, in characters.
const NAME_LIMIT: usize = 300;
/// Longest notes of an item, in characters.
const NOTES_LIMIT: usize = 10_000;
/// Most people or days that a rule may ask for.
const MOST: u32 = 60;

/// What somebody recorded of a seat, and what they saw before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marking {
    pub seat: SeatId,
    /// The token of what the page showed.
    pub was: String,
    pub mark: Option<Mark>,
}

fn time(form: &mut FormState, name: &str, seat: SeatId, what: &str) -> Option<NaiveTime> {
    let name = field::of(name, seat);
    let typed = form.answers.text(&name).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    let time = read_time(&typed);
    if time.is_none() {
        form.refuse(name, format!("{what} must be a time, like 2:15pm"));
    }
    time
}

fn marking(form: &mut FormState, seat: &SeatMark, everybody: bool) -> Option<Mark> {
    let presence_field = field::of(field::PRESENCE, seat.seat);
    let code = form.answers.text(&presence_field).to_owned();
    let holder = seat.holder.as_ref().map(|(_, name)| name.clone());
    let presence = match Presence::from_code(&code) {
        Some(presence) => presence,
        None if code.is_empty() && everybody && holder.is_some() => Presence::Present,
        None => {
            if !code.is_empty() {
                form.refuse(presence_field, "Select whether somebody came for this seat");
            }
            return None;
        }
    };
    let arrived = time(form, field::ARRIVED, seat.seat, "When they came");
    let left = time(form, field::LEFT, seat.seat, "When they left");
    if let (Some(arrived), Some(left)) = (arrived, left)
        && left <= arrived
    {
        form.refuse(
            field::of(field::LEFT, seat.seat),
            "When they left must be after they came",
        );
    }
    if !presence.is_there() && (arrived.is_some() || left.is_some()) {
        form.refuse(
            field::of(field::ARRIVED, seat.seat),
            "Somebody who was not there neither came late nor left early",
        );
    }
    let name_field = field::of(field::NAME, seat.seat);
    let typed = form.optional_text(name_field.clone(), "The name", NAME_LIMIT);
    let name = match (presence, typed, holder) {
        (Presence::Substitute, Some(typed), _) => typed,
        (Presence::Substitute, None, _) => {
            form.refuse(name_field, "Enter the name of whoever came for this seat");
            String::new()
        }
        (Presence::Present, _, None) => {
            form.refuse(
                presence_field,
                "Nobody holds this seat. If somebody came for it, select “Substitute came”",
            );
            String::new()
        }
        (_, _, holder) => holder.unwrap_or_default(),
    };
    Some(Mark {
        presence: presence.code().to_owned(),
        name,
        arrived,
        left,
    })
}

/// Reads who came.
///
/// # Errors
/// What was entered for some seats cannot be.
pub fn attendance(answers: Answers, seats: &[SeatMark]) -> Result<Vec<Marking>, FormState> {
    let mut form = FormState::new(answers);
    let everybody = !form.answers.text(field::EVERYBODY).is_empty();
    let markings = seats
        .iter()
        .map(|seat| Marking {
            seat: seat.seat,
            was: form
                .answers
                .text(&field::of(field::WAS, seat.seat))
                .to_owned(),
            mark: marking(&mut form, seat, everybody),
        })
        .collect();
    if form.is_refused() {
        Err(form)
    } else {
        Ok(markings)
    }
}

/// The form of who came, as it is.
pub fn filled_attendance(seats: &[SeatMark]) -> FormState {
    let mut answers = Answers::default();
    for seat in seats {
        let mark = seat.mark.as_ref();
        let time = |time: Option<NaiveTime>| time.map_or_else(String::new, wording::clock);
        let is_substitute = mark.is_some_and(|mark| mark.presence() == Some(Presence::Substitute));
        for (name, value) in [
            (field::WAS, Mark::token(mark)),
            (
                field::PRESENCE,
                mark.map_or_else(String::new, |mark| mark.presence.clone()),
            ),
            (
                field::NAME,
                mark.filter(|_| is_substitute)
                    .map_or_else(String::new, |mark| mark.name.clone()),
            ),
            (field::ARRIVED, time(mark.and_then(|mark| mark.arrived))),
            (field::LEFT, time(mark.and_then(|mark| mark.left))),
        ] {
            answers.add(field::of(name, seat.seat), value);
        }
    }
    FormState::new(answers)
}

/// Somebody in attendance who holds no seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGuest {
    pub id: Uuid,
    pub name: String,
    pub organisation: String,
}

/// Reads the form of a guest.
///
/// # Errors
/// It names nobody, or did not arrive whole.
pub fn guest(answers: Answers) -> Result<NewGuest, FormState> {
    let mut form = FormState::new(answers);
    let id = form.need_key(field::KEY, field::NAME);
    let name = form.need_line(field::NAME, "Enter a name", "The name", NAME_LIMIT);
    let organisation = form
        .optional_text(field::ORGANISATION, "The organisation", NAME_LIMIT)
        .unwrap_or_default();
    match id {
        Some(id) if !form.is_refused() => Ok(NewGuest {
            id,
            name,
            organisation,
        }),
        _ => Err(form),
    }
}

/// The form of one item, as it is.
pub fn filled_record(item: AgendaItemId, record: &ItemRecord) -> Answers {
    let mut answers = Answers::default();
    for (name, value) in [
        (field::VERSION, record.version.to_string()),
        (field::NOTES, record.notes.clone()),
        (field::JUDICIAL, record.judicial_note.clone()),
        (field::INTERESTS, record.interests.clone()),
        (
            field::OUTCOME,
            record.outcome.map_or("", Outcome::code).to_owned(),
        ),
    ] {
        answers.add(field::of(name, item), value);
    }
    answers
}

/// Reads what was written at an item; its version is that of the page.
///
/// # Errors
/// A text is too long or looks like the data of a case, or the form did not arrive
/// whole.
pub fn record(answers: Answers, item: AgendaItemId) -> Result<ItemRecord, FormState> {
    let mut form = FormState::new(answers);
    let mut text = |name: &str, what: &str| {
        form.optional_text(field::of(name, item), what, NOTES_LIMIT)
            .unwrap_or_default()
    };
    let notes = text(field::NOTES, "The notes");
    let judicial_note = text(field::JUDICIAL, "The judicial note");
    let interests = text(field::INTERESTS, "Interests");
    let code = form
        .answers
        .text(&field::of(field::OUTCOME, item))
        .to_owned();
    let outcome = Outcome::from_code(&code);
    if outcome.is_none() && !code.is_empty() {
        form.refuse(
            field::of(field::OUTCOME, item),
            "Select what came of the item",
        );
    }
    let version = form.answers.text(&field::of(field::VERSION, item)).parse();
    match version {
        Ok(version) if (0..i32::MAX).contains(&version) && !form.is_refused() => Ok(ItemRecord {
            notes,
            judicial_note,
            interests,
            outcome,
            version,
        }),
        Ok(version) if (0..i32::MAX).contains(&version) => Err(form),
        _ => {
            form.refuse(field::of(field::NOTES, item), crate::form::OPEN_AGAIN);
            Err(form)
        }
    }
}

/// The form of a board's rules, as they are.
pub fn filled_rules(rules: &BoardRules) -> FormState {
    let mut answers = Answers::default()
        .with(field::VERSION, rules.version.to_string())
        .with(field::LEAST, rules.least.to_string())
        .with(field::PAPERS, rules.papers_days.to_string())
        .with(field::MINUTES, rules.minutes_days.to_string())
        .with(field::ACTIONS, rules.actions_days.to_string())
        .with(field::OFFERS, rules.offer_days.to_string())
        .with(field::VERIFICATION, rules.verification.code())
        .with(field::MOST_ACTIONS, rules.actions_most.to_string());
    for category in &rules.categories {
        answers.add(field::CATEGORIES, category.code());
    }
    if rules.substitutes_count {
        answers.add(field::SUBSTITUTES, crate::form::YES);
    }
    if rules.publishes_minutes {
        answers.add(field::PUBLISHES, crate::form::YES);
    }
    FormState::new(answers)
}

/// Reads a board's rules.
///
/// # Errors
/// A number is none, or a category is not one of boards.
pub fn rules(answers: Answers) -> Result<BoardRules, FormState> {
    let mut form = FormState::new(answers);
    let mut number = |name: &'static str, what: &str, least: u32| {
        let number = form.answers.text(name).trim().parse::<u32>().ok();
        let number = number.filter(|number| (least..=MOST).contains(number));
        if number.is_none() {
            form.refuse(
                name,
                format!("{what} must be a whole number between {least} and {MOST}"),
            );
        }
        number.unwrap_or_default()
    };
    let least = number(field::LEAST, "How many people must be there", 1);
    let papers_days = number(field::PAPERS, "Days for papers", 0);
    let minutes_days = number(field::MINUTES, "Days for minutes", 0);
    let actions_days = number(field::ACTIONS, "Days for actions", 0);
    let offer_days = number(field::OFFERS, "Days for an answer", 1);
    let actions_most = number(field::MOST_ACTIONS, "Open actions", 0);
    let verification = form.need_choice(
        field::VERIFICATION,
        "Select which actions are checked by somebody else",
        Verification::from_code,
    );
    let codes = form.answers.all(field::CATEGORIES).to_vec();
    let categories: Vec<Category> = Category::of_boards()
        .filter(|category| codes.iter().any(|code| code == category.code()))
        .collect();
    if categories.len() < codes.len() {
        form.refuse(field::CATEGORIES, "Select categories from the list");
    }
    let version = form.answers.text(field::VERSION).parse().ok();
    let version = version.filter(|version| (0..i32::MAX).contains(version));
    if version.is_none() {
        form.refuse(field::LEAST, crate::form::OPEN_AGAIN);
    }
    match (version, verification) {
        (Some(version), Some(verification)) if !form.is_refused() => Ok(BoardRules {
            offer_days,
            verification,
            actions_most,
            least,
            categories,
            substitutes_count: form.answers.is_ticked(field::SUBSTITUTES),
            papers_days,
            minutes_days,
            actions_days,
            publishes_minutes: form.answers.is_ticked(field::PUBLISHES),
            version,
        }),
        _ => Err(form),
    }
}
