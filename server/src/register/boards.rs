//! Rows of boards. A board is known by its code; everything else may change.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    boards::types::{BoardKind, NameConfidence},
    ids::BoardId,
    wording::folded,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};

use super::{
    Writer,
    report::{Change, FileReport, Outcome, RowReport},
    table::{Cells, Row, Table},
    unreadable,
};
use crate::{
    boards::store::{self, BoardDetails, NewBoard},
    db::entities::board,
    membership::seats::Changed,
};

/// Every board, as stored and as the rows read so far make it.
pub(super) struct Boards {
    by_code: BTreeMap<String, board::Model>,
    /// Codes that a row of this load was about.
    seen: BTreeSet<String>,
}

/// A row that can be understood.
struct BoardRow<'a> {
    code: &'a str,
    kind: BoardKind,
    name: &'a str,
    region: Option<&'a str>,
    area_code: Option<&'a str>,
    confidence: NameConfidence,
}

impl Boards {
    pub async fn stored(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let boards = board::Entity::find()
            .order_by_asc(board::Column::Code)
            .all(db)
            .await?;
        Ok(Self {
            by_code: boards
                .into_iter()
                .map(|board| (board.code.clone(), board))
                .collect(),
            seen: BTreeSet::new(),
        })
    }

    /// A board by its name or its code.
    pub fn named(&self, name: &str) -> Option<&board::Model> {
        self.by_code
            .get(name)
            .or_else(|| self.by_code.values().find(|board| board.name == name))
    }

