//! Queries and commands about the monthly returns of sites.

use std::collections::BTreeMap;

use app::pilots::{
    forms::{Judgement, NewReturn},
    rules::{self, Act, ApprovedValues},
    types::{Parts, Return, ReturnState, Said, Site},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, TryInsertResult,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Desk;
use crate::{
    db::entities::{pilot_site, return_chase, return_value, site_return},
    membership::{scope::stored, seats::Changed},
};

fn read(row: site_return::Model) -> Result<Return, DbErr> {
    Ok(Return {
        id: row.id,
        site: row.site_id,
        month: row.month,
        state: stored(&row.state, ReturnState::from_code)?,
        story: row.story,
        sent_back_note: row.sent_back_note,
        submitted_by: row.submitted_by,
        submitted_at: row.submitted_at,
        approved_by: row.approved_by,
        approved_at: row.approved_at,
        version: row.version,
        values: BTreeMap::new(),
    })
}

/// Fills in the values of returns. One query.
async fn with_values(
    db: &impl ConnectionTrait,
    mut returns: Vec<Return>,
) -> Result<Vec<Return>, DbErr> {
    let rows = return_value::Entity::find()
        .filter(return_value::Column::ReturnId.is_in(returns.iter().map(|one| one.id)))
        .all(db)
        .await?;
    let mut values: BTreeMap<Uuid, BTreeMap<Uuid, Said>> = BTreeMap::new();
    for row in rows {
        let of_return = values.entry(row.return_id).or_default();
        let said = said(row.numerator, row.denominator, row.reason);
        of_return.insert(row.measure_id, said);
    }
    for one in &mut returns {
        one.values = values.remove(&one.id).unwrap_or_default();
    }
    Ok(returns)
}

/// The returns of sites for the months from one to another, without their values. One
/// query.
///
/// # Errors
/// The database does not answer.
pub async fn between(
    db: &impl ConnectionTrait,
    sites: impl Iterator<Item = Uuid>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Return>, DbErr> {
    let rows = site_return::Entity::find()
        .filter(site_return::Column::SiteId.is_in(sites))
        .filter(site_return::Column::Month.gte(from))
        .filter(site_return::Column::Month.lte(to))
        .order_by_desc(site_return::Column::Month)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// What was approved of the months from one to another. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn approved(
    db: &impl ConnectionTrait,
    sites: &[Site],
    months: (NaiveDate, NaiveDate),
) -> Result<ApprovedValues, DbErr> {
    let mut returns = between(db, sites.iter().map(|site| site.id), months).await?;
    returns.retain(|one| one.state == ReturnState::Approved);
    let returns = with_values(db, returns).await?;
    Ok(returns
        .into_iter()
        .map(|one| ((one.site, one.month), one.values))
        .collect())
}

/// A return with its values. Whoever asks has yet to be checked. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Return>, DbErr> {
    let row = site_return::Entity::find_by_id(id).one(db).await?;
    let found: Vec<Return> = row.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(with_values(db, found).await?.into_iter().next())
}

/// The return of a site for a month with its values. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn of_month(
    db: &impl ConnectionTrait,
    site: Uuid,
    month: NaiveDate,
) -> Result<Option<Return>, DbErr> {
    let row = site_return::Entity::find()
        .filter(site_return::Column::SiteId.eq(site))
        .filter(site_return::Column::Month.eq(month))
        .one(db)
        .await?;
    let found: Vec<Return> = row.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(with_values(db, found).await?.into_iter().next())
}

