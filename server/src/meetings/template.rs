//! What every agenda starts from: the national core, and what a board adds.

use app::{
    ids::{BoardId, MeetingId},
    meetings::types::{ItemState, Part, Purpose, TemplateItem},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};

use super::agenda::GAP;
use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{agenda_item, agenda_template_item},
    membership::{scope::stored, seats::Changed},
};

/// What the trail calls an item of a template.
pub const SUBJECT: &str = "agenda_template_item";

fn read(row: agenda_template_item::Model) -> Result<TemplateItem, DbErr> {
    Ok(TemplateItem {
        id: row.id,
        board: row.board_id.map(BoardId),
        position: row.position,
        title: row.title,
        purpose: stored(&row.purpose, Purpose::from_code)?,
        minutes: u32::try_from(row.minutes).unwrap_or(0),
        part: stored(&row.part, Part::from_code)?,
        version: row.version,
    })
}

async fn some(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<TemplateItem>, DbErr> {
    agenda_template_item::Entity::find()
        .filter(which)
        .order_by_asc(agenda_template_item::Column::Position)
        .order_by_asc(agenda_template_item::Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// The national core and what a board adds, in the order of an agenda.
///
/// # Errors
/// The database does not answer.
pub async fn of(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<TemplateItem>, DbErr> {
    let which = Condition::any()
        .add(agenda_template_item::Column::BoardId.is_null())
        .add(agenda_template_item::Column::BoardId.eq(board.0));
    Ok(in_place(some(db, which).await?))
}

/// What a board adds comes before the last item of the core, which closes every
/// agenda.
fn in_place(items: Vec<TemplateItem>) -> Vec<TemplateItem> {
    let (mut core, own): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| item.board.is_none());
    // The only item of a core opens an agenda rather than closing it.
    let closing = (core.len() > 1).then(|| core.pop()).flatten();
    core.extend(own);
    core.extend(closing);
    core
}

/// The national core.
///
/// # Errors
/// The database does not answer.
pub async fn core(db: &impl ConnectionTrait) -> Result<Vec<TemplateItem>, DbErr> {
    let which = Condition::all().add(agenda_template_item::Column::BoardId.is_null());
    some(db, which).await
}

/// Puts the items of a template on the agenda of a new meeting.
pub(super) async fn copy(
    tx: &impl ConnectionTrait,
    random: &Random,
    at: DateTime<Utc>,
    board: BoardId,
    meeting: MeetingId,
    items: &[TemplateItem],
) -> Result<(), DbErr> {
    if items.is_empty() {
        return Ok(());
    }
    let rows = (1..).zip(items).map(|(place, item): (i64, _)| {
        agenda_item::ActiveModel::from(agenda_item::Model {
            id: random.id(at),
            board_id: board.0,
            meeting_id: Some(meeting.0),
            parent_id: None,
            position: place * GAP,
            number: String::new(),
            title: item.title.clone(),
            detail: String::new(),
            purpose: item.purpose.code().to_owned(),
            minutes: i32::try_from(item.minutes).unwrap_or(0),
            presenter_seat_id: None,
            part: item.part.code().to_owned(),
            linked_kind: String::new(),
            linked_id: String::new(),
            conflict_note: String::new(),
            state: ItemState::Accepted.code().to_owned(),
            state_reason: String::new(),
            core: item.board.is_none(),
            template_item_id: Some(item.id),
            proposed_by_id: None,
            created_at: at,
            version: 1,
            wants_papers: false,
        })
    });
    agenda_item::Entity::insert_many(rows.collect::<Vec<_>>())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn chain(item: &TemplateItem) -> Chain {
    item.board.map_or(Chain::Portal, Chain::Board)
}

fn recorded(item: &TemplateItem) -> Value {
    json!({
        "title": item.title, "purpose": item.purpose.code(), "minutes": item.minutes,
        "part": item.part.code(), "version": item.version,
    })
}

/// Saves an item of a template: a new one comes last; one that is there must
/// stand as the form saw it. It changes no agenda that is there already.
///
/// # Errors
/// The database refuses.
pub async fn save(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    item: &TemplateItem,
) -> Result<Changed, DbErr> {
    let there = agenda_template_item::Entity::find_by_id(item.id)
        .one(tx)
        .await?;
    let minutes = i32::try_from(item.minutes).unwrap_or(0);
    let Some(there) = there else {
        // What somebody else has removed is not entered again.
        if item.version != 0 {
            return Ok(Changed::OutOfDate);
        }
        let last = match item.board {
            Some(board) => of(tx, board).await?,
            None => core(tx).await?,
        };
        let position = last.iter().map(|item| item.position).max().unwrap_or(0) + GAP;
        agenda_template_item::Entity::insert(agenda_template_item::ActiveModel::from(
            agenda_template_item::Model {
                id: item.id,
                board_id: item.board.map(|board| board.0),
                position,
                title: item.title.clone(),
                purpose: item.purpose.code().to_owned(),
                minutes,
                part: item.part.code().to_owned(),
                version: 1,
            },
        ))
        .exec_without_returning(tx)
        .await?;
        let verb = ("added", SUBJECT);
        let event = audit::Event::new(chain(item), at, verb, item.id, recorded(item));
        audit::record(tx, random, actor, event).await?;
        return Ok(Changed::Saved);
    };
    let before = read(there)?;
    if before.board != item.board {
        return Ok(Changed::OutOfDate);
    }
    let outcome = agenda_template_item::Entity::update_many()
        .col_expr(
            agenda_template_item::Column::Title,
            Expr::value(item.title.clone()),
        )
        .col_expr(
            agenda_template_item::Column::Purpose,
            Expr::value(item.purpose.code()),
        )
        .col_expr(agenda_template_item::Column::Minutes, Expr::value(minutes))
        .col_expr(
            agenda_template_item::Column::Part,
            Expr::value(item.part.code()),
        )
        .col_expr(
            agenda_template_item::Column::Version,
            Expr::col(agenda_template_item::Column::Version).add(1),
        )
        .filter(agenda_template_item::Column::Id.eq(item.id))
        .filter(agenda_template_item::Column::Version.eq(item.version))
        .exec(tx)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let mut after = recorded(item);
    if let Some(fields) = after.as_object_mut() {
        fields.insert("version".to_owned(), json!(item.version + 1));
    }
    let event = audit::Event {
        chain: chain(item),
        at,
        verb: "changed",
        subject_kind: SUBJECT,
        subject: Some(item.id),
        before: recorded(&before),
        after,
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}

/// Takes an item out of a template, if it still stands as the form saw it.
/// Agendas that have it keep it.
///
/// # Errors
/// The database refuses.
pub async fn remove(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    item: &TemplateItem,
) -> Result<Changed, DbErr> {
    let gone = agenda_template_item::Entity::delete_many()
        .filter(agenda_template_item::Column::Id.eq(item.id))
        .filter(agenda_template_item::Column::Version.eq(item.version))
        .exec(tx)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(Changed::OutOfDate);
    }
    let event = audit::Event {
        chain: chain(item),
        at,
        verb: "removed",
        subject_kind: SUBJECT,
        subject: Some(item.id),
        before: recorded(item),
        after: Value::Null,
    };
    audit::record(tx, random, actor, event).await?;
    Ok(Changed::Saved)
}
