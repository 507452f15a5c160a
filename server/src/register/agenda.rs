//! Rows of the national core of every agenda.

use app::meetings::types::{Part, Purpose, TemplateItem};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Writer, beginning,
    report::RowReport,
    table::{Cells, Row},
};
use crate::{audit::Chain, db::entities::audit_event, meetings::template as store};

/// The longest item, in minutes.
const LONGEST: u32 = 480;

/// The core a portal begins with. Once there has been one, it is kept on the
/// portal's own page, and a file changes nothing in it.
pub(super) struct Agenda {
    is_begun: bool,
}

impl Agenda {
    pub async fn stored(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let begun = audit_event::Entity::find()
            .filter(audit_event::Column::SubjectKind.eq(store::SUBJECT))
            .filter(audit_event::Column::Chain.eq(Chain::Portal.to_string()))
            .one(db)
            .await?;
        Ok(Self {
            is_begun: begun.is_some(),
        })
    }

    /// An item that every agenda starts from.
    pub async fn item<C: ConnectionTrait>(
        &self,
        writer: &Writer<'_, C>,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let subject = |title: &str| format!("{title}, of every agenda");
        let id = writer.random.id(writer.at);
        let (report, new) = beginning(row, id, self.is_begun, subject, read);
        if let Some(item) = new {
            store::save(writer.tx, writer.random, writer.actor, writer.at, &item).await?;
        }
        Ok(report)
    }
}

fn read(id: Uuid, cells: &Cells<'_>) -> Result<TemplateItem, String> {
    let known = |column: &str, word: &str| format!("the {column} \"{word}\" is not known");
    let word = cells.need("purpose")?;
    let purpose = Purpose::from_code(word).ok_or_else(|| known("purpose", word))?;
    let word = cells.need("part")?;
    let part = Part::from_code(word).ok_or_else(|| known("part", word))?;
    let minutes = cells
        .need("minutes")?
        .parse()
        .ok()
        .filter(|minutes| (1..=LONGEST).contains(minutes))
        .ok_or_else(|| format!("minutes is not a whole number from 1 to {LONGEST}"))?;
    Ok(TemplateItem {
        id,
        board: None,
        position: 0,
        title: cells.need("title")?.to_owned(),
        purpose,
        minutes,
        part,
        version: 0,
    })
}
