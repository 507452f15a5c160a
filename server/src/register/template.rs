//! Rows of the national template of seats.

use app::{
    access::Role,
    membership::{rules, template::TemplateSeat, types::Category},
    organisations::types::OrganisationKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Writer, beginning,
    report::RowReport,
    table::{Cells, Row},
};
use crate::{db::entities::audit_event, membership::template as store};

/// The template a portal begins with. Once there has been one, it is kept on the
/// portal's own page, and a file changes nothing in it.
pub(super) struct Template {
    is_begun: bool,
}

impl Template {
    pub async fn stored(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let begun = audit_event::Entity::find()
            .filter(audit_event::Column::SubjectKind.eq(store::SUBJECT))
            .one(db)
            .await?;
        Ok(Self {
            is_begun: begun.is_some(),
        })
    }

    /// A seat that every local board is expected to have.
    pub async fn seat<C: ConnectionTrait>(
        &self,
        writer: &Writer<'_, C>,
        row: &Row,
    ) -> Result<RowReport, DbErr> {
        let subject = |title: &str| format!("{title}, of the template");
        let id = writer.random.id(writer.at);
        let (report, new) = beginning(row, id, self.is_begun, subject, read);
        if let Some(seat) = new {
            store::save(writer.tx, writer.random, writer.actor, writer.at, &seat).await?;
        }
        Ok(report)
    }
}

fn read(id: Uuid, cells: &Cells<'_>) -> Result<TemplateSeat, String> {
    let known = |column: &str, word: &str| format!("the {column} \"{word}\" is not known");
    let word = cells.need("category")?;
    let category = Category::from_code(word)
        .filter(|category| *category != Category::National)
        .ok_or_else(|| known("category", word))?;
    let word = cells.need("role")?;
    let role = Role::from_code(word)
        .filter(|role| rules::roles_of(category).contains(role))
        .ok_or_else(|| format!("a seat of this category does not have the role \"{word}\""))?;
    let organisation_kind = match cells.get("organisation_kind") {
        None => None,
        Some(word) => {
            let kind = OrganisationKind::from_code(word);
            Some(kind.ok_or_else(|| known("organisation_kind", word))?)
        }
    };
    let each_council = yes_or_no(cells, "each_council")?;
    if each_council && organisation_kind != Some(OrganisationKind::Council) {
        return Err("a seat for each council is filled by a council".to_owned());
    }
    Ok(TemplateSeat {
        id,
        position: 0,
        role,
        category,
        title: cells.need("title")?.to_owned(),
        organisation_kind,
        each_council,
        required: yes_or_no(cells, "required")?,
        voting: yes_or_no(cells, "voting")? && rules::may_vote(role),
        term_months: None,
        version: 0,
    })
}

fn yes_or_no(cells: &Cells<'_>, column: &str) -> Result<bool, String> {
    match cells.need(column)? {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("{column} is \"{other}\" and not yes or no")),
    }
}
