//! Dates as people type them, in three fields: day, month and year.
//!
//! Source: GOV.UK Design System, "Date input": month names are accepted, one
//! message names what is wrong first, and only the wrong parts are marked.

use chrono::{Datelike, NaiveDate};

use super::{Answers, FormState};

/// The names of the three fields of one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateField {
    /// Begins the names of the parts.
    pub name: &'static str,
    pub day: &'static str,
    pub month: &'static str,
    pub year: &'static str,
}

/// The fields of a date whose parts begin with a name.
#[macro_export]
macro_rules! date_field {
    ($name:literal) => {
        $crate::form::date::DateField {
            name: $name,
            day: concat!($name, "-day"),
            month: concat!($name, "-month"),
            year: concat!($name, "-year"),
        }
    };
}

/// The years that a date on a form may lie in: nothing about boards is older or
/// is planned further ahead.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl DateField {
    /// Whether nothing was typed in any part.
    pub fn is_empty(self, answers: &Answers) -> bool {
        [self.day, self.month, self.year]
            .iter()
            .all(|part| answers.text(part).trim().is_empty())
    }

    /// Reads the date, or notes what is wrong with it. `what` begins the
    /// sentence: "Start date".
    pub fn read(self, form: &mut FormState, what: &str) -> Option<NaiveDate> {
        if self.is_empty(&form.answers) {
            form.refuse(self.day, format!("Enter the {}", lower_first(what)));
            return None;
        }
        self.read_typed(form, what)
    }

    /// As [`DateField::read`], for a date that may be left out.
    pub fn read_optional(self, form: &mut FormState, what: &str) -> Option<NaiveDate> {
        if self.is_empty(&form.answers) {
            return None;
        }
        self.read_typed(form, what)
    }

    fn read_typed(self, form: &mut FormState, what: &str) -> Option<NaiveDate> {
        let text = |part: &str| form.answers.text(part).trim().to_lowercase();
        let (day, month, year) = (text(self.day), text(self.month), text(self.year));
        let missing: Vec<(&'static str, &str)> = [
            (self.day, "day", &day),
            (self.month, "month", &month),
            (self.year, "year", &year),
        ]
        .into_iter()
        .filter(|(_, _, typed)| typed.is_empty())
        .map(|(field, name, _)| (field, name))
        .collect();
        if let Some((field, _)) = missing.first() {
            let names: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
            form.refuse(
                *field,
                format!("{what} must include a {}", names.join(" and ")),
            );
            return None;
        }
        let number = |typed: &str| typed.parse::<u32>().ok();
        let Some(month) = month_number(&month) else {
            form.refuse(self.month, format!("{what} must be a real date"));
            return None;
        };
        if year.len() != 4 || !year.chars().all(|sign| sign.is_ascii_digit()) {
            form.refuse(self.year, "Year must include 4 numbers");
            return None;
        }
        let date = number(&year)
            .and_then(|year| i32::try_from(year).ok())
            .zip(number(&day))
            .and_then(|(year, day)| NaiveDate::from_ymd_opt(year, month, day));
        let Some(date) = date else {
            form.refuse(self.day, format!("{what} must be a real date"));
            return None;
        };
        if !YEARS.contains(&date.year()) {
            form.refuse(
                self.year,
                format!(
                    "{what} must be between {} and {}",
                    YEARS.start(),
                    YEARS.end()
                ),
            );
            return None;
        }
        Some(date)
    }

    /// Puts a date into the answers, as a form for a change shows it first.
    #[must_use]
    pub fn fill(self, answers: Answers, date: Option<NaiveDate>) -> Answers {
        match date {
            Some(date) => answers
                .with(self.day, date.day().to_string())
                .with(self.month, date.month().to_string())
                .with(self.year, date.year().to_string()),
            None => answers,
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The number of a month typed as a number, a name, or the beginning of one.
fn month_number(typed: &str) -> Option<u32> {
    if let Ok(number) = typed.parse::<u32>() {
        return Some(number);
    }
    if typed.chars().count() < 3 {
        return None;
    }
    let typed = typed.trim_end_matches('.');
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| name.starts_with(typed))
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const START: DateField = date_field!("starts-on");

    fn read(day: &str, month: &str, year: &str) -> Result<NaiveDate, (Cow<'static, str>, String)> {
        let answers = Answers::default()
            .with(START.day, day)
            .with(START.month, month)
            .with(START.year, year);
        let mut form = FormState::new(answers);
        let date = START.read(&mut form, "Start date");
        match form.errors.as_slice() {
            [] => Ok(date.unwrap()),
            [error] => Err((error.field.clone(), error.message.clone())),
            several => panic!("{several:?}"),
        }
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let expected = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        for (day, month, year) in [
            ("29", "3", "2026"),
            (" 29 ", "03", "2026"),
            ("29", "mar", "2026"),
            ("29", "Mar.", "2026"),
            ("29", "March", "2026"),
        ] {
            assert_eq!(read(day, month, year), Ok(expected), "{day} {month} {year}");
        }
        assert!(read("29", "Sept", "2026").is_ok());
        assert!(read("29", "2", "2028").is_ok());
    }

    #[test]
    fn one_message_says_what_is_wrong_first_and_marks_that_part() {
        for (day, month, year, field, message) in [
            ("", "", "", START.day, "Enter the start date"),
            ("", "3", "2026", START.day, "Start date must include a day"),
            (
                "29",
                "",
                "",
                START.month,
                "Start date must include a month and year",
            ),
            (
                "31",
                "2",
                "2026",
                START.day,
                "Start date must be a real date",
            ),
            (
                "29",
                "2",
                "2026",
                START.day,
                "Start date must be a real date",
            ),
            (
                "1",
                "13",
                "2026",
                START.day,
                "Start date must be a real date",
            ),
            (
                "1",
                "ma",
                "2026",
                START.month,
                "Start date must be a real date",
            ),
            (
                "next",
                "3",
                "2026",
                START.day,
                "Start date must be a real date",
            ),
            ("1", "3", "26", START.year, "Year must include 4 numbers"),
            ("1", "3", "+126", START.year, "Year must include 4 numbers"),
            (
                "1",
                "3",
                "1026",
                START.year,
                "Start date must be between 1990 and 2100",
            ),
            (
                "-1",
                "3",
                "2026",
                START.day,
                "Start date must be a real date",
            ),
            (
                "99999999999",
                "3",
                "2026",
                START.day,
                "Start date must be a real date",
            ),
        ] {
            assert_eq!(
                read(day, month, year),
                Err((field.into(), message.to_owned())),
                "{day} {month} {year}"
            );
        }
    }

    #[test]
    fn a_date_that_is_filled_in_reads_back() {
        let date = NaiveDate::from_ymd_opt(2026, 10, 25);
        let mut form = FormState::new(START.fill(Answers::default(), date));
        assert_eq!(START.read_optional(&mut form, "Start date"), date);
    }
}
