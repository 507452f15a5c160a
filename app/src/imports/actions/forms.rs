//! The forms about earlier logs: which column is what, and what words mean.

use chrono::NaiveDate;

use super::{
    rules::{columns::letters, key_of},
    types::{Asks, Columns, DateOrder, Layout, LogField, LogImport, LogRow, Question},
};
use crate::form::{Answers, FormState};

/// Names of the fields.
pub mod field {
    use crate::{date_field, form::date::DateField};

    pub use crate::imports::forms::field::*;
    /// The row of the column names.
    pub const HEADER_ROW: &str = "header-row";
    pub const SHEET: &str = "sheet";
    /// Which button was pressed: the one that only looks again.
    pub const LOOK: &str = "look";
    /// When open actions without a due date are due.
    pub const DUE: DateField = date_field!("due-on");
    /// What the check page showed, so that nothing else is imported.
    pub const SEEN: &str = "seen";
    /// Where the summary of errors leads for questions.
    pub const QUESTIONS: &str = "questions";

    const COLUMN: &str = "column-";
    const LEAD: &str = "lead-";
    const STATUS: &str = "status-";

    /// The field that says where something stands.
    pub fn column(code: &str) -> String {
        format!("{COLUMN}{code}")
    }

    /// The question in which order dates are written.
    pub const DATES: &str = "dates";

    /// The question who leads, by the row that first asks it.
    pub fn lead(row: i32) -> String {
        format!("{LEAD}{row}")
    }

    /// The question what a status means, by the row that first asks it.
    pub fn status(row: i32) -> String {
        format!("{STATUS}{row}")
    }
}

/// The value of a select that means no column.
pub const NO_COLUMN: &str = "none";

/// What was said of the columns of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidOfColumns {
    pub columns: Columns,
    pub due_on: Option<NaiveDate>,
}

/// Another table of the file that somebody wants to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherLayout {
    pub sheet: String,
    pub header_row: i32,
}

/// Whether the form asks to look at another row or sheet, not to take the columns.
pub fn looks_again(answers: &Answers) -> bool {
    !answers.text(field::LOOK).is_empty()
}

/// The form as first shown.
pub fn filled(import: &LogImport) -> FormState {
    let mut answers = Answers::default()
        .with(field::VERSION, import.file.version.to_string())
        .with(field::SHEET, import.layout.sheet.clone())
        .with(field::HEADER_ROW, import.layout.header_row.to_string());
    for each in LogField::ALL {
        if let Some(place) = import.columns.place(*each) {
            answers = answers.with(&field::column(each.code()), place.to_string());
        }
    }
    FormState::new(field::DUE.fill(answers, import.due_on))
}

/// Reads which sheet and row are to be read instead.
///
/// # Errors
/// There is no such sheet, or the row is no number of a row.
pub fn other_layout(answers: Answers, layout: &Layout) -> Result<OtherLayout, FormState> {
    let sheet = answers.text(field::SHEET).to_owned();
    let row = answers.text(field::HEADER_ROW).trim().parse().ok();
    let mut form = FormState::new(answers);
    if !layout.sheets.contains(&sheet) {
        form.refuse(field::SHEET, "Select a sheet of the file");
    }
    match row.filter(|row| (1..=1_000_000).contains(row)) {
        Some(header_row) if !form.is_refused() => Ok(OtherLayout { sheet, header_row }),
        Some(_) => Err(form),
        None => {
            let ask = "Enter the number of the row that holds the column names";
            form.refuse(field::HEADER_ROW, ask);
            Err(form)
        }
    }
}

/// Reads which column is what.
///
/// # Errors
/// A column that is needed is missing, one is named twice or is none of the file, or
/// the due date is no day from today on.
pub fn columns(
    answers: Answers,
    layout: &Layout,
    today: NaiveDate,
) -> Result<SaidOfColumns, FormState> {
    let mut form = FormState::new(answers);
    let mut columns = Columns::default();
    for each in LogField::ALL {
        let name = field::column(each.code());
        let typed = form.answers.text(&name).to_owned();
        if typed.is_empty() || typed == NO_COLUMN {
            if each.is_required() {
                let ask = match each {
                    LogField::Title => "Select the column that says what is to be done",
                    _ => "Select the column that says who leads",
                };
                form.refuse(name, ask);
            }
            continue;
        }
        let place = typed.parse::<usize>().ok();
        match place.filter(|place| layout.headers.contains_key(place)) {
            None => form.refuse(name, format!("Select a column for “{}”", each.label())),
            Some(place) => match columns.field_at(place) {
                Some(other) => form.refuse(
                    name,
                    format!(
                        "Column {} is selected for “{}” already. Select another one for “{}”",
                        letters(place),
                        other.label(),
                        each.label()
                    ),
                ),
                None => columns.set(*each, place),
            },
        }
    }
    let due_on = field::DUE.read_optional(&mut form, "Due date");
    if due_on.is_some_and(|due| due < today) {
        form.refuse(field::DUE.day, "Due date must be today or later");
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok(SaidOfColumns { columns, due_on })
    }
}

/// The name of the field of a question.
pub fn name(question: &Question) -> String {
    match question.asks {
        Asks::Dates => field::DATES.to_owned(),
        Asks::Lead => field::lead(question.first_row),
        Asks::Status => field::status(question.first_row),
    }
}

/// Whether exactly these answers were saved before: a second click, or somebody else
/// who answered the same.
pub fn is_saved(answers: &Answers, import: &LogImport, rows: &[LogRow]) -> bool {
    let order = answers.text(field::DATES);
    let same_order = order.is_empty() || import.order.map(DateOrder::code) == Some(order);
    let mut given = false;
    let all = same_order
        && rows.iter().all(|row| {
            let of_row = [
                (field::lead(row.number), Asks::Lead),
                (field::status(row.number), Asks::Status),
            ];
            of_row.into_iter().all(|(name, asks)| {
                let chosen = answers.text(&name);
                given |= !chosen.is_empty();
                chosen.is_empty()
                    || import.meanings.of(&key_of(row, &import.columns, asks)) == chosen
            })
        });
    all && (given || !order.is_empty())
}

/// What was answered: what words mean, and in which order dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The code of what was chosen by the key of each question.
    pub meanings: Vec<(String, String)>,
    pub order: Option<DateOrder>,
}

/// Reads the answers to questions; those without an answer stay open.
///
/// # Errors
/// Nothing was selected, or something that was not offered.
pub fn answered(answers: Answers, questions: &[Question]) -> Result<Answered, FormState> {
    let mut form = FormState::new(answers);
    let mut answered = Answered::default();
    for question in questions {
        let name = name(question);
        let chosen = form.answers.text(&name).to_owned();
        if chosen.is_empty() {
            continue;
        }
        if !question.offers.iter().any(|offer| offer.code == chosen) {
            form.refuse(name, "Select one of the answers of the list");
        } else if question.asks == Asks::Dates {
            answered.order = DateOrder::from_code(&chosen);
        } else {
            answered.meanings.push((question.key.clone(), chosen));
        }
    }
    if answered == Answered::default() && !form.is_refused() {
        form.refuse(field::QUESTIONS, "Answer at least one question");
    }
    if form.is_refused() {
        Err(form)
    } else {
        Ok(answered)
    }
}
