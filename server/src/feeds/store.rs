//! The feeds of people: one for all boards, and one for each board.

use app::ids::{BoardId, PersonId};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use serde_json::json;

use crate::{
    audit::{self, Actor, Chain, Event},
    clock::Random,
    db::entities::{calendar_feed, person},
    secrets,
};

/// A feed with a live address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    pub board: Option<BoardId>,
    pub made_at: DateTime<Utc>,
}

fn of(person: PersonId, board: Option<BoardId>) -> Condition {
    let which = calendar_feed::Column::BoardId;
    Condition::all()
        .add(calendar_feed::Column::PersonId.eq(person.0))
        .add(match board {
            Some(board) => which.eq(board.0),
            None => which.is_null(),
        })
}

/// The feeds of a person.
///
/// # Errors
/// The database does not answer.
pub async fn of_person(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Feed>, DbErr> {
    let rows = calendar_feed::Entity::find()
        .filter(calendar_feed::Column::PersonId.eq(person.0))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Feed {
            board: row.board_id.map(BoardId),
            made_at: row.created_at,
        })
        .collect())
}

/// Makes the address of a feed, and returns the secret in it, which is stored
/// only as a hash. An address that was made before leads nowhere from now on.
///
/// # Errors
/// The database refuses.
pub async fn make(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    board: Option<BoardId>,
) -> Result<String, DbErr> {
    // Two clicks at once would leave two addresses.
    person::Entity::find_by_id(person.0)
        .lock_exclusive()
        .one(tx)
        .await?;
    remove(tx, person, board).await?;
    let secret = random.secret();
    let id = random.id(at);
    calendar_feed::Entity::insert(calendar_feed::ActiveModel::from(calendar_feed::Model {
        id,
        person_id: person.0,
        board_id: board.map(|board| board.0),
        token_hash: secrets::hash(&secret),
        created_at: at,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({"person": person.0, "board": board.map(|board| board.0)});
    let event = Event::new(Chain::Portal, at, ("made", "calendar_feed"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(secret)
}

async fn remove(
    tx: &impl ConnectionTrait,
    person: PersonId,
    board: Option<BoardId>,
) -> Result<bool, DbErr> {
    let gone = calendar_feed::Entity::delete_many()
        .filter(of(person, board))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Turns a feed off; nothing where there is none.
///
/// # Errors
/// The database refuses.
pub async fn end(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: PersonId,
    board: Option<BoardId>,
) -> Result<(), DbErr> {
    if !remove(tx, person, board).await? {
        return Ok(());
    }
    let event = Event {
        chain: Chain::Portal,
        at,
        verb: "ended",
        subject_kind: "calendar_feed",
        subject: Some(person.0),
        before: json!({"board": board.map(|board| board.0)}),
        after: serde_json::Value::Null,
    };
    audit::record(tx, random, actor, event).await
}

/// Whose feed an address leads to.
///
/// # Errors
/// The database does not answer.
pub async fn with_token(
    db: &impl ConnectionTrait,
    token: &str,
) -> Result<Option<(person::Model, Option<BoardId>)>, DbErr> {
    let feed = calendar_feed::Entity::find()
        .filter(calendar_feed::Column::TokenHash.eq(secrets::hash(token)))
        .one(db)
        .await?;
    let Some(feed) = feed else {
        return Ok(None);
    };
    let owner = person::Entity::find_by_id(feed.person_id)
        .filter(person::Column::MergedIntoId.is_null())
        .one(db)
        .await?;
    Ok(owner.map(|owner| (owner, feed.board_id.map(BoardId))))
}
