//! The form that declares an interest.

use chrono::NaiveDate;
use uuid::Uuid;

use super::types::{Interest, InterestKind};
use crate::{
    date_field,
    form::{Answers, FormState, date::DateField},
    ids::InterestId,
    membership::types::Span,
};

/// Names of the form's fields.
pub mod field {
    use super::{DateField, date_field};

    pub const KIND: &str = "kind";
    pub const DESCRIPTION: &str = "description";
    pub const STARTS_ON: DateField = date_field!("starts-on");
    pub const ENDS_ON: DateField = date_field!("ends-on");
    /// Drawn fresh with each form, so that a second click declares once.
    pub const KEY: &str = "key";
    /// What a refusal to note that there is nothing is about.
    pub const NOTHING: &str = "nothing";
}

/// Longest description, in characters.
const DESCRIPTION_LIMIT: usize = 500;

/// The form as first shown.
pub fn blank(key: Uuid, today: NaiveDate) -> FormState {
    let answers = Answers::default().with(field::KEY, key.to_string());
    FormState::new(field::STARTS_ON.fill(answers, Some(today)))
}

/// Reads the form.
///
/// # Errors
/// The form as typed with every mistake, in the order of the page.
pub fn parse(answers: Answers) -> Result<Interest, FormState> {
    let mut form = FormState::new(answers);
    let kind = form.need_choice(
        field::KIND,
        "Select what kind of interest it is",
        InterestKind::from_code,
    );
    let description = form.need_text(
        field::DESCRIPTION,
        "Enter what the interest is",
        "What the interest is",
        DESCRIPTION_LIMIT,
    );
    let first = field::STARTS_ON.read(&mut form, "First day");
    let last = field::ENDS_ON.read_optional(&mut form, "Last day");
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        form.refuse(
            field::ENDS_ON.day,
            "Last day must be the first day or later",
        );
    }
    let key = form.key(field::KEY);
    if key.is_none() {
        form.refuse(
            field::DESCRIPTION,
            "Check the interest and save it again. The page it came from was out of date",
        );
    }
    match (kind, first, key) {
        (Some(kind), Some(first), Some(key)) if !form.is_refused() => Ok(Interest {
            id: InterestId(key),
            kind,
            description,
            span: Span::new(first, last),
        }),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_named_and_a_good_form_is_read() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let form = parse(blank(Uuid::nil(), today).answers).unwrap_err();
        let fields: Vec<&str> = form.errors.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, [field::KIND, field::DESCRIPTION]);
        let answers = blank(Uuid::nil(), today)
            .answers
            .with(field::KIND, "office")
            .with(field::DESCRIPTION, "Trustee of a contact centre");
        assert!(parse(answers.clone()).is_ok());
        let day_before = today.pred_opt();
        assert!(parse(field::ENDS_ON.fill(answers, day_before)).is_err());
    }
}
