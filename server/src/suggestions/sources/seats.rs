//! Required seats that are vacant, and terms that end before the meeting after
//! this one.

use app::suggestions::{rules, types::Suggestion};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Asked, Source};
use crate::membership::seats::{self, Which};

pub(super) struct Seats;

impl Source for Seats {
    async fn candidates(
        db: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr> {
        let rows = seats::rows(db, &Which::OfBoards(of.boards.clone()), of.today).await?;
        let mut found = rules::vacancies(&rows);
        found.extend(rules::terms(&rows, of.next_on));
        Ok(found)
    }
}
