//! One contract for every form: what was typed stays beside what was wrong with it.

pub mod date;

use std::{borrow::Cow, collections::BTreeMap};

use uuid::Uuid;

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

    /// Every value given for a field, in order: what is ticked.
    pub fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a checkbox that stands for yes is ticked.
    pub fn is_ticked(&self, field: &str) -> bool {
        self.text(field) == YES
    }

    /// The version of what a form changes, as its page saw it. The next version
    /// has to be a number, too.
    pub fn version(&self, field: &str) -> Option<i32> {
        let version = self.text(field).parse::<i32>().ok();
        version.filter(|version| (1..i32::MAX).contains(version))
    }

    /// Every field with each of its values, in the order of their names.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(field, values)| {
            values
                .iter()
                .map(move |value| (field.as_str(), value.as_str()))
        })
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

/// The value of a ticked checkbox or a chosen radio that stands for yes.
pub const YES: &str = "yes";

/// The button that was pressed, on a form that is shown once more before it is
/// saved. Part of the form, so that it works without scripts.
pub const THEN: &str = "then";

/// What a person wants done with the answers of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Show them all once more. What a form does that says nothing else.
    Check,
    /// Go back and change them.
    Change,
    Save,
}

impl Then {
    /// The value of the button.
    pub fn code(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Change => "change",
            Self::Save => "save",
        }
    }

    /// Which button was pressed.
    pub fn of(answers: &Answers) -> Self {
        [Self::Change, Self::Save]
            .into_iter()
            .find(|then| answers.text(THEN) == then.code())
            .unwrap_or(Self::Check)
    }
}

/// What is wrong with one field, in the words of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name and id of the field, which the summary links to.
    pub field: Cow<'static, str>,
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
    pub fn refuse(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }
}

/// What every reader of a form needs: a text of bounded length, a choice, a key.
impl FormState {
    /// A text without what nobody can see; `ask` is the message where there is
    /// none ("Enter a title"), `what` begins the one where it is too long.
    pub fn need_text(&mut self, field: &'static str, ask: &str, what: &str, most: usize) -> String {
        let text = crate::wording::tidied(self.answers.text(field));
        if text.is_empty() {
            self.refuse(field, ask);
        }
        self.bound(field, &text, what, most);
        text
    }

    /// As [`FormState::need_text`], for a text that may be left out.
    pub fn optional_text(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        what: &str,
        most: usize,
    ) -> Option<String> {
        let field = field.into();
        let text = crate::wording::tidied(self.answers.text(&field));
        self.bound(field, &text, what, most);
        (!text.is_empty()).then_some(text)
    }

    fn bound(&mut self, field: impl Into<Cow<'static, str>>, text: &str, what: &str, most: usize) {
        let field = field.into();
        if text.chars().count() > most {
            let most = crate::wording::grouped(most as u64);
            self.refuse(
                field.clone(),
                format!("{what} must be {most} characters or less"),
            );
        }
        self.refuse_case_data(field, text);
    }

    /// Refuses a text that seems to hold the data of a case.
    pub fn refuse_case_data(&mut self, field: impl Into<Cow<'static, str>>, text: &str) {
        if let Some((kind, words)) = crate::case_data::found_in(text) {
            let name = kind.name();
            self.refuse(
                field,
                format!(
                    "Take out “{words}”, which looks like {name}. The portal holds no case data"
                ),
            );
        }
    }

    /// One of the values of a list; `ask` is the message where none was chosen
    /// ("Select a category").
    pub fn need_choice<T>(
        &mut self,
        field: &'static str,
        ask: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let chosen = read(self.answers.text(field));
        if chosen.is_none() {
            self.refuse(field, ask);
        }
        chosen
    }

