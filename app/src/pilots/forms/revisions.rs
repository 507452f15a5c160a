//! A correction of figures that were approved.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    super::{
        rules,
        types::{Measure, Return, Revised, Said},
    },
    TEXT, field,
    returns::{read_values, with_values},
};
use crate::form::{Answers, FormState};

/// A correction as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRevision {
    pub why: String,
    /// The version of the return that the form saw.
    pub version: i32,
    /// By measure: only what is to change.
    pub values: BTreeMap<Uuid, Revised>,
}

/// The form of a correction, with the figures as they are.
pub fn filled_revision(known: &Return) -> FormState {
    let answers = Answers::default().with(field::VERSION, known.version.to_string());
    FormState::new(with_values(answers, &known.values))
}

/// Reads a correction of a return with these figures. A measure that it has no figure of
/// may go on without one.
///
/// # Errors
/// Something cannot be, there is no reason, or nothing is changed.
pub fn revision(
    answers: Answers,
    measures: &[Measure],
    before: &BTreeMap<Uuid, Said>,
) -> Result<NewRevision, FormState> {
    let mut form = FormState::new(answers);
    let after = read_values(&mut form, measures, |measure| {
        !before.contains_key(&measure)
    });
    let is_read = !form.is_refused();
    let values = rules::corrected(before, after);
    if let Some(first) = measures.first().filter(|_| is_read && values.is_empty()) {
        form.refuse(
            field::of(field::VALUE, first.id),
            "Change at least one figure. All of them are as they were approved",
        );
    }
    let why = form.need_text(
        field::WHY,
        "Enter why the figures have to be corrected",
        "The reason",
        TEXT,
    );
    let version = form.need_version(field::VERSION, field::WHY);
    match version {
        Some(version) if !form.is_refused() => Ok(NewRevision {
            why,
            version,
            values,
        }),
        _ => Err(form),
    }
}
