//! Queries and commands about people who report for a site by name.

use app::{
    ids::PersonId,
    pilots::{
        forms::NewSiteLead,
        types::{Site, SiteLead},
    },
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Desk;
use crate::{
    db::entities::{person, pilot_site, site_lead},
    membership::seats::Changed,
};

#[derive(FromQueryResult)]
struct Record {
    id: Uuid,
    site_id: Uuid,
    person_id: Uuid,
    full_name: String,
    post: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    named_by: String,
    version: i32,
}

impl From<Record> for SiteLead {
    fn from(row: Record) -> Self {
        Self {
            id: row.id,
            site: row.site_id,
            person: PersonId(row.person_id),
            full_name: row.full_name,
            post: row.post,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            named_by: row.named_by,
            version: row.version,
        }
    }
}

fn records() -> Select<site_lead::Entity> {
    let of = site_lead::Entity::belongs_to(person::Entity)
        .from(site_lead::Column::PersonId)
        .to(person::Column::Id)
        .into();
    site_lead::Entity::find()
        .join(JoinType::InnerJoin, of)
        .column_as(person::Column::FullName, "full_name")
        .column_as(person::Column::Post, "post")
        .order_by_asc(site_lead::Column::StartsOn)
        .order_by_asc(site_lead::Column::Id)
}

async fn read(
    db: &impl ConnectionTrait,
    which: Select<site_lead::Entity>,
) -> Result<Vec<SiteLead>, DbErr> {
    let rows: Vec<Record> = which.into_model().all(db).await?;
    Ok(rows.into_iter().map(SiteLead::from).collect())
}

/// Everybody who ever reported by name for a site of a pilot, the first one first. One
/// query.
///
/// # Errors
/// The database does not answer.
pub async fn of_pilot(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<SiteLead>, DbErr> {
    let sites = Query::select()
        .column(pilot_site::Column::Id)
        .from(pilot_site::Entity)
        .and_where(pilot_site::Column::PilotId.eq(pilot))
        .take();
    read(
        db,
        records().filter(site_lead::Column::SiteId.in_subquery(sites)),
    )
    .await
}

/// For which sites people report by name on a day. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: impl Iterator<Item = PersonId>,
    day: NaiveDate,
) -> Result<Vec<(PersonId, Uuid)>, DbErr> {
    let rows: Vec<(Uuid, Uuid)> = site_lead::Entity::find()
        .select_only()
        .column(site_lead::Column::PersonId)
        .column(site_lead::Column::SiteId)
        .filter(site_lead::Column::PersonId.is_in(people.map(|person| person.0)))
        .filter(site_lead::Column::StartsOn.lte(day))
        .filter(
            Condition::any()
                .add(site_lead::Column::EndsOn.is_null())
                .add(site_lead::Column::EndsOn.gte(day)),
        )
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(person, site)| (PersonId(person), site))
        .collect())
}

/// Somebody who reports for a site. Whoever asks has yet to be checked. One query.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<SiteLead>, DbErr> {
    let which = records().filter(site_lead::Column::Id.eq(id));
    Ok(read(db, which).await?.into_iter().next())
}

/// What came of naming somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Saved,
    /// They report for the site already, from when to when.
    Overlaps(NaiveDate, Option<NaiveDate>),
}

/// Names somebody who reports for a site.
///
/// # Errors
/// The database refuses.
pub async fn name<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    site: &Site,
    (who, new): (PersonId, &NewSiteLead),
) -> Result<Named, DbErr> {
    // Two who name the same person at once wait for each other here.
    pilot_site::Entity::find_by_id(site.id)
        .lock_exclusive()
        .one(desk.tx)
        .await?;
    let known = site_lead::Entity::find()
        .filter(site_lead::Column::SiteId.eq(site.id))
        .filter(site_lead::Column::PersonId.eq(who.0))
        .order_by_asc(site_lead::Column::StartsOn)
        .all(desk.tx)
        .await?;
    let last = |day: Option<NaiveDate>| day.unwrap_or(NaiveDate::MAX);
    let overlap = known
        .iter()
        .find(|one| one.starts_on <= last(new.ends_on) && new.starts_on <= last(one.ends_on));
    if let Some(one) = overlap {
        return Ok(Named::Overlaps(one.starts_on, one.ends_on));
    }
    let id = desk.random.id(desk.at);
    let row = site_lead::Model {
        id,
        site_id: site.id,
        person_id: who.0,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        named_by: desk.actor.name.clone(),
        version: 1,
    };
    site_lead::Entity::insert(site_lead::ActiveModel::from(row))
        .exec_without_returning(desk.tx)
        .await?;
    let after = json!({
        "site_lead": id, "person": who, "starts_on": new.starts_on, "ends_on": new.ends_on,
    });
    desk.note(("named_lead", "pilot_site"), site.id, Value::Null, after)
        .await?;
    Ok(Named::Saved)
}

/// Sets the last day of somebody who reports for a site, if that still is as the form
/// saw it.
///
/// # Errors
/// The database refuses.
pub async fn end<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    lead: &SiteLead,
    (ends_on, version): (NaiveDate, i32),
) -> Result<Changed, DbErr> {
    use site_lead::Column;
    let outcome = site_lead::Entity::update_many()
        .col_expr(Column::EndsOn, Expr::value(Some(ends_on)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(lead.id))
        .filter(Column::Version.eq(version))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let before = json!({"site_lead": lead.id, "person": lead.person, "ends_on": lead.ends_on});
    let after = json!({"site_lead": lead.id, "person": lead.person, "ends_on": ends_on});
    desk.note(("ended_lead", "pilot_site"), lead.site, before, after)
        .await?;
    Ok(Changed::Saved)
}
