//! Reading CSV files, whatever their encoding, delimiter and line ends.

use std::{borrow::Cow, collections::BTreeMap};

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{
    Cell, Column, Refusal, formula,
    gathering::{Asked, Found, Gathering},
    header::{self, HEAD_ROWS, Line, Names, WIDTH},
};

/// Signs between cells. The first is taken where none finds more columns.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// What other kinds of files begin with that hold no NUL: web pages and XML, PDF,
/// and documents of word processors.
const OTHER_KINDS: [&str; 3] = ["<", "%PDF", "{\\rtf"];

/// Reads a CSV file.
///
/// # Errors
/// It is no text, or its table is refused.
pub(super) fn read(name: &str, bytes: &[u8], asked: &Asked<'_>) -> Result<Found, Refusal> {
    let text = text_of(bytes)?;
    let sheet = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut gathering = Gathering::of(sheet, asked);
    for field in Fields::of(&text, delimiter(&text, &asked.names)) {
        let Field { row, place, text } = field?;
        let cell = || Cell::text(formula::unprotected(&text));
        gathering.look(row, &text)?;
        if !text.is_empty() && gathering.take(row, place, cell)?.is_break() {
            break;
        }
    }
    gathering.finish([])
}

/// Hands over the rows below the header one by one, each with its number and its
/// cells in the order of `columns`, "" where the file has none. Nothing is kept,
/// so that there may be very many. Returns whether the file has such a header.
///
/// # Errors
/// It is no text, its header is refused, or `row` refuses.
pub(super) fn each_row(
    bytes: &[u8],
    columns: &[Column],
    mut row: impl FnMut(u64, &[&str]) -> Result<(), Refusal>,
) -> Result<bool, Refusal> {
    let text = text_of(bytes)?;
    let names = Names::of(columns);
    let delimiter = delimiter(&text, &names);
    let Some(header) = header::find(&head(&text, delimiter), &names)? else {
        return Ok(false);
    };
    let positions: BTreeMap<usize, usize> = header
        .places
        .iter()
        .filter_map(|(place, key)| {
            let position = columns.iter().position(|column| column.key == *key)?;
            Some((*place, position))
        })
        .collect();
    let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); columns.len()];
    let mut at = header.row;
    let mut flush = |at: u64, cells: &mut Vec<Cow<'_, str>>| {
        if at > header.row && cells.iter().any(|cell| !cell.trim().is_empty()) {
            let texts: Vec<&str> = cells
                .iter()
                .map(|cell| formula::unprotected(cell))
                .collect();
            row(at, &texts)?;
        }
        cells.fill(Cow::Borrowed(""));
        Ok::<(), Refusal>(())
    };
    for field in Fields::of(&text, delimiter) {
        let field = field?;
        if field.row != at {
            flush(at, &mut cells)?;
            at = field.row;
        }
        let cell = positions
            .get(&field.place)
            .and_then(|position| cells.get_mut(*position));
        if let Some(cell) = cell {
            *cell = field.text;
        }
    }
    flush(at, &mut cells)?;
    Ok(true)
}

/// The text of a file that is one.
fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let text = decoded(bytes)?;
    if text.contains('\0') || OTHER_KINDS.iter().any(|start| text.starts_with(start)) {
        return Err(Refusal::NotATable);
    }
    Ok(text)
}

/// The text of a file. Where no mark says the encoding and it is not UTF-8, it is
/// what Excel saves as plain "CSV" on Windows.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    for (mark, encoding) in [
        (&b"\xef\xbb\xbf"[..], UTF_8),
        (b"\xff\xfe", UTF_16LE),
        (b"\xfe\xff", UTF_16BE),
    ] {
        if let Some(marked) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(marked);
            return text.ok_or(Refusal::Unreadable);
        }
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    })
}

/// The delimiter that finds most columns asked for in one row.
fn delimiter(text: &str, names: &Names<'_>) -> char {
    let mut best = (0, ',');
    for delimiter in DELIMITERS {
        let columns = names.most_in_a_row(&head(text, delimiter));
        if columns > best.0 {
            best = (columns, delimiter);
        }
    }
    best.1
}

/// The first rows, as far as they can be read with a delimiter.
fn head(text: &str, delimiter: char) -> Vec<Line> {
    let mut head: Vec<Line> = Vec::new();
    let fields = Fields::of(text, delimiter).map_while(Result::ok);
    for field in fields.take_while(|field| field.row <= HEAD_ROWS) {
        if field.text.is_empty() || field.place >= WIDTH {
            continue;
        }
        if head.last().is_none_or(|line| line.number != field.row) {
            head.push(Line {
                number: field.row,
                cells: BTreeMap::new(),
            });
        }
        if let Some(line) = head.last_mut() {
            line.cells.insert(field.place, Cell::text(field.text));
        }
    }
    head
}

/// What stands between two delimiters.
struct Field<'a> {
    /// Counted from 1; empty rows count.
    row: u64,
    /// Counted from 0.
    place: usize,
    text: Cow<'a, str>,
}

