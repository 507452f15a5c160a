//! How much an organisation has, over the boards that a reader sees: counted by
//! the database, in a fixed number of queries.

use std::collections::{BTreeMap, HashMap};

use app::{
    actions::{
        list::{COUNT_LIMIT, Count},
        types::Status,
    },
    ids::{BoardId, OrganisationId},
    membership::types::Capacity,
    organisations::types::{ActionsOnBoard, SeatCount},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter,
    QuerySelect, RelationTrait,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use crate::{
    db::entities::{action, appointment, board, seat},
    membership::scope::{board_exists_on, in_force, standing_on},
};

fn on_boards(column: impl ColumnTrait, boards: Option<&[BoardId]>) -> Condition {
    Condition::all()
        .add_option(boards.map(|boards| column.is_in(boards.iter().map(|board| board.0))))
}

/// The seats of every organisation on some boards, or on all, as they stand on a
/// day. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn seats(
    db: &impl ConnectionTrait,
    boards: Option<&[BoardId]>,
    day: NaiveDate,
) -> Result<HashMap<OrganisationId, SeatCount>, DbErr> {
    let all: Vec<(Uuid, i64)> = seat::Entity::find()
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .filter(seat::Column::OrganisationId.is_not_null())
        .filter(on_boards(seat::Column::BoardId, boards))
        .filter(standing_on(day))
        .filter(board_exists_on(day))
        .select_only()
        .column(seat::Column::OrganisationId)
        .column_as(seat::Column::Id.count(), "number")
        .group_by(seat::Column::OrganisationId)
        .into_tuple()
        .all(db)
        .await?;
    let held: Vec<(Uuid, i64)> = appointment::Entity::find()
        .join(JoinType::InnerJoin, appointment::Relation::Seat.def())
        .join(JoinType::InnerJoin, seat::Relation::Board.def())
        .filter(seat::Column::OrganisationId.is_not_null())
        .filter(on_boards(seat::Column::BoardId, boards))
        .filter(appointment::Column::Capacity.eq(Capacity::Holder.code()))
        .filter(in_force(day))
        .filter(standing_on(day))
        .filter(board_exists_on(day))
        .select_only()
        .column(seat::Column::OrganisationId)
        // Nobody shares a seat, so that each holder is one seat.
        .column_as(appointment::Column::Id.count(), "number")
        .group_by(seat::Column::OrganisationId)
        .into_tuple()
        .all(db)
        .await?;
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let held: HashMap<Uuid, u64> = held
        .into_iter()
        .map(|(organisation, held)| (organisation, number(held)))
        .collect();
    Ok(all
        .into_iter()
        .map(|(organisation, seats)| {
            let seats = number(seats);
            let held = held.get(&organisation).copied().unwrap_or(0);
            let count = SeatCount {
                seats,
                vacant: seats.saturating_sub(held),
            };
            (OrganisationId(organisation), count)
        })
        .collect())
}

/// The open actions that an organisation leads on each of some boards, or of
/// all, by name: how many, and how many of them are late, blocked or claimed as
/// complete. Five queries, which look at no more than a list counts.
///
/// # Errors
/// The database does not answer.
pub async fn open_actions(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    boards: Option<&[BoardId]>,
    today: NaiveDate,
) -> Result<Vec<ActionsOnBoard>, DbErr> {
    use action::Column;
    let led = Condition::all()
        .add(Column::OrganisationId.eq(organisation.0))
        .add(Column::IsOpen.eq(true))
        .add(on_boards(Column::BoardId, boards));
    let open = by_board(db, led.clone()).await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let late = by_board(db, led.clone().add(Column::DueOn.lt(today))).await?;
    let at = |status: Status| led.clone().add(Column::Status.eq(status.code()));
    let blocked = by_board(db, at(Status::Blocked)).await?;
    let complete = by_board(db, at(Status::Complete)).await?;
    let names: Vec<(Uuid, String, String)> = board::Entity::find()
        .filter(board::Column::Id.is_in(open.keys().copied()))
        .select_only()
        .column(board::Column::Id)
        .column(board::Column::Slug)
        .column(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    let number = |of: &BTreeMap<Uuid, Count>, board: &Uuid| {
        let number = of.get(board).copied();
        number.unwrap_or(Count::Exactly(0))
    };
    let mut counted: Vec<ActionsOnBoard> = names
        .into_iter()
        .map(|(id, board_slug, board_name)| ActionsOnBoard {
            board_slug,
            board_name,
            open: number(&open, &id),
            late: number(&late, &id),
            blocked: number(&blocked, &id),
            complete: number(&complete, &id),
        })
        .collect();
    counted.sort_by(|one, other| one.board_name.cmp(&other.board_name));
    Ok(counted)
}

/// Actions by board, counted up to the bound. Beyond it, each number is only
/// known to be reached.
async fn by_board(
    db: &impl ConnectionTrait,
    scope: Condition,
) -> Result<BTreeMap<Uuid, Count>, DbErr> {
    let bounded = Query::select()
        .expr_as(Expr::col(action::Column::BoardId), "board_id")
        .from(action::Entity)
        .cond_where(scope)
        .limit(COUNT_LIMIT + 1)
        .take();
    let counted = Query::select()
        .expr_as(Expr::col("board_id"), "board_id")
        .expr_as(Expr::cust("count(*)"), "number")
        .from_subquery(bounded, "bounded")
        .group_by_col("board_id")
        .take();
    let mut numbers = BTreeMap::new();
    for row in db.query_all(&counted).await? {
        let board: Uuid = row.try_get("", "board_id")?;
        let number: i64 = row.try_get("", "number")?;
        numbers.insert(board, u64::try_from(number).unwrap_or(0));
    }
    let cut = numbers.values().sum::<u64>() > COUNT_LIMIT;
    Ok(numbers
        .into_iter()
        .map(|(board, number)| {
            let count = if cut {
                Count::MoreThan(number.saturating_sub(1))
            } else {
                Count::Exactly(number)
            };
            (board, count)
        })
        .collect())
}
