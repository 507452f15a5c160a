//! The form that makes minutes for everybody.

use super::types::{PublicMinutes, PublicSection};
use crate::form::{Answers, FormState, OPEN_AGAIN};

/// Names of the fields.
pub mod field {
    pub const VERSION: &str = "version";
    pub const HEADING: &str = "heading";
    pub const TEXT: &str = "text";
    /// The button that takes published minutes away.
    pub const WITHDRAW: &str = "withdraw";

    /// A field of one section, by its place.
    pub fn of(name: &str, place: usize) -> String {
        format!("{name}-{place}")
    }
}

/// Longest heading, in characters.
const HEADING_LIMIT: usize = 300;
/// Longest section, in characters: notes with what was decided at an item.
const TEXT_LIMIT: usize = 20_000;

/// The form with these texts.
pub fn filled(minutes: &PublicMinutes, version: i32) -> FormState {
    let mut answers = Answers::default().with(field::VERSION, version.to_string());
    for (place, section) in minutes.sections.iter().enumerate() {
        answers = answers
            .with(&field::of(field::HEADING, place), section.heading.clone())
            .with(&field::of(field::TEXT, place), section.text.clone());
    }
    FormState::new(answers)
}

/// Reads what is to be published of these minutes, with the version that the form saw.
///
/// # Errors
/// A text is too long or seems to hold the data of a case, a section has no heading, or
/// nothing is left.
pub fn parse(answers: Answers, begun: &PublicMinutes) -> Result<(PublicMinutes, i32), FormState> {
    let mut form = FormState::new(answers);
    let mut sections = Vec::new();
    for place in 0..begun.sections.len() {
        let (heading, text) = (
            field::of(field::HEADING, place),
            field::of(field::TEXT, place),
        );
        let section = PublicSection {
            heading: form
                .optional_text(heading.clone(), "The heading", HEADING_LIMIT)
                .unwrap_or_default(),
            text: form
                .optional_text(text, "The text", TEXT_LIMIT)
                .unwrap_or_default(),
        };
        if section.heading.is_empty() && !section.text.is_empty() {
            form.refuse(heading, "Enter a heading, or take the text out as well");
        }
        sections.push(section);
    }
    if sections.iter().all(PublicSection::is_empty) {
        form.refuse(field::of(field::TEXT, 0), "Leave something to be published");
    }
    let version = form.answers.version(field::VERSION);
    if version.is_none() {
        form.refuse(field::of(field::TEXT, 0), OPEN_AGAIN);
    }
    match version {
        Some(version) if !form.is_refused() => {
            let minutes = PublicMinutes {
                sections,
                ..begun.clone()
            };
            Ok((minutes, version))
        }
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> PublicMinutes {
        let section = |heading: &str| PublicSection {
            heading: heading.to_owned(),
            text: "Text".to_owned(),
        };
        PublicMinutes {
            title: "Board meeting".to_owned(),
            boards: vec!["Alpha".to_owned()],
            when: "Tuesday".to_owned(),
            sections: vec![section("Who was there"), section("1 Rota")],
        }
    }

    #[test]
    fn what_is_taken_out_is_gone_and_the_rest_stays() {
        let form = filled(&begun(), 3);
        assert_eq!(parse(form.answers.clone(), &begun()), Ok((begun(), 3)));
        let answers = form.answers.with("heading-0", "").with("text-0", " ");
        let (left, _) = parse(answers, &begun()).unwrap();
        assert_eq!(left.sections[0], PublicSection::default());
        assert_eq!(left.shown().count(), 1);
    }

    #[test]
    fn nothing_at_all_and_the_data_of_a_case_are_refused() {
        let none = Answers::default().with(field::VERSION, "3");
        assert!(parse(none, &begun()).is_err());
        let form = filled(&begun(), 3);
        for (name, text) in [("heading-1", ""), ("text-1", "Case ZE24C00123 was heard")] {
            let refused = parse(form.answers.clone().with(name, text), &begun()).unwrap_err();
            assert!(
                refused.errors.iter().any(|error| error.field == name),
                "{name}"
            );
        }
    }
}
