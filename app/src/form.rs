//! One contract for every form: what was typed stays beside what was wrong with it.

use std::collections::BTreeMap;

/// The answers of a form exactly as posted, by field name. Repeated names keep
/// every value, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl Answers {
    /// The last value given for a field, or "" when it was not sent.
    ///
    /// Browsers send one value for a text field or a set of radios; where a
    /// request repeats the name, the last one counts and the earlier ones are
    /// not looked at.
    pub fn text(&self, field: &str) -> &str {
        self.0
            .get(field)
            .and_then(|values| values.last())
            .map_or("", String::as_str)
    }

    /// Adds a value to a field.
    pub fn add(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.entry(field.into()).or_default().push(value.into());
    }

    /// These answers with one field set to one value.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.0.insert(field.to_owned(), vec![value.into()]);
        self
    }
}

impl FromIterator<(String, String)> for Answers {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        let mut answers = Self::default();
        for (field, value) in pairs {
            answers.add(field, value);
        }
        answers
    }
}

/// What is wrong with one field, in the words of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name and id of the field, which the summary links to.
    pub field: &'static str,
    /// "Enter …", "Select …" or "… must be …".
    pub message: String,
}

/// A form as a page draws it, new or refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    pub answers: Answers,
    /// In the order of the fields on the page.
    pub errors: Vec<FieldError>,
}

impl FormState {
    /// A form with these answers and nothing wrong yet.
    pub fn new(answers: Answers) -> Self {
        Self {
            answers,
            errors: Vec::new(),
        }
    }

    /// Whether the page is shown because something was wrong.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }

    /// Notes what is wrong with a field.
    pub fn refuse(&mut self, field: &'static str, message: impl Into<String>) {
        self.errors.push(FieldError {
            field,
            message: message.into(),
        });
    }
}
