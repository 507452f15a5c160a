//! The boards as the demonstration needs them.

use std::collections::BTreeMap;

use app::{
    boards::types::BoardKind,
    ids::{BoardId, OrganisationId},
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::pen::Body;
use crate::{
    db::entities::{board, board_area, organisation},
    membership::scope::{board_exists_on, stored},
};

/// A board of the register.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub id: BoardId,
    pub slug: String,
    pub name: String,
    pub kind: BoardKind,
    /// By name.
    pub councils: Vec<Body>,
}

/// The boards of a day by name: not by key, so that a register loaded at
/// another time gives the same demonstration.
pub(super) async fn boards(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Vec<Board>, DbErr> {
    let rows = board::Entity::find()
        .filter(board_exists_on(day))
        .order_by_asc(board::Column::Code)
        .all(db)
        .await?;
    let mut councils: BTreeMap<Uuid, Vec<Body>> = BTreeMap::new();
    let areas = board_area::Entity::find()
        .find_also_related(organisation::Entity)
        .filter(organisation::Column::Id.is_not_null())
        .all(db)
        .await?;
    for (area, council) in areas {
        if let Some(council) = council {
            councils.entry(area.board_id).or_default().push(Body {
                id: OrganisationId(council.id),
                name: council.short_name,
            });
        }
    }
    let mut boards = rows
        .into_iter()
        .map(|row| {
            let mut councils = councils.remove(&row.id).unwrap_or_default();
            councils.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(Board {
                id: BoardId(row.id),
                slug: row.slug,
                name: row.name,
                kind: stored(&row.kind, BoardKind::from_code)?,
                councils,
            })
        })
        .collect::<Result<Vec<_>, DbErr>>()?;
    // Sorted here: the databases do not agree on the order of letters.
    boards.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    Ok(boards)
}
