//! Queries and commands about what measures are to reach over time. Targets are only
//! ever added: the last word for a day holds, and those before stay on record.

use std::collections::BTreeMap;

use app::pilots::{
    forms::NewTarget,
    rules,
    types::{Measure, PeriodTarget},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{Added, Desk};
use crate::db::entities::measure_target;

/// The targets of a measure, by the day from which they hold and then as they were set,
/// the latest first. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_measure(
    db: &impl ConnectionTrait,
    measure: Uuid,
) -> Result<Vec<PeriodTarget>, DbErr> {
    let mut targets = of_measures(db, &[measure]).await?;
    Ok(targets.remove(&measure).unwrap_or_default())
}

/// The targets of measures, each as [`of_measure`] has them; nothing of those that have
/// none. One query.
///
/// # Errors
/// The database does not answer.
pub(super) async fn of_measures(
    db: &impl ConnectionTrait,
    measures: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<PeriodTarget>>, DbErr> {
    let rows = measure_target::Entity::find()
        .filter(measure_target::Column::MeasureId.is_in(measures.iter().copied()))
        .order_by_desc(measure_target::Column::HoldsFrom)
        .order_by_desc(measure_target::Column::SetAt)
        .order_by_desc(measure_target::Column::Id)
        .all(db)
        .await?;
    let mut targets: BTreeMap<Uuid, Vec<PeriodTarget>> = BTreeMap::new();
    for row in rows {
        targets
            .entry(row.measure_id)
            .or_default()
            .push(PeriodTarget {
                id: row.id,
                holds_from: row.holds_from,
                tenths: row.tenths,
                set_by: row.set_by,
                set_at: row.set_at,
            });
    }
    Ok(targets)
}

/// Sets a target under the key of its form.
///
/// # Errors
/// The database refuses.
pub async fn set<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    measure: &Measure,
    new: &NewTarget,
) -> Result<Added, DbErr> {
    let known = measure_target::Entity::find_by_id(new.key)
        .one(desk.tx)
        .await?;
    if known.is_some() {
        return Ok(Added::Already);
    }
    let before = rules::target_at(&of_measure(desk.tx, measure.id).await?, new.holds_from);
    let row = measure_target::Model {
        id: new.key,
        measure_id: measure.id,
        holds_from: new.holds_from,
        tenths: new.tenths,
        set_by: desk.actor.name.clone(),
        set_at: desk.at,
    };
    measure_target::Entity::insert(measure_target::ActiveModel::from(row))
        .exec_without_returning(desk.tx)
        .await?;
    let before = json!({"tenths": before});
    let after = json!({"holds_from": new.holds_from, "tenths": new.tenths});
    desk.note(("set_target", "pilot_measure"), measure.id, before, after)
        .await?;
    Ok(Added::Saved)
}