    /// An e-mail address in lower case, where one was typed.
    pub fn email(&mut self, field: &'static str) -> Option<String> {
        let typed: String = crate::wording::tidied(self.answers.text(field))
            .chars()
            .filter(|sign| !sign.is_whitespace())
            .collect();
        if typed.is_empty() {
            return None;
        }
        if is_email(&typed) {
            Some(typed.to_lowercase())
        } else {
            self.refuse(
                field,
                "Enter an email address in the correct format, like name@example.gov.uk",
            );
            None
        }
    }

    /// As [`FormState::need_text`], for a text on one line.
    pub fn need_line(&mut self, field: &'static str, ask: &str, what: &str, most: usize) -> String {
        let text = self.need_text(field, ask, what, most);
        if text.contains('\n') {
            self.refuse(field, format!("{what} must be on one line"));
        }
        text
    }

    /// The version that a form was opened against; where there is none, the form
    /// has to be opened again, which is said beside another field.
    pub fn need_version(&mut self, field: &str, beside: &'static str) -> Option<i32> {
        let version = self.answers.version(field);
        if version.is_none() {
            self.refuse(beside, OPEN_AGAIN);
        }
        version
    }

    /// As [`FormState::need_version`], for the key that it was given.
    pub fn need_key(&mut self, field: &str, beside: &'static str) -> Option<Uuid> {
        let key = self.key(field);
        if key.is_none() {
            self.refuse(beside, OPEN_AGAIN);
        }
        key
    }

    /// The key that a form was given when it was opened, such as that of what
    /// it will make; none where it is not one.
    pub fn key(&self, field: &str) -> Option<Uuid> {
        Uuid::parse_str(self.answers.text(field)).ok()
    }
}

/// Said where a form came without what it was given when it was opened.
pub const OPEN_AGAIN: &str =
    "Check your answers and send them again. The page they came from was out of date";

/// Longest e-mail address (RFC 5321, 4.5.3.1.3), in characters.
const EMAIL_LIMIT: usize = 254;

/// Whether a text looks like an e-mail address. Whether it is one shows only
/// when something is sent there.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |sign: char| {
        !sign.is_whitespace() && !sign.is_control() && !"<>(),;:\\\"[]@".contains(sign)
    };
    text.chars().count() <= EMAIL_LIMIT
        && !name.is_empty()
        && name.chars().all(plain)
        && domain.contains('.')
        && domain.chars().all(plain)
        && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in [
            "pat.o'brien@bradford.gov.uk",
            "a@b.example",
            "siân@cymru.example",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "pat",
            "pat@",
            "@b.example",
            "pat@example",
            "a b@c.example",
            "a@b@c.example",
            "a@b..example",
            "<a@b.example>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@b.example", "a".repeat(250))));
    }

    #[test]
    fn a_text_is_needed_tidied_and_bounded() {
        let mut form = FormState::new(Answers::default().with("title", " \u{200b} "));
        form.need_text("title", "Enter a title", "Title", 3);
        assert_eq!(form.error("title"), Some("Enter a title"));
        let mut form = FormState::new(Answers::default().with("title", "four"));
        form.need_text("title", "Enter a title", "Title", 3);
        assert_eq!(
            form.error("title"),
            Some("Title must be 3 characters or less")
        );
    }

    #[test]
    fn what_looks_like_a_case_is_refused_with_the_words() {
        let mut form = FormState::new(Answers::default().with("title", "About BS23C50123"));
        form.need_text("title", "Enter a title", "Title", 300);
        assert_eq!(
            form.error("title"),
            Some(
                "Take out “BS23C50123”, which looks like a case number. The portal holds no case data"
            )
        );
    }

    #[test]
    fn a_form_is_checked_unless_it_says_otherwise() {
        let pressed = |value: &str| Then::of(&Answers::default().with(THEN, value));
        assert_eq!(pressed(""), Then::Check);
        assert_eq!(pressed("delete everything"), Then::Check);
        assert_eq!(pressed("save"), Then::Save);
        assert_eq!(pressed("change"), Then::Change);
    }
}
