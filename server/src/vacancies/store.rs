//! What the page of vacancies is made of: boards, their seats, and what the
//! national template demands.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    access::{Access, Permission},
    boards::types::{BoardEntry, BoardKind},
    ids::{BoardId, OrganisationId},
    membership::types::{Category, SeatRow},
    wording,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    boards::store as boards,
    db::entities::seat_template,
    membership::{
        scope::stored,
        seats::{self, Which},
    },
};

/// All that one person may see of vacancies, before any filter.
pub(super) struct Ground {
    pub boards: Vec<BoardEntry>,
    pub rows: Vec<SeatRow>,
    /// The categories of which every local board must have a seat.
    pub demanded: BTreeSet<Category>,
}

/// The boards whose members a person keeps, with their seats; nothing where
/// they keep none. Of those who keep all of them, the national and the local
/// boards. Six queries, however many boards.
///
/// # Errors
/// The database does not answer.
pub(super) async fn ground(
    db: &impl ConnectionTrait,
    access: &Access,
    day: NaiveDate,
) -> Result<Option<Ground>, DbErr> {
    let kept = access.boards_where(Permission::ManageMembers);
    if kept.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let is_ours = |board: &BoardEntry| match &kept {
        Some(kept) => kept.contains(&board.id),
        None => matches!(board.kind, BoardKind::National | BoardKind::Local),
    };
    let boards: Vec<BoardEntry> = boards::directory(db, access, day)
        .await?
        .into_iter()
        .filter(is_ours)
        .collect();
    let which: Vec<BoardId> = boards.iter().map(|board| board.id).collect();
    Ok(Some(Ground {
        rows: seats::rows(db, &Which::OfBoards(which), day).await?,
        demanded: demanded(db).await?,
        boards,
    }))
}

async fn demanded(db: &impl ConnectionTrait) -> Result<BTreeSet<Category>, DbErr> {
    let categories: Vec<String> = seat_template::Entity::find()
        .filter(seat_template::Column::Required.eq(true))
        .select_only()
        .column(seat_template::Column::Category)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    categories
        .iter()
        .map(|category| stored(category, Category::from_code))
        .collect()
}

impl Ground {
    /// The regions that a filter can name, by name.
    pub fn regions(&self) -> Vec<String> {
        let regions: BTreeSet<&String> = self
            .boards
            .iter()
            .filter_map(|board| board.region.as_ref())
            .collect();
        regions.into_iter().cloned().collect()
    }

    /// The organisations that a filter can name, by name.
    pub fn organisations(&self) -> Vec<(OrganisationId, String)> {
        let by_id: BTreeMap<OrganisationId, &String> = self
            .rows
            .iter()
            .filter_map(|row| row.organisation.zip(row.organisation_name.as_ref()))
            .collect();
        let mut organisations: Vec<(OrganisationId, String)> = by_id
            .into_iter()
            .map(|(id, name)| (id, name.clone()))
            .collect();
        organisations.sort_by_cached_key(|(_, name)| wording::folded(name));
        organisations
    }

    /// How many required seats nobody holds.
    pub fn required_gaps(&self) -> u64 {
        self.rows.iter().filter(|row| row.is_required_gap()).count() as u64
    }
}
