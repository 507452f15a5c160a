//! Reading a CSV file whose header says what it holds.

use std::collections::BTreeMap;

use app::wording;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Boards,
    Councils,
    Aliases,
    Template,
    /// Items of every agenda.
    Agenda,
    Pilots,
    PilotSites,
    /// What was claimed and found of pilots.
    PilotEntries,
}

/// The columns a kind of file must have, and those it may have.
const LAYOUTS: [(Kind, &[&str], &[&str]); 8] = [
    (
        Kind::Boards,
        &[
            "code",
            "name",
            "hmcts_region",
            "hmcts_area_code",
            "confidence",
        ],
        &["number", "kind"],
    ),
    (Kind::Councils, &["board", "council"], &["note"]),
    (Kind::Aliases, &["board", "source", "label"], &[]),
    (
        Kind::Template,
        &[
            "category",
            "role",
            "title",
            "organisation_kind",
            "each_council",
            "required",
            "voting",
        ],
        &[],
    ),
    (Kind::Agenda, &["title", "purpose", "minutes", "part"], &[]),
    (
        Kind::Pilots,
        &["title", "purpose", "department", "stage", "source"],
        &[
            "former_names",
            "sro",
            "evaluator",
            "legal_basis",
            "funding",
            "funding_ends",
            "decision_due",
        ],
    ),
    (
        Kind::PilotSites,
        &["pilot", "site", "start"],
        &[
            "board",
            "courts",
            "wave",
            "planned_start",
            "end",
            "planned_end",
            "source",
        ],
    ),
    (
        Kind::PilotEntries,
        &["pilot", "kind", "title", "source", "dated"],
        &[
            "detail",
            "sites",
            "comparator",
            "evaluation",
            "method",
            "strength",
            "caveat",
        ],
    ),
];

/// The longest text of a cell, in characters. Longer ones are a broken file.
const CELL_LIMIT: usize = 200;

/// A file as read.
pub(super) struct Table {
    pub kind: Kind,
    pub rows: Vec<Row>,
}

/// One row of a file.
pub(super) struct Row {
    /// Counted from 1, the header included.
    pub line: u64,
    /// Cells by column, or what is wrong with the row as such.
    cells: Result<BTreeMap<String, String>, String>,
}

impl Row {
    /// The row's cells.
    ///
    /// # Errors
    /// Why the row cannot be read.
    pub fn cells(&self) -> Result<Cells<'_>, String> {
        self.cells.as_ref().map(Cells).map_err(Clone::clone)
    }
}

/// The cells of a row that can be read.
pub(super) struct Cells<'a>(&'a BTreeMap<String, String>);

impl<'a> Cells<'a> {
    /// What stands in a column, or nothing where it is empty or not there.
    pub fn get(&self, column: &str) -> Option<&'a str> {
        self.0
            .get(column)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// What must stand in a column.
    ///
    /// # Errors
    /// It is empty.
    pub fn need(&self, column: &str) -> Result<&'a str, String> {
        self.get(column).ok_or_else(|| format!("no {column}"))
    }
}

/// Reads a file. A row that cannot be read is kept with its reason.
///
/// # Errors
/// Why the file as a whole cannot be read.
pub(super) fn read(content: &[u8]) -> Result<Table, String> {
    let text = std::str::from_utf8(content).map_err(|_| {
        "the file is not in UTF-8. Save it as \"CSV UTF-8\" and load it again".to_owned()
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns: Vec<String> = reader
        .headers()
        .map_err(|problem| problem.to_string())?
        .iter()
        .map(str::to_lowercase)
        .collect();
    let kind = recognise(&columns)?;
    let rows = reader
        .records()
        .map(|record| match record {
            Ok(record) => Row {
                line: record.position().map_or(0, csv::Position::line),
                cells: cells(&columns, &record),
            },
            Err(problem) => Row {
                line: problem.position().map_or(0, csv::Position::line),
                cells: Err(problem.to_string()),
            },
        })
        .collect();
    Ok(Table { kind, rows })
}

fn recognise(columns: &[String]) -> Result<Kind, String> {
    let has = |column: &str| columns.iter().any(|known| known == column);
    let (kind, must, may) = LAYOUTS
        .into_iter()
        .find(|(_, must, _)| must.iter().all(|column| has(column)))
        .ok_or_else(|| {
            let known: Vec<_> = LAYOUTS.iter().map(|(_, must, _)| must.join(",")).collect();
            format!(
                "the header is not one of a register file. It must have the columns {}",
                known.join(" or ")
            )
        })?;
    for (position, column) in columns.iter().enumerate() {
        if !must.contains(&column.as_str()) && !may.contains(&column.as_str()) {
            return Err(format!("the column \"{column}\" is not known"));
        }
        if columns.iter().take(position).any(|other| other == column) {
            return Err(format!("the column \"{column}\" is there twice"));
        }
    }
    Ok(kind)
}

fn cells(
    columns: &[String],
    record: &csv::StringRecord,
) -> Result<BTreeMap<String, String>, String> {
    if record.len() != columns.len() {
        return Err(format!(
            "{} columns where the header has {}",
            record.len(),
            columns.len()
        ));
    }
    columns
        .iter()
        .zip(record)
        .map(|(column, cell)| {
            if cell.chars().count() > CELL_LIMIT {
                return Err(format!("{column} is longer than {CELL_LIMIT} characters"));
            }
            // A line break is no part of a name either.
            if wording::tidied(cell) != cell.trim() || cell.contains('\n') {
                return Err(format!(
                    "{column} holds a line break or another sign that cannot be shown"
                ));
            }
            Ok((column.clone(), cell.to_owned()))
        })
        .collect()
}
