//! What there is on a day: the conditions that every query about boards, seats
//! and appointments starts from.

use app::ids::{BoardId, PersonId};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use crate::db::entities::{appointment, board, person, seat};

/// Appointments in force on a day: from their first day to their last, both
/// included, unless they were entered in error. Somebody whose last day was
/// yesterday has no access today.
pub(crate) fn in_force(day: NaiveDate) -> Condition {
    Condition::all()
        .add(appointment::Column::VoidedAt.is_null())
        .add(appointment::Column::StartsOn.lte(day))
        .add(
            Condition::any()
                .add(appointment::Column::EndsOn.is_null())
                .add(appointment::Column::EndsOn.gte(day)),
        )
}

/// Seats that exist on a day.
pub(crate) fn standing_on(day: NaiveDate) -> Condition {
    Condition::all().add(seat::Column::StartsOn.lte(day)).add(
        Condition::any()
            .add(seat::Column::EndsOn.is_null())
            .add(seat::Column::EndsOn.gte(day)),
    )
}

/// Boards that exist on a day. A board without dates has always existed.
pub(crate) fn board_exists_on(day: NaiveDate) -> Condition {
    Condition::all()
        .add(
            Condition::any()
                .add(board::Column::StartsOn.is_null())
                .add(board::Column::StartsOn.lte(day)),
        )
        .add(
            Condition::any()
                .add(board::Column::EndsOn.is_null())
                .add(board::Column::EndsOn.gte(day)),
        )
}

/// Reads a word the database holds.
///
/// # Errors
/// The word is not one of ours: the data is newer than the program, or damaged.
pub(crate) fn stored<T>(word: &str, read: fn(&str) -> Option<T>) -> Result<T, DbErr> {
    read(word).ok_or_else(|| DbErr::Type(format!("the stored word {word:?} is not known")))
}

/// Makes everybody else who changes the seats of a board wait until this
/// transaction is over, so that what was checked still holds when it is written.
pub(crate) async fn hold_board(tx: &impl ConnectionTrait, board: BoardId) -> Result<(), DbErr> {
    board::Entity::find_by_id(board.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok(())
}

/// Makes everybody else who writes for a person wait, as [`hold_board`].
pub(crate) async fn hold_person(tx: &impl ConnectionTrait, person: PersonId) -> Result<(), DbErr> {
    person::Entity::find_by_id(person.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    Ok(())
}
