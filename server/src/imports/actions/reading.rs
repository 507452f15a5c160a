//! Reads an earlier log: which of its sheets, below which row.

use app::imports::actions::{
    rules::columns::header_among,
    types::{Cells, Layout, LogRow, Remembered},
};

use crate::{
    imports::of_a_case,
    sheets::{self, Limits, Refusal, Sheet},
    state::AppState,
};

/// Rows of a file at most. The longest logs that boards keep have some hundred.
pub const ROWS: usize = 2_000;

/// Room in a cell for the longest update that the portal takes, in characters.
const CELL_LETTERS: usize = app::actions::forms::NOTE_LIMIT;

/// Columns that are looked at.
const COLUMNS: usize = 60;

fn limits() -> Limits {
    Limits {
        rows: ROWS,
        cell_letters: CELL_LETTERS,
        kept_bytes: 4 * 1024 * 1024,
        ..Limits::default()
    }
}

/// Reads the sheets of a file that hold anything, a few files at a time.
///
/// # Errors
/// The outer one is ours; the inner one says why the file cannot be taken.
pub async fn sheets(
    state: &AppState,
    name: &str,
    file: Vec<u8>,
) -> anyhow::Result<Result<(Vec<Sheet>, Vec<u8>), Refusal>> {
    let name = name.to_owned();
    let read = move |file: &[u8]| read(&name, file);
    state.imports.read(file, read).await
}

/// Reads the sheets of a file that hold anything, for as long as a processor needs.
///
/// # Errors
/// Why the file cannot be taken, in words for whoever sent it.
pub fn read(name: &str, file: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let mut sheets = sheets::read_sheets_looking(name, file, &limits(), &of_a_case)?;
    sheets.retain(|sheet| !sheet.lines.is_empty());
    if sheets.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(sheets)
}

fn cells_of(cells: &Cells) -> Cells {
    cells
        .range(..COLUMNS)
        .map(|(place, text)| (*place, text.replace('\0', "")))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

/// The sheet that is most like a log, and the row of its column names.
pub fn likeliest(sheets: &[Sheet], remembered: &Remembered) -> (String, i32) {
    let mut best = (None, String::new(), 1);
    for sheet in sheets {
        let cells = sheet.lines.iter().map(|(_, cells)| cells);
        if let Some((named, place)) = header_among(cells, remembered)
            && best.0.is_none_or(|most| named > most)
        {
            let row = sheet.lines.get(place).map_or(1, |(number, _)| *number);
            best = (Some(named), sheet.name.clone(), as_number(row));
        }
    }
    (best.1, best.2)
}

fn as_number(row: u64) -> i32 {
    i32::try_from(row).unwrap_or(i32::MAX)
}

/// The table below a row of a sheet.
///
/// # Errors
/// Nothing stands in that row, or nothing below it.
pub fn table(
    sheets: &[Sheet],
    sheet: &str,
    header_row: i32,
) -> Result<(Layout, Vec<LogRow>), &'static str> {
    let found = sheets.iter().find(|known| known.name == sheet);
    let lines = found.map_or(&[][..], |found| found.lines.as_slice());
    let header = lines
        .iter()
        .find(|(number, _)| as_number(*number) == header_row)
        .map(|(_, cells)| cells_of(cells))
        .unwrap_or_default();
    if header.is_empty() {
        return Err(
            "There is nothing in that row. Enter the number of the row that holds the column names",
        );
    }
    let mut headers = header.clone();
    let rows: Vec<LogRow> = lines
        .iter()
        .filter(|(number, _)| as_number(*number) > header_row)
        .map(|(number, cells)| LogRow {
            number: as_number(*number),
            cells: cells_of(cells),
            action: None,
        })
        // Names of columns are often repeated at the top of each page.
        .filter(|row| !row.cells.is_empty() && row.cells != header)
        .collect();
    for place in rows.iter().flat_map(|row| row.cells.keys()) {
        headers.entry(*place).or_default();
    }
    if rows.is_empty() {
        return Err("There are no rows below the column names");
    }
    let layout = Layout {
        sheet: sheet.to_owned(),
        sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        header_row,
        headers,
    };
    Ok((layout, rows))
}
