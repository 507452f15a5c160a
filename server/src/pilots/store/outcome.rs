//! Queries and commands about how pilots end, and what is looked at afterwards.

use app::{
    ids::OrganisationId,
    pilots::{
        forms::NewDecision,
        rules,
        types::{Check, Correction, Pilot, PilotDecision, Stage, Verdict},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Added, Desk, move_to};
use crate::{
    db::entities::{organisation, pilot, pilot_check, pilot_correction, pilot_decision},
    membership::{scope::stored, seats::Changed},
};

fn read(row: pilot_decision::Model) -> Result<PilotDecision, DbErr> {
    Ok(PilotDecision {
        verdict: stored(&row.outcome, Verdict::from_code)?,
        decider: row.decider,
        decided_on: row.decided_on,
        reason: row.reason,
        evidence: row.evidence,
        reference: row.reference,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at,
    })
}

/// The decision about a pilot. One query.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Option<PilotDecision>, DbErr> {
    let row = pilot_decision::Entity::find_by_id(pilot).one(db).await?;
    row.map(read).transpose()
}

/// The notes below a decision, in the order they came. One query.
///
/// # Errors
/// The database does not answer.
pub async fn corrections(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Correction>, DbErr> {
    let rows = pilot_correction::Entity::find()
        .filter(pilot_correction::Column::PilotId.eq(pilot))
        .order_by_asc(pilot_correction::Column::At)
        .order_by_asc(pilot_correction::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Correction {
            text: row.text,
            by_name: row.by_name,
            at: row.at,
        })
        .collect())
}

/// The pilots whose decision is one of a board, with the names by which they are known.
/// One query.
///
/// # Errors
/// The database does not answer.
pub async fn decided_by(
    db: &impl ConnectionTrait,
    reference: &str,
) -> Result<Vec<(String, String)>, DbErr> {
    let of = pilot_decision::Entity::belongs_to(pilot::Entity)
        .from(pilot_decision::Column::PilotId)
        .to(pilot::Column::Id)
        .into();
    pilot_decision::Entity::find()
        .join(JoinType::InnerJoin, of)
        .filter(pilot_decision::Column::Reference.eq(reference))
        .select_only()
        .column(pilot::Column::Slug)
        .column(pilot::Column::Title)
        .order_by_asc(pilot::Column::Title)
        .into_tuple()
        .all(db)
        .await
}

/// What is looked at after a decision, in its order. One query.
///
/// # Errors
/// The database does not answer.
pub async fn checks(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Check>, DbErr> {
    let of = pilot_check::Entity::belongs_to(organisation::Entity)
        .from(pilot_check::Column::OrganisationId)
        .to(organisation::Column::Id)
        .into();
    let rows: Vec<(pilot_check::Model, Option<organisation::Model>)> = pilot_check::Entity::find()
        .join(JoinType::InnerJoin, of)
        .select_also(organisation::Entity)
        .filter(pilot_check::Column::PilotId.eq(pilot))
        .order_by_asc(pilot_check::Column::Months)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(row, organisation)| check(row, organisation))
        .collect())
}

/// Checks that are due by a day and not done, each with the address and the name of its
/// pilot, those due first. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn checks_due(
    db: &impl ConnectionTrait,
    on: chrono::NaiveDate,
) -> Result<Vec<(Check, String, String)>, DbErr> {
    let of = pilot_check::Entity::belongs_to(organisation::Entity)
        .from(pilot_check::Column::OrganisationId)
        .to(organisation::Column::Id)
        .into();
    let rows: Vec<(pilot_check::Model, Option<organisation::Model>)> = pilot_check::Entity::find()
        .join(JoinType::InnerJoin, of)
        .select_also(organisation::Entity)
        .filter(pilot_check::Column::DoneOn.is_null())
        .filter(pilot_check::Column::DueOn.lte(on))
        .order_by_asc(pilot_check::Column::DueOn)
        .order_by_asc(pilot_check::Column::Id)
        .limit(MOST_DUE)
        .all(db)
        .await?;
    let pilots = pilot::Entity::find()
        .filter(pilot::Column::Id.is_in(rows.iter().map(|(row, _)| row.pilot_id)))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, organisation)| {
            let pilot = pilots.iter().find(|pilot| pilot.id == row.pilot_id)?;
            let check = check(row, organisation);
            Some((check, pilot.slug.clone(), pilot.title.clone()))
        })
        .collect())
}

/// Most checks that are suggested at once.
const MOST_DUE: u64 = 20;

