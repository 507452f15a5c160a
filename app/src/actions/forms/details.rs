//! The forms that raise an action and that change what it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::field;
use crate::{
    actions::{
        measured::Target,
        types::{Action, Contributor, Priority},
    },
    form::{Answers, FormState},
    ids::SeatId,
};

/// Longest title of an action, in characters.
pub const TITLE_LIMIT: usize = 200;
/// Longest account of what done looks like, in characters.
pub const DONE_LIMIT: usize = 10_000;
/// Longest reason for a change, in characters.
pub const REASON_LIMIT: usize = 2_000;

/// Longest number of a decision, in characters.
const DECISION_LIMIT: usize = 40;

/// An action to be raised.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAction {
    /// Drawn with the form, so that a second click raises nothing.
    pub key: Uuid,
    pub details: Details,
    /// The number of the decision it follows from, as it was typed.
    pub decision: Option<String>,
    /// The measure it is meant to move.
    pub measure: Option<Target>,
}

/// What an action is, whoever works on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub title: String,
    /// What done looks like.
    pub done: String,
    /// The seat that leads.
    pub seat: SeatId,
    pub due_on: NaiveDate,
    pub priority: Priority,
}

/// A change of what an action is.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeAction {
    pub details: Details,
    pub contributors: BTreeSet<SeatId>,
    /// The measure it is meant to move.
    pub measure: Option<Target>,
    /// Why; there is one wherever the lead or the due date changes.
    pub reason: String,
    pub version: i32,
    pub submission: Uuid,
}

fn details(
    form: &mut FormState,
    seats: &[SeatId],
    earliest: impl Fn(NaiveDate) -> bool,
) -> Option<Details> {
    let title = form.need_line(
        field::TITLE,
        "Enter what is to be done",
        "What is to be done",
        TITLE_LIMIT,
    );
    let done = form.need_text(
        field::DONE,
        "Enter what done looks like",
        "What done looks like",
        DONE_LIMIT,
    );
    let seat = form.need_choice(field::SEAT, "Select who leads it", |code| {
        let id = SeatId(Uuid::parse_str(code).ok()?);
        seats.contains(&id).then_some(id)
    });
    let due_on = field::DUE.read(form, "Due date");
    if due_on.is_some_and(|due| !earliest(due)) {
        form.refuse(field::DUE.day, "Due date must be today or later");
    }
    let priority = form.need_choice(field::PRIORITY, "Select a priority", Priority::from_code);
    Some(Details {
        title,
        done,
        seat: seat?,
        due_on: due_on?,
        priority: priority?,
    })
}

/// The measure that an action is meant to move, if one is chosen. `offered` are those
/// of its board; where there are none, the form does not ask.
fn measure(form: &mut FormState, offered: &[Target]) -> Option<Target> {
    if offered.is_empty() {
        return None;
    }
    let code = form.answers.text(field::MEASURE).to_owned();
    let chosen = Target::from_code(&code).filter(|target| offered.contains(target));
    if chosen.is_none() && !code.is_empty() {
        form.refuse(field::MEASURE, "Select a measure from the list");
    }
    chosen
}

/// The form of a new action, of normal priority until somebody says otherwise.
/// `decision` is the number of the one it follows from, `measure` the code of the one
/// that it is meant to move.
pub fn blank(key: Uuid, decision: Option<&str>, measure: Option<&str>) -> FormState {
    FormState::new(
        Answers::default()
            .with(field::KEY, key.to_string())
            .with(field::DECISION, decision.unwrap_or_default())
            .with(field::MEASURE, measure.unwrap_or_default())
            .with(field::PRIORITY, Priority::Normal.code()),
    )
}

/// Reads the form of a new action. `seats` are those that may lead it, `measures` what
/// it may be meant to move.
///
/// # Errors
/// Something is missing or too long, no seat that may lead is chosen, it is due before
/// today, or the measure is none of those.
pub fn raise(
    answers: Answers,
    seats: &[SeatId],
    measures: &[Target],
    today: NaiveDate,
) -> Result<NewAction, FormState> {
    let mut form = FormState::new(answers);
    let key = form.need_key(field::KEY, field::TITLE);
    let details = details(&mut form, seats, |due| due >= today);
    let decision = form.optional_text(field::DECISION, "Number of the decision", DECISION_LIMIT);
    let measure = measure(&mut form, measures);
    match (key, details) {
        (Some(key), Some(details)) if !form.is_refused() => Ok(NewAction {
            key,
            details,
            decision: decision.filter(|number| !number.is_empty()),
            measure,
        }),
        _ => Err(form),
    }
}

/// The form of an action as it is.
pub fn filled(action: &Action, contributors: &[Contributor], submission: Uuid) -> FormState {
    let mut answers = field::DUE.fill(
        Answers::default()
            .with(field::VERSION, action.version.to_string())
            .with(field::SUBMISSION, submission.to_string())
            .with(field::TITLE, action.title.clone())
            .with(field::DONE, action.outcome.clone())
            .with(field::SEAT, action.seat.to_string())
            .with(field::PRIORITY, action.priority.code())
            .with(
                field::MEASURE,
                action.measure.map(Target::code).unwrap_or_default(),
            ),
        Some(action.due_on),
    );
    for contributor in contributors {
        answers.add(field::CONTRIBUTORS, contributor.seat.to_string());
    }
    FormState::new(answers)
}

/// Reads the change of an action. `seats` are those that may lead it or contribute,
/// `measures` what it may be meant to move; the seat that leads now and the measure
/// of now may stay.
///
/// # Errors
/// As for a new action, where a date that has passed may stay as it is; or the lead
/// or the due date changes and no reason is given.
pub fn change(
    answers: Answers,
    action: &Action,
    seats: &[SeatId],
    measures: &[Target],
    today: NaiveDate,
) -> Result<ChangeAction, FormState> {
    let mut form = FormState::new(answers);
    // Written against an action that has changed since: both are shown first.
    let is_stale = form.answers.version(field::VERSION) != Some(action.version);
    let mut leads = seats.to_vec();
    leads.push(action.seat);
    let details = details(&mut form, &leads, |due| {
        due >= today || due == action.due_on || is_stale
    });
    let mut offered = measures.to_vec();
    offered.extend(action.measure);
    let measure = measure(&mut form, &offered);
    let mut contributors = BTreeSet::new();
    let typed = form.answers.all(field::CONTRIBUTORS).to_vec();
    for code in &typed {
        let seat = Uuid::parse_str(code).ok().map(SeatId);
        match seat.filter(|seat| seats.contains(seat)) {
            Some(seat) => {
                contributors.insert(seat);
            }
            None => {
                form.refuse(field::CONTRIBUTORS, "Select contributors from the list");
                break;
            }
        }
    }
    if let Some(details) = &details {
        contributors.remove(&details.seat);
    }
    let reason = form
        .optional_text(field::REASON, "Reason", REASON_LIMIT)
        .unwrap_or_default();
    if reason.is_empty()
        && !is_stale
        && let Some(details) = &details
    {
        if details.due_on != action.due_on {
            form.refuse(field::REASON, "Enter why the due date moves");
        } else if details.seat != action.seat {
            form.refuse(field::REASON, "Enter why somebody else leads it");
        }
    }
    let version = form.need_version(field::VERSION, field::TITLE);
    let submission = form.need_key(field::SUBMISSION, field::TITLE);
    match (details, version, submission) {
        (Some(details), Some(version), Some(submission)) if !form.is_refused() => {
            Ok(ChangeAction {
                details,
                contributors,
                measure,
                reason,
                version,
                submission,
            })
        }
        _ => Err(form),
    }
}
