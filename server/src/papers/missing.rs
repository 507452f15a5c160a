//! Items that want papers and have none.

use std::collections::HashSet;

use app::{
    ids::SeatId,
    meetings::types::{AgendaItem, ItemState, Meeting, Part},
};
use sea_orm::{ConnectionTrait, DbErr};

use super::store;
use crate::meetings::agenda;

/// An item without the papers that are expected for it.
pub struct Missing {
    /// The seat that presents it, where one is named.
    pub presenter: Option<SeatId>,
    /// What it is called to whoever presents it, who may not see Part B.
    pub called: String,
}

/// The items of the agenda that is out that want papers and have none. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn of_meeting(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
) -> Result<Vec<Missing>, DbErr> {
    let wanting: Vec<AgendaItem> = agenda::of_meeting(db, meeting.id)
        .await?
        .into_iter()
        .filter(|item| {
            item.wants_papers && item.state == ItemState::Accepted && !item.number.is_empty()
        })
        .collect();
    if wanting.is_empty() {
        return Ok(Vec::new());
    }
    let papers = store::of_meeting(db, meeting.id).await?;
    let served: HashSet<_> = papers
        .iter()
        .filter(|paper| paper.withdrawn.is_none())
        .map(|paper| paper.item)
        .collect();
    Ok(wanting
        .into_iter()
        .filter(|item| !served.contains(&item.id))
        .map(|item| Missing {
            presenter: item.presenter,
            called: match item.part {
                Part::A => format!("{} {}", item.number, item.title),
                Part::B => format!("item {}", item.number),
            },
        })
        .collect())
}
