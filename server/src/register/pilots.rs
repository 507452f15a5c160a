//! Rows of the register of pilots: pilots, their sites, and what was claimed and found.

use std::collections::{BTreeMap, BTreeSet};

use app::pilots::{
    forms::NewSite,
    rough::Rough,
    types::{Content, EntryKind, EvaluationKind, Pilot, Record, Stage, Strength},
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    Writer,
    boards::Boards,
    report::{Outcome, RowReport},
    slug,
    table::{Cells, Row},
    unreadable,
};
use crate::{
    db::entities::{pilot_entry, pilot_site},
    pilots::store::{self, Desk},
};

/// The pilots there are. What is there already is kept on the portal's own pages, and a
/// file changes nothing in it.
pub(super) struct Pilots {
    /// By the address that their name makes.
    pilots: BTreeMap<String, Pilot>,
    sites: BTreeSet<(Uuid, String)>,
    entries: BTreeSet<(Uuid, String, String)>,
}

impl Pilots {
    pub async fn stored(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let pilots = store::all(db).await?;
        let sites = pilot_site::Entity::find().all(db).await?;
        let entries = pilot_entry::Entity::find().all(db).await?;
        Ok(Self {
            pilots: pilots
                .into_iter()
                .map(|row| (slug(&row.pilot.record.title), row.pilot))
                .collect(),
            sites: sites
                .into_iter()
                .map(|row| (row.pilot_id, row.name))
                .collect(),
            entries: entries
                .into_iter()
                .map(|row| (row.pilot_id, row.kind, row.title))
                .collect(),
        })
    }

    /// A pilot.
    pub async fn pilot<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let cells = match row.cells() {
            Ok(cells) => cells,
            Err(reason) => return Ok(unreadable(row, reason)),
        };
        let subject = cells.get("title").unwrap_or("the row").to_owned();
        let outcome = match record(&cells) {
            Err(reason) => Outcome::Rejected(reason),
            Ok((record, _)) if self.pilots.contains_key(&slug(&record.title)) => Outcome::Unchanged,
            Ok((record, stage)) => {
                let desk = desk(writer);
                let id = writer.random.id(writer.at);
                let (_, address) = store::add(&desk, id, &record, stage).await?;
                let pilot = Pilot {
                    id,
                    slug: address,
                    record: record.clone(),
                    stage,
                    version: 1,
                };
                self.pilots.insert(slug(&record.title), pilot);
                Outcome::Added
            }
        };
        Ok(RowReport {
            line: row.line,
            subject,
            outcome,
        })
    }

    fn named(&self, cells: &Cells<'_>) -> Result<Pilot, String> {
        let name = cells.need("pilot")?;
        self.pilots
            .get(&slug(name))
            .cloned()
            .ok_or_else(|| format!("no pilot has the name \"{name}\""))
    }

    /// A site of a pilot.
    pub async fn site<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        boards: &Boards,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let cells = match row.cells() {
            Ok(cells) => cells,
            Err(reason) => return Ok(unreadable(row, reason)),
        };
        let outcome = match self.named(&cells).and_then(|pilot| {
            let site = site(boards, &cells)?;
            Ok((pilot, site))
        }) {
            Err(reason) => Outcome::Rejected(reason),
            Ok((pilot, site)) => {
                if self.sites.insert((pilot.id, site.name.clone())) {
                    let id = writer.random.id(writer.at);
                    store::sites::add(&desk(writer), &pilot, (id, &site)).await?;
                    Outcome::Added
                } else {
                    Outcome::Unchanged
                }
            }
        };
        Ok(RowReport {
            line: row.line,
            subject: about(&cells, "site"),
            outcome,
        })
    }

    /// A claim, an evaluation or another entry of a pilot.
    pub async fn entry<C: ConnectionTrait>(
        &mut self,
        writer: &Writer<'_, C>,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let cells = match row.cells() {
            Ok(cells) => cells,
            Err(reason) => return Ok(unreadable(row, reason)),
        };
        let outcome = match self.named(&cells).and_then(|pilot| {
            let (kind, content) = content(&cells)?;
            Ok((pilot, kind, content))
        }) {
            Err(reason) => Outcome::Rejected(reason),
            Ok((pilot, kind, content)) => {
                let key = (pilot.id, kind.code().to_owned(), content.title.clone());
                if self.entries.insert(key) {
                    let id = writer.random.id(writer.at);
                    store::entries::add(&desk(writer), &pilot, (id, kind, &content)).await?;
                    Outcome::Added
                } else {
                    Outcome::Unchanged
                }
            }
        };
        Ok(RowReport {
            line: row.line,
            subject: about(&cells, "title"),
            outcome,
        })
    }
}

