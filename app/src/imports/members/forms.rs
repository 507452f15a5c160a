//! The forms about files of members: what is chosen row by row.

use super::types::{ImportRow, Verdict};
use crate::form::{Answers, FormState};

/// Names of the fields.
pub mod field {
    pub use crate::imports::forms::field::*;

    /// Says that a form is about names; where the summary of errors leads for them.
    pub const NAMES: &str = "names";
    const ROW: &str = "row-";
    const NAME: &str = "name-";

    /// The field of the question about a name that a row asks first.
    pub fn name(number: i32) -> String {
        format!("{NAME}{number}")
    }

    /// The row that first asks the question of a field.
    pub fn name_of(field: &str) -> Option<i32> {
        field.strip_prefix(NAME)?.parse().ok()
    }

    /// The field of a row.
    pub fn row(number: i32) -> String {
        format!("{ROW}{number}")
    }

    /// The row that a field belongs to.
    pub fn row_of(field: &str) -> Option<i32> {
        field.strip_prefix(ROW)?.parse().ok()
    }
}

/// The rows that a form is about.
pub fn rows_of(answers: &Answers) -> Vec<i32> {
    let mut rows: Vec<i32> = answers
        .pairs()
        .filter_map(|(field, _)| field::row_of(field))
        .collect();
    rows.dedup();
    rows
}

/// Whether a form says what names mean, and not what to do with rows.
pub fn is_about_names(answers: &Answers) -> bool {
    !answers.text(field::NAMES).is_empty()
}

/// The rows that first ask the questions that a form answers.
pub fn questions_of(answers: &Answers) -> Vec<i32> {
    let mut rows: Vec<i32> = answers
        .pairs()
        .filter_map(|(field, _)| field::name_of(field))
        .collect();
    rows.dedup();
    rows
}

/// Reads what was said of names, each by the key of its question; those without an
/// answer stay open.
///
/// # Errors
/// Nothing was selected, or something that was not offered.
pub fn parse_meanings(
    answers: Answers,
    rows: &[ImportRow],
) -> Result<Vec<(String, String)>, FormState> {
    let mut form = FormState::new(answers);
    let mut meanings = Vec::new();
    for row in rows.iter().filter(|row| row.verdict == Verdict::Unclear) {
        let chosen = form.answers.text(&field::name(row.number)).to_owned();
        if chosen.is_empty() {
            continue;
        }
        if row.offers.iter().any(|offer| offer.code == chosen) {
            meanings.push((row.question.clone(), chosen));
        } else {
            let ask = format!("Select what the name in row {} means", row.number);
            form.refuse(field::NAMES, ask);
        }
    }
    if meanings.is_empty() && !form.is_refused() {
        form.refuse(field::NAMES, "Select what at least one name means");
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok(meanings)
    }
}

/// Reads what was chosen for some rows; those without a choice stay undecided.
///
/// # Errors
/// Nothing was chosen, or something that a row does not offer.
pub fn parse_choices(
    answers: Answers,
    rows: &[ImportRow],
) -> Result<Vec<(i32, String)>, FormState> {
    let mut form = FormState::new(answers);
    let mut choices = Vec::new();
    for row in rows {
        let chosen = form.answers.text(&field::row(row.number)).to_owned();
        if chosen.is_empty() {
            continue;
        }
        if row.offers.iter().any(|offer| offer.code == chosen) {
            choices.push((row.number, chosen));
        } else {
            let ask = format!("Select what to do with row {}", row.number);
            form.refuse(field::ROWS, ask);
        }
    }
    if choices.is_empty() && !form.is_refused() {
        form.refuse(field::ROWS, "Select what to do with at least one row");
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok(choices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::members::types::{LEAVE, Offer, TAKE_OVER, Told, Verdict};

    fn row(number: i32) -> ImportRow {
        let offer = |code: &str| Offer {
            code: code.to_owned(),
            words: code.to_owned(),
        };
        ImportRow {
            number,
            verdict: Verdict::Replace,
            reason: String::new(),
            told: Told::default(),
            offers: vec![offer(TAKE_OVER), offer(LEAVE)],
            choice: String::new(),
            question: String::new(),
        }
    }

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_chosen_is_read_and_the_rest_stays_undecided() {
        let answers = answers(&[("row-2", TAKE_OVER), ("version", "1")]);
        assert_eq!(rows_of(&answers), [2]);
        assert_eq!(
            parse_choices(answers, &[row(2), row(3)]),
            Ok(vec![(2, TAKE_OVER.to_owned())])
        );
    }

    #[test]
    fn nothing_chosen_or_what_is_not_offered_is_refused() {
        let said = |pairs: &[(&str, &str)]| {
            let form = parse_choices(answers(pairs), &[row(2)]).unwrap_err();
            form.error(field::ROWS).map(str::to_owned)
        };
        let nothing = Some("Select what to do with at least one row".to_owned());
        assert_eq!(said(&[]), nothing);
        assert_eq!(said(&[("row-2", "")]), nothing);
        let other = Some("Select what to do with row 2".to_owned());
        assert_eq!(said(&[("row-2", "delete everything")]), other);
        assert_eq!(said(&[("row-2", "\u{0}")]), other);
    }
}
