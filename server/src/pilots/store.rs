//! Queries and commands about pilots.

pub mod entries;
pub mod evidence;
pub mod lessons;
pub mod measures;
pub mod outcome;
pub mod returns;
pub mod revisions;
pub mod site_leads;
pub mod sites;
pub mod targets;

use std::collections::BTreeMap;

use app::{
    access::Role,
    ids::PersonId,
    pilots::{
        rough::Rough,
        types::{Capacity, Lead, Pilot, PilotRow, Record, Stage},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{appointment, person, pilot, pilot_lead, pilot_site, seat},
    membership::{
        scope::{in_force, stored},
        seats::Changed,
    },
    register::slug,
};

/// Who writes, when, and in which transaction.
pub struct Desk<'a, C> {
    pub tx: &'a C,
    pub random: &'a Random,
    pub actor: &'a Actor,
    pub at: DateTime<Utc>,
}

impl<C: ConnectionTrait> Desk<'_, C> {
    /// Writes down what was done, in the portal's own chain.
    async fn note(
        &self,
        (verb, kind): (&str, &str),
        id: Uuid,
        before: Value,
        after: Value,
    ) -> Result<(), DbErr> {
        let event = audit::Event {
            chain: Chain::Portal,
            at: self.at,
            verb,
            subject_kind: kind,
            subject: Some(id),
            before,
            after,
        };
        audit::record(self.tx, self.random, self.actor, event).await
    }
}

/// What came of adding something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    Saved,
    /// The form was sent before.
    Already,
}

/// A rough date that the database holds.
fn date(code: &str) -> Result<Option<Rough>, DbErr> {
    if code.is_empty() {
        Ok(None)
    } else {
        stored(code, Rough::from_code).map(Some)
    }
}

fn code(rough: Option<Rough>) -> String {
    rough.map(Rough::code).unwrap_or_default()
}

fn read(row: pilot::Model) -> Result<Pilot, DbErr> {
    Ok(Pilot {
        id: row.id,
        slug: row.slug,
        stage: stored(&row.stage, Stage::from_code)?,
        version: row.version,
        record: Record {
            title: row.title,
            former_names: row.former_names,
            purpose: row.purpose,
            department: row.department,
            sro: row.sro,
            evaluator: row.evaluator,
            legal_basis: row.legal_basis,
            funding: row.funding,
            funding_ends: date(&row.funding_ends)?,
            decision_due: date(&row.decision_due)?,
            logic: row.logic,
            no_baseline_reason: row.no_baseline_reason,
            no_comparator_reason: row.no_comparator_reason,
            source: row.source,
        },
    })
}

/// A pilot by its address. One query.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Pilot>, DbErr> {
    let row = pilot::Entity::find()
        .filter(pilot::Column::Slug.eq(slug))
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// A pilot by its key. One query.
///
/// # Errors
/// The database does not answer.
pub async fn with_key(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Pilot>, DbErr> {
    let row = pilot::Entity::find_by_id(id).one(db).await?;
    row.map(read).transpose()
}

/// Most pilots that are listed.
const MOST: u64 = 1_000;

/// Every pilot, with how many sites it has and when the first started. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<PilotRow>, DbErr> {
    let pilots = pilot::Entity::find()
        .order_by_asc(pilot::Column::Slug)
        .limit(MOST)
        .all(db)
        .await?;
    let starts: Vec<(Uuid, String)> = pilot_site::Entity::find()
        .select_only()
        .column(pilot_site::Column::PilotId)
        .column(pilot_site::Column::ActualStart)
        .into_tuple()
        .all(db)
        .await?;
    let mut of_pilot: BTreeMap<Uuid, (usize, Option<Rough>)> = BTreeMap::new();
    for (pilot, start) in starts {
        let (count, first) = of_pilot.entry(pilot).or_default();
        *count += 1;
        *first = [*first, date(&start)?]
            .into_iter()
            .flatten()
            .min_by_key(|rough| rough.first());
    }
    pilots
        .into_iter()
        .map(|row| {
            let (sites, first_start) = of_pilot.get(&row.id).copied().unwrap_or_default();
            Ok(PilotRow {
                pilot: read(row)?,
                sites,
                first_start,
            })
        })
        .collect()
}

/// What the trail says, with one value more.
fn with(mut told: Value, name: &str, value: Value) -> Value {
    if let Some(values) = told.as_object_mut() {
        values.insert(name.to_owned(), value);
    }
    told
}

