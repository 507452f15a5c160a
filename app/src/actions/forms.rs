//! The forms about actions: from what was typed to what may be stored. Here is the
//! one that says where an action stands.

pub mod bulk;
pub mod details;
pub mod requests;

use uuid::Uuid;

use super::types::Status;
use crate::form::{Answers, FormState};

/// Names of the form's fields.
pub mod field {
    use crate::{date_field, form::date::DateField};

    pub const STATUS: &str = "status";
    pub const NOTE: &str = "note";
    pub const EVIDENCE: &str = "evidence";
    pub const TITLE: &str = "title";
    pub const DONE: &str = "done";
    pub const SEAT: &str = "seat";
    pub const DUE: DateField = date_field!("due-on");
    pub const PRIORITY: &str = "priority";
    pub const CONTRIBUTORS: &str = "contributors";
    pub const REASON: &str = "reason";
    pub const ANSWER: &str = "answer";
    /// The number of the decision that an action follows from.
    pub const DECISION: &str = "decision";
    /// The measure that an action is meant to move.
    pub const MEASURE: &str = "measure";
    /// Drawn with a form that makes something new, so that a second click makes
    /// nothing more.
    pub const KEY: &str = "key";
    /// The version of the action the person was looking at.
    pub const VERSION: &str = "version";
    /// Drawn fresh with each form, so that a second click is the same update.
    pub const SUBMISSION: &str = "submission";
}

/// The longest account of what was done, in characters. Room for 2,600 words.
pub const NOTE_LIMIT: usize = 20_000;

/// Longest words about where the evidence is, in characters.
pub const EVIDENCE_LIMIT: usize = 2_000;

/// An update that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateAction {
    pub status: Status,
    pub note: String,
    /// Where it can be seen that it is done; empty where nothing was said of it.
    pub evidence: String,
    pub version: i32,
    pub submission: Uuid,
}

/// The form as first shown: no position chosen, so that nobody confirms by habit.
pub fn blank(version: i32, submission: Uuid) -> FormState {
    FormState::new(
        Answers::default()
            .with(field::VERSION, version.to_string())
            .with(field::SUBMISSION, submission.to_string()),
    )
}

/// Reads the form against the positions on offer.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page. A version or
/// submission that is not ours counts as a form that has to be opened again.
pub fn parse(answers: Answers, on_offer: &[Status]) -> Result<UpdateAction, FormState> {
    let status =
        Status::from_code(answers.text(field::STATUS)).filter(|status| on_offer.contains(status));
    let version = answers.version(field::VERSION);
    let submission = Uuid::parse_str(answers.text(field::SUBMISSION)).ok();

    let mut form = FormState::new(answers);
    if status.is_none() {
        form.refuse(field::STATUS, "Select what the position is now");
    }
    let note = form.need_text(
        field::NOTE,
        "Enter what was done",
        "What was done",
        NOTE_LIMIT,
    );
    let evidence = form
        .optional_text(field::EVIDENCE, "Where the evidence is", EVIDENCE_LIMIT)
        .unwrap_or_default();
    if version.is_none() || submission.is_none() {
        form.refuse(
            field::NOTE,
            "Check your update and save it again. The page it came from was out of date",
        );
    }
    match (status, version, submission) {
        (Some(status), Some(version), Some(submission)) if !form.is_refused() => Ok(UpdateAction {
            status,
            note,
            evidence,
            version,
            submission,
        }),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::rules::positions_on_offer;

    fn typed(status: &str, note: &str) -> Answers {
        blank(3, Uuid::nil())
            .answers
            .with(field::STATUS, status)
            .with(field::NOTE, note)
    }

    fn partner() -> &'static [Status] {
        positions_on_offer(Status::Open, false)
    }

    #[test]
    fn a_good_update_is_read() {
        let update = parse(typed("complete", "  Rota agreed.\r\nSent.  "), partner()).unwrap();
        assert_eq!(update.status, Status::Complete);
        assert_eq!(update.note, "Rota agreed.\nSent.");
        assert_eq!(update.version, 3);
    }

    #[test]
    fn every_mistake_is_named_at_once_and_nothing_typed_is_lost() {
        let form = parse(typed("finished", " \u{200b} "), partner()).unwrap_err();
        assert_eq!(
            form.error(field::STATUS),
            Some("Select what the position is now")
        );
        assert_eq!(form.error(field::NOTE), Some("Enter what was done"));
        assert_eq!(form.answers.text(field::STATUS), "finished");
    }

    #[test]
    fn a_partner_cannot_close() {
        let form = parse(typed("closed", "Done"), partner()).unwrap_err();
        assert!(form.error(field::STATUS).is_some());
        let closer = positions_on_offer(Status::Open, true);
        assert!(parse(typed("closed", "Done"), closer).is_ok());
    }

    #[test]
    fn texts_of_every_script_and_length_up_to_the_limit_are_kept() {
        for note in [
            "word ".repeat(2_600).trim().to_owned(),
            "x".repeat(5_000),
            "👩\u{200d}⚖️ تم الاتفاق".to_owned(),
            "y".repeat(NOTE_LIMIT),
        ] {
            assert_eq!(
                parse(typed("blocked", &note), partner()).unwrap().note,
                note
            );
        }
        let form = parse(typed("blocked", &"z".repeat(NOTE_LIMIT + 1)), partner()).unwrap_err();
        assert_eq!(
            form.error(field::NOTE),
            Some("What was done must be 20,000 characters or less")
        );
    }

    #[test]
    fn a_repeated_field_counts_once() {
        let mut answers = typed("complete", "First");
        answers.add(field::NOTE, "Second");
        assert_eq!(parse(answers, partner()).unwrap().note, "Second");
    }

    #[test]
    fn a_form_without_its_hidden_fields_is_asked_for_again() {
        for (name, value) in [
            (field::VERSION, "-"),
            (field::VERSION, "0"),
            (field::VERSION, "2147483647"),
            (field::SUBMISSION, "-"),
        ] {
            let form = parse(typed("complete", "Done").with(name, value), partner()).unwrap_err();
            assert!(form.is_refused(), "{name} {value}");
        }
    }
}
