//! What is written to files: a table, and what is to be said about it.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::formula;

/// A table to write.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// What the table is, such as "Actions". The sheet is called so.
    pub title: String,
    pub columns: Vec<ExportColumn>,
    /// One value for each column. What is missing is empty.
    pub rows: Vec<Vec<Value>>,
    /// Lines about the table: what was asked for, when and where from. They have
    /// a sheet of their own; a CSV file has no place for them.
    pub about: Vec<String>,
}

/// A column of a table to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportColumn {
    /// Its header. No two columns of a table share one.
    pub name: String,
}

/// What stands in a cell to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Date(NaiveDate),
    Number(f64),
    Empty,
}

/// Writes a CSV file: RFC 4180, in UTF-8 with the mark that Excel looks for.
///
/// Days are written as ISO 8601 has them. Text that a spreadsheet program would
/// take for a formula gets an apostrophe before it, which `read` takes away.
pub fn write_csv(export: &Export) -> Vec<u8> {
    let mut file = String::from("\u{feff}");
    let names = export.columns.iter().map(|column| text(&column.name));
    push_row(&mut file, names);
    for row in &export.rows {
        push_row(&mut file, row.iter().map(value));
    }
    file.into_bytes()
}

fn push_row<'a>(file: &mut String, cells: impl Iterator<Item = Cow<'a, str>>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            file.push(',');
        }
        file.push_str(&cell);
    }
    file.push_str("\r\n");
}

fn value(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(letters) => text(letters),
        Value::Date(day) => Cow::Owned(day.format("%Y-%m-%d").to_string()),
        Value::Number(number) if number.is_finite() => Cow::Owned(number.to_string()),
        Value::Number(_) | Value::Empty => Cow::Borrowed(""),
    }
}

/// Text, in quotation marks where it needs them.
fn text(letters: &str) -> Cow<'_, str> {
    let protected = formula::protected(letters);
    if protected.contains([',', '"', '\r', '\n']) {
        Cow::Owned(format!("\"{}\"", protected.replace('"', "\"\"")))
    } else {
        protected
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{Column, Limits, read},
        *,
    };

    fn export(rows: Vec<Vec<Value>>) -> Export {
        let columns = ["Name", "Ends"].map(|name| ExportColumn {
            name: name.to_owned(),
        });
        Export {
            title: "Seats".to_owned(),
            columns: columns.into(),
            rows,
            about: Vec::new(),
        }
    }

    #[test]
    fn a_csv_file_has_quotation_marks_only_where_it_needs_them() {
        let rows = vec![
            vec![
                Value::Text("O'Brien, \"Anna\"".to_owned()),
                Value::Date(NaiveDate::from_ymd_opt(2026, 6, 4).unwrap()),
            ],
            vec![Value::Text("=1+1".to_owned()), Value::Number(-5.0)],
            vec![Value::Number(f64::NAN), Value::Empty],
        ];
        let file = String::from_utf8(write_csv(&export(rows))).unwrap();
        assert_eq!(
            file,
            "\u{feff}Name,Ends\r\n\"O'Brien, \"\"Anna\"\"\",2026-06-04\r\n'=1+1,-5\r\n,\r\n"
        );
    }

    const COLUMNS: [Column; 2] = [
        Column {
            key: "name",
            names: &["Name"],
            required: true,
        },
        Column {
            key: "ends",
            names: &["Ends"],
            required: true,
        },
    ];

    proptest! {
        #[test]
        fn text_comes_back_as_it_was_written(text in "(['=+@\\-,;\"\r\n\t éa]|\\PC){1,20}") {
            prop_assume!(!text.trim().is_empty());
            let row = vec![Value::Text(text.clone()), Value::Number(1.0)];
            let file = write_csv(&export(vec![row]));
            let table = read("seats.csv", &file, &COLUMNS, &Limits::default()).unwrap();
            prop_assert_eq!(&table.rows[0].cells[0].text, &text);
        }
    }
}
