//! Queries and commands about the evidence of pilots: how they stand, from which months
//! the expected range of a measure comes, and figures that no site reports.

use std::collections::BTreeMap;

use app::{
    performance::catalogue::Series,
    pilots::{
        evidence::{Beside, Chosen, Entered},
        forms::{NewFigures, NewRange, NewStatus},
        official::Choice,
        status::{Rag, Status},
        types::{Measure, Parts, Pilot},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, targets};
use crate::{
    db::entities::{
        measure_comparator, measure_evidence, measure_figure, pilot, pilot_measure, pilot_status,
    },
    membership::{scope::stored, seats::Changed},
};

/// What was said of how a pilot and its measures stand, in the order it was said. One
/// query.
///
/// # Errors
/// The database does not answer.
pub async fn statuses(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Status>, DbErr> {
    let rows = pilot_status::Entity::find()
        .filter(pilot_status::Column::PilotId.eq(pilot))
        .order_by_asc(pilot_status::Column::SetAt)
        .order_by_asc(pilot_status::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let suggested = match row.suggested.as_str() {
                "" => None,
                code => Some(stored(code, Rag::from_code)?),
            };
            Ok(Status {
                measure: row.measure_id,
                standing: stored(&row.standing, Rag::from_code)?,
                reason: row.reason,
                suggested,
                by_name: row.set_by,
                at: row.set_at,
            })
        })
        .collect()
}

/// Writes down how a pilot stands or, with a measure, how that one does, unless somebody
/// else said so after the form was drawn. The same form once more changes nothing.
///
/// # Errors
/// The database refuses.
pub async fn set_status<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    measure: Option<Uuid>,
    (new, suggested): (&NewStatus, Option<Rag>),
) -> Result<Changed, DbErr> {
    // Two who say it at once wait for each other here.
    pilot::Entity::find_by_id(pilot.id)
        .lock_exclusive()
        .one(desk.tx)
        .await?;
    let is_there = pilot_status::Entity::find_by_id(new.key)
        .one(desk.tx)
        .await?
        .is_some();
    if is_there {
        return Ok(Changed::Saved);
    }
    let of = match measure {
        Some(measure) => pilot_status::Column::MeasureId.eq(measure),
        None => pilot_status::Column::MeasureId.is_null(),
    };
    let known = pilot_status::Entity::find()
        .filter(pilot_status::Column::PilotId.eq(pilot.id))
        .filter(of)
        .count(desk.tx)
        .await?;
    if u64::try_from(new.version).ok() != Some(known + 1) {
        return Ok(Changed::OutOfDate);
    }
    let suggested = suggested.map(Rag::code).unwrap_or_default();
    let row = pilot_status::Model {
        id: new.key,
        pilot_id: pilot.id,
        measure_id: measure,
        standing: new.standing.code().to_owned(),
        reason: new.reason.clone(),
        suggested: suggested.to_owned(),
        set_by: desk.actor.name.clone(),
        set_at: desk.at,
    };
    pilot_status::Entity::insert(pilot_status::ActiveModel::from(row))
        .exec_without_returning(desk.tx)
        .await?;
    let (kind, subject) = match measure {
        Some(measure) => ("pilot_measure", measure),
        None => ("pilot", pilot.id),
    };
    let after = json!({
        "standing": new.standing.code(), "reason": new.reason, "suggested": suggested,
        "status": new.key,
    });
    desk.note(("set_status", kind), subject, Value::Null, after)
        .await?;
    Ok(Changed::Saved)
}

