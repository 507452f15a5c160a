//! The form of a decision.

use chrono::NaiveDate;
use uuid::Uuid;

use super::types::{Decision, How};
use crate::{
    date_field,
    form::{Answers, FormState, OPEN_AGAIN, date::DateField},
    ids::MeetingId,
    meetings::types::Part,
};

/// Names of the fields.
pub mod field {
    use super::{DateField, date_field};

    /// Drawn with the form, so that a second click records nothing.
    pub const KEY: &str = "key";
    pub const VERSION: &str = "version";
    /// The meeting that ratified a decision.
    pub const AT: &str = "at";
    pub const TEXT: &str = "text";
    pub const REASON: &str = "reason";
    pub const HOW: &str = "how";
    pub const TAKEN_BY: &str = "taken-by";
    pub const DISSENT: &str = "dissent";
    pub const ABSTAINED: &str = "abstained";
    pub const PART: &str = "part";
    pub const TAKEN_ON: DateField = date_field!("taken-on");
    pub const REVIEW: DateField = date_field!("review-on");
}

/// Longest text, in characters.
const TEXT_LIMIT: usize = 4_000;
/// Longest list of names, in characters.
const NAMES_LIMIT: usize = 500;

/// A decision as somebody records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    pub id: Uuid,
    pub text: String,
    pub reason: String,
    pub how: How,
    pub taken_by: String,
    pub dissent: String,
    pub abstained: String,
    pub part: Part,
    pub taken_on: NaiveDate,
    pub review_on: Option<NaiveDate>,
}

/// The form as first shown. `part` is that of the item.
pub fn blank(key: Uuid, at_meeting: bool, part: Part) -> FormState {
    let (how, by) = if at_meeting {
        (How::Consensus, "The board")
    } else {
        (How::Email, "")
    };
    let answers = Answers::default()
        .with(field::KEY, key.to_string())
        .with(field::HOW, how.code())
        .with(field::TAKEN_BY, by)
        .with(field::PART, part.code());
    FormState::new(answers)
}

/// Reads a decision. One at a meeting is taken on `met_on`, the day of it; one
/// without says when, not after `today`.
///
/// # Errors
/// Something is missing or cannot be.
pub fn parse(
    answers: Answers,
    met_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<NewDecision, FormState> {
    let mut form = FormState::new(answers);
    let text = form.need_text(
        field::TEXT,
        "Enter what was decided",
        "What was decided",
        TEXT_LIMIT,
    );
    let id = form.need_key(field::KEY, field::TEXT);
    let mut text_of = |name: &'static str, what: &str, most: usize| {
        form.optional_text(name, what, most).unwrap_or_default()
    };
    let reason = text_of(field::REASON, "The reason", TEXT_LIMIT);
    let dissent = text_of(field::DISSENT, "Who disagreed", TEXT_LIMIT);
    let abstained = text_of(field::ABSTAINED, "Who abstained", NAMES_LIMIT);
    let taken_by = form.need_line(
        field::TAKEN_BY,
        "Enter who took the decision",
        "Who took the decision",
        NAMES_LIMIT,
    );
    let how = form.need_choice(field::HOW, "Select how it was taken", |code| {
        How::from_code(code).filter(|how| how.is_between_meetings() == met_on.is_none())
    });
    let part = form.need_choice(field::PART, "Select who it is for", Part::from_code);
    let taken_on = match met_on {
        Some(day) => Some(day),
        None => field::TAKEN_ON.read(&mut form, "Date of the decision"),
    };
    if met_on.is_none() && taken_on.is_some_and(|day| day > today) {
        form.refuse(
            field::TAKEN_ON.day,
            "Date of the decision must be today or in the past",
        );
    }
    let review_on = read_review(&mut form, taken_on);
    match (id, how, part, taken_on) {
        (Some(id), Some(how), Some(part), Some(taken_on)) if !form.is_refused() => {
            Ok(NewDecision {
                id,
                text,
                reason,
                how,
                taken_by,
                dissent,
                abstained,
                part,
                taken_on,
                review_on,
            })
        }
        _ => Err(form),
    }
}

/// Reads which of these meetings ratified a decision, and the version that the form
/// saw.
///
/// # Errors
/// None was selected, or the form did not arrive whole.
pub fn ratification(
    answers: Answers,
    meetings: &[MeetingId],
) -> Result<(MeetingId, i32), FormState> {
    let mut form = FormState::new(answers);
    let chosen = form.need_choice(field::AT, "Select the meeting that ratified it", |code| {
        let id = MeetingId(Uuid::parse_str(code).ok()?);
        meetings.contains(&id).then_some(id)
    });
    match (chosen, form.answers.version(field::VERSION)) {
        (Some(meeting), Some(version)) => Ok((meeting, version)),
        (Some(_), None) => {
            form.refuse(field::AT, OPEN_AGAIN);
            Err(form)
        }
        (None, _) => Err(form),
    }
}

