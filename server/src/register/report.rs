//! What became of each row, for a person to read before and after.

use std::fmt;

/// The outcome of reading a set of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub files: Vec<FileReport>,
    pub ending: Ending,
}

/// Whether anything was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Only asked what would happen.
    DryRun,
    Written,
    /// At least one row was rejected, so nothing was written.
    Refused,
}

/// What became of the rows of one file, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    pub name: String,
    pub rows: Vec<RowReport>,
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReport {
    /// Counted from 1, the header included.
    pub line: u64,
    /// What the row is about.
    pub subject: String,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Added,
    Changed(Vec<Change>),
    Unchanged,
    Rejected(String),
}

/// A field that the row changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: &'static str,
    pub from: String,
    pub to: String,
}

impl Change {
    /// The change of a field, if it is one.
    pub(super) fn of(field: &'static str, from: Option<&str>, to: Option<&str>) -> Option<Self> {
        (from != to).then(|| Self {
            field,
            from: from.unwrap_or_default().to_owned(),
            to: to.unwrap_or_default().to_owned(),
        })
    }
}

/// How many rows had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub rejected: usize,
}

impl FileReport {
    /// Counts the rows by outcome.
    pub fn totals(&self) -> Totals {
        self.rows.iter().fold(Totals::default(), |mut totals, row| {
            match row.outcome {
                Outcome::Added => totals.added += 1,
                Outcome::Changed(_) => totals.changed += 1,
                Outcome::Unchanged => totals.unchanged += 1,
                Outcome::Rejected(_) => totals.rejected += 1,
            }
            totals
        })
    }
}

impl Report {
    /// Counts the rows of every file by outcome.
    pub fn totals(&self) -> Totals {
        self.files
            .iter()
            .map(FileReport::totals)
            .fold(Totals::default(), |sum, file| Totals {
                added: sum.added + file.added,
                changed: sum.changed + file.changed,
                unchanged: sum.unchanged + file.unchanged,
                rejected: sum.rejected + file.rejected,
            })
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} added, {} changed, {} unchanged, {} rejected",
            self.added, self.changed, self.unchanged, self.rejected
        )
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Added => "added",
            Self::Changed(_) => "changed",
            Self::Unchanged => "unchanged",
            Self::Rejected(_) => "rejected",
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            writeln!(out, "{}: {}", file.name, file.totals())?;
            for row in &file.rows {
                let outcome = row.outcome.to_string();
                write!(out, "  line {:<4} {outcome:<9}  {}", row.line, row.subject)?;
                match &row.outcome {
                    Outcome::Changed(changes) => {
                        for change in changes {
                            let Change { field, from, to } = change;
                            write!(out, "; {field} from \"{from}\" to \"{to}\"")?;
                        }
                    }
                    Outcome::Rejected(reason) => write!(out, ": {reason}")?,
                    Outcome::Added | Outcome::Unchanged => {}
                }
                writeln!(out)?;
            }
        }
        let totals = self.totals();
        match self.ending {
            Ending::DryRun if totals.rejected > 0 => {
                write!(
                    out,
                    "Nothing was written. Correct the rejected rows before you apply this"
                )
            }
            _ if totals.added + totals.changed + totals.rejected == 0 => {
                write!(out, "The register already says all of this")
            }
            Ending::DryRun => write!(
                out,
                "Nothing was written. To write this, run the command again with --apply"
            ),
            Ending::Written => write!(out, "Written: {totals}"),
            Ending::Refused => write!(
                out,
                "Nothing was written, because rows were rejected. Correct them and run the command again"
            ),
        }
    }
}
