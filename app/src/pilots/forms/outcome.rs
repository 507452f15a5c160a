//! The decision about a pilot, what is looked at afterwards, and lessons that boards
//! take up.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    super::types::{Adopted, Adoption, Verdict},
    TEXT, field, line,
};
use crate::{
    form::{Answers, FormState},
    ids::{BoardId, OrganisationId},
};

/// A decision about a pilot as somebody records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    pub verdict: Verdict,
    pub decider: String,
    pub decided_on: NaiveDate,
    pub reason: String,
    pub evidence: String,
    pub reference: String,
    /// Who looks at its effect afterwards.
    pub owner: OrganisationId,
    /// The version of the pilot that the form saw.
    pub version: i32,
}

/// The form of a decision.
pub fn blank_decision(version: i32) -> FormState {
    FormState::new(Answers::default().with(field::VERSION, version.to_string()))
}

/// Reads a decision that is one of `verdicts`, taken on or before `today`.
///
/// # Errors
/// Something is missing or cannot be.
pub fn decision(
    answers: Answers,
    verdicts: &[Verdict],
    organisations: &[OrganisationId],
    today: NaiveDate,
) -> Result<NewDecision, FormState> {
    let mut form = FormState::new(answers);
    let verdict = form.need_choice(field::VERDICT, "Select what was decided", |code| {
        Verdict::from_code(code).filter(|verdict| verdicts.contains(verdict))
    });
    let decider = form.need_line(
        field::DECIDER,
        "Enter who decided it",
        "Who decided it",
        super::LINE,
    );
    let decided_on = field::DECIDED_ON.read(&mut form, "Date of the decision");
    if decided_on.is_some_and(|day| day > today) {
        form.refuse(
            field::DECIDED_ON.day,
            "Date of the decision must be today or in the past",
        );
    }
    let reason = form.need_text(field::REASON, "Enter the reason", "The reason", TEXT);
    let evidence = form.need_text(
        field::EVIDENCE,
        "Enter the evidence it rests on",
        "The evidence",
        TEXT,
    );
    let reference = line(&mut form, field::REFERENCE, "Reference");
    let owner = form.need_choice(
        field::ORGANISATION,
        "Select who looks at its effect afterwards",
        |code| {
            let id = OrganisationId(Uuid::parse_str(code).ok()?);
            organisations.contains(&id).then_some(id)
        },
    );
    let version = form.need_version(field::VERSION, field::VERDICT);
    match (verdict, decided_on, owner, version) {
        (Some(verdict), Some(decided_on), Some(owner), Some(version)) if !form.is_refused() => {
            Ok(NewDecision {
                verdict,
                decider,
                decided_on,
                reason,
                evidence,
                reference,
                owner,
                version,
            })
        }
        _ => Err(form),
    }
}

/// Reads a note below a decision, and the key that its form was given.
///
/// # Errors
/// There is none, or the form did not arrive whole.
pub fn correct(answers: Answers) -> Result<(Uuid, String), FormState> {
    let mut form = FormState::new(answers);
    let text = form.need_text(field::TEXT, "Enter the correction", "The correction", TEXT);
    let key = form.need_key(field::KEY, field::TEXT);
    match key {
        Some(key) if !form.is_refused() => Ok((key, text)),
        _ => Err(form),
    }
}

/// Reads what a check found, which of `checks` it was, and the version that the form
/// saw.
///
/// # Errors
/// Nothing was found, or the form did not arrive whole.
pub fn check(answers: Answers, checks: &[Uuid]) -> Result<(Uuid, String, i32), FormState> {
    let mut form = FormState::new(answers);
    let check = form.need_choice(field::CHECK, "Select a check", |code| {
        let id = Uuid::parse_str(code).ok()?;
        checks.contains(&id).then_some(id)
    });
    let finding = form.need_text(field::FINDING, "Enter what was found", "The finding", TEXT);
    let version = form.need_version(field::VERSION, field::FINDING);
    match (check, version) {
        (Some(check), Some(version)) if !form.is_refused() => Ok((check, finding, version)),
        _ => Err(form),
    }
}

/// The form in which a board says what it does with a lesson.
pub fn filled_adoption(known: Option<&Adopted>, boards: &[BoardId]) -> FormState {
    let mut answers = Answers::default();
    if let [only] = boards {
        answers = answers.with(field::BOARD, only.to_string());
    }
    if let Some(known) = known {
        answers = answers
            .with(field::BOARD, known.board.to_string())
            .with(field::STATE, known.state.code())
            .with(field::NOTE, &known.note);
    }
    FormState::new(answers)
}

/// Reads what a board does with a lesson: one of `boards`, and a note.
///
/// # Errors
/// Something is missing or cannot be.
pub fn adopt(
    answers: Answers,
    boards: &[BoardId],
) -> Result<(BoardId, Adoption, String), FormState> {
    let mut form = FormState::new(answers);
    let board = form.need_choice(field::BOARD, "Select a board", |code| {
        let id = BoardId(Uuid::parse_str(code).ok()?);
        boards.contains(&id).then_some(id)
    });
    let state = form.need_choice(
        field::STATE,
        "Select what the board does with it",
        Adoption::from_code,
    );
    let note = super::text(&mut form, field::NOTE, "The note");
    match (board, state) {
        (Some(board), Some(state)) if !form.is_refused() => Ok((board, state, note)),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_has_evidence_a_reason_and_somebody_who_looks_again() {
        let today: NaiveDate = "2026-11-26".parse().unwrap();
        let owner = OrganisationId(Uuid::from_u128(3));
        let answers = Answers::default()
            .with(field::VERDICT, "scale")
            .with(field::DECIDER, "Family Justice Board")
            .with(field::REASON, "It works")
            .with(field::EVIDENCE, "The evaluation of 2026")
            .with(field::ORGANISATION, owner.to_string())
            .with(field::VERSION, "2");
        let answers = field::DECIDED_ON.fill(answers, Some(today));
        let read = |answers: Answers| decision(answers, Verdict::ALL, &[owner], today);
        assert!(read(answers.clone()).is_ok());
        for name in [
            field::VERDICT,
            field::DECIDER,
            field::REASON,
            field::EVIDENCE,
            field::ORGANISATION,
            field::VERSION,
        ] {
            assert!(read(answers.clone().with(name, "")).is_err(), "{name}");
        }
        assert!(decision(answers.clone(), &[Verdict::Stop], &[owner], today).is_err());
        let ahead = field::DECIDED_ON.fill(answers, today.succ_opt());
        assert!(read(ahead).is_err());
    }
}
