//! The register of boards, read from CSV files.
//!
//! A dry run does everything that applying does and then undoes it, so that its
//! report is what would happen. Applying is all or nothing.

mod agenda;
mod boards;
mod parts;
mod pilots;
mod report;
mod table;
mod template;

use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

pub(crate) use boards::slug;
pub use report::{Change, Ending, FileReport, Outcome, Report, RowReport, Totals};

use self::table::{Cells, Kind, Row, Table};
use crate::{audit::Actor, clock::Random, db::Db};

/// A file to load.
#[derive(Clone, Debug)]
pub struct Source {
    /// What the report calls it.
    pub name: String,
    pub content: Vec<u8>,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let content =
            std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            content,
        })
    }

    /// The register that comes with the portal: boards, councils, aliases, the seats
    /// and the items of agendas that a portal begins with, and the reform pilots.
    /// `server/register/README.md` says where it is from.
    pub fn built_in() -> [Self; 8] {
        [
            (
                "boards.csv",
                include_str!("../../register/boards.csv").as_bytes(),
            ),
            (
                "board_councils.csv",
                include_str!("../../register/board_councils.csv").as_bytes(),
            ),
            (
                "board_aliases.csv",
                include_str!("../../register/board_aliases.csv").as_bytes(),
            ),
            (
                "seat_template.csv",
                include_str!("../../register/seat_template.csv").as_bytes(),
            ),
            (
                "agenda_template.csv",
                include_str!("../../register/agenda_template.csv").as_bytes(),
            ),
            (
                "pilots.csv",
                include_str!("../../register/pilots.csv").as_bytes(),
            ),
            (
                "pilot_sites.csv",
                include_str!("../../register/pilot_sites.csv").as_bytes(),
            ),
            (
                "pilot_entries.csv",
                include_str!("../../register/pilot_entries.csv").as_bytes(),
            ),
        ]
        .map(|(name, content)| Self {
            name: name.to_owned(),
            content: content.to_vec(),
        })
    }
}

/// Loads files into the register, in any order: boards are taken first.
///
/// Rows that are absent are left alone. Loading the same again changes nothing
/// and leaves no trace in the trail.
///
/// # Errors
/// The database does not answer. What is wrong with a file is in the report.
pub async fn load(
    db: &Db,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    sources: &[Source],
    apply: bool,
) -> Result<Report, DbErr> {
    let tx = db.begin().await?;
    let writer = Writer {
        tx: &tx,
        random,
        actor,
        at,
    };
    let files = load_all(&writer, sources).await?;
    let mut report = Report {
        files,
        ending: Ending::DryRun,
    };
    if apply && report.totals().rejected == 0 {
        tx.commit().await?;
        report.ending = Ending::Written;
    } else {
        tx.rollback().await?;
        if apply {
            report.ending = Ending::Refused;
        }
    }
    Ok(report)
}

/// The transaction everything is written in, and for whom.
struct Writer<'a, C> {
    tx: &'a C,
    random: &'a Random,
    actor: &'a Actor,
    at: DateTime<Utc>,
}

async fn load_all<C: ConnectionTrait>(
    writer: &Writer<'_, C>,
    sources: &[Source],
) -> Result<Vec<FileReport>, DbErr> {
    let mut files: Vec<FileReport> = sources
        .iter()
        .map(|source| FileReport {
            name: source.name.clone(),
            rows: Vec::new(),
        })
        .collect();
    let mut tables = Vec::new();
    for (source, file) in sources.iter().zip(&mut files) {
        match table::read(&source.content) {
            Ok(table) => tables.push((table, file)),
            Err(reason) => file.rows.push(rejected(1, "the file", reason)),
        }
    }
    tables.sort_by_key(|(table, _)| table.kind);

    let mut boards = boards::Boards::stored(writer.tx).await?;
    let (mut of_boards, mut of_parts): (Vec<_>, Vec<_>) = tables
        .into_iter()
        .partition(|(table, _)| table.kind == Kind::Boards);
    boards.load(writer, &mut of_boards).await?;
    let mut parts = parts::Parts::stored(writer.tx).await?;
    let template = template::Template::stored(writer.tx).await?;
    let agenda = agenda::Agenda::stored(writer.tx).await?;
    let mut pilots = pilots::Pilots::stored(writer.tx).await?;
    for (Table { kind, rows }, file) in &mut of_parts {
        for row in rows {
            let report = match kind {
                Kind::Aliases => parts.alias(writer, &boards, row).await?,
                Kind::Template => template.seat(writer, row).await?,
                Kind::Agenda => agenda.item(writer, row).await?,
                Kind::Pilots => pilots.pilot(writer, row).await?,
                Kind::PilotSites => pilots.site(writer, &boards, row).await?,
                Kind::PilotEntries => pilots.entry(writer, row).await?,
                Kind::Boards | Kind::Councils => parts.council(writer, &boards, row).await?,
            };
            file.rows.push(report);
        }
    }
    for file in &mut files {
        file.rows.sort_by_key(|row| row.line);
    }
    Ok(files)
}

fn rejected(line: u64, subject: impl Into<String>, reason: impl Into<String>) -> RowReport {
    RowReport {
        line,
        subject: subject.into(),
        outcome: Outcome::Rejected(reason.into()),
    }
}

/// A row of what a portal begins with: what it would add, and the report of it. Where
/// there has been some before, it is kept on the portal's own page, and a file changes
/// nothing in it.
fn beginning<T>(
    row: &Row,
    id: Uuid,
    is_begun: bool,
    subject: impl Fn(&str) -> String,
    read: impl Fn(Uuid, &Cells<'_>) -> Result<T, String>,
) -> (RowReport, Option<T>) {
    let cells = match row.cells() {
        Ok(cells) => cells,
        Err(reason) => return (unreadable(row, reason), None),
    };
    let (outcome, new) = match read(id, &cells) {
        Err(reason) => (Outcome::Rejected(reason), None),
        Ok(_) if is_begun => (Outcome::Unchanged, None),
        Ok(new) => (Outcome::Added, Some(new)),
    };
    let report = RowReport {
        line: row.line,
        subject: subject(cells.get("title").unwrap_or("one without a title")),
        outcome,
    };
    (report, new)
}

/// A row that could not even be taken apart.
fn unreadable(row: &Row, reason: String) -> RowReport {
    rejected(row.line, "the row", reason)
}
