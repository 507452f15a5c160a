//! Counts of actions month by month.

use app::{
    actions::over_time::{BANDS, Month, Scope, seen_on},
    ids::BoardId,
    measures::period::Period,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, Func},
};

use crate::{
    db::entities::action::{Column, Entity},
    sheets::{Export, ExportColumn, Value},
};

/// What was opened and closed in each of some months, and what was open at its end,
/// on the boards that somebody reads. One query, whatever the number of actions.
///
/// An action counts for the organisation that leads it now. One that was closed and
/// taken up again counts as never closed.
///
/// # Errors
/// The database does not answer.
pub async fn count(
    db: &impl ConnectionTrait,
    boards: Option<&[BoardId]>,
    scope: Scope,
    months: &[Period],
    today: NaiveDate,
) -> Result<Vec<Month>, DbErr> {
    let on_boards = boards.map(|boards| Column::BoardId.is_in(boards.iter().map(|board| board.0)));
    let mut query = Entity::find()
        .select_only()
        .filter(
            Condition::all()
                .add_option(on_boards)
                .add_option(scope.board.map(|board| Column::BoardId.eq(board.0)))
                .add_option(
                    scope
                        .organisation
                        .map(|one| Column::OrganisationId.eq(one.0)),
                ),
        )
        .filter(still_counts(months));
    for (number, month) in months.iter().enumerate() {
        let (first, last) = (month.first(), seen_on(*month, today));
        query = query
            .expr_as(
                how_many(Column::RaisedOn.between(first, last).into()),
                name("opened", number, 0),
            )
            .expr_as(
                how_many(Column::ClosedOn.between(first, last).into()),
                name("closed", number, 0),
            );
        for (at, band) in BANDS.iter().enumerate() {
            let (from, to) = band.raised(last);
            let open = Condition::all()
                .add(Column::RaisedOn.lte(to))
                .add_option(from.map(|from| Column::RaisedOn.gte(from)))
                .add(Column::ClosedOn.is_null().or(Column::ClosedOn.gt(last)));
            query = query.expr_as(how_many(open), name("open", number, at));
        }
    }
    let Some(row) = db.query_one(&query.into_query()).await? else {
        return Ok(Vec::new());
    };
    let number = |name: String| -> Result<u64, DbErr> {
        let number: i64 = row.try_get("", &name)?;
        Ok(number.unsigned_abs())
    };
    months
        .iter()
        .enumerate()
        .map(|(at, period)| {
            let mut open = [0; BANDS.len()];
            for (band, open) in open.iter_mut().enumerate() {
                *open = number(name("open", at, band))?;
            }
            Ok(Month {
                period: *period,
                opened: number(name("opened", at, 0))?,
                closed: number(name("closed", at, 0))?,
                open,
            })
        })
        .collect()
}

/// What was closed before the first month is in none of them.
fn still_counts(months: &[Period]) -> Condition {
    let first = months.first().map(|month| month.first());
    Condition::any()
        .add(Column::ClosedOn.is_null())
        .add_option(first.map(|first| Column::ClosedOn.gte(first)))
}

fn how_many(of: Condition) -> Expr {
    let counted: Expr = Expr::case(of, 1).into();
    Func::count(counted).into()
}

fn name(what: &str, month: usize, band: usize) -> String {
    format!("{what}_{month}_{band}")
}

/// The months as a table.
pub fn table(of: &str, months: &[Month], today: NaiveDate) -> Export {
    let number = |number: u64| Value::Number(number as f64);
    let names = ["Month", "Opened", "Closed or dropped"]
        .map(str::to_owned)
        .into_iter()
        .chain(BANDS.map(|band| format!("Open at the end of the month, {}", band.label)))
        .chain(["Open at the end of the month".to_owned()]);
    Export {
        title: "Actions over time".to_owned(),
        columns: names.map(|name| ExportColumn { name }).collect(),
        rows: months
            .iter()
            .map(|month| {
                [
                    Value::Text(month.period.name()),
                    number(month.opened),
                    number(month.closed),
                ]
                .into_iter()
                .chain(month.open.map(number))
                .chain([number(month.all_open())])
                .collect()
            })
            .collect(),
        about: vec![format!(
            "Actions of {of}, counted on {}. The last month is counted up to that day.",
            app::wording::date(today)
        )],
    }
}
