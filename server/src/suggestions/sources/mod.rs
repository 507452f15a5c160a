//! Where suggestions come from. A further source is a file here, an origin in
//! `app::suggestions::types` and a line in [`gather`].

mod actions;
mod decisions;
mod items;
mod minutes;
mod pilots;
mod seats;

use app::{
    access::{Access, Permission},
    ids::BoardId,
    meetings::types::{Meeting, MeetingState},
    suggestions::types::{OpenAction, Suggestion},
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::db::entities::meeting;

/// How long after a meeting the next one is expected where none is planned.
const A_QUARTER: Days = Days::new(92);

/// What suggestions are asked for.
pub(super) struct Asked<'a> {
    meeting: &'a Meeting,
    /// The boards of the meeting that whoever asks keeps agendas of.
    boards: Vec<BoardId>,
    /// Those of them whose Part B they see.
    part_b: Vec<BoardId>,
    now: DateTime<Utc>,
    today: NaiveDate,
    /// The UK day of the meeting.
    on: NaiveDate,
    /// The UK day of the meeting after it.
    next_on: NaiveDate,
    actions: Vec<OpenAction>,
}

impl<'a> Asked<'a> {
    pub async fn of(
        db: &impl ConnectionTrait,
        access: &Access,
        meeting: &'a Meeting,
        boards: Vec<BoardId>,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let on = wording::uk_day(meeting.starts_at);
        let next: Option<DateTime<Utc>> = meeting::Entity::find()
            .filter(meeting::Column::BoardId.eq(meeting.lead.id.0))
            .filter(meeting::Column::StartsAt.gt(meeting.starts_at))
            .filter(meeting::Column::State.ne(MeetingState::Cancelled.code()))
            .select_only()
            .column(meeting::Column::StartsAt)
            .order_by_asc(meeting::Column::StartsAt)
            .limit(1)
            .into_tuple()
            .one(db)
            .await?;
        Ok(Self {
            actions: super::actions::open(db, Some(access), &boards, now).await?,
            part_b: boards
                .iter()
                .filter(|board| access.may(Permission::SeePartB, **board, None))
                .copied()
                .collect(),
            meeting,
            boards,
            now,
            today: wording::uk_day(now),
            on,
            next_on: next.map_or(on + A_QUARTER, wording::uk_day),
        })
    }

    fn ids(&self) -> impl Iterator<Item = uuid::Uuid> {
        self.boards.iter().map(|board| board.0)
    }
}

/// Something that puts items on agendas by itself.
pub(super) trait Source {
    /// What it would put on the agenda that is asked for, whether or not it is
    /// there already or was dropped. A fixed number of queries.
    async fn candidates(
        db: &impl ConnectionTrait,
        of: &Asked<'_>,
    ) -> Result<Vec<Suggestion>, DbErr>;
}

/// What every source would put on an agenda.
pub(super) async fn gather(
    db: &impl ConnectionTrait,
    of: &Asked<'_>,
) -> Result<Vec<Suggestion>, DbErr> {
    let mut found = minutes::Minutes::candidates(db, of).await?;
    found.extend(actions::Actions::candidates(db, of).await?);
    found.extend(seats::Seats::candidates(db, of).await?);
    found.extend(decisions::Decisions::candidates(db, of).await?);
    found.extend(pilots::Pilots::candidates(db, of).await?);
    found.extend(items::Items::candidates(db, of).await?);
    Ok(found)
}