fn check(row: pilot_check::Model, organisation: Option<organisation::Model>) -> Check {
    Check {
        id: row.id,
        months: row.months,
        due_on: row.due_on,
        organisation: OrganisationId(row.organisation_id),
        organisation_name: organisation.map(|one| one.short_name).unwrap_or_default(),
        finding: row.finding,
        done_on: row.done_on,
        version: row.version,
    }
}

/// Records the decision about a pilot, which is decided from then on, with the checks
/// that follow it.
///
/// # Errors
/// The database refuses.
pub async fn decide<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    new: &NewDecision,
) -> Result<Changed, DbErr> {
    if move_to(desk, pilot, (Stage::Decided, new.version)).await? == Changed::OutOfDate {
        return Ok(Changed::OutOfDate);
    }
    let row = pilot_decision::Model {
        pilot_id: pilot.id,
        outcome: new.verdict.code().to_owned(),
        decider: new.decider.clone(),
        decided_on: new.decided_on,
        reason: new.reason.clone(),
        evidence: new.evidence.clone(),
        reference: new.reference.clone(),
        recorded_by: desk.actor.name.clone(),
        recorded_at: desk.at,
    };
    pilot_decision::Entity::insert(pilot_decision::ActiveModel::from(row))
        .exec_without_returning(desk.tx)
        .await?;
    for months in rules::CHECKS {
        let check = pilot_check::Model {
            id: desk.random.id(desk.at),
            pilot_id: pilot.id,
            months: i32::try_from(months).unwrap_or(i32::MAX),
            due_on: rules::check_on(new.decided_on, months),
            organisation_id: new.owner.0,
            finding: String::new(),
            done_on: None,
            version: 1,
        };
        let (id, due_on) = (check.id, check.due_on);
        pilot_check::Entity::insert(pilot_check::ActiveModel::from(check))
            .exec_without_returning(desk.tx)
            .await?;
        let after = json!({"pilot": pilot.id, "due_on": due_on, "organisation": new.owner});
        desk.note(("added", "pilot_check"), id, Value::Null, after)
            .await?;
    }
    let after = json!({
        "verdict": new.verdict.code(), "decider": new.decider, "decided_on": new.decided_on,
        "reason": new.reason, "evidence": new.evidence, "reference": new.reference,
        "checks_by": new.owner,
    });
    desk.note(("decided", "pilot"), pilot.id, Value::Null, after)
        .await?;
    Ok(Changed::Saved)
}

/// Adds a note below the decision about a pilot, under the key of its form.
///
/// # Errors
/// The database refuses.
pub async fn correct<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    (id, text): (Uuid, &str),
) -> Result<Added, DbErr> {
    if pilot_correction::Entity::find_by_id(id)
        .one(desk.tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    let row = pilot_correction::Model {
        id,
        pilot_id: pilot.id,
        text: text.to_owned(),
        by_name: desk.actor.name.clone(),
        at: desk.at,
    };
    pilot_correction::Entity::insert(pilot_correction::ActiveModel::from(row))
        .exec_without_returning(desk.tx)
        .await?;
    let after = json!({"text": text});
    desk.note(("corrected", "pilot"), pilot.id, Value::Null, after)
        .await?;
    Ok(Added::Saved)
}

/// Says what a check found.
///
/// # Errors
/// The database refuses.
pub async fn find_out<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    (id, finding, version): (Uuid, &str, i32),
) -> Result<Changed, DbErr> {
    use pilot_check::Column;
    let today = app::wording::uk_day(desk.at);
    let outcome = pilot_check::Entity::update_many()
        .col_expr(Column::Finding, Expr::value(finding))
        .col_expr(Column::DoneOn, Expr::value(today))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .filter(Column::DoneOn.is_null())
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let after = json!({"finding": finding, "done_on": today});
    desk.note(("checked", "pilot_check"), id, Value::Null, after)
        .await?;
    Ok(Changed::Saved)
}

/// Gives what an organisation has yet to look at to the one that follows it.
///
/// # Errors
/// The database refuses.
pub async fn hand_over_checks<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    (from, to): (OrganisationId, OrganisationId),
) -> Result<(), DbErr> {
    use pilot_check::Column;
    let outcome = pilot_check::Entity::update_many()
        .col_expr(Column::OrganisationId, Expr::value(to.0))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::OrganisationId.eq(from.0))
        .filter(Column::DoneOn.is_null())
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(());
    }
    let (before, after) = (json!({"organisation": from}), json!({"organisation": to}));
    let verb = ("handed_over", "pilot_check");
    desk.note(verb, from.0, before, after).await
}
