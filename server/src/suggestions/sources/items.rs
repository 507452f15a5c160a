//! Items that were parked for a later meeting, and proposals that nobody has
//! decided about.

use app::{
    meetings::types::ItemState,
    suggestions::{rules, types::Suggestion},
};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Asked, Source};
use crate::meetings::agenda;

pub(super) struct Items;

impl Source for Items {
    async fn candidates(
        db: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr> {
        // What is proposed for this meeting, or was parked from it, stands on
        // its agenda; every agenda has its own items of the core.
        let items: Vec<_> = agenda::waiting_of(db, &of.boards, of.now)
            .await?
            .into_iter()
            .filter(|item| item.meeting != Some(of.meeting.id) && !item.core)
            .collect();
        let (parked, waiting): (Vec<_>, Vec<_>) = items
            .into_iter()
            .partition(|item| item.state == ItemState::Parked);
        let mut found = rules::parked(&parked);
        found.extend(rules::waiting(&waiting));
        Ok(found)
    }
}
