//! Queries and commands about boards.

use std::collections::HashMap;

use app::{
    access::Access,
    boards::types::{BoardEntry, BoardKind, Council, NameConfidence},
    ids::{BoardId, OrganisationId},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::{self, Actor, Chain},
    clock::Random,
    db::entities::{board, board_alias, board_area, organisation},
    membership::scope::{board_exists_on, stored},
};

/// How long before its end a term counts as ending soon, unless the board has
/// said otherwise, in days.
pub const TERM_WARNING_DAYS: i32 = 60;

/// A board to be entered in the register.
pub struct NewBoard<'a> {
    pub kind: BoardKind,
    pub slug: &'a str,
    pub name: &'a str,
    /// Begins every reference of the board's actions.
    pub code: &'a str,
    pub region: Option<&'a str>,
    pub area_code: Option<&'a str>,
    pub confidence: NameConfidence,
    pub parent: Option<BoardId>,
}

/// Enters a board.
///
/// # Errors
/// The slug or code is taken, or the database refuses.
pub async fn add_board(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    new: &NewBoard<'_>,
) -> Result<BoardId, DbErr> {
    let id = random.id(at);
    board::Entity::insert(board::ActiveModel::from(board::Model {
        id,
        kind: new.kind.code().to_owned(),
        slug: new.slug.to_owned(),
        name: new.name.to_owned(),
        code: new.code.to_owned(),
        region: new.region.map(str::to_owned),
        area_code: new.area_code.map(str::to_owned),
        name_confidence: new.confidence.code().to_owned(),
        parent_id: new.parent.map(|parent| parent.0),
        successor_id: None,
        starts_on: None,
        ends_on: None,
        term_warning_days: TERM_WARNING_DAYS,
        version: 1,
    }))
    .exec_without_returning(tx)
    .await?;
    let after = json!({
        "kind": new.kind.code(), "slug": new.slug, "name": new.name, "code": new.code,
        "region": new.region, "area_code": new.area_code,
        "name_confidence": new.confidence.code(), "parent": new.parent.map(|parent| parent.0),
    });
    let event = audit::Event::new(Chain::Board(BoardId(id)), at, ("added", "board"), id, after);
    audit::record(tx, random, actor, event).await?;
    Ok(BoardId(id))
}

/// Notes that a board serves a council.
///
/// # Errors
/// It is noted already, or the database refuses.
pub async fn add_area(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    council: OrganisationId,
    note: Option<&str>,
) -> Result<(), DbErr> {
    let id = random.id(at);
    board_area::Entity::insert(board_area::ActiveModel::from(board_area::Model {
        id,
        board_id: board.0,
        organisation_id: council.0,
        note: note.map(str::to_owned),
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Board(board),
        at,
        ("added", "board_area"),
        id,
        json!({"council": council.0, "note": note}),
    );
    audit::record(tx, random, actor, event).await
}

/// What the register says of a board. Its code and slug stay for good: they are
/// in references and addresses that people have kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardDetails<'a> {
    pub name: &'a str,
    pub region: Option<&'a str>,
    pub area_code: Option<&'a str>,
    pub confidence: NameConfidence,
    pub parent: Option<BoardId>,
}

/// Brings a board up to date with the register.
///
/// # Errors
/// The database refuses.
pub async fn change_board(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &board::Model,
    new: &BoardDetails<'_>,
) -> Result<(), DbErr> {
    let parent = new.parent.map(|parent| parent.0);
    board::Entity::update_many()
        .col_expr(board::Column::Name, Expr::value(new.name))
        .col_expr(board::Column::Region, Expr::value(new.region))
        .col_expr(board::Column::AreaCode, Expr::value(new.area_code))
        .col_expr(
            board::Column::NameConfidence,
            Expr::value(new.confidence.code()),
        )
        .col_expr(board::Column::ParentId, Expr::value(parent))
        .filter(board::Column::Id.eq(before.id))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(BoardId(before.id)),
        at,
        verb: "changed",
        subject_kind: "board",
        subject: Some(before.id),
        before: json!({
            "name": before.name, "region": before.region, "area_code": before.area_code,
            "name_confidence": before.name_confidence, "parent": before.parent_id,
        }),
        after: json!({
            "name": new.name, "region": new.region, "area_code": new.area_code,
            "name_confidence": new.confidence.code(), "parent": parent,
        }),
    };
    audit::record(tx, random, actor, event).await
}

/// Notes another name that a board goes by.
///
/// # Errors
/// It is noted already, or the database refuses.
pub async fn add_alias(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    board: BoardId,
    source: &str,
    label: &str,
) -> Result<(), DbErr> {
    let id = random.id(at);
    board_alias::Entity::insert(board_alias::ActiveModel::from(board_alias::Model {
        id,
        board_id: board.0,
        source: source.to_owned(),
        label: label.to_owned(),
    }))
    .exec_without_returning(tx)
    .await?;
    let event = audit::Event::new(
        Chain::Board(board),
        at,
        ("added", "board_alias"),
        id,
        json!({"source": source, "label": label}),
    );
    audit::record(tx, random, actor, event).await
}

