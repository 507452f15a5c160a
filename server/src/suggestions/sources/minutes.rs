//! Minutes of past meetings that wait to be agreed.

use app::{
    ids::MeetingId,
    suggestions::{
        rules,
        types::{OpenMinutes, Suggestion},
    },
    wording,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Asked, Source};
use crate::db::entities::{meeting, minutes};

/// The state of minutes that members have and the board has not agreed.
const CIRCULATED: &str = "circulated";

/// Most minutes suggested at once, the oldest first.
const MOST: u64 = 10;

pub(super) struct Minutes;

impl Source for Minutes {
    async fn candidates(
        db: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr> {
        let on = meeting::Entity::belongs_to(minutes::Entity)
            .from(meeting::Column::Id)
            .to(minutes::Column::MeetingId)
            .into();
        let rows: Vec<(meeting::Model, Option<minutes::Model>)> = meeting::Entity::find()
            .join(sea_orm::JoinType::InnerJoin, on)
            .select_also(minutes::Entity)
            .filter(minutes::Column::State.eq(CIRCULATED))
            .filter(meeting::Column::BoardId.is_in(of.ids()))
            .filter(meeting::Column::EndsAt.lte(of.now))
            .order_by_asc(meeting::Column::StartsAt)
            .limit(MOST)
            .all(db)
            .await?;
        let open: Vec<OpenMinutes> = rows
            .into_iter()
            .map(|(meeting, minutes)| OpenMinutes {
                meeting: MeetingId(meeting.id),
                title: meeting.title,
                held_on: wording::uk_day(meeting.starts_at),
                circulated_on: minutes
                    .and_then(|minutes| minutes.circulated_at)
                    .map(wording::uk_day),
            })
            .collect();
        Ok(rules::minutes(&open))
    }
}
