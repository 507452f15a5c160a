//! Queries and commands about the measures of pilots.

use app::pilots::types::{
    Baseline, Better, Definition, Frequency, Measure, Parts, Pilot, Stage, Target, Unit,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Added, Desk, with};
use crate::{
    db::entities::{pilot, pilot_measure, pilot_site},
    membership::{scope::stored, seats::Changed},
};

fn read(row: pilot_measure::Model) -> Result<Measure, DbErr> {
    let baseline = match (row.baseline_numerator, row.baseline_from, row.baseline_to) {
        (Some(numerator), Some(from), Some(to)) => Some(Baseline {
            value: Parts {
                numerator,
                denominator: row.baseline_denominator,
            },
            from,
            to,
        }),
        _ => None,
    };
    Ok(Measure {
        id: row.id,
        pilot: row.pilot_id,
        withdrawn: row.withdrawn_at.is_some(),
        version: row.version,
        definition: Definition {
            name: row.name,
            definition: row.definition,
            unit: stored(&row.unit, Unit::from_code)?,
            numerator_name: row.numerator_name,
            denominator_name: row.denominator_name,
            better: stored(&row.better, Better::from_code)?,
            source: row.source,
            frequency: stored(&row.frequency, Frequency::from_code)?,
            baseline,
            comparator: row.comparator,
            target: row
                .target_tenths
                .zip(row.target_on)
                .map(|(tenths, on)| Target { tenths, on }),
            disclosure_limit: row.disclosure_limit,
        },
    })
}

/// The measures of a pilot in the order in which they were added, also those that were
/// withdrawn. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_pilot(db: &impl ConnectionTrait, pilot: Uuid) -> Result<Vec<Measure>, DbErr> {
    let rows = pilot_measure::Entity::find()
        .filter(pilot_measure::Column::PilotId.eq(pilot))
        .order_by_asc(pilot_measure::Column::CreatedAt)
        .order_by_asc(pilot_measure::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Most measures to choose from.
const TO_CHOOSE: u64 = 500;

/// The measures of the pilots that run on a board, or of all, with the names of their
/// pilots: "Pathfinder: families who were asked". Not those of decided pilots, nor
/// those that were withdrawn. One query.
///
/// # Errors
/// The database does not answer.
pub async fn to_choose(
    db: &impl ConnectionTrait,
    board: Option<Uuid>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let on_board = board.map(|board| {
        let sites = Query::select()
            .column(pilot_site::Column::PilotId)
            .from(pilot_site::Entity)
            .and_where(pilot_site::Column::BoardId.eq(board))
            .take();
        pilot_measure::Column::PilotId.in_subquery(sites)
    });
    let rows: Vec<(Uuid, String, String)> = pilot_measure::Entity::find()
        .join(
            JoinType::InnerJoin,
            pilot_measure::Entity::belongs_to(pilot::Entity)
                .from(pilot_measure::Column::PilotId)
                .to(pilot::Column::Id)
                .into(),
        )
        .filter(pilot::Column::Stage.ne(Stage::Decided.code()))
        .filter(pilot_measure::Column::WithdrawnAt.is_null())
        .filter(Condition::all().add_option(on_board))
        .select_only()
        .column(pilot_measure::Column::Id)
        .column(pilot::Column::Title)
        .column(pilot_measure::Column::Name)
        .order_by_asc(pilot::Column::Title)
        .order_by_asc(pilot_measure::Column::CreatedAt)
        .order_by_asc(pilot_measure::Column::Id)
        .limit(TO_CHOOSE)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, pilot, name)| (id, format!("{pilot}: {name}")))
        .collect())
}

/// Which of these pilots ask their sites for monthly returns. One query.
///
/// # Errors
/// The database does not answer.
pub async fn asked_monthly(
    db: &impl ConnectionTrait,
    pilots: impl Iterator<Item = Uuid>,
) -> Result<Vec<Uuid>, DbErr> {
    pilot_measure::Entity::find()
        .select_only()
        .column(pilot_measure::Column::PilotId)
        .filter(pilot_measure::Column::PilotId.is_in(pilots))
        .filter(pilot_measure::Column::Frequency.eq(Frequency::Monthly.code()))
        .filter(pilot_measure::Column::WithdrawnAt.is_null())
        .distinct()
        .into_tuple()
        .all(db)
        .await
}

/// A measure. Whoever asks has yet to be checked. One query.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Measure>, DbErr> {
    let row = pilot_measure::Entity::find_by_id(id).one(db).await?;
    row.map(read).transpose()
}

