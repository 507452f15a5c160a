//! Finding the header of a table among the first rows of a sheet.

use std::collections::{BTreeMap, BTreeSet};

use app::wording;

use super::{Cell, Refusal};

/// The header is looked for in this many rows.
pub(super) const HEAD_ROWS: u64 = 20;

/// Columns further to the right are not looked at.
pub(super) const WIDTH: usize = 1_000;

/// A row with fewer columns asked for is not the header.
const FEWEST: usize = 2;

/// A column that a table may have.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What the code calls it.
    pub key: &'static str,
    /// What headers call it, whatever the case, spaces and accents. Messages say
    /// the first.
    pub names: &'static [&'static str],
    /// Whether a table without it is refused.
    pub required: bool,
}

impl Column {
    fn shown(&self) -> String {
        self.names.first().unwrap_or(&self.key).to_string()
    }
}

/// The columns asked for, by their names.
pub(super) struct Names<'a> {
    columns: &'a [Column],
    positions: BTreeMap<String, usize>,
}

impl<'a> Names<'a> {
    pub fn of(columns: &'a [Column]) -> Self {
        let positions = columns
            .iter()
            .enumerate()
            .flat_map(|(position, column)| {
                let names = column.names.iter();
                names.map(move |name| (key(name), position))
            })
            .collect();
        Self { columns, positions }
    }

    /// What messages call the columns that must be there.
    pub fn required(&self) -> Vec<String> {
        self.columns
            .iter()
            .filter(|column| column.required)
            .map(Column::shown)
            .collect()
    }

    /// The largest number of columns asked for that one row names.
    pub fn most_in_a_row(&self, head: &[Line]) -> usize {
        head.iter()
            .map(|line| distinct(&self.known(line)))
            .max()
            .unwrap_or(0)
    }

    /// The columns asked for that a row names, by their place in the file.
    fn known(&self, line: &Line) -> BTreeMap<usize, usize> {
        line.cells
            .iter()
            .filter_map(|(place, cell)| Some((*place, *self.positions.get(&key(&cell.text))?)))
            .collect()
    }
}

/// A row as it stands in the file: what is not empty, by its place.
#[derive(Debug)]
pub(super) struct Line {
    pub number: u64,
    pub cells: BTreeMap<usize, Cell>,
}

/// The header of a table.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    /// Its row, or the lower one of two.
    pub row: u64,
    /// Where the columns asked for stand, and their keys.
    pub places: BTreeMap<usize, &'static str>,
    /// The names of the other columns.
    pub unused: Vec<String>,
}

/// The header among the first rows of a sheet, if one of them is a header.
///
/// It may take two rows: where cells are merged over both, their name stands in
/// the upper one, and where several share the name of a group, that stands above
/// their own.
///
/// # Errors
/// A column is there twice, or a column that must be there is not.
pub(super) fn find(head: &[Line], names: &Names<'_>) -> Result<Option<Header>, Refusal> {
    let mut rows = head.iter().enumerate();
    let Some((at, row, known)) = rows.find_map(|(at, row)| {
        let known = names.known(row);
        (distinct(&known) >= FEWEST).then_some((at, row, known))
    }) else {
        return Ok(None);
    };
    let above = at.checked_sub(1).and_then(|above| head.get(above));
    let above = above.filter(|above| above.number + 1 == row.number);
    let below = head.get(at + 1);
    let below = below.filter(|below| below.number == row.number + 1);

    let mut cells: BTreeMap<usize, &str> = texts(row);
    let mut number = row.number;
    match below {
        Some(below) if is_lower_half(&known, below, names) => {
            cells.extend(texts(below));
            number = below.number;
        }
        _ => {
            for (place, text) in above
                .map(|above| upper_half(&known, above, names))
                .unwrap_or_default()
            {
                cells.entry(place).or_insert(text);
            }
        }
    }
    assembled(number, &cells, names).map(Some)
}

/// Whether a row goes on with the header above it: it names more columns, and
/// leaves those empty that have their name already.
fn is_lower_half(upper: &BTreeMap<usize, usize>, row: &Line, names: &Names<'_>) -> bool {
    let known = names.known(row);
    !known.is_empty()
        && row.cells.keys().all(|place| !upper.contains_key(place))
        && known
            .values()
            .all(|new| upper.values().all(|other| other != new))
}

/// The names of columns that stand in the row above the header.
fn upper_half<'a>(
    lower: &BTreeMap<usize, usize>,
    row: &'a Line,
    names: &Names<'_>,
) -> BTreeMap<usize, &'a str> {
    let known = names.known(row);
    let mut texts = texts(row);
    texts.retain(|place, _| {
        known
            .get(place)
            .is_some_and(|new| lower.values().all(|other| other != new))
    });
    texts
}

