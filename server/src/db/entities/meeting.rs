//! Meetings of boards.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The board that leads, and keeps the agenda.
    pub board_id: Uuid,
    pub series_id: Option<Uuid>,
    /// The day that the rule of the series gives, wherever the meeting was moved.
    pub series_on: Option<Date>,
    pub title: String,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub place: String,
    pub link: String,
    pub state: String,
    pub cancel_reason: String,
    /// Number of the version last published; 0 before the first.
    pub agenda_version: i32,
    pub created_at: DateTimeUtc,
    pub version: i32,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
