//! The record of a pilot, who leads it, and its stage.

use uuid::Uuid;

use super::{
    super::types::{Capacity, Pilot, Record, Stage},
    TEXT, field, line, rough, said, text,
};
use crate::{
    form::{Answers, FormState},
    ids::PersonId,
};

/// Longest title, in characters: it becomes an address.
const TITLE: usize = 120;

/// The form of a new pilot.
pub fn blank_record(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// The form of a pilot as it is.
pub fn filled_record(pilot: &Pilot) -> FormState {
    let record = &pilot.record;
    let answers = Answers::default()
        .with(field::VERSION, pilot.version.to_string())
        .with(field::TITLE, &record.title)
        .with(field::FORMER_NAMES, &record.former_names)
        .with(field::PURPOSE, &record.purpose)
        .with(field::DEPARTMENT, &record.department)
        .with(field::SRO, &record.sro)
        .with(field::EVALUATOR, &record.evaluator)
        .with(field::LEGAL_BASIS, &record.legal_basis)
        .with(field::FUNDING, &record.funding)
        .with(field::FUNDING_ENDS, said(record.funding_ends))
        .with(field::DECISION_DUE, said(record.decision_due))
        .with(field::LOGIC, &record.logic)
        .with(field::NO_BASELINE, &record.no_baseline_reason)
        .with(field::NO_COMPARATOR, &record.no_comparator_reason)
        .with(field::SOURCE, &record.source);
    FormState::new(answers)
}

/// Reads a record, as somebody starts or changes a pilot.
///
/// # Errors
/// Something is missing or cannot be.
pub fn record(answers: Answers) -> Result<(Record, FormState), FormState> {
    let mut form = FormState::new(answers);
    let form_ref = &mut form;
    let title = form_ref.need_line(field::TITLE, "Enter the name of the pilot", "Name", TITLE);
    if !title.is_empty() && !title.chars().any(|letter| letter.is_ascii_alphanumeric()) {
        form_ref.refuse(field::TITLE, "Name must include a letter or a number");
    }
    let former_names = line(form_ref, field::FORMER_NAMES, "Former names");
    let purpose = form_ref.need_text(
        field::PURPOSE,
        "Enter what the pilot is for",
        "Purpose",
        TEXT,
    );
    let department = form_ref.need_line(
        field::DEPARTMENT,
        "Enter the department or body that runs it",
        "Department",
        super::LINE,
    );
    let record = Record {
        title,
        former_names,
        purpose,
        department,
        sro: line(form_ref, field::SRO, "Senior responsible owner"),
        evaluator: line(form_ref, field::EVALUATOR, "Evaluator"),
        legal_basis: line(form_ref, field::LEGAL_BASIS, "Legal basis"),
        funding: line(form_ref, field::FUNDING, "Funding"),
        funding_ends: rough(form_ref, field::FUNDING_ENDS, "End of funding"),
        decision_due: rough(form_ref, field::DECISION_DUE, "When a decision is due"),
        logic: text(form_ref, field::LOGIC, "How it is meant to work"),
        no_baseline_reason: text(form_ref, field::NO_BASELINE, "The reason"),
        no_comparator_reason: text(form_ref, field::NO_COMPARATOR, "The reason"),
        source: text(form_ref, field::SOURCE, "Source"),
    };
    if form.is_refused() {
        Err(form)
    } else {
        Ok((record, form))
    }
}

/// Reads to which stage a pilot moves, and the version that the form saw.
///
/// # Errors
/// None was selected, or the form did not arrive whole.
pub fn stage(answers: Answers) -> Result<(Stage, i32), FormState> {
    let mut form = FormState::new(answers);
    let to = form.need_choice(field::STAGE, "Select a stage", Stage::from_code);
    let version = form.need_version(field::VERSION, field::STAGE);
    match (to, version) {
        (Some(to), Some(version)) => Ok((to, version)),
        _ => Err(form),
    }
}

/// Reads who leads a pilot, or that somebody no longer does. `known` are those who may.
///
/// # Errors
/// Nobody was selected, or not as what.
pub fn lead(
    answers: Answers,
    known: &[PersonId],
) -> Result<(PersonId, Option<Capacity>), FormState> {
    let mut form = FormState::new(answers);
    let person = form.need_choice(field::PERSON, "Select a person", |code| {
        let person = PersonId(Uuid::parse_str(code).ok()?);
        known.contains(&person).then_some(person)
    });
    let capacity = form.need_choice(field::CAPACITY, "Select what they are", |code| {
        if code == "none" {
            Some(None)
        } else {
            Capacity::from_code(code).map(Some)
        }
    });
    match (person, capacity) {
        (Some(person), Some(capacity)) => Ok((person, capacity)),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pilots::rough::Rough;

    #[test]
    fn a_record_needs_a_name_a_purpose_and_a_department() {
        let form = record(Answers::default()).unwrap_err();
        let fields: Vec<&str> = form.errors.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, [field::TITLE, field::PURPOSE, field::DEPARTMENT]);
        let answers = Answers::default()
            .with(field::TITLE, "Child Focused Courts")
            .with(field::PURPOSE, "Investigate first")
            .with(field::DEPARTMENT, "Ministry of Justice")
            .with(field::DECISION_DUE, "March 2027");
        let (read, _) = record(answers.clone()).unwrap();
        assert_eq!(read.decision_due, Rough::from_code("2027-03"));
        let wrong = record(answers.with(field::DECISION_DUE, "soon")).unwrap_err();
        assert!(wrong.error(field::DECISION_DUE).is_some());
    }

    #[test]
    fn a_record_is_shown_as_it_was_read() {
        let (read, _) = record(
            Answers::default()
                .with(field::TITLE, "A pilot")
                .with(field::PURPOSE, "For something")
                .with(field::DEPARTMENT, "MoJ")
                .with(field::SRO, "Director, Family")
                .with(field::FUNDING_ENDS, "2027"),
        )
        .unwrap();
        let pilot = Pilot {
            id: Uuid::nil(),
            slug: "a-pilot".to_owned(),
            record: read.clone(),
            stage: Stage::Idea,
            version: 1,
        };
        let (again, _) = record(filled_record(&pilot).answers).unwrap();
        assert_eq!(again, read);
    }
}
