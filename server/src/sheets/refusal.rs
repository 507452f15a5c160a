//! Why a file is not taken, in words for whoever sent it.
//!
//! Source: GOV.UK Design System, "File upload", error messages.

use app::wording;
use thiserror::Error;

/// Why a file is not taken. Shown, it is the error message of the page.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("The selected file is empty")]
    Empty,
    #[error("The selected file must be a CSV, XLSX or ODS file")]
    NotATable,
    #[error("The selected file is password protected")]
    PasswordProtected,
    /// With the largest size, in bytes.
    #[error("The selected file must be smaller than {}MB", .0 / (1024 * 1024))]
    TooLarge(usize),
    /// With the largest number of rows.
    #[error("The selected file has more than {} rows", wording::grouped(*.0 as u64))]
    TooManyRows(usize),
    #[error("The selected file could not be read because too much is packed into it")]
    TooMuchPacked,
    /// With how much text is kept, in bytes.
    #[error("The selected file has more than {}MB of text in the columns that are read", .0 / (1024 * 1024))]
    TooMuchText(usize),
    /// A cell holds what must not be in the file: its sheet, its row, and why not,
    /// in words that go on with a sentence.
    #[error("In row {} of the sheet “{sheet}” {why}", wording::grouped(*.row))]
    Forbidden {
        sheet: String,
        row: u64,
        why: String,
    },
    #[error("The selected file could not be read. Save a new copy of it and select that")]
    Unreadable,
    /// With the row that the quotation mark stands in.
    #[error(
        "The selected file could not be read because a quotation mark in row {} is never closed",
        wording::grouped(*.0)
    )]
    UnclosedQuote(u64),
    /// With the name of the column.
    #[error("The column “{0}” is there twice")]
    Twice(String),
    /// With the names of the columns.
    #[error("The selected file must have {}", columns(.0))]
    Missing(Vec<String>),
    #[error("The selected file has no rows below its column names")]
    NoRows,
}

/// "a column “Name”", "the columns “Name”, “Email” and “Board”".
fn columns(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    match quoted.as_slice() {
        [] => "column names".to_owned(),
        [one] => format!("a column {one}"),
        [first @ .., last] => format!("the columns {} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_limits_and_columns() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        for (refusal, message) in [
            (
                Refusal::TooLarge(10 * 1024 * 1024),
                "The selected file must be smaller than 10MB",
            ),
            (
                Refusal::TooManyRows(10_000),
                "The selected file has more than 10,000 rows",
            ),
            (
                Refusal::Twice("Email".to_owned()),
                "The column “Email” is there twice",
            ),
            (
                Refusal::Missing(names(&["Name"])),
                "The selected file must have a column “Name”",
            ),
            (
                Refusal::Missing(names(&["Name", "Email", "Board"])),
                "The selected file must have the columns “Name”, “Email” and “Board”",
            ),
        ] {
            assert_eq!(refusal.to_string(), message);
        }
    }
}