/// The names of these pilots. One query.
///
/// # Errors
/// The database does not answer.
pub async fn titles(
    db: &impl ConnectionTrait,
    pilots: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = pilot::Entity::find()
        .select_only()
        .column(pilot::Column::Id)
        .column(pilot::Column::Title)
        .filter(pilot::Column::Id.is_in(pilots))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The names of those of these pilots that are not decided. One query.
///
/// # Errors
/// The database does not answer.
pub async fn open(
    db: &impl ConnectionTrait,
    pilots: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = pilot::Entity::find()
        .select_only()
        .column(pilot::Column::Id)
        .column(pilot::Column::Title)
        .filter(pilot::Column::Id.is_in(pilots))
        .filter(pilot::Column::Stage.ne(Stage::Decided.code()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What the trail says of a record.
fn told(record: &Record) -> Value {
    json!({
        "title": record.title, "former_names": record.former_names,
        "purpose": record.purpose, "department": record.department, "sro": record.sro,
        "evaluator": record.evaluator, "legal_basis": record.legal_basis,
        "funding": record.funding, "funding_ends": code(record.funding_ends),
        "decision_due": code(record.decision_due), "logic": record.logic,
        "no_baseline_reason": record.no_baseline_reason,
        "no_comparator_reason": record.no_comparator_reason, "source": record.source,
    })
}

/// Words of addresses below that of all pilots.
const TAKEN: [&str; 3] = ["new", "export", "timeline"];

/// Adds a pilot under the key of its form, and returns its address: the one it has
/// where the form was sent before.
///
/// # Errors
/// The database refuses.
pub async fn add<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    id: Uuid,
    record: &Record,
    stage: Stage,
) -> Result<(Added, String), DbErr> {
    if let Some(there) = pilot::Entity::find_by_id(id).one(desk.tx).await? {
        return Ok((Added::Already, there.slug));
    }
    let wanted = slug(&record.title);
    let like: Vec<String> = pilot::Entity::find()
        .select_only()
        .column(pilot::Column::Slug)
        .filter(pilot::Column::Slug.starts_with(&wanted))
        .into_tuple()
        .all(desk.tx)
        .await?;
    let is_free = |slug: &str| !TAKEN.contains(&slug) && like.iter().all(|known| known != slug);
    let address = std::iter::once(wanted.clone())
        .chain((2..).map(|number| format!("{wanted}-{number}")))
        .find(|slug| is_free(slug))
        .unwrap_or(wanted);
    let Record {
        title,
        former_names,
        purpose,
        department,
        sro,
        evaluator,
        legal_basis,
        funding,
        funding_ends,
        decision_due,
        logic,
        no_baseline_reason,
        no_comparator_reason,
        source,
    } = record.clone();
    pilot::Entity::insert(pilot::ActiveModel::from(pilot::Model {
        id,
        slug: address.clone(),
        title,
        former_names,
        purpose,
        department,
        sro,
        evaluator,
        legal_basis,
        funding,
        funding_ends: code(funding_ends),
        decision_due: code(decision_due),
        logic,
        no_baseline_reason,
        no_comparator_reason,
        source,
        stage: stage.code().to_owned(),
        created_at: desk.at,
        version: 1,
    }))
    .exec_without_returning(desk.tx)
    .await?;
    let after = with(told(record), "stage", json!(stage.code()));
    desk.note(("added", "pilot"), id, Value::Null, after)
        .await?;
    Ok((Added::Saved, address))
}

/// Changes the record of a pilot, if it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn change<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    (record, version): (&Record, i32),
) -> Result<Changed, DbErr> {
    use pilot::Column;
    let outcome = pilot::Entity::update_many()
        .col_expr(Column::Title, Expr::value(&record.title))
        .col_expr(Column::FormerNames, Expr::value(&record.former_names))
        .col_expr(Column::Purpose, Expr::value(&record.purpose))
        .col_expr(Column::Department, Expr::value(&record.department))
        .col_expr(Column::Sro, Expr::value(&record.sro))
        .col_expr(Column::Evaluator, Expr::value(&record.evaluator))
        .col_expr(Column::LegalBasis, Expr::value(&record.legal_basis))
        .col_expr(Column::Funding, Expr::value(&record.funding))
        .col_expr(Column::FundingEnds, Expr::value(code(record.funding_ends)))
        .col_expr(Column::DecisionDue, Expr::value(code(record.decision_due)))
        .col_expr(Column::Logic, Expr::value(&record.logic))
        .col_expr(
            Column::NoBaselineReason,
            Expr::value(&record.no_baseline_reason),
        )
        .col_expr(
            Column::NoComparatorReason,
            Expr::value(&record.no_comparator_reason),
        )
        .col_expr(Column::Source, Expr::value(&record.source))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(pilot.id))
        .filter(Column::Version.eq(version))
        .filter(Column::Stage.ne(Stage::Decided.code()))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let (before, after) = (told(&pilot.record), told(record));
    desk.note(("changed", "pilot"), pilot.id, before, after)
        .await?;
    Ok(Changed::Saved)
}

/// Moves a pilot to a stage, if it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn move_to<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    (stage, version): (Stage, i32),
) -> Result<Changed, DbErr> {
    use pilot::Column;
    let outcome = pilot::Entity::update_many()
        .col_expr(Column::Stage, Expr::value(stage.code()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(pilot.id))
        .filter(Column::Version.eq(version))
        .filter(Column::Stage.eq(pilot.stage.code()))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let before = json!({"stage": pilot.stage.code(), "version": version});
    let after = json!({"stage": stage.code(), "version": version + 1});
    desk.note(("moved", "pilot"), pilot.id, before, after)
        .await?;
    Ok(Changed::Saved)
}

#[derive(FromQueryResult)]
struct LeadRecord {
    person_id: Uuid,
    full_name: String,
    post: String,
    capacity: String,
}

/// Who leads a pilot, the lead before the deputies. One query.
///
/// # Errors
/// The database does not answer.
pub async fn leads(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Lead>, DbErr> {
    let of = pilot_lead::Entity::belongs_to(person::Entity)
        .from(pilot_lead::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let rows: Vec<LeadRecord> = pilot_lead::Entity::find()
        .join(JoinType::InnerJoin, of)
        .column_as(person::Column::FullName, "full_name")
        .column_as(person::Column::Post, "post")
        .filter(pilot_lead::Column::PilotId.eq(pilot))
        .order_by_desc(pilot_lead::Column::Capacity)
        .order_by_asc(person::Column::FullName)
        .into_model()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Lead {
                person: PersonId(row.person_id),
                full_name: row.full_name,
                post: row.post,
                capacity: stored(&row.capacity, Capacity::from_code)?,
            })
        })
        .collect()
}

