//! The seats that may lead an action, and those that contribute to one.

use app::{
    actions::{rules::seat_may_lead, types::Contributor},
    ids::{ActionId, BoardId, SeatId},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::{
    db::entities::{action_contributor, organisation, seat},
    membership::seats::{self, Which},
};

/// The seats of some boards that may lead an action, each in words; with the board
/// where there are several.
///
/// # Errors
/// The database does not answer.
pub async fn of_boards(
    db: &impl ConnectionTrait,
    boards: Vec<BoardId>,
    today: NaiveDate,
) -> Result<Vec<(SeatId, String)>, DbErr> {
    let several = boards.len() > 1;
    let rows = seats::rows(db, &Which::OfBoards(boards), today).await?;
    Ok(rows
        .into_iter()
        .filter(|seat| seat.organisation.is_some() && seat_may_lead(seat.role))
        .map(|seat| {
            let of = seat.organisation_name.unwrap_or_default();
            let words = seat_words(&seat.title, &of);
            if several {
                (seat.seat, format!("{words} ({})", seat.board_name))
            } else {
                (seat.seat, words)
            }
        })
        .collect())
}

/// A seat with the organisation that it is kept for, which many titles name already.
fn seat_words(title: &str, organisation: &str) -> String {
    if title == organisation || title.ends_with(&format!(", {organisation}")) {
        title.to_owned()
    } else {
        format!("{title}, {organisation}")
    }
}

/// The seats that contribute to an action, by their titles. One query.
///
/// # Errors
/// The database does not answer.
pub async fn contributors(
    db: &impl ConnectionTrait,
    action: ActionId,
) -> Result<Vec<Contributor>, DbErr> {
    let rows: Vec<(Uuid, String, Option<String>)> = action_contributor::Entity::find()
        .join(
            JoinType::InnerJoin,
            action_contributor::Relation::Seat.def(),
        )
        .join(JoinType::LeftJoin, seat::Relation::Organisation.def())
        .filter(action_contributor::Column::ActionId.eq(action.0))
        .select_only()
        .column(action_contributor::Column::SeatId)
        .column(seat::Column::Title)
        .column(organisation::Column::ShortName)
        .order_by_asc(seat::Column::Title)
        .order_by_asc(seat::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(seat, title, organisation)| Contributor {
            seat: SeatId(seat),
            words: match organisation {
                Some(organisation) => seat_words(&title, &organisation),
                None => title,
            },
        })
        .collect())
}
