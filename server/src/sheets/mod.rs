//! Tables in files: read from what people send, written for what they take away.
//!
//! Nothing here knows what a table is about. Whoever reads one says which columns
//! it has; whoever writes one hands over the rows.

mod archive;
mod cell;
mod dates;
mod delimited;
mod events;
mod export;
mod formula;
mod gathering;
mod header;
mod ods;
mod refusal;
pub mod vcard;
mod workbook;
mod xlsx;

pub use self::{
    archive::{Packed, ends_as_archive, is_encrypted, unpacked},
    cell::Cell,
    export::{Export, ExportColumn, Value, write_csv},
    gathering::Look,
    header::Column,
    refusal::Refusal,
    workbook::{CannotWrite, write_xlsx},
};

use std::collections::BTreeMap;

use self::{
    archive::Kind,
    gathering::{Asked, Found},
    header::Names,
};

/// How much a file may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The size of the file, in bytes.
    pub bytes: usize,
    /// Rows below the header that are not empty.
    pub rows: usize,
    /// Parts of an XLSX or ODS file, which is a zip archive.
    pub parts: usize,
    /// The size of all parts when they are unpacked, in bytes; also the size of
    /// all text that is looked at.
    pub unpacked_bytes: usize,
    /// Letters that are kept of a cell.
    pub cell_letters: usize,
    /// The size of the text that is kept of all cells, in bytes.
    pub kept_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 10 * 1024 * 1024,
            rows: 10_000,
            parts: 2_000,
            unpacked_bytes: 32 * 1024 * 1024,
            cell_letters: 500,
            kept_bytes: 8 * 1024 * 1024,
        }
    }
}

/// A sheet as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// Rows that hold something: the number of each, counted from 1, and what
    /// stands in it by its place, counted from 0.
    pub lines: Vec<(u64, BTreeMap<usize, String>)>,
}

/// A table as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The sheet it stands in; of a CSV file, the file's name without its ending.
    pub sheet: String,
    /// The row of the header, counted from 1.
    pub header_row: u64,
    /// The keys of the columns that the file has, in its order.
    pub keys: Vec<&'static str>,
    /// What the header calls columns that nobody asked for, in its order.
    pub unused: Vec<String>,
    /// The names of the file's other sheets, in its order, of which nothing is
    /// read.
    pub unread_sheets: Vec<String>,
    /// The rows below the header that hold something in a column asked for.
    pub rows: Vec<Row>,
}

impl Table {
    /// What stands in a column, or nothing where the file has no such column.
    pub fn cell<'a>(&self, row: &'a Row, key: &str) -> Option<&'a Cell> {
        let position = self.keys.iter().position(|known| *known == key)?;
        row.cells.get(position)
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counted from 1, as spreadsheet programs count: the header and empty rows
    /// included, a cell of several lines as one row.
    pub number: u64,
    /// One cell for each of the table's `keys`.
    pub cells: Vec<Cell>,
}

/// Reads the first table of a file whose header names at least two of `columns`.
///
/// What the file is in is told from its content; `name` only names the sheet of a
/// CSV file. This works for as long as a processor needs for the file, which may
/// be seconds.
///
/// # Errors
/// Why the file cannot be taken, in words for whoever sent it.
pub fn read(
    name: &str,
    bytes: &[u8],
    columns: &[Column],
    limits: &Limits,
) -> Result<Table, Refusal> {
    read_asked(name, bytes, &Asked::of(Names::of(columns), limits, None))
}

/// As [`read`], but lets `look` see the text of every cell in every sheet, also of
/// columns and sheets of which nothing is read.
///
/// # Errors
/// As [`read`]; or [`Refusal::Forbidden`] with what `look` says of a text, in words
/// that go on with "In row 7 of the sheet “Seats”".
pub fn read_looking(
    name: &str,
    bytes: &[u8],
    columns: &[Column],
    limits: &Limits,
    look: Look<'_>,
) -> Result<Table, Refusal> {
    let asked = Asked::of(Names::of(columns), limits, Some(look));
    read_asked(name, bytes, &asked)
}

/// Hands over the rows of a CSV file one by one, below a header that names all
/// columns that must be there: the number of each, and its cells in the order of
/// `columns`. Keeps nothing, so that a file may have very many. Returns whether the
/// file has a header that names at least two of the columns.
///
/// # Errors
/// The file is no text, a column is missing or there twice, or `row` refuses.
pub fn each_row(
    bytes: &[u8],
    columns: &[Column],
    row: impl FnMut(u64, &[&str]) -> Result<(), Refusal>,
) -> Result<bool, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if archive::is_archive(bytes) {
        return Ok(false);
    }
    if archive::is_compound(bytes) {
        return Err(archive::why_not_compound(bytes));
    }
    delimited::each_row(bytes, columns, row)
}

/// The sheets of a file as they stand, for tables whose columns nobody can name
/// beforehand.
///
/// # Errors
/// Why the file cannot be taken, in words for whoever sent it.
pub fn read_sheets(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Refusal> {
    sheets_of(name, bytes, &Asked::as_it_stands(limits))
}

/// As [`read_sheets`], but what is merged downwards counts for each of its rows that
/// holds anything, and `look` sees the text of every cell as in [`read_looking`].
///
/// # Errors
/// As [`read_looking`].
pub fn read_sheets_looking(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    look: Look<'_>,
) -> Result<Vec<Sheet>, Refusal> {
    sheets_of(name, bytes, &Asked::filled(limits, look))
}

fn sheets_of(name: &str, bytes: &[u8], asked: &Asked<'_>) -> Result<Vec<Sheet>, Refusal> {
    match found_in(name, bytes, asked)? {
        Found::Sheets(sheets) => Ok(sheets),
        Found::Refused(refusal) => Err(refusal),
        Found::Table(_) | Found::OtherThings | Found::Nothing => Err(Refusal::Empty),
    }
}

fn read_asked(name: &str, bytes: &[u8], asked: &Asked<'_>) -> Result<Table, Refusal> {
    match found_in(name, bytes, asked)? {
        Found::Table(table) => Ok(table),
        Found::Refused(refusal) => Err(refusal),
        Found::OtherThings | Found::Sheets(_) => Err(Refusal::Missing(asked.names.required())),
        Found::Nothing => Err(Refusal::Empty),
    }
}

fn found_in(name: &str, bytes: &[u8], asked: &Asked<'_>) -> Result<Found, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > asked.limits.bytes {
        return Err(Refusal::TooLarge(asked.limits.bytes));
    }
    if archive::is_archive(bytes) {
        match archive::inspect(bytes, asked.limits)? {
            Kind::Workbook => xlsx::read(bytes, asked),
            Kind::OpenDocument => ods::read(bytes, asked),
        }
    } else if archive::is_compound(bytes) {
        Err(archive::why_not_compound(bytes))
    } else {
        delimited::read(name, bytes, asked)
    }
}
