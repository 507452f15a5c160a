//! Actions that need a decision, or were carried over too often.

use app::suggestions::{rules, types::Suggestion};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Asked, Source};

pub(super) struct Actions;

impl Source for Actions {
    async fn candidates(
        _: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr> {
        Ok(rules::actions(&of.actions, of.today))
    }
}
