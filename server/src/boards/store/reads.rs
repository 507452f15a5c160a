//! Reads of boards.

use std::collections::HashMap;

use app::{
    access::Access,
    boards::types::{BoardEntry, BoardKind, Council, NameConfidence},
    ids::BoardId,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};
use uuid::Uuid;

use crate::{
    db::entities::{board, board_area, organisation},
    membership::scope::{board_exists_on, stored},
};

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

/// A board by the slug of its address, unless it has ended before a day: also one
/// that starts later, so that it can be made ready.
///
/// # Errors
/// The database does not answer.
pub async fn find_open(
    db: &impl ConnectionTrait,
    slug: &str,
    day: NaiveDate,
) -> Result<Option<BoardEntry>, DbErr> {
    let found = find_ever(db, slug).await?;
    Ok(found.filter(|board| board.ends_on.is_none_or(|last| day <= last)))
}

/// A board by its key, also one that has ended.
///
/// # Errors
/// The database does not answer.
pub async fn with_id(db: &impl ConnectionTrait, id: BoardId) -> Result<Option<BoardEntry>, DbErr> {
    let row = board::Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| entry(row, Vec::new(), None)).transpose()
}

/// Every board there ever was with the councils it serves, the national board
/// first, then by name. Two queries, however many boards.
///
/// # Errors
/// The database does not answer.
pub async fn all(db: &impl ConnectionTrait, access: &Access) -> Result<Vec<BoardEntry>, DbErr> {
    let boards = board::Entity::find()
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

/// The names of some boards, or of all where none are named, by name.
///
/// # Errors
/// The database does not answer.
pub async fn names(
    db: &impl ConnectionTrait,
    boards: Option<&[BoardId]>,
) -> Result<Vec<(BoardId, String)>, DbErr> {
    let named = boards.map(|some| board::Column::Id.is_in(some.iter().map(|board| board.0)));
    let rows: Vec<(Uuid, String)> = board::Entity::find()
        .filter(Condition::all().add_option(named))
        .select_only()
        .column(board::Column::Id)
        .column(board::Column::Name)
        .order_by_asc(board::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (BoardId(id), name))
        .collect())
}

/// Every board of the register on a day, as [`all`].
///
/// # Errors
/// The database does not answer.
pub async fn directory(
    db: &impl ConnectionTrait,
    access: &Access,
    day: NaiveDate,
) -> Result<Vec<BoardEntry>, DbErr> {
    let mut boards = all(db, access).await?;
    boards.retain(|board| board.exists_on(day));
    Ok(boards)
}

/// The sub-groups of a board that have not ended before a day, by name.
///
/// # Errors
/// The database does not answer.
pub async fn sub_groups(
    db: &impl ConnectionTrait,
    board: BoardId,
    day: NaiveDate,
) -> Result<Vec<BoardEntry>, DbErr> {
    let query = board::Entity::find()
        .filter(board::Column::ParentId.eq(board.0))
        .filter(board::Column::Kind.eq(BoardKind::SubGroup.code()))
        .filter(
            Condition::any()
                .add(board::Column::EndsOn.is_null())
                .add(board::Column::EndsOn.gte(day)),
        );
    entries(db, query).await
}

/// The boards of some kinds whose end is not settled, by name.
///
/// # Errors
/// The database does not answer.
pub async fn open_of_kind(
    db: &impl ConnectionTrait,
    kinds: &[BoardKind],
) -> Result<Vec<BoardEntry>, DbErr> {
    let query = board::Entity::find()
        .filter(board::Column::Kind.is_in(kinds.iter().map(|kind| kind.code())))
        .filter(board::Column::EndsOn.is_null());
    entries(db, query).await
}

async fn entries(
    db: &impl ConnectionTrait,
    query: sea_orm::Select<board::Entity>,
) -> Result<Vec<BoardEntry>, DbErr> {
    let rows = query
        .order_by_asc(board::Column::Name)
        .order_by_asc(board::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| entry(row, Vec::new(), None))
        .collect()
}

/// The national board, where there is exactly one.
///
/// # Errors
/// The database does not answer.
pub async fn national(db: &impl ConnectionTrait) -> Result<Option<BoardId>, DbErr> {
    match open_of_kind(db, &[BoardKind::National]).await?.as_slice() {
        [one] => Ok(Some(one.id)),
        _ => Ok(None),
    }
}

/// The regions that the register knows, in alphabetical order.
///
/// # Errors
/// The database does not answer.
pub async fn regions(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let mut regions: Vec<String> = board::Entity::find()
        .filter(board::Column::Region.is_not_null())
        .select_only()
        .column(board::Column::Region)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    regions.sort();
    Ok(regions)
}

/// What of a new board belongs to another board already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The address that follows from the name.
    Slug {
        of: String,
    },
    Code {
        of: String,
    },
}

/// The boards, ended ones among them, that have this address or this code.
///
/// # Errors
/// The database does not answer.
pub async fn clashes(
    db: &impl ConnectionTrait,
    slug: &str,
    code: &str,
) -> Result<Vec<Clash>, DbErr> {
    let taken = board::Entity::find()
        .filter(
            Condition::any()
                .add(board::Column::Slug.eq(slug))
                .add(board::Column::Code.eq(code)),
        )
        .order_by_asc(board::Column::Name)
        .all(db)
        .await?;
    let mut clashes = Vec::new();
    for other in taken {
        if other.slug == slug {
            clashes.push(Clash::Slug {
                of: other.name.clone(),
            });
        }
        if other.code == code {
            clashes.push(Clash::Code { of: other.name });
        }
    }
    Ok(clashes)
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
