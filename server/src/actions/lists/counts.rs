//! How many actions there are, counted no further than a list counts.

use std::collections::BTreeMap;

use app::{
    actions::{
        list::{COUNT_LIMIT, Count},
        types::Status,
    },
    ids::{BoardId, SeatId},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::db::entities::{action, board, seat};

/// How many open actions a board has, and how many of them are late. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn open_and_late(
    db: &impl ConnectionTrait,
    board: BoardId,
    today: NaiveDate,
) -> Result<(Count, Count), DbErr> {
    let open = Condition::all()
        .add(action::Column::BoardId.eq(board.0))
        .add(action::Column::IsOpen.eq(true));
    let late = open.clone().add(action::Column::DueOn.lt(today));
    Ok((count(db, open).await?, count(db, late).await?))
}

/// How many open actions a seat leads.
///
/// # Errors
/// The database does not answer.
pub async fn open_of_seat(db: &impl ConnectionTrait, seat: SeatId) -> Result<Count, DbErr> {
    let scope = Condition::all()
        .add(action::Column::SeatId.eq(seat.0))
        .add(action::Column::IsOpen.eq(true));
    count(db, scope).await
}

/// How many open actions each of some seats leads; those that lead none are left
/// out. One statement.
///
/// # Errors
/// The database does not answer.
pub async fn open_of_seats(
    db: &impl ConnectionTrait,
    seats: &[SeatId],
) -> Result<BTreeMap<SeatId, Count>, DbErr> {
    let of_seat = Condition::all()
        .add(
            Expr::col((action::Entity, action::Column::SeatId))
                .equals((seat::Entity, seat::Column::Id)),
        )
        .add(action::Column::IsOpen.eq(true));
    let counted = Query::select()
        .expr_as(Expr::col((seat::Entity, seat::Column::Id)), "seat_id")
        .expr_as(
            Expr::SubQuery(None, Box::new(bounded(of_seat).into())),
            "open",
        )
        .from(seat::Entity)
        .and_where(seat::Column::Id.is_in(seats.iter().map(|seat| seat.0)))
        .take();
    let mut numbers = BTreeMap::new();
    for row in db.query_all(&counted).await? {
        let seat: Uuid = row.try_get("", "seat_id")?;
        numbers.insert(SeatId(seat), up_to_the_bound(row.try_get("", "open")?));
    }
    Ok(numbers)
}

/// How many open actions of each kind a board has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    pub open: Count,
    pub late: Count,
    pub blocked: Count,
    pub complete: Count,
}

/// How many open actions each of some boards has, and how many of them are late,
/// blocked, or claimed as complete. One statement, which looks at no more than a list
/// counts of each board.
///
/// # Errors
/// The database does not answer.
pub async fn numbers_of(
    db: &impl ConnectionTrait,
    boards: &[BoardId],
    today: NaiveDate,
) -> Result<BTreeMap<BoardId, Numbers>, DbErr> {
    let of_board = || {
        Condition::all().add(
            Expr::col((action::Entity, action::Column::BoardId))
                .equals((board::Entity, board::Column::Id)),
        )
    };
    let open = of_board().add(action::Column::IsOpen.eq(true));
    let late = open.clone().add(action::Column::DueOn.lt(today));
    let at = |status: Status| of_board().add(action::Column::Status.eq(status.code()));
    let number = |scope| Expr::SubQuery(None, Box::new(bounded(scope).into()));
    let counted = Query::select()
        .expr_as(Expr::col((board::Entity, board::Column::Id)), "board_id")
        .expr_as(number(open), "open")
        .expr_as(number(late), "late")
        .expr_as(number(at(Status::Blocked)), "blocked")
        .expr_as(number(at(Status::Complete)), "complete")
        .from(board::Entity)
        .and_where(board::Column::Id.is_in(boards.iter().map(|board| board.0)))
        .take();
    let mut numbers = BTreeMap::new();
    for row in db.query_all(&counted).await? {
        let board: Uuid = row.try_get("", "board_id")?;
        let of =
            |name: &str| -> Result<Count, DbErr> { Ok(up_to_the_bound(row.try_get("", name)?)) };
        let all = Numbers {
            open: of("open")?,
            late: of("late")?,
            blocked: of("blocked")?,
            complete: of("complete")?,
        };
        numbers.insert(BoardId(board), all);
    }
    Ok(numbers)
}

/// How many actions are in a scope, up to the bound.
pub(super) async fn count(db: &impl ConnectionTrait, scope: Condition) -> Result<Count, DbErr> {
    let number = match db.query_one(&bounded(scope)).await? {
        Some(row) => row.try_get("", "number")?,
        None => 0,
    };
    Ok(up_to_the_bound(number))
}

/// Counts no further than one beyond the bound.
fn bounded(scope: Condition) -> SelectStatement {
    let some = Query::select()
        .expr_as(Expr::val(1), "one")
        .from(action::Entity)
        .cond_where(scope)
        .limit(COUNT_LIMIT + 1)
        .take();
    Query::select()
        .expr_as(Expr::cust("count(*)"), "number")
        .from_subquery(some, "bounded")
        .take()
}

fn up_to_the_bound(number: i64) -> Count {
    let number = u64::try_from(number).unwrap_or(0);
    if number > COUNT_LIMIT {
        Count::MoreThan(COUNT_LIMIT)
    } else {
        Count::Exactly(number)
    }
}
