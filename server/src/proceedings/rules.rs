//! What boards hold themselves to.

use std::collections::HashMap;

use app::{
    actions::types::Verification, ids::BoardId, membership::types::Category,
    proceedings::types::BoardRules,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};
use serde_json::{Value, json};

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::board_rules,
    membership::{
        scope::{hold_board, stored},
        seats::Changed,
    },
};

fn read(row: board_rules::Model) -> Result<BoardRules, DbErr> {
    let number = |number: i32| u32::try_from(number).unwrap_or_default();
    let categories = row
        .quorum_categories
        .split(',')
        .filter(|code| !code.is_empty())
        .map(|code| stored(code, Category::from_code))
        .collect::<Result<_, _>>()?;
    Ok(BoardRules {
        least: number(row.quorum_least),
        categories,
        substitutes_count: row.substitutes_count,
        papers_days: number(row.papers_days),
        minutes_days: number(row.minutes_days),
        actions_days: number(row.actions_days),
        offer_days: number(row.offer_days),
        verification: stored(&row.verification, Verification::from_code)?,
        actions_most: number(row.actions_most),
        publishes_minutes: row.publishes_minutes,
        version: row.version,
    })
}

/// The rules of some boards: what they set, or else what is usual. One query.
///
/// # Errors
/// The database does not answer.
pub async fn of_boards(
    db: &impl ConnectionTrait,
    boards: impl IntoIterator<Item = BoardId>,
) -> Result<HashMap<BoardId, BoardRules>, DbErr> {
    let mut rules: HashMap<BoardId, BoardRules> = boards
        .into_iter()
        .map(|board| (board, BoardRules::default()))
        .collect();
    let rows = board_rules::Entity::find()
        .filter(board_rules::Column::BoardId.is_in(rules.keys().map(|board| board.0)))
        .all(db)
        .await?;
    for row in rows {
        rules.insert(BoardId(row.board_id), read(row)?);
    }
    Ok(rules)
}

/// The rules of one board.
///
/// # Errors
/// The database does not answer.
pub async fn of_board(db: &impl ConnectionTrait, board: BoardId) -> Result<BoardRules, DbErr> {
    let row = board_rules::Entity::find_by_id(board.0).one(db).await?;
    row.map_or_else(|| Ok(BoardRules::default()), read)
}

fn recorded(rules: &BoardRules, version: i32) -> Value {
    let categories: Vec<&str> = rules.categories.iter().map(|one| one.code()).collect();
    json!({
        "least": rules.least, "categories": categories, "substitutes": rules.substitutes_count,
        "papers": rules.papers_days, "minutes": rules.minutes_days, "actions": rules.actions_days,
        "offers": rules.offer_days, "verification": rules.verification.code(),
        "actions_most": rules.actions_most,
        "publishes_minutes": rules.publishes_minutes,
        "version": version,
    })
}

/// Sets the rules of a board, if they still are as the form saw them.
///
/// # Errors
/// The database refuses.
pub async fn set(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    new: &BoardRules,
) -> Result<Changed, DbErr> {
    hold_board(tx, board).await?;
    let before = of_board(tx, board).await?;
    if before.version != new.version {
        return Ok(Changed::OutOfDate);
    }
    let number = |number: u32| i32::try_from(number).unwrap_or_default();
    let codes: Vec<&str> = new.categories.iter().map(|one| one.code()).collect();
    use board_rules::Column;
    board_rules::Entity::insert(board_rules::ActiveModel::from(board_rules::Model {
        board_id: board.0,
        quorum_least: number(new.least),
        quorum_categories: codes.join(","),
        substitutes_count: new.substitutes_count,
        papers_days: number(new.papers_days),
        minutes_days: number(new.minutes_days),
        actions_days: number(new.actions_days),
        offer_days: number(new.offer_days),
        verification: new.verification.code().to_owned(),
        actions_most: number(new.actions_most),
        publishes_minutes: new.publishes_minutes,
        version: new.version + 1,
    }))
    .on_conflict(
        OnConflict::column(Column::BoardId)
            .update_columns([
                Column::QuorumLeast,
                Column::QuorumCategories,
                Column::SubstitutesCount,
                Column::PapersDays,
                Column::MinutesDays,
                Column::ActionsDays,
                Column::OfferDays,
                Column::Verification,
                Column::ActionsMost,
                Column::PublishesMinutes,
                Column::Version,
            ])
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event {
        chain: Chain::Board(board),
        at,
        verb: "changed",
        subject_kind: "board_rules",
        subject: Some(board.0),
        before: recorded(&before, before.version),
        after: recorded(new, new.version + 1),
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}