/// What people entered about the evidence of measures; nothing of those of which nobody
/// did. Four queries.
///
/// # Errors
/// The database does not answer.
pub async fn entered(
    db: &impl ConnectionTrait,
    measures: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Entered>, DbErr> {
    let measures: Vec<Uuid> = measures.collect();
    let rows = measure_evidence::Entity::find()
        .filter(measure_evidence::Column::MeasureId.is_in(measures.iter().copied()))
        .all(db)
        .await?;
    let mut entered: BTreeMap<Uuid, Entered> = rows
        .into_iter()
        .map(|row| {
            let chosen = match (row.range_from, row.range_to, row.range_at) {
                (Some(from), Some(to), Some(at)) => Some(Chosen {
                    from,
                    to,
                    reason: row.range_reason,
                    by_name: row.range_by,
                    at,
                }),
                _ => None,
            };
            let entered = Entered {
                chosen,
                before_source: row.before_source,
                comparator_source: row.comparator_source,
                version: row.version,
                ..Entered::default()
            };
            (row.measure_id, entered)
        })
        .collect();
    let chosen = measure_comparator::Entity::find()
        .filter(measure_comparator::Column::MeasureId.is_in(measures.iter().copied()))
        .order_by_asc(measure_comparator::Column::Area)
        .all(db)
        .await?;
    for row in chosen {
        // A series that is gone from the catalogue is compared with nothing.
        let Some(series) = Series::find(&row.series) else {
            continue;
        };
        let of_measure = entered.entry(row.measure_id).or_default();
        let official = of_measure.official.get_or_insert_with(|| Choice {
            series,
            areas: Vec::new(),
        });
        official.areas.push(row.area);
    }
    for (measure, targets) in targets::of_measures(db, &measures).await? {
        entered.entry(measure).or_default().targets = targets;
    }
    let figures = measure_figure::Entity::find()
        .filter(measure_figure::Column::MeasureId.is_in(measures))
        .all(db)
        .await?;
    for figure in figures {
        let kind = stored(&figure.kind, Beside::from_code)?;
        let parts = Parts {
            numerator: figure.numerator,
            denominator: figure.denominator,
        };
        let of_measure = entered.entry(figure.measure_id).or_default();
        of_measure.figures.insert((kind, figure.month), parts);
    }
    Ok(entered)
}

/// What is entered of one measure. Four queries.
///
/// # Errors
/// The database does not answer.
pub async fn entered_of(db: &impl ConnectionTrait, measure: Uuid) -> Result<Entered, DbErr> {
    let mut entered = entered(db, std::iter::once(measure)).await?;
    Ok(entered.remove(&measure).unwrap_or_default())
}

/// What is entered of a measure, for whoever is about to change it, if it still is as the
/// form saw it.
async fn to_change<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    measure: &Measure,
    version: i32,
) -> Result<Option<Entered>, DbErr> {
    // Two who enter something at once wait for each other here.
    pilot_measure::Entity::find_by_id(measure.id)
        .lock_exclusive()
        .one(desk.tx)
        .await?;
    let entered = entered_of(desk.tx, measure.id).await?;
    if entered.version != version {
        return Ok(None);
    }
    if version == 1 {
        let row = measure_evidence::Model {
            measure_id: measure.id,
            range_from: None,
            range_to: None,
            range_reason: String::new(),
            range_by: String::new(),
            range_at: None,
            before_source: String::new(),
            comparator_source: String::new(),
            version: 1,
        };
        measure_evidence::Entity::insert(measure_evidence::ActiveModel::from(row))
            .exec_without_returning(desk.tx)
            .await?;
    }
    Ok(Some(entered))
}