/// Changes the note on how a board serves a council.
///
/// # Errors
/// The database refuses.
pub async fn change_area(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    before: &board_area::Model,
    note: Option<&str>,
) -> Result<(), DbErr> {
    board_area::Entity::update_many()
        .col_expr(board_area::Column::Note, Expr::value(note))
        .filter(board_area::Column::Id.eq(before.id))
        .exec(tx)
        .await?;
    let event = audit::Event {
        chain: Chain::Board(BoardId(before.board_id)),
        at,
        verb: "changed",
        subject_kind: "board_area",
        subject: Some(before.id),
        before: json!({"note": before.note}),
        after: json!({"note": note}),
    };
    audit::record(tx, random, actor, event).await
}

/// A board that exists on a day, by the slug of its address.
///
/// # Errors
/// The database does not answer.
pub async fn find(
    db: &impl ConnectionTrait,
    slug: &str,
    day: NaiveDate,
) -> Result<Option<BoardEntry>, DbErr> {
    let Some(row) = board::Entity::find()
        .filter(board::Column::Slug.eq(slug))
        .filter(board_exists_on(day))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    entry(row, Vec::new(), None).map(Some)
}

/// A board by the slug of its address, also one that has ended.
///
/// # Errors
/// The database does not answer.
pub async fn find_ever(db: &impl ConnectionTrait, slug: &str) -> Result<Option<BoardEntry>, DbErr> {
    let row = board::Entity::find()
        .filter(board::Column::Slug.eq(slug))
        .one(db)
        .await?;
    row.map(|row| entry(row, Vec::new(), None)).transpose()
}

/// Every board of the register on a day with the councils it serves, the
/// national board first, then by name. Two queries, however many boards.
///
/// # Errors
/// The database does not answer.
pub async fn directory(
    db: &impl ConnectionTrait,
    access: &Access,
    day: NaiveDate,
) -> Result<Vec<BoardEntry>, DbErr> {
    let boards = board::Entity::find()
        .filter(board_exists_on(day))
        .order_by_asc(board::Column::Name)
        .all(db)
        .await?;
    let mut councils = councils_of(db, None).await?;
    let mut entries = boards
        .into_iter()
        .map(|row| {
            let councils = councils.remove(&row.id).unwrap_or_default();
            entry(row, councils, Some(access))
        })
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|board| board.kind);
    Ok(entries)
}

/// The councils a board serves, by name.
///
/// # Errors
/// The database does not answer.
pub async fn councils(db: &impl ConnectionTrait, board: BoardId) -> Result<Vec<Council>, DbErr> {
    Ok(councils_of(db, Some(board))
        .await?
        .remove(&board.0)
        .unwrap_or_default())
}

async fn councils_of(
    db: &impl ConnectionTrait,
    board: Option<BoardId>,
) -> Result<HashMap<Uuid, Vec<Council>>, DbErr> {
    let mut query = board_area::Entity::find()
        .join(
            JoinType::InnerJoin,
            board_area::Relation::Organisation.def(),
        )
        .select_only()
        .column(board_area::Column::BoardId)
        .column(organisation::Column::ShortName)
        .column(board_area::Column::Note)
        .order_by_asc(organisation::Column::ShortName);
    if let Some(board) = board {
        query = query.filter(board_area::Column::BoardId.eq(board.0));
    }
    let rows: Vec<(Uuid, String, Option<String>)> = query.into_tuple().all(db).await?;
    let mut councils: HashMap<Uuid, Vec<Council>> = HashMap::new();
    for (board, name, note) in rows {
        councils
            .entry(board)
            .or_default()
            .push(Council { name, note });
    }
    Ok(councils)
}

fn entry(
    row: board::Model,
    councils: Vec<Council>,
    reader: Option<&Access>,
) -> Result<BoardEntry, DbErr> {
    let id = BoardId(row.id);
    let mut my_roles: Vec<_> = reader
        .into_iter()
        .flat_map(|access| &access.standings)
        .filter(|standing| standing.board == id)
        .map(|standing| standing.role)
        .collect();
    my_roles.sort();
    my_roles.dedup();
    Ok(BoardEntry {
        id,
        slug: row.slug,
        name: row.name,
        code: row.code,
        kind: stored(&row.kind, BoardKind::from_code)?,
        region: row.region,
        confidence: stored(&row.name_confidence, NameConfidence::from_code)?,
        parent: row.parent_id.map(BoardId),
        successor: row.successor_id.map(BoardId),
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        term_warning_days: u32::try_from(row.term_warning_days).unwrap_or(0),
        version: row.version,
        councils,
        my_roles,
    })
}