fn told(values: &BTreeMap<Uuid, Said>) -> Value {
    values
        .iter()
        .map(|(measure, said)| (measure.to_string(), told_of(said)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// What the trail says of one figure.
pub(super) fn told_of(said: &Said) -> Value {
    match said {
        Said::Value(parts) => {
            json!({"numerator": parts.numerator, "denominator": parts.denominator})
        }
        Said::NotReported { reason } => json!({"not_reported": reason}),
    }
}

/// Keeps the return of a site or sends it in, if it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn save<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    site: &Site,
    new: &NewReturn,
) -> Result<Changed, DbErr> {
    use site_return::Column;
    // Two who begin one at once wait for each other here.
    pilot_site::Entity::find_by_id(site.id)
        .lock_exclusive()
        .one(desk.tx)
        .await?;
    let known = of_month(desk.tx, site.id, new.month).await?;
    let before = known
        .as_ref()
        .map_or(ReturnState::Draft, |known| known.state);
    let is_there = known.as_ref().map_or(0, |known| known.version);
    let Some(state) = rules::next(before, new.act).filter(|_| is_there == new.version) else {
        return Ok(Changed::OutOfDate);
    };
    let is_sent = state == ReturnState::Submitted;
    let (by, at) = if is_sent {
        (desk.actor.name.clone(), Some(desk.at))
    } else {
        (String::new(), None)
    };
    let id = match &known {
        Some(known) => {
            let outcome = site_return::Entity::update_many()
                .col_expr(Column::State, Expr::value(state.code()))
                .col_expr(Column::Story, Expr::value(&new.story))
                .col_expr(Column::SubmittedBy, Expr::value(by))
                .col_expr(Column::SubmittedAt, Expr::value(at))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::Id.eq(known.id))
                .filter(Column::Version.eq(new.version))
                .exec(desk.tx)
                .await?;
            if outcome.rows_affected == 0 {
                return Ok(Changed::OutOfDate);
            }
            known.id
        }
        None => {
            let id = desk.random.id(desk.at);
            let row = site_return::Model {
                id,
                site_id: site.id,
                month: new.month,
                state: state.code().to_owned(),
                story: new.story.clone(),
                sent_back_note: String::new(),
                submitted_by: by,
                submitted_at: at,
                approved_by: String::new(),
                approved_at: None,
                version: 1,
            };
            site_return::Entity::insert(site_return::ActiveModel::from(row))
                .exec_without_returning(desk.tx)
                .await?;
            id
        }
    };
    return_value::Entity::delete_many()
        .filter(return_value::Column::ReturnId.eq(id))
        .exec(desk.tx)
        .await?;
    let rows: Vec<_> = new
        .values
        .iter()
        .map(|(measure, said)| {
            let (numerator, denominator, reason) = columns(said);
            return_value::ActiveModel::from(return_value::Model {
                return_id: id,
                measure_id: *measure,
                numerator,
                denominator,
                reason,
            })
        })
        .collect();
    if !rows.is_empty() {
        return_value::Entity::insert_many(rows)
            .exec_without_returning(desk.tx)
            .await?;
    }
    let verb = if is_sent { "sent_in" } else { "kept" };
    let before = known.map_or(
        Value::Null,
        |known| json!({"state": known.state.code(), "values": told(&known.values)}),
    );
    let after = json!({
        "site": site.id, "month": new.month, "state": state.code(), "story": new.story,
        "values": told(&new.values),
    });
    desk.note((verb, "site_return"), id, before, after).await?;
    Ok(Changed::Saved)
}

/// Approves a return or sends it back, if it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn judge<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    known: &Return,
    (judgement, version): (&Judgement, i32),
) -> Result<Changed, DbErr> {
    use site_return::Column;
    let (act, note, verb) = match judgement {
        Judgement::Approve => (Act::Approve, "", "approved"),
        Judgement::SendBack { note } => (Act::SendBack, note.as_str(), "sent_back"),
    };
    let Some(state) = rules::next(known.state, act) else {
        return Ok(Changed::OutOfDate);
    };
    let (by, at) = match judgement {
        Judgement::Approve => (desk.actor.name.as_str(), Some(desk.at)),
        Judgement::SendBack { .. } => ("", None),
    };
    let outcome = site_return::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .col_expr(Column::SentBackNote, Expr::value(note))
        .col_expr(Column::ApprovedBy, Expr::value(by))
        .col_expr(Column::ApprovedAt, Expr::value(at))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(known.id))
        .filter(Column::Version.eq(version))
        .filter(Column::State.eq(known.state.code()))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let before = json!({"state": known.state.code()});
    let after = json!({"state": state.code(), "note": note});
    desk.note((verb, "site_return"), known.id, before, after)
        .await?;
    Ok(Changed::Saved)
}

/// Notes that a site was reminded of its returns; false where it was on this day.
///
/// # Errors
/// The database refuses.
pub async fn note_chase<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    site: &Site,
    months: &[NaiveDate],
) -> Result<bool, DbErr> {
    let row = return_chase::Model {
        site_id: site.id,
        chased_on: app::wording::uk_day(desk.at),
        chased_at: Some(desk.at),
        chased_by: desk.actor.name.clone(),
    };
    let outcome = return_chase::Entity::insert(return_chase::ActiveModel::from(row))
        .on_conflict_do_nothing_on([return_chase::Column::SiteId, return_chase::Column::ChasedOn])
        .exec_without_returning(desk.tx)
        .await?;
    let is_new = matches!(outcome, TryInsertResult::Inserted(1));
    if is_new {
        let after = json!({"months": months});
        desk.note(("chased", "pilot_site"), site.id, Value::Null, after)
            .await?;
    }
    Ok(is_new)
}

/// When a site was last reminded by hand.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Chased {
    site_id: Uuid,
    pub on: NaiveDate,
    /// The moment; none where it was not kept.
    pub at: Option<DateTime<Utc>>,
}

/// When sites were last reminded. One query.
///
/// # Errors
/// The database does not answer.
pub async fn last_chased(
    db: &impl ConnectionTrait,
    sites: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Chased>, DbErr> {
    let rows: Vec<Chased> = return_chase::Entity::find()
        .select_only()
        .column(return_chase::Column::SiteId)
        .column_as(return_chase::Column::ChasedOn.max(), "on")
        .column_as(return_chase::Column::ChasedAt.max(), "at")
        .filter(return_chase::Column::SiteId.is_in(sites))
        .group_by(return_chase::Column::SiteId)
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.site_id, row)).collect())
}

/// A value, or why there is none, as columns.
pub(super) fn columns(said: &Said) -> (Option<i64>, Option<i64>, String) {
    match said {
        Said::Value(parts) => (Some(parts.numerator), parts.denominator, String::new()),
        Said::NotReported { reason } => (None, None, reason.clone()),
    }
}

/// What columns say of a measure.
pub(super) fn said(numerator: Option<i64>, denominator: Option<i64>, reason: String) -> Said {
    match numerator {
        Some(numerator) => Said::Value(Parts {
            numerator,
            denominator,
        }),
        None => Said::NotReported { reason },
    }
}