    /// Takes the rows of national boards first: they are the parents of others.
    pub async fn load<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        files: &mut [(Table, &mut FileReport)],
    ) -> Result<(), DbErr> {
        for kind in BoardKind::ALL.iter().copied() {
            for (table, file) in &mut *files {
                for row in &table.rows {
                    if kind_of(row) == kind {
                        let report = self.row(writer, row).await?;
                        file.rows.push(report);
                    }
                }
            }
        }
        Ok(())
    }

    async fn row<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let cells = match row.cells() {
            Ok(cells) => cells,
            Err(reason) => return Ok(unreadable(row, reason)),
        };
        let subject = match (cells.get("name"), cells.get("code")) {
            (Some(name), Some(code)) => format!("{name} ({code})"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => "the row".to_owned(),
        };
        let outcome = match BoardRow::read(&cells).and_then(|new| self.checked(new)) {
            Ok(new) => self.write(writer, &new).await?,
            Err(reason) => Outcome::Rejected(reason),
        };
        Ok(RowReport {
            line: row.line,
            subject,
            outcome,
        })
    }

    /// Holds a row against the rest of the register.
    fn checked<'a>(&mut self, new: BoardRow<'a>) -> Result<BoardRow<'a>, String> {
        if !self.seen.insert(new.code.to_owned()) {
            return Err(format!("the code {} is in the files twice", new.code));
        }
        let slug = slug(new.name);
        for other in self.by_code.values() {
            if other.code == new.code {
                if other.kind != new.kind.code() {
                    return Err("a board of one kind cannot become one of another".to_owned());
                }
            } else if other.name == new.name || other.slug == slug {
                return Err(format!(
                    "the name is that of the board with the code {}",
                    other.code
                ));
            }
        }
        Ok(new)
    }

    async fn write<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        new: &BoardRow<'_>,
    ) -> Result<Outcome, DbErr> {
        let Writer {
            tx,
            random,
            actor,
            at,
        } = *writer;
        let parent = match new.kind {
            BoardKind::National => None,
            BoardKind::Local | BoardKind::Linked => self.national(),
            BoardKind::SubGroup => None,
        };
        let details = BoardDetails {
            name: new.name,
            region: new.region,
            area_code: new.area_code,
            confidence: new.confidence,
            parent: parent.as_ref().map(|(id, _)| *id),
            term_warning_days: self
                .by_code
                .get(new.code)
                .map_or(store::TERM_WARNING_DAYS, |before| before.term_warning_days),
        };
        let Some(before) = self.by_code.get(new.code) else {
            let slug = slug(new.name);
            let board = NewBoard {
                kind: new.kind,
                slug: &slug,
                name: new.name,
                code: new.code,
                region: new.region,
                area_code: new.area_code,
                confidence: new.confidence,
                parent: details.parent,
            };
            let id = store::add_board(tx, random, actor, at, &board).await?;
            if let Some(stored) = board::Entity::find_by_id(id.0).one(tx).await? {
                self.by_code.insert(new.code.to_owned(), stored);
            }
            return Ok(Outcome::Added);
        };

        let parent_before = before.parent_id.and_then(|id| self.name_of(id));
        let changes: Vec<_> = [
            Change::of("name", Some(&before.name), Some(new.name)),
            Change::of("hmcts_region", before.region.as_deref(), new.region),
            Change::of(
                "hmcts_area_code",
                before.area_code.as_deref(),
                new.area_code,
            ),
            Change::of(
                "confidence",
                Some(letter_of(&before.name_confidence)),
                Some(letter_of(new.confidence.code())),
            ),
            Change::of(
                "parent",
                parent_before.as_deref(),
                parent.as_ref().map(|(_, name)| name.as_str()),
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        if changes.is_empty() {
            return Ok(Outcome::Unchanged);
        }
        let written = store::change_board(tx, random, actor, at, before, &details).await?;
        if written == Changed::OutOfDate {
            return Ok(Outcome::Rejected(
                "the board was changed meanwhile. Load the file again".to_owned(),
            ));
        }
        let after = with_details(before.clone(), &details);
        self.by_code.insert(new.code.to_owned(), after);
        Ok(Outcome::Changed(changes))
    }

    /// The one board above the local ones, if there is exactly one.
    fn national(&self) -> Option<(BoardId, String)> {
        let mut national = self
            .by_code
            .values()
            .filter(|board| board.kind == BoardKind::National.code() && board.ends_on.is_none());
        match (national.next(), national.next()) {
            (Some(board), None) => Some((BoardId(board.id), board.name.clone())),
            _ => None,
        }
    }

    fn name_of(&self, id: uuid::Uuid) -> Option<String> {
        self.by_code
            .values()
            .find(|board| board.id == id)
            .map(|board| board.name.clone())
    }
}

impl<'a> BoardRow<'a> {
    fn read(cells: &Cells<'a>) -> Result<Self, String> {
        let code = cells.need("code")?;
        if !(3..=4).contains(&code.len()) || !code.chars().all(|sign| sign.is_ascii_uppercase()) {
            return Err(format!(
                "the code \"{code}\" is not three or four capital letters"
            ));
        }
        let kind = match cells.get("kind") {
            None => BoardKind::Local,
            Some(kind) => BoardKind::from_code(kind)
                .filter(|kind| *kind != BoardKind::SubGroup)
                .ok_or_else(|| format!("the kind \"{kind}\" is not national, local or linked"))?,
        };
        let name = cells.need("name")?;
        if slug(name).is_empty() {
            return Err("the name has no letters for an address".to_owned());
        }
        let region = cells.get("hmcts_region");
        if kind == BoardKind::Local && region.is_none() {
            return Err("no hmcts_region".to_owned());
        }
        let confidence = cells.need("confidence")?;
        let confidence = match confidence {
            "A" => NameConfidence::Seen,
            "B" => NameConfidence::Constructed,
            "C" => NameConfidence::Provisional,
            other => return Err(format!("the confidence \"{other}\" is not A, B or C")),
        };
        Ok(Self {
            code,
            kind,
            name,
            region,
            area_code: cells.get("hmcts_area_code"),
            confidence,
        })
    }
}

fn kind_of(row: &Row) -> BoardKind {
    row.cells()
        .ok()
        .and_then(|cells| cells.get("kind"))
        .and_then(BoardKind::from_code)
        .unwrap_or(BoardKind::Local)
}

fn letter_of(confidence: &str) -> &'static str {
    match NameConfidence::from_code(confidence) {
        Some(NameConfidence::Seen) => "A",
        Some(NameConfidence::Constructed) => "B",
        Some(NameConfidence::Provisional) => "C",
        None => "",
    }
}

/// The stored form of a board once its details are these.
fn with_details(board: board::Model, details: &BoardDetails<'_>) -> board::Model {
    board::Model {
        name: details.name.to_owned(),
        region: details.region.map(str::to_owned),
        area_code: details.area_code.map(str::to_owned),
        name_confidence: details.confidence.code().to_owned(),
        parent_id: details.parent.map(|parent| parent.0),
        version: board.version + 1,
        ..board
    }
}

/// The name as part of an address: "Staffordshire and Stoke-on-Trent" is found
/// at `staffordshire-and-stoke-on-trent`.
pub(crate) fn slug(name: &str) -> String {
    folded(name)
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_an_address() {
        assert_eq!(
            slug("Buckinghamshire, Milton Keynes and Oxfordshire"),
            "buckinghamshire-milton-keynes-and-oxfordshire"
        );
        assert_eq!(slug("Ynys Môn (north)"), "ynys-mon-north");
        assert_eq!(slug("\u{2013} !"), "");
    }
}
