//! Writing XLSX files.

use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{
    ColNum, DocProperties, Format, FormatAlign, RowNum, Table, TableColumn, Workbook, Worksheet,
    XlsxError,
};
use thiserror::Error;

use super::{Export, Value};

/// How days are shown: "4 Jun 2026".
const DAY: &str = "d mmm yyyy";

/// As Excel has it.
const LONGEST_SHEET_NAME: usize = 31;

/// As Excel has it, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

const ABOUT: &str = "About";

/// Widths of columns, in letters.
const NARROWEST: usize = 10;
const WIDEST: usize = 60;

/// A table that has no place in a workbook: it has too many rows or columns, or
/// two columns of one name.
#[derive(Debug, Error)]
#[error("the workbook cannot be written: {0}")]
pub struct CannotWrite(#[from] XlsxError);

/// Writes an XLSX file: a table, and a sheet with the lines about it.
///
/// Nothing in it is a formula or a link, and it names nobody. The same table and
/// moment give the same bytes.
///
/// # Errors
/// The table has no place in a workbook.
pub fn write_xlsx(export: &Export, made_at: DateTime<Utc>) -> Result<Vec<u8>, CannotWrite> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&export.title)
            .set_creation_datetime(&made_at),
    );
    write_table(workbook.add_worksheet(), export)?;
    write_about(workbook.add_worksheet(), export)?;
    Ok(workbook.save_to_buffer()?)
}

fn write_table(sheet: &mut Worksheet, export: &Export) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&export.title))?;
    let last_column = ColNum::try_from(export.columns.len().saturating_sub(1))
        .map_err(|_| XlsxError::RowColumnLimitError)?;
    // A table has at least one row below its header.
    let last_row =
        RowNum::try_from(export.rows.len().max(1)).map_err(|_| XlsxError::RowColumnLimitError)?;
    let columns: Vec<TableColumn> = export
        .columns
        .iter()
        .map(|column| TableColumn::new().set_header(&column.name))
        .collect();
    sheet.add_table(
        0,
        0,
        last_row,
        last_column,
        &Table::new().set_columns(&columns),
    )?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, number) in export.columns.iter().zip(0..) {
        let place = usize::from(number);
        let cells = export.rows.iter().filter_map(|row| row.get(place));
        let widest = cells.map(width).max().unwrap_or(0);
        // The header has a button for its filter.
        let header = column.name.chars().count() + 3;
        let width = u32::try_from(widest.max(header).clamp(NARROWEST, WIDEST)).unwrap_or(0);
        sheet.set_column_width(number, width)?;
    }
    let formats = Formats::new();
    for (row, number) in export.rows.iter().zip(1..) {
        for (value, column) in row.iter().zip(0..=last_column) {
            write(sheet, number, column, value, &formats)?;
        }
    }
    Ok(())
}

fn write_about(sheet: &mut Worksheet, export: &Export) -> Result<(), XlsxError> {
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, WIDEST as u32)?;
    let formats = Formats::new();
    for (line, number) in export.about.iter().zip(0..) {
        sheet.write_string_with_format(number, 0, cut(line), &formats.text)?;
    }
    Ok(())
}

struct Formats {
    text: Format,
    day: Format,
    number: Format,
}

impl Formats {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            text: top().set_text_wrap(),
            day: top().set_num_format(DAY).set_align(FormatAlign::Left),
            number: top(),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    value: &Value,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) if text.is_empty() => {}
        Value::Text(text) => {
            sheet.write_string_with_format(row, column, cut(text), &formats.text)?;
        }
        Value::Date(day) if is_countable(*day) => {
            sheet.write_date_with_format(row, column, day, &formats.day)?;
        }
        // Excel does not count days before 1900.
        Value::Date(day) => {
            sheet.write_string(row, column, day.format("%Y-%m-%d").to_string())?;
        }
        Value::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, &formats.number)?;
        }
        Value::Number(_) | Value::Empty => {}
    }
    Ok(())
}

fn is_countable(day: NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..=9999).contains(&day.year())
}

/// How many letters a value is wide.
fn width(value: &Value) -> usize {
    match value {
        Value::Text(text) => text
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0),
        Value::Date(_) => DAY.len() + 1,
        Value::Number(number) => number.to_string().len(),
        Value::Empty => 0,
    }
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > LONGEST_TEXT
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// The title, as far as it can be the name of a sheet.
fn sheet_name(title: &str) -> String {
    let allowed: String = title
        .chars()
        .map(|letter| match letter {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        // Letters outside the first plane count twice for Excel.
        .scan(0, |units, letter| {
            *units += letter.len_utf16();
            (*units <= LONGEST_SHEET_NAME).then_some(letter)
        })
        .collect();
    let name = allowed.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace());
    // Excel keeps the second name for itself.
    let is_taken = [ABOUT, "History", ""]
        .iter()
        .any(|taken| taken.eq_ignore_ascii_case(name));
    if is_taken {
        "Table".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::{super::ExportColumn, *};

    fn export() -> Export {
        Export {
            title: "Seats".to_owned(),
            columns: ["Name", "Ends"]
                .map(|name| ExportColumn {
                    name: name.to_owned(),
                })
                .into(),
            rows: vec![vec![Value::Text("=1+1".to_owned()), Value::Empty]],
            about: vec!["Made up".to_owned()],
        }
    }

    #[test]
    fn the_same_table_and_moment_give_the_same_bytes() {
        let at = Utc.with_ymd_and_hms(2026, 6, 4, 9, 0, 0).unwrap();
        let first = write_xlsx(&export(), at).unwrap();
        assert!(first == write_xlsx(&export(), at).unwrap());
        assert!(first != write_xlsx(&export(), at + chrono::Days::new(1)).unwrap());
    }

    #[test]
    fn titles_become_names_of_sheets() {
        for (title, name) in [
            ("Actions", "Actions"),
            ("Actions: 2025/26", "Actions  2025 26"),
            ("'Quoted'", "Quoted"),
            ("about", "Table"),
            ("[]", "Table"),
            (
                "Family justice boards of England and Wales",
                "Family justice boards of Englan",
            ),
        ] {
            assert_eq!(sheet_name(title), name);
        }
        assert_eq!(sheet_name(&"👩".repeat(40)).encode_utf16().count(), 30);
    }

    #[test]
    fn long_text_is_cut_where_excel_ends() {
        assert_eq!(cut("short"), "short");
        assert_eq!(cut(&"é".repeat(40_000)).chars().count(), LONGEST_TEXT);
        assert_eq!(
            cut(&"👩".repeat(40_000)).encode_utf16().count(),
            LONGEST_TEXT - 1
        );
    }

    #[test]
    fn a_table_without_rows_or_with_odd_ones_is_written() {
        let at = Utc.with_ymd_and_hms(2026, 6, 4, 9, 0, 0).unwrap();
        let mut export = export();
        export.rows = vec![Vec::new(), vec![Value::Number(f64::INFINITY); 9]];
        assert!(write_xlsx(&export, at).is_ok());
        export.rows.clear();
        assert!(write_xlsx(&export, at).is_ok());
        export.columns = vec![export.columns[0].clone(), export.columns[0].clone()];
        assert!(write_xlsx(&export, at).is_err());
    }
}