/// The fields of a file (RFC 4180). Rows end with CR LF, LF or CR.
struct Fields<'a> {
    rest: &'a str,
    delimiter: char,
    row: u64,
    place: usize,
    /// Whether the file ends with a delimiter, and so with an empty field.
    is_open: bool,
}

impl<'a> Fields<'a> {
    fn of(text: &'a str, delimiter: char) -> Self {
        Self {
            rest: text,
            delimiter,
            row: 1,
            place: 0,
            is_open: false,
        }
    }

    /// Text up to the next delimiter or line end.
    fn plain(&mut self) -> &'a str {
        let end = self.rest.find([self.delimiter, '\n', '\r']);
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        text
    }

    /// Text in quotation marks; the first one is read already. What follows the
    /// closing mark belongs to it, as in other programs.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Refusal> {
        let mut text = Cow::Borrowed("");
        loop {
            let (part, rest) = self
                .rest
                .split_once('"')
                .ok_or(Refusal::UnclosedQuote(self.row))?;
            self.rest = rest;
            text += part;
            match self.rest.strip_prefix('"') {
                None => break,
                Some(rest) => {
                    self.rest = rest;
                    text += "\"";
                }
            }
        }
        text += self.plain();
        Ok(text)
    }

    /// Passes over what ends a field.
    fn step(&mut self) {
        self.is_open = false;
        if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
            self.rest = rest;
            self.place += 1;
            self.is_open = true;
        } else if let Some(rest) = self
            .rest
            .strip_prefix("\r\n")
            .or_else(|| self.rest.strip_prefix(['\n', '\r']))
        {
            self.rest = rest;
            self.row += 1;
            self.place = 0;
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() && !self.is_open {
            return None;
        }
        let (row, place) = (self.row, self.place);
        let text = match self.rest.strip_prefix('"') {
            None => Cow::Borrowed(self.plain()),
            Some(rest) => {
                self.rest = rest;
                match self.quoted() {
                    Ok(text) => text,
                    Err(refusal) => {
                        // There is nothing after a quotation mark without end.
                        self.rest = "";
                        self.is_open = false;
                        return Some(Err(refusal));
                    }
                }
            }
        };
        self.step();
        Some(Ok(Field { row, place, text }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, delimiter: char) -> Result<Vec<Vec<String>>, Refusal> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for field in Fields::of(text, delimiter) {
            let field = field?;
            let number = usize::try_from(field.row).unwrap();
            rows.resize(number.max(rows.len()), Vec::new());
            let row = &mut rows[number - 1];
            assert_eq!(row.len(), field.place);
            row.push(field.text.into_owned());
        }
        Ok(rows)
    }

    #[test]
    fn quotation_marks_hold_delimiters_line_ends_and_themselves() {
        assert_eq!(
            rows("a,\"b,\"\"c\"\"\r\nd\",\r\n\n\"e\"f,g\"h\"", ',').unwrap(),
            vec![
                vec!["a", "b,\"c\"\r\nd", ""],
                vec![""],
                vec!["ef", "g\"h\""],
            ]
        );
        assert_eq!(rows("a,b\n\"c", ','), Err(Refusal::UnclosedQuote(2)));
    }

    #[test]
    fn every_kind_of_line_end_ends_a_row() {
        for text in ["a;b\nc;d", "a;b\r\nc;d\r\n", "a;b\rc;d\r"] {
            assert_eq!(
                rows(text, ';').unwrap(),
                vec![vec!["a", "b"], vec!["c", "d"]],
                "{text:?}"
            );
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        for bytes in [
            &b"\xef\xbb\xbfcaf\xc3\xa9 \xc2\xa3"[..],
            b"caf\xc3\xa9 \xc2\xa3",
            b"caf\xe9 \xa3",
            b"\xff\xfec\0a\0f\0\xe9\0 \0\xa3\0",
            b"\xfe\xff\0c\0a\0f\0\xe9\0 \0\xa3",
        ] {
            assert_eq!(decoded(bytes).unwrap(), "café £");
        }
        assert_eq!(decoded(b"\xff\xfec\0a"), Err(Refusal::Unreadable));
        assert_eq!(decoded(b"\xef\xbb\xbf\xe9"), Err(Refusal::Unreadable));
    }

    proptest! {
        #[test]
        fn rows_are_those_that_another_reader_finds(text in "[ab,\"\n\r]{0,40}") {
            let Ok(ours) = rows(&text, ',') else {
                // The other reader closes what is never closed.
                return Ok(());
            };
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            // The other reader passes over empty rows.
            let ours: Vec<_> = ours.into_iter().filter(|row| row != &[""]).collect();
            let theirs: Vec<_> = theirs.into_iter().filter(|row| row != &[""]).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn any_text_is_read(text in ".{0,60}") {
            for delimiter in DELIMITERS {
                let _read = rows(&text, delimiter);
            }
        }
    }
}
