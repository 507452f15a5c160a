//! The forms about items: put on an agenda, proposed, decided about, and taken off.

use uuid::Uuid;

use super::{MINUTES, REASON_LIMIT, TITLE_LIMIT, blank, field, key, version, whole_number};
use crate::{
    form::{Answers, FormState},
    ids::{AgendaItemId, MeetingId, SeatId},
    meetings::types::{AgendaItem, Part, Purpose},
};

/// Longest text about an item, in characters.
const DETAIL_LIMIT: usize = 2_000;
/// Most items of one agenda.
pub const ITEMS_LIMIT: usize = 100;

/// An item as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemForm {
    pub id: AgendaItemId,
    pub title: String,
    pub detail: String,
    pub purpose: Purpose,
    pub minutes: u32,
    pub presenter: Option<SeatId>,
    pub part: Part,
    pub linked: Option<String>,
    pub conflict_note: String,
    /// Whether papers are expected for it.
    pub wants_papers: bool,
    pub under: Option<AgendaItemId>,
    pub version: i32,
}

/// An item that a member proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: AgendaItemId,
    pub title: String,
    pub detail: String,
    pub purpose: Purpose,
    pub minutes: u32,
    /// None for whichever meeting comes.
    pub meeting: Option<MeetingId>,
}

/// What becomes of an item that was proposed or parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Accept(MeetingId),
    Park { reason: String },
    Return { reason: String },
}

/// Which way an item moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    /// The value of the button.
    pub fn code(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Up, Self::Down]
            .into_iter()
            .find(|one| one.code() == code)
    }
}

/// The form for a new item, as first shown.
pub fn blank_item(key: Uuid) -> FormState {
    let mut form = blank(key);
    form.answers = form
        .answers
        .with(field::PURPOSE, Purpose::Discussion.code())
        .with(field::MINUTES, "10")
        .with(field::PART, Part::A.code());
    form
}

/// The form of an item that is there.
pub fn filled_item(item: &AgendaItem) -> FormState {
    let optional = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    FormState::new(
        Answers::default()
            .with(field::KEY, item.id.to_string())
            .with(field::VERSION, item.version.to_string())
            .with(field::TITLE, item.title.clone())
            .with(field::DETAIL, item.detail.clone())
            .with(field::PURPOSE, item.purpose.code())
            .with(field::MINUTES, item.minutes.to_string())
            .with(
                field::PRESENTER,
                optional(item.presenter.map(|seat| seat.0)),
            )
            .with(field::PART, item.part.code())
            .with(field::ACTION, item.linked.clone().unwrap_or_default())
            .with(field::CONFLICT, item.conflict_note.clone())
            .with(field::PAPERS, if item.wants_papers { "yes" } else { "" })
            .with(field::UNDER, optional(item.under.map(|under| under.0))),
    )
}

/// Reads the form of an item. `seats` may present it, and it may stand under
/// one of `above`.
///
/// # Errors
/// The form with what is wrong with it.
pub fn item(
    answers: Answers,
    seats: &[SeatId],
    above: &[AgendaItemId],
) -> Result<ItemForm, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::KEY);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let detail = form.optional_text(field::DETAIL, "What it is about", DETAIL_LIMIT);
    let purpose = form.need_choice(field::PURPOSE, "Select a purpose", Purpose::from_code);
    let minutes = whole_number(&mut form, field::MINUTES, "Minutes", MINUTES);
    let chosen = |form: &FormState, name: &str| Uuid::parse_str(form.answers.text(name)).ok();
    let presenter = chosen(&form, field::PRESENTER)
        .map(SeatId)
        .filter(|seat| seats.contains(seat));
    let under = chosen(&form, field::UNDER)
        .map(AgendaItemId)
        .filter(|item| above.contains(item));
    let linked = form
        .optional_text(field::ACTION, "Action", 40)
        .map(|reference| reference.to_uppercase());
    let conflict = form.optional_text(field::CONFLICT, "Note", REASON_LIMIT);
    let part = form.need_choice(field::PART, "Select who the item is for", Part::from_code);
    let wants_papers = form.answers.is_ticked(field::PAPERS);
    let version = version(&form.answers);
    match purpose.zip(part) {
        Some((purpose, part)) if !form.is_refused() => Ok(ItemForm {
            id: AgendaItemId(id),
            title,
            detail: detail.unwrap_or_default(),
            purpose,
            minutes,
            presenter,
            part,
            linked,
            conflict_note: conflict.unwrap_or_default(),
            wants_papers,
            under,
            version,
        }),
        _ => Err(form),
    }
}