/// The form of the day on which a decision is looked at again, as it is.
pub fn filled_review(decision: &Decision) -> FormState {
    let answers = Answers::default().with(field::VERSION, decision.version.to_string());
    FormState::new(field::REVIEW.fill(answers, decision.review_on))
}

/// Reads when a decision is looked at again, if at all, and the version that the form
/// saw.
///
/// # Errors
/// The day is none, or not after the one on which it was taken.
pub fn review(
    answers: Answers,
    taken_on: NaiveDate,
) -> Result<(Option<NaiveDate>, i32), FormState> {
    let mut form = FormState::new(answers);
    let review_on = read_review(&mut form, Some(taken_on));
    let version = form.answers.version(field::VERSION);
    if version.is_none() {
        form.refuse(field::REVIEW.day, OPEN_AGAIN);
    }
    match version {
        Some(version) if !form.is_refused() => Ok((review_on, version)),
        _ => Err(form),
    }
}

fn read_review(form: &mut FormState, taken_on: Option<NaiveDate>) -> Option<NaiveDate> {
    let review_on = field::REVIEW.read_optional(form, "Review date");
    if let (Some(review), Some(taken)) = (review_on, taken_on)
        && review <= taken
    {
        form.refuse(
            field::REVIEW.day,
            "Review date must be after the decision was taken",
        );
    }
    review_on
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn answers(met: bool) -> Answers {
        blank(Uuid::from_u128(1), met, Part::A)
            .answers
            .with(field::TEXT, "Adopt the protocol")
            .with(field::TAKEN_BY, "The board")
    }

    #[test]
    fn a_decision_at_a_meeting_is_taken_on_its_day() {
        let met = Some(day("2026-12-08"));
        let new = parse(answers(true), met, day("2026-12-08")).unwrap();
        assert_eq!((new.taken_on, new.how), (day("2026-12-08"), How::Consensus));
        let by_email = answers(true).with(field::HOW, How::Email.code());
        let form = parse(by_email, met, day("2026-12-08")).unwrap_err();
        assert_eq!(form.error(field::HOW), Some("Select how it was taken"));
    }

    #[test]
    fn one_between_meetings_says_when_and_not_ahead() {
        let today = day("2026-11-26");
        let said = |on: Option<&str>| {
            let answers = field::TAKEN_ON.fill(answers(false), on.map(day));
            parse(answers, None, today).map(|new| new.taken_on)
        };
        assert_eq!(said(Some("2026-11-26")), Ok(today));
        let late = said(Some("2026-11-27")).unwrap_err();
        assert_eq!(
            late.error(field::TAKEN_ON.day),
            Some("Date of the decision must be today or in the past")
        );
        assert!(said(None).is_err());
    }

    #[test]
    fn a_review_may_be_called_off_but_not_set_before_the_decision() {
        let taken = day("2026-12-08");
        let of = |on: Option<&str>| {
            let answers = Answers::default().with(field::VERSION, "3");
            review(field::REVIEW.fill(answers, on.map(day)), taken)
        };
        assert_eq!(of(None), Ok((None, 3)));
        assert_eq!(of(Some("2026-12-09")), Ok((Some(day("2026-12-09")), 3)));
        assert!(of(Some("2026-12-08")).is_err());
        assert!(review(Answers::default(), taken).is_err());
    }

    #[test]
    fn a_decision_is_ratified_at_a_meeting_that_was_offered() {
        let offered = [MeetingId(Uuid::from_u128(1)), MeetingId(Uuid::from_u128(2))];
        let of = |at: u128| {
            let answers = Answers::default()
                .with(field::VERSION, "2")
                .with(field::AT, Uuid::from_u128(at).to_string());
            ratification(answers, &offered)
        };
        assert_eq!(of(2), Ok((offered[1], 2)));
        assert!(of(3).is_err());
    }

    #[test]
    fn a_review_comes_after_the_decision() {
        let answers = field::REVIEW.fill(answers(true), Some(day("2026-12-08")));
        let form = parse(answers, Some(day("2026-12-08")), day("2026-12-08")).unwrap_err();
        assert!(form.error(field::REVIEW.day).is_some());
    }
}
