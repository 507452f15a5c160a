//! Decisions whose review date comes by the day of the meeting.

use app::{
    meetings::types::Part,
    suggestions::{
        rules,
        types::{DueDecision, Suggestion},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Asked, Source};
use crate::{db::entities::decision, membership::scope::stored};

/// Most decisions suggested at once, those due first.
const MOST: u64 = 20;

pub(super) struct Decisions;

impl Source for Decisions {
    async fn candidates(
        db: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr> {
        let rows = decision::Entity::find()
            .filter(decision::Column::BoardId.is_in(of.ids()))
            .filter(decision::Column::ReviewOn.lte(of.on))
            .order_by_asc(decision::Column::ReviewOn)
            .order_by_asc(decision::Column::Id)
            .limit(MOST)
            .all(db)
            .await?;
        let mut due = Vec::new();
        for row in rows {
            let part = stored(&row.part, Part::from_code)?;
            let seen = part == Part::A || of.part_b.iter().any(|board| board.0 == row.board_id);
            if let Some(review_on) = row.review_on.filter(|_| seen) {
                due.push(DueDecision {
                    reference: row.reference,
                    text: row.text,
                    review_on,
                    part,
                });
            }
        }
        Ok(rules::decisions(&due))
    }
}
