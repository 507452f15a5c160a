//! Queries and commands about milestones, risks, issues, lessons, claims and
//! evaluations.

use app::{
    pilots::types::{Content, Entry, EntryKind, EvaluationKind, Pilot, Strength},
    wording,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Added, Desk, code, date, with};
use crate::{
    db::entities::pilot_entry,
    membership::{scope::stored, seats::Changed},
};

fn some<T>(word: &str, read: fn(&str) -> Option<T>) -> Result<Option<T>, DbErr> {
    if word.is_empty() {
        Ok(None)
    } else {
        stored(word, read).map(Some)
    }
}

pub(super) fn read(row: pilot_entry::Model) -> Result<Entry, DbErr> {
    Ok(Entry {
        id: row.id,
        pilot: row.pilot_id,
        kind: stored(&row.kind, EntryKind::from_code)?,
        created_on: wording::uk_day(row.created_at),
        withdrawn: row.withdrawn_on.map(|day| (day, row.withdrawn_reason)),
        version: row.version,
        content: Content {
            title: row.title,
            detail: row.detail,
            owner: row.owner,
            due_on: row.due_on,
            forecast_on: row.forecast_on,
            actual_on: row.actual_on,
            likelihood: row.likelihood,
            impact: row.impact,
            source: row.source,
            dated: date(&row.dated)?,
            sites: row.sites,
            comparator: row.comparator,
            evaluation: some(&row.evaluation, EvaluationKind::from_code)?,
            method: row.method,
            strength: some(&row.strength, Strength::from_code)?,
            caveat: row.caveat,
            link: row.link,
        },
    })
}

/// Most entries of a pilot.
const MOST: u64 = 1_000;

/// The entries of a pilot: milestones by their due date, the rest as they came. One
/// query.
///
/// # Errors
/// The database does not answer.
pub async fn of_pilot(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Entry>, DbErr> {
    let rows = pilot_entry::Entity::find()
        .filter(pilot_entry::Column::PilotId.eq(pilot))
        .order_by_asc(pilot_entry::Column::DueOn)
        .order_by_asc(pilot_entry::Column::CreatedAt)
        .order_by_asc(pilot_entry::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// An entry. Whoever asks has yet to be checked. One query.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Entry>, DbErr> {
    let row = pilot_entry::Entity::find_by_id(id).one(db).await?;
    row.map(read).transpose()
}

fn told(it: &Content) -> Value {
    json!({
        "title": it.title, "detail": it.detail, "owner": it.owner, "due_on": it.due_on,
        "forecast_on": it.forecast_on, "actual_on": it.actual_on,
        "likelihood": it.likelihood, "impact": it.impact, "source": it.source,
        "dated": code(it.dated), "sites": it.sites, "comparator": it.comparator,
        "evaluation": it.evaluation.map(EvaluationKind::code), "method": it.method,
        "strength": it.strength.map(Strength::code), "caveat": it.caveat, "link": it.link,
    })
}

/// Adds an entry to a pilot under the key of its form.
///
/// # Errors
/// The database refuses.
pub async fn add<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    (id, kind, it): (Uuid, EntryKind, &Content),
) -> Result<Added, DbErr> {
    if pilot_entry::Entity::find_by_id(id)
        .one(desk.tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    let new = it.clone();
    pilot_entry::Entity::insert(pilot_entry::ActiveModel::from(pilot_entry::Model {
        id,
        pilot_id: pilot.id,
        kind: kind.code().to_owned(),
        title: new.title,
        detail: new.detail,
        owner: new.owner,
        due_on: new.due_on,
        forecast_on: new.forecast_on,
        actual_on: new.actual_on,
        likelihood: new.likelihood,
        impact: new.impact,
        source: new.source,
        dated: code(new.dated),
        sites: new.sites,
        comparator: new.comparator,
        evaluation: new.evaluation.map_or("", EvaluationKind::code).to_owned(),
        method: new.method,
        strength: new.strength.map_or("", Strength::code).to_owned(),
        caveat: new.caveat,
        link: new.link,
        created_at: desk.at,
        withdrawn_on: None,
        withdrawn_reason: String::new(),
        version: 1,
    }))
    .exec_without_returning(desk.tx)
    .await?;
    let after = with(told(it), "pilot", json!(pilot.id));
    let after = with(after, "kind", json!(kind.code()));
    desk.note(("added", "pilot_entry"), id, Value::Null, after)
        .await?;
    Ok(Added::Saved)
}

/// Changes what an entry says, if it still is as the form saw it and was not withdrawn.
///
/// # Errors
/// The database refuses.
pub async fn change<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    entry: &Entry,
    (it, version): (&Content, i32),
) -> Result<Changed, DbErr> {
    use pilot_entry::Column;
    let outcome = pilot_entry::Entity::update_many()
        .col_expr(Column::Title, Expr::value(&it.title))
        .col_expr(Column::Detail, Expr::value(&it.detail))
        .col_expr(Column::Owner, Expr::value(&it.owner))
        .col_expr(Column::DueOn, Expr::value(it.due_on))
        .col_expr(Column::ForecastOn, Expr::value(it.forecast_on))
        .col_expr(Column::ActualOn, Expr::value(it.actual_on))
        .col_expr(Column::Likelihood, Expr::value(it.likelihood))
        .col_expr(Column::Impact, Expr::value(it.impact))
        .col_expr(Column::Source, Expr::value(&it.source))
        .col_expr(Column::Dated, Expr::value(code(it.dated)))
        .col_expr(Column::Sites, Expr::value(&it.sites))
        .col_expr(Column::Comparator, Expr::value(&it.comparator))
        .col_expr(
            Column::Evaluation,
            Expr::value(it.evaluation.map_or("", EvaluationKind::code)),
        )
        .col_expr(Column::Method, Expr::value(&it.method))
        .col_expr(
            Column::Strength,
            Expr::value(it.strength.map_or("", Strength::code)),
        )
        .col_expr(Column::Caveat, Expr::value(&it.caveat))
        .col_expr(Column::Link, Expr::value(&it.link))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(entry.id))
        .filter(Column::Version.eq(version))
        .filter(Column::WithdrawnOn.is_null())
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let (before, after) = (told(&entry.content), told(it));
    desk.note(("changed", "pilot_entry"), entry.id, before, after)
        .await?;
    Ok(Changed::Saved)
}

/// Withdraws an entry: it stays, marked, with the reason.
///
/// # Errors
/// The database refuses.
pub async fn withdraw<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    entry: &Entry,
    (reason, version): (&str, i32),
) -> Result<Changed, DbErr> {
    use pilot_entry::Column;
    let today = wording::uk_day(desk.at);
    let outcome = pilot_entry::Entity::update_many()
        .col_expr(Column::WithdrawnOn, Expr::value(today))
        .col_expr(Column::WithdrawnReason, Expr::value(reason))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(entry.id))
        .filter(Column::Version.eq(version))
        .filter(Column::WithdrawnOn.is_null())
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let after = json!({"reason": reason});
    desk.note(("withdrew", "pilot_entry"), entry.id, Value::Null, after)
        .await?;
    Ok(Changed::Saved)
}
