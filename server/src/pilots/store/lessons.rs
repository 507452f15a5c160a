//! Queries and commands about lessons that boards take up.

use std::collections::BTreeMap;

use app::{
    ids::BoardId,
    pilots::types::{Adopted, Adoption, Entry, EntryKind, Pilot},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, entries};
use crate::{
    db::entities::{board, lesson_adoption, pilot, pilot_entry},
    membership::{scope::stored, seats::Changed},
};

/// Most lessons of the library.
const MOST: u64 = 1_000;

/// Every lesson with the pilot that learned it, the latest first. One query.
///
/// # Errors
/// The database does not answer.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<(Entry, Pilot)>, DbErr> {
    let of = pilot_entry::Entity::belongs_to(pilot::Entity)
        .from(pilot_entry::Column::PilotId)
        .to(pilot::Column::Id)
        .into();
    let rows: Vec<(pilot_entry::Model, Option<pilot::Model>)> = pilot_entry::Entity::find()
        .join(JoinType::InnerJoin, of)
        .select_also(pilot::Entity)
        .filter(pilot_entry::Column::Kind.eq(EntryKind::Lesson.code()))
        .order_by_desc(pilot_entry::Column::CreatedAt)
        .order_by_asc(pilot_entry::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    rows.into_iter()
        .filter_map(|(entry, pilot)| Some((entry, pilot?)))
        .map(|(entry, pilot)| Ok((entries::read(entry)?, super::read(pilot)?)))
        .collect()
}

async fn read(
    db: &impl ConnectionTrait,
    which: Select<lesson_adoption::Entity>,
) -> Result<Vec<Adopted>, DbErr> {
    let of = lesson_adoption::Entity::belongs_to(board::Entity)
        .from(lesson_adoption::Column::BoardId)
        .to(board::Column::Id)
        .into();
    let rows: Vec<(lesson_adoption::Model, Option<board::Model>)> = which
        .join(JoinType::InnerJoin, of)
        .select_also(board::Entity)
        .order_by_asc(board::Column::Name)
        .all(db)
        .await?;
    rows.into_iter()
        .filter_map(|(row, board)| Some((row, board?)))
        .map(|(row, board)| {
            Ok(Adopted {
                lesson: row.lesson_id,
                board: BoardId(row.board_id),
                board_name: board.name,
                board_slug: board.slug,
                state: stored(&row.state, Adoption::from_code)?,
                note: row.note,
                by_name: row.by_name,
                at: row.at,
                version: row.version,
            })
        })
        .collect()
}

/// Which boards take up these lessons, by name. One query.
///
/// # Errors
/// The database does not answer.
pub async fn adopted(
    db: &impl ConnectionTrait,
    lessons: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Adopted>>, DbErr> {
    let which =
        lesson_adoption::Entity::find().filter(lesson_adoption::Column::LessonId.is_in(lessons));
    let mut of_lesson: BTreeMap<Uuid, Vec<Adopted>> = BTreeMap::new();
    for one in read(db, which).await? {
        of_lesson.entry(one.lesson).or_default().push(one);
    }
    Ok(of_lesson)
}

/// The lessons that these boards consider or use. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn of_boards(
    db: &impl ConnectionTrait,
    boards: impl Iterator<Item = Uuid>,
) -> Result<Vec<(Adopted, Entry)>, DbErr> {
    let which = lesson_adoption::Entity::find()
        .filter(lesson_adoption::Column::BoardId.is_in(boards))
        .filter(lesson_adoption::Column::State.ne(Adoption::Left.code()));
    let adopted = read(db, which).await?;
    let rows = pilot_entry::Entity::find()
        .filter(
            Condition::all()
                .add(pilot_entry::Column::Id.is_in(adopted.iter().map(|one| one.lesson))),
        )
        .all(db)
        .await?;
    let lessons: BTreeMap<Uuid, pilot_entry::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    adopted
        .into_iter()
        .filter_map(|one| {
            let lesson = lessons.get(&one.lesson)?.clone();
            Some(entries::read(lesson).map(|lesson| (one, lesson)))
        })
        .collect()
}

/// Says what a board does with a lesson; `known` is what it said before.
///
/// # Errors
/// The database refuses.
pub async fn adopt<C: ConnectionTrait>(
    desk: &Desk<'_, C>,
    lesson: Uuid,
    known: Option<&Adopted>,
    (board, state, note): (BoardId, Adoption, &str),
) -> Result<Changed, DbErr> {
    use lesson_adoption::Column;
    match known {
        Some(known) => {
            let outcome = lesson_adoption::Entity::update_many()
                .col_expr(Column::State, Expr::value(state.code()))
                .col_expr(Column::Note, Expr::value(note))
                .col_expr(Column::ByName, Expr::value(&desk.actor.name))
                .col_expr(Column::At, Expr::value(desk.at))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::LessonId.eq(lesson))
                .filter(Column::BoardId.eq(board.0))
                .filter(Column::Version.eq(known.version))
                .exec(desk.tx)
                .await?;
            if outcome.rows_affected == 0 {
                return Ok(Changed::OutOfDate);
            }
        }
        None => {
            let row = lesson_adoption::Model {
                lesson_id: lesson,
                board_id: board.0,
                state: state.code().to_owned(),
                note: note.to_owned(),
                by_name: desk.actor.name.clone(),
                at: desk.at,
                version: 1,
            };
            let outcome = lesson_adoption::Entity::insert(lesson_adoption::ActiveModel::from(row))
                .on_conflict_do_nothing_on([Column::LessonId, Column::BoardId])
                .exec_without_returning(desk.tx)
                .await?;
            if !matches!(outcome, sea_orm::TryInsertResult::Inserted(1)) {
                return Ok(Changed::OutOfDate);
            }
        }
    }
    let before = known.map_or(
        Value::Null,
        |known| json!({"board": board, "state": known.state.code(), "note": known.note}),
    );
    let after = json!({"board": board, "state": state.code(), "note": note});
    desk.note(("took_up", "lesson"), lesson, before, after)
        .await?;
    Ok(Changed::Saved)
}