/// Reads what a member proposes, for one of `meetings` or whichever comes.
///
/// # Errors
/// The form with what is wrong with it.
pub fn proposal(answers: Answers, meetings: &[MeetingId]) -> Result<Proposal, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::KEY);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let detail = form.need_text(
        field::DETAIL,
        "Enter why it should be discussed",
        "Why it should be discussed",
        DETAIL_LIMIT,
    );
    let purpose = form.need_choice(field::PURPOSE, "Select a purpose", Purpose::from_code);
    let minutes = whole_number(&mut form, field::MINUTES, "Minutes", MINUTES);
    let meeting = Uuid::parse_str(form.answers.text(field::MEETING))
        .ok()
        .map(MeetingId)
        .filter(|meeting| meetings.contains(meeting));
    match purpose {
        Some(purpose) if !form.is_refused() => Ok(Proposal {
            id: AgendaItemId(id),
            title,
            detail,
            purpose,
            minutes,
            meeting,
        }),
        _ => Err(form),
    }
}

/// The values of the answers to "What should happen with it?".
pub mod decision {
    pub const ACCEPT: &str = "accept";
    pub const PARK: &str = "park";
    pub const RETURN: &str = "return";
    pub const DROP: &str = "drop";
}

/// Reads what becomes of an item that was proposed or parked.
///
/// # Errors
/// The form with what is wrong with it.
pub fn decision_on(answers: Answers, meetings: &[MeetingId]) -> Result<(Decision, i32), FormState> {
    let mut form = FormState::new(answers);
    let chosen = form.need_choice(
        field::DECISION,
        "Select what should happen with it",
        |code| {
            [decision::ACCEPT, decision::PARK, decision::RETURN]
                .into_iter()
                .find(|known| *known == code)
        },
    );
    let meeting = Uuid::parse_str(form.answers.text(field::MEETING))
        .ok()
        .map(MeetingId)
        .filter(|meeting| meetings.contains(meeting));
    if chosen == Some(decision::ACCEPT) && meeting.is_none() {
        form.refuse(field::MEETING, "Select a meeting");
    }
    let reason = if chosen == Some(decision::RETURN) {
        form.need_text(
            field::REASON,
            "Enter the reason, for whoever proposed it",
            "Reason",
            REASON_LIMIT,
        )
    } else {
        form.optional_text(field::REASON, "Reason", REASON_LIMIT)
            .unwrap_or_default()
    };
    let version = version(&form.answers);
    if form.is_refused() {
        return Err(form);
    }
    match (chosen, meeting) {
        (Some(decision::ACCEPT), Some(meeting)) => Ok((Decision::Accept(meeting), version)),
        (Some(decision::PARK), _) => Ok((Decision::Park { reason }, version)),
        (Some(decision::RETURN), _) => Ok((Decision::Return { reason }, version)),
        _ => Err(form),
    }
}

/// What becomes of an item that leaves the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Kept for a later meeting, or else dropped.
    pub parked: bool,
    pub reason: String,
    pub version: i32,
}

/// Reads how an item leaves the agenda. `explained` says that it cannot go
/// without a reason.
///
/// # Errors
/// The form with what is wrong with it.
pub fn leaving(answers: Answers, explained: bool) -> Result<Leaving, FormState> {
    let mut form = FormState::new(answers);
    let chosen = form.need_choice(
        field::DECISION,
        "Select what should happen with it",
        |code| {
            [decision::PARK, decision::DROP]
                .into_iter()
                .find(|known| *known == code)
        },
    );
    let reason = if explained {
        form.need_text(
            field::REASON,
            "Enter the reason: it shows on the agenda",
            "Reason",
            REASON_LIMIT,
        )
    } else {
        form.optional_text(field::REASON, "Reason", REASON_LIMIT)
            .unwrap_or_default()
    };
    match chosen {
        Some(chosen) if !form.is_refused() => Ok(Leaving {
            parked: chosen == decision::PARK,
            reason,
            version: version(&form.answers),
        }),
        _ => Err(form),
    }
}

/// How many places an item moves: one, unless it was dragged further.
pub fn steps(answers: &Answers) -> usize {
    let steps = answers.text(field::STEPS).parse().ok();
    steps
        .filter(|steps| (1..=ITEMS_LIMIT).contains(steps))
        .unwrap_or(1)
}

/// Which way an item moves; none for what is no button of ours.
pub fn direction(answers: &Answers) -> Option<Direction> {
    Direction::from_code(answers.text(field::DIRECTION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_a_whole_number_within_bounds() {
        for typed in ["-5", "0", "481", "1.5", "ten", "99999999999"] {
            let answers = blank_item(Uuid::from_u128(1))
                .answers
                .with(field::TITLE, "Rota")
                .with(field::MINUTES, typed);
            let form = item(answers, &[], &[]).unwrap_err();
            assert_eq!(
                form.error(field::MINUTES),
                Some("Minutes must be a whole number between 1 and 480"),
                "{typed}"
            );
        }
    }

    #[test]
    fn an_item_of_the_core_leaves_only_with_a_reason() {
        let answers = Answers::default().with(field::DECISION, decision::DROP);
        assert!(leaving(answers.clone(), false).is_ok());
        assert!(leaving(answers, true).is_err());
    }
}