fn assembled(
    row: u64,
    cells: &BTreeMap<usize, &str>,
    names: &Names<'_>,
) -> Result<Header, Refusal> {
    let mut header = Header {
        row,
        places: BTreeMap::new(),
        unused: Vec::new(),
    };
    let mut seen = BTreeSet::new();
    for (place, text) in cells {
        let position = names.positions.get(&key(text));
        match position.and_then(|position| names.columns.get(*position)) {
            None => header.unused.push(wording::tidied(text)),
            Some(column) if seen.insert(column.key) => {
                header.places.insert(*place, column.key);
            }
            Some(column) => return Err(Refusal::Twice(column.shown())),
        }
    }
    let missing: Vec<String> = names
        .columns
        .iter()
        .filter(|column| column.required && !seen.contains(column.key))
        .map(Column::shown)
        .collect();
    if missing.is_empty() {
        Ok(header)
    } else {
        Err(Refusal::Missing(missing))
    }
}

fn texts(line: &Line) -> BTreeMap<usize, &str> {
    let cells = line.cells.iter();
    cells
        .map(|(place, cell)| (*place, cell.text.as_str()))
        .collect()
}

fn distinct(known: &BTreeMap<usize, usize>) -> usize {
    known.values().collect::<BTreeSet<_>>().len()
}

/// A name without what may differ.
fn key(name: &str) -> String {
    wording::folded(&wording::tidied(name))
        .split_whitespace()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column {
            key: "board",
            names: &["Board"],
            required: true,
        },
        Column {
            key: "name",
            names: &["Name", "Full name"],
            required: true,
        },
        Column {
            key: "email",
            names: &["Email", "E-mail"],
            required: false,
        },
        Column {
            key: "role",
            names: &["Rôle"],
            required: false,
        },
    ];

    fn head(rows: &[&[&str]]) -> Vec<Line> {
        rows.iter()
            .zip(1..)
            .map(|(cells, number)| Line {
                number,
                cells: cells
                    .iter()
                    .enumerate()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(place, text)| (place, Cell::text(*text)))
                    .collect(),
            })
            .collect()
    }

    fn found(rows: &[&[&str]]) -> Result<Option<(u64, String, String)>, Refusal> {
        let found = find(&head(rows), &Names::of(&COLUMNS))?;
        Ok(found.map(|header| {
            let places: Vec<String> = header
                .places
                .iter()
                .map(|(place, key)| format!("{place} {key}"))
                .collect();
            (header.row, places.join(", "), header.unused.join(", "))
        }))
    }

    fn header(
        row: u64,
        places: &str,
        unused: &str,
    ) -> Result<Option<(u64, String, String)>, Refusal> {
        Ok(Some((row, places.to_owned(), unused.to_owned())))
    }

    #[test]
    fn case_spaces_and_accents_do_not_matter() {
        assert_eq!(
            found(&[&[
                "BOARD ",
                "full\u{a0}Name",
                "\u{200b}e-mail",
                "role",
                "Notes"
            ]]),
            header(1, "0 board, 1 name, 2 email, 3 role", "Notes")
        );
    }

    #[test]
    fn titles_above_are_passed_over() {
        assert_eq!(
            found(&[
                &["Seats of 2026"],
                &[],
                &["Board"],
                &["Board", "Name"],
                &["x", "y"]
            ]),
            header(4, "0 board, 1 name", "")
        );
        assert_eq!(found(&[&["Board"], &["Anna"]]), Ok(None));
    }

    #[test]
    fn a_header_may_take_two_rows() {
        // The group stands above; the board's cell is merged over both rows.
        assert_eq!(
            found(&[
                &["Board", "Person", ""],
                &["", "Name", "Email"],
                &["x", "y", "z"]
            ]),
            header(2, "0 board, 1 name, 2 email", "")
        );
        // More is merged over both rows than stands in the lower one.
        assert_eq!(
            found(&[&["Board", "Role", "Person", ""], &["", "", "Name", "Email"]]),
            header(2, "0 board, 1 role, 2 name, 3 email", "")
        );
        // A name merged over two columns is the first one's.
        assert_eq!(
            found(&[&["Board", "Name", "", "Email"], &["x", "y", "z", "w"]]),
            header(1, "0 board, 1 name, 3 email", "")
        );
        // A row of data is no second half.
        assert_eq!(
            found(&[&["Board", "Name", "Notes"], &["Name", "", "Email"]]),
            header(1, "0 board, 1 name", "Notes")
        );
    }

    #[test]
    fn a_column_that_is_there_twice_or_not_at_all_is_named() {
        assert_eq!(
            found(&[&["Board", "Full name", "Name"]]),
            Err(Refusal::Twice("Name".to_owned()))
        );
        assert_eq!(
            found(&[&["Email", "Name", "Name"]]),
            Err(Refusal::Twice("Name".to_owned()))
        );
        assert_eq!(
            found(&[&["Email", "Role"]]),
            Err(Refusal::Missing(vec![
                "Board".to_owned(),
                "Name".to_owned()
            ]))
        );
        // Columns that nobody asked for may share a name.
        assert_eq!(
            found(&[&["Board", "Name", "Notes", "Notes"]]),
            header(1, "0 board, 1 name", "Notes, Notes")
        );
    }
}
