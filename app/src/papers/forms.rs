//! The forms about papers.

use uuid::Uuid;

use super::types::Marking;
use crate::{
    form::{Answers, FormState},
    ids::PaperId,
};

/// Names of the fields.
pub mod field {
    pub const FILE: &str = "file";
    pub const TITLE: &str = "title";
    pub const MARKING: &str = "marking";
    /// Whether whoever adds a paper says that it holds no case details.
    pub const CONFIRMED: &str = "confirmed";
    /// The identifier that the paper will have.
    pub const KEY: &str = "key";
    /// A paper that is to be scanned again, instead of a new one.
    pub const SCAN: &str = "scan";
    pub const REASON: &str = "reason";
}

/// Longest title, in characters.
const TITLE_LIMIT: usize = 200;

/// Longest reason, in characters.
const REASON_LIMIT: usize = 500;

/// What a paper is besides its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperForm {
    pub id: PaperId,
    pub title: String,
    pub marking: Marking,
}

/// The form as first shown.
pub fn blank(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// Reads a form whose file was looked at before; nothing where anything in it is
/// refused.
pub fn paper(form: &mut FormState) -> Option<PaperForm> {
    let title = form.need_line(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let marking = form.need_choice(field::MARKING, "Select a marking", Marking::from_code);
    if !form.answers.is_ticked(field::CONFIRMED) {
        form.refuse(
            field::CONFIRMED,
            "Confirm that the paper holds no case details",
        );
    }
    let key = form.need_key(field::KEY, field::FILE);
    match (key, marking) {
        (Some(key), Some(marking)) if !form.is_refused() => Some(PaperForm {
            id: PaperId(key),
            title,
            marking,
        }),
        _ => None,
    }
}

/// Reads why a paper is withdrawn.
///
/// # Errors
/// It says nothing, or too much.
pub fn reason(answers: Answers) -> Result<String, FormState> {
    let mut form = FormState::new(answers);
    let reason = form.need_text(
        field::REASON,
        "Enter why the paper is withdrawn",
        "The reason",
        REASON_LIMIT,
    );
    if form.is_refused() {
        Err(form)
    } else {
        Ok(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_needs_a_title_a_marking_and_the_tick() {
        let mut form = blank(Uuid::nil());
        assert_eq!(paper(&mut form), None);
        let fields: Vec<&str> = form.errors.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, [field::TITLE, field::MARKING, field::CONFIRMED]);
        let answers = blank(Uuid::nil())
            .answers
            .with(field::TITLE, "Figures")
            .with(field::MARKING, "official");
        assert_eq!(paper(&mut FormState::new(answers.clone())), None);
        let ticked = answers.with(field::CONFIRMED, "yes");
        assert!(paper(&mut FormState::new(ticked.clone())).is_some());
        let named = ticked.with(field::TITLE, "About BS23C50123");
        assert_eq!(paper(&mut FormState::new(named)), None);
    }
}