fn told(it: &Definition) -> Value {
    json!({
        "name": it.name, "definition": it.definition, "unit": it.unit.code(),
        "numerator_name": it.numerator_name, "denominator_name": it.denominator_name,
        "better": it.better.code(), "source": it.source, "frequency": it.frequency.code(),
        "baseline": it.baseline.map(|baseline| json!({
            "numerator": baseline.value.numerator, "denominator": baseline.value.denominator,
            "from": baseline.from, "to": baseline.to,
        })),
        "comparator": it.comparator,
        "target": it.target.map(|target| json!({"tenths": target.tenths, "on": target.on})),
        "disclosure_limit": it.disclosure_limit,
    })
}

/// Adds a measure to a pilot under the key of its form.
///
/// # Errors
/// The database refuses.
pub async fn add<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    pilot: &Pilot,
    (id, it): (Uuid, &Definition),
) -> Result<Added, DbErr> {
    if pilot_measure::Entity::find_by_id(id)
        .one(desk.tx)
        .await?
        .is_some()
    {
        return Ok(Added::Already);
    }
    let new = it.clone();
    let value = new.baseline.map(|baseline| baseline.value);
    pilot_measure::Entity::insert(pilot_measure::ActiveModel::from(pilot_measure::Model {
        id,
        pilot_id: pilot.id,
        name: new.name,
        definition: new.definition,
        unit: new.unit.code().to_owned(),
        numerator_name: new.numerator_name,
        denominator_name: new.denominator_name,
        better: new.better.code().to_owned(),
        source: new.source,
        frequency: new.frequency.code().to_owned(),
        baseline_numerator: value.map(|value| value.numerator),
        baseline_denominator: value.and_then(|value| value.denominator),
        baseline_from: new.baseline.map(|baseline| baseline.from),
        baseline_to: new.baseline.map(|baseline| baseline.to),
        comparator: new.comparator,
        target_tenths: new.target.map(|target| target.tenths),
        target_on: new.target.map(|target| target.on),
        disclosure_limit: new.disclosure_limit,
        created_at: desk.at,
        withdrawn_at: None,
        version: 1,
    }))
    .exec_without_returning(desk.tx)
    .await?;
    let after = with(told(it), "pilot", json!(pilot.id));
    desk.note(("added", "pilot_measure"), id, Value::Null, after)
        .await?;
    Ok(Added::Saved)
}

/// Changes how a measure is defined, or withdraws it, if it still is as the form saw
/// it. What sites reported of it stays.
///
/// # Errors
/// The database refuses.
pub async fn change<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    measure: &Measure,
    (it, withdrawn, version): (&Definition, bool, i32),
) -> Result<Changed, DbErr> {
    use pilot_measure::Column;
    let value = it.baseline.map(|baseline| baseline.value);
    let outcome = pilot_measure::Entity::update_many()
        .col_expr(Column::Name, Expr::value(&it.name))
        .col_expr(Column::Definition, Expr::value(&it.definition))
        .col_expr(Column::Unit, Expr::value(it.unit.code()))
        .col_expr(Column::NumeratorName, Expr::value(&it.numerator_name))
        .col_expr(Column::DenominatorName, Expr::value(&it.denominator_name))
        .col_expr(Column::Better, Expr::value(it.better.code()))
        .col_expr(Column::Source, Expr::value(&it.source))
        .col_expr(Column::Frequency, Expr::value(it.frequency.code()))
        .col_expr(
            Column::BaselineNumerator,
            Expr::value(value.map(|value| value.numerator)),
        )
        .col_expr(
            Column::BaselineDenominator,
            Expr::value(value.and_then(|value| value.denominator)),
        )
        .col_expr(
            Column::BaselineFrom,
            Expr::value(it.baseline.map(|baseline| baseline.from)),
        )
        .col_expr(
            Column::BaselineTo,
            Expr::value(it.baseline.map(|baseline| baseline.to)),
        )
        .col_expr(Column::Comparator, Expr::value(&it.comparator))
        .col_expr(
            Column::TargetTenths,
            Expr::value(it.target.map(|target| target.tenths)),
        )
        .col_expr(
            Column::TargetOn,
            Expr::value(it.target.map(|target| target.on)),
        )
        .col_expr(Column::DisclosureLimit, Expr::value(it.disclosure_limit))
        .col_expr(
            Column::WithdrawnAt,
            Expr::value(withdrawn.then_some(desk.at)),
        )
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(measure.id))
        .filter(Column::Version.eq(version))
        .exec(desk.tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let before = with(
        told(&measure.definition),
        "withdrawn",
        json!(measure.withdrawn),
    );
    let after = with(told(it), "withdrawn", json!(withdrawn));
    desk.note(("changed", "pilot_measure"), measure.id, before, after)
        .await?;
    Ok(Changed::Saved)
}