/// Chooses from which months the expected range of a measure comes, if what is entered
/// of it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn choose_range<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    measure: &Measure,
    new: &NewRange,
) -> Result<Changed, DbErr> {
    use measure_evidence::Column;
    let Some(before) = to_change(desk, measure, new.version).await? else {
        return Ok(Changed::OutOfDate);
    };
    measure_evidence::Entity::update_many()
        .col_expr(
            Column::RangeFrom,
            Expr::value(new.months.map(|(from, _)| from)),
        )
        .col_expr(Column::RangeTo, Expr::value(new.months.map(|(_, to)| to)))
        .col_expr(Column::RangeReason, Expr::value(&new.reason))
        .col_expr(Column::RangeBy, Expr::value(&desk.actor.name))
        .col_expr(Column::RangeAt, Expr::value(desk.at))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MeasureId.eq(measure.id))
        .exec(desk.tx)
        .await?;
    let was = before
        .chosen
        .map(|chosen| json!({"from": chosen.from, "to": chosen.to, "reason": chosen.reason}));
    let is = json!({
        "from": new.months.map(|(from, _)| from), "to": new.months.map(|(_, to)| to),
        "reason": new.reason,
    });
    desk.note(
        ("chose_range", "pilot_measure"),
        measure.id,
        was.unwrap_or_default(),
        is,
    )
    .await?;
    Ok(Changed::Saved)
}

fn told(
    figures: &BTreeMap<(Beside, chrono::NaiveDate), Parts>,
    (before, comparator): (&str, &str),
    official: Option<&Choice>,
) -> Value {
    let figures: serde_json::Map<String, Value> = figures
        .iter()
        .map(|((kind, month), parts)| {
            let value = json!([parts.numerator, parts.denominator]);
            (format!("{} {month}", kind.code()), value)
        })
        .collect();
    let official =
        official.map(|choice| json!({"series": choice.series.code, "areas": choice.areas}));
    json!({
        "figures": figures, "before_source": before, "comparator_source": comparator,
        "official": official,
    })
}

/// Takes the place of the figures of a measure that no site reports, if what is entered
/// of it still is as the form saw it.
///
/// # Errors
/// The database refuses.
pub async fn enter_figures<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    measure: &Measure,
    new: &NewFigures,
) -> Result<Changed, DbErr> {
    use measure_evidence::Column;
    let Some(before) = to_change(desk, measure, new.version).await? else {
        return Ok(Changed::OutOfDate);
    };
    measure_evidence::Entity::update_many()
        .col_expr(Column::BeforeSource, Expr::value(&new.before_source))
        .col_expr(
            Column::ComparatorSource,
            Expr::value(&new.comparator_source),
        )
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MeasureId.eq(measure.id))
        .exec(desk.tx)
        .await?;
    measure_figure::Entity::delete_many()
        .filter(measure_figure::Column::MeasureId.eq(measure.id))
        .exec(desk.tx)
        .await?;
    let rows: Vec<measure_figure::ActiveModel> = new
        .figures
        .iter()
        .map(|((kind, month), parts)| {
            measure_figure::ActiveModel::from(measure_figure::Model {
                measure_id: measure.id,
                kind: kind.code().to_owned(),
                month: *month,
                numerator: parts.numerator,
                denominator: parts.denominator,
            })
        })
        .collect();
    if !rows.is_empty() {
        measure_figure::Entity::insert_many(rows)
            .exec_without_returning(desk.tx)
            .await?;
    }
    measure_comparator::Entity::delete_many()
        .filter(measure_comparator::Column::MeasureId.eq(measure.id))
        .exec(desk.tx)
        .await?;
    let rows: Vec<measure_comparator::ActiveModel> = new
        .official
        .iter()
        .flat_map(|choice| choice.areas.iter().map(|area| (choice.series, area)))
        .map(|(series, area)| {
            measure_comparator::ActiveModel::from(measure_comparator::Model {
                measure_id: measure.id,
                area: area.clone(),
                series: series.code.to_owned(),
            })
        })
        .collect();
    if !rows.is_empty() {
        measure_comparator::Entity::insert_many(rows)
            .exec_without_returning(desk.tx)
            .await?;
    }
    let was = told(
        &before.figures,
        (&before.before_source, &before.comparator_source),
        before.official.as_ref(),
    );
    let is = told(
        &new.figures,
        (&new.before_source, &new.comparator_source),
        new.official.as_ref(),
    );
    desk.note(("entered_figures", "pilot_measure"), measure.id, was, is)
        .await?;
    Ok(Changed::Saved)
}