fn desk<'a, C>(writer: &Writer<'a, C>) -> Desk<'a, C> {
    Desk {
        tx: writer.tx,
        random: writer.random,
        actor: writer.actor,
        at: writer.at,
    }
}

/// "Dorset, of Child Focused Courts".
fn about(cells: &Cells<'_>, column: &str) -> String {
    match (cells.get(column), cells.get("pilot")) {
        (Some(part), Some(pilot)) => format!("{part}, of {pilot}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "the row".to_owned(),
    }
}

fn text(cells: &Cells<'_>, column: &str) -> String {
    cells.get(column).unwrap_or_default().to_owned()
}

fn date(cells: &Cells<'_>, column: &str) -> Result<Option<Rough>, String> {
    let Some(code) = cells.get(column) else {
        return Ok(None);
    };
    match Rough::from_code(code) {
        Some(date) => Ok(Some(date)),
        None => Err(format!(
            "{column} is \"{code}\" and not a date like 2026-03-03, 2026-03, 2026-Q1 or 2026"
        )),
    }
}

fn known<T>(column: &str, word: &str, read: fn(&str) -> Option<T>) -> Result<T, String> {
    read(word).ok_or_else(|| format!("the {column} \"{word}\" is not known"))
}

fn record(cells: &Cells<'_>) -> Result<(Record, Stage), String> {
    let stage = known("stage", cells.need("stage")?, Stage::from_code)?;
    if stage == Stage::Decided {
        return Err("a decision is recorded on the page of the pilot".to_owned());
    }
    let record = Record {
        title: cells.need("title")?.to_owned(),
        former_names: text(cells, "former_names"),
        purpose: cells.need("purpose")?.to_owned(),
        department: cells.need("department")?.to_owned(),
        sro: text(cells, "sro"),
        evaluator: text(cells, "evaluator"),
        legal_basis: text(cells, "legal_basis"),
        funding: text(cells, "funding"),
        funding_ends: date(cells, "funding_ends")?,
        decision_due: date(cells, "decision_due")?,
        source: cells.need("source")?.to_owned(),
        ..Record::default()
    };
    if slug(&record.title).is_empty() {
        return Err("the title holds no letter".to_owned());
    }
    Ok((record, stage))
}

fn site(boards: &Boards, cells: &Cells<'_>) -> Result<NewSite, String> {
    let board = match cells.get("board") {
        None => None,
        Some(name) => match boards.named(name) {
            Some(board) => Some(app::ids::BoardId(board.id)),
            None => return Err(format!("no board has the name or code \"{name}\"")),
        },
    };
    Ok(NewSite {
        board,
        name: cells.need("site")?.to_owned(),
        courts: text(cells, "courts"),
        wave: text(cells, "wave"),
        planned_start: date(cells, "planned_start")?,
        actual_start: date(cells, "start")?,
        planned_end: date(cells, "planned_end")?,
        actual_end: date(cells, "end")?,
        lead_seat: None,
        source: text(cells, "source"),
    })
}

fn content(cells: &Cells<'_>) -> Result<(EntryKind, Content), String> {
    let kind = known("kind", cells.need("kind")?, EntryKind::from_code)?;
    if !matches!(kind, EntryKind::Claim | EntryKind::Evaluation) {
        return Err("only claims and evaluations come from a file".to_owned());
    }
    let mut content = Content {
        title: cells.need("title")?.to_owned(),
        detail: text(cells, "detail"),
        source: cells.need("source")?.to_owned(),
        dated: date(cells, "dated")?,
        ..Content::default()
    };
    if kind == EntryKind::Claim {
        content.sites = cells.need("sites")?.to_owned();
        content.comparator = cells.need("comparator")?.to_owned();
        if content.dated.is_none() {
            return Err("no dated".to_owned());
        }
    } else {
        let word = cells.need("evaluation")?;
        content.evaluation = Some(known("evaluation", word, EvaluationKind::from_code)?);
        let word = cells.need("strength")?;
        content.strength = Some(known("strength", word, Strength::from_code)?);
        content.method = cells.need("method")?.to_owned();
        content.caveat = text(cells, "caveat");
    }
    Ok((kind, content))
}