/// Who may be named as the lead of a pilot: whoever sits for a department or keeps the
/// national board, on a day. One query.
///
/// # Errors
/// The database does not answer.
pub async fn candidates(
    db: &impl ConnectionTrait,
    day: NaiveDate,
) -> Result<Vec<(PersonId, String)>, DbErr> {
    let roles = [Role::PolicyLead.code(), Role::NationalSecretariat.code()];
    let rows: Vec<(Uuid, String, String)> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, appointment::Relation::Person.def())
        .filter(seat::Column::Role.is_in(roles))
        .filter(in_force(day))
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::FullName)
        .column(person::Column::Post)
        .distinct()
        .order_by_asc(person::Column::FullName)
        .order_by_asc(person::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, post)| (PersonId(id), format!("{name}, {post}")))
        .collect())
}

/// Names somebody as the lead or a deputy of a pilot, or no longer.
///
/// # Errors
/// The database refuses.
pub async fn set_lead<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: Uuid,
    (person, capacity): (PersonId, Option<Capacity>),
) -> Result<(), DbErr> {
    let before = pilot_lead::Entity::find_by_id((pilot, person.0))
        .one(desk.tx)
        .await?
        .map(|row| row.capacity);
    if before.as_deref() == capacity.map(Capacity::code) {
        return Ok(());
    }
    pilot_lead::Entity::delete_by_id((pilot, person.0))
        .exec(desk.tx)
        .await?;
    if let Some(capacity) = capacity {
        let row = pilot_lead::Model {
            pilot_id: pilot,
            person_id: person.0,
            capacity: capacity.code().to_owned(),
            since: app::wording::uk_day(desk.at),
        };
        pilot_lead::Entity::insert(pilot_lead::ActiveModel::from(row))
            .exec_without_returning(desk.tx)
            .await?;
    }
    let before = json!({"person": person, "capacity": before});
    let after = json!({"person": person, "capacity": capacity.map(Capacity::code)});
    desk.note(("named_lead", "pilot"), pilot, before, after)
        .await
}
