//! Rows of what belongs to a board: the councils it serves and its other names.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    ids::{BoardId, OrganisationId},
    organisations::types::OrganisationKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    Writer,
    boards::Boards,
    report::{Change, Outcome, RowReport},
    table::{Cells, Row},
    unreadable,
};
use crate::{
    boards::store,
    db::entities::{board_alias, board_area, organisation},
    organisations::store::{self as organisations, NewOrganisation},
};

/// Councils, areas and aliases, as stored and as the rows read so far make them.
pub(super) struct Parts {
    councils: BTreeMap<String, OrganisationId>,
    areas: BTreeMap<(Uuid, Uuid), board_area::Model>,
    aliases: BTreeSet<(Uuid, String, String)>,
    /// What the rows of this load were about: board, source (none for a
    /// council) and name.
    seen: BTreeSet<(Uuid, Option<String>, String)>,
}

impl Parts {
    pub async fn stored(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let councils = organisation::Entity::find()
            .filter(organisation::Column::Kind.eq(OrganisationKind::Council.code()))
            .order_by_asc(organisation::Column::ShortName)
            .all(db)
            .await?;
        let areas = board_area::Entity::find().all(db).await?;
        let aliases = board_alias::Entity::find().all(db).await?;
        Ok(Self {
            councils: councils
                .into_iter()
                .map(|council| (council.short_name, OrganisationId(council.id)))
                .collect(),
            areas: areas
                .into_iter()
                .map(|area| ((area.board_id, area.organisation_id), area))
                .collect(),
            aliases: aliases
                .into_iter()
                .map(|alias| (alias.board_id, alias.source, alias.label))
                .collect(),
            seen: BTreeSet::new(),
        })
    }

    /// A council that a board serves. A council not known yet is entered.
    pub async fn council<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        boards: &Boards,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let cells = match row.cells() {
            Ok(cells) => cells,
            Err(reason) => return Ok(unreadable(row, reason)),
        };
        let outcome = match self.council_row(boards, &cells) {
            Err(reason) => Outcome::Rejected(reason),
            Ok((board, name)) => {
                self.write_council(writer, board, name, cells.get("note"))
                    .await?
            }
        };
        Ok(RowReport {
            line: row.line,
            subject: about(&cells, "council"),
            outcome,
        })
    }

    fn council_row<'a>(
        &mut self,
        boards: &Boards,
        cells: &Cells<'a>,
    ) -> Result<(Uuid, &'a str), String> {
        let board = board_of(boards, cells)?;
        let name = cells.need("council")?;
        if !self.seen.insert((board, None, name.to_owned())) {
            return Err("the council is in the files twice for this board".to_owned());
        }
        Ok((board, name))
    }

    async fn write_council<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        board: Uuid,
        name: &str,
        note: Option<&str>,
    ) -> Result<Outcome, DbErr> {
        let Writer {
            tx,
            random,
            actor,
            at,
        } = *writer;
        let council = match self.councils.get(name) {
            Some(council) => *council,
            None => {
                let new = NewOrganisation {
                    kind: OrganisationKind::Council,
                    name,
                    short_name: name,
                };
                let council = organisations::add(tx, random, actor, at, &new).await?;
                self.councils.insert(name.to_owned(), council);
                council
            }
        };
        let Some(area) = self.areas.get_mut(&(board, council.0)) else {
            store::add_area(tx, random, actor, at, BoardId(board), council, note).await?;
            return Ok(Outcome::Added);
        };
        let Some(change) = Change::of("note", area.note.as_deref(), note) else {
            return Ok(Outcome::Unchanged);
        };
        store::change_area(tx, random, actor, at, area, note).await?;
        area.note = note.map(str::to_owned);
        Ok(Outcome::Changed(vec![change]))
    }

    /// Another name a board goes by.
    pub async fn alias<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        boards: &Boards,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let cells = match row.cells() {
            Ok(cells) => cells,
            Err(reason) => return Ok(unreadable(row, reason)),
        };
        let outcome = match self.alias_row(boards, &cells) {
            Err(reason) => Outcome::Rejected(reason),
            Ok(alias) if self.aliases.contains(&alias) => Outcome::Unchanged,
            Ok(alias) => {
                let Writer {
                    tx,
                    random,
                    actor,
                    at,
                } = *writer;
                let (board, source, label) = &alias;
                store::add_alias(tx, random, actor, at, BoardId(*board), source, label).await?;
                self.aliases.insert(alias);
                Outcome::Added
            }
        };
        Ok(RowReport {
            line: row.line,
            subject: about(&cells, "label"),
            outcome,
        })
    }

    fn alias_row(
        &mut self,
        boards: &Boards,
        cells: &Cells<'_>,
    ) -> Result<(Uuid, String, String), String> {
        let board = board_of(boards, cells)?;
        let source = cells.need("source")?.to_owned();
        let label = cells.need("label")?.to_owned();
        if !self
            .seen
            .insert((board, Some(source.clone()), label.clone()))
        {
            return Err("the label is in the files twice for this board and source".to_owned());
        }
        Ok((board, source, label))
    }
}

fn board_of(boards: &Boards, cells: &Cells<'_>) -> Result<Uuid, String> {
    let name = cells.need("board")?;
    boards
        .named(name)
        .map(|board| board.id)
        .ok_or_else(|| format!("no board has the name or code \"{name}\""))
}

/// "Durham, on Cleveland and South Durham".
fn about(cells: &Cells<'_>, column: &str) -> String {
    match (cells.get(column), cells.get("board")) {
        (Some(part), Some(board)) => format!("{part}, on {board}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "the row".to_owned(),
    }
}
