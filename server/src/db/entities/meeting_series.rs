//! Meetings that come round by a rule.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_series")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub board_id: Uuid,
    pub title: String,
    /// Which of the weekdays of a month, from 1 to 4; 5 is the last.
    pub nth: i32,
    /// Days from Monday.
    pub weekday: i32,
    /// Numbers of months with commas between.
    pub months: String,
    /// UK times such as "14:00".
    pub starts: String,
    pub ends: String,
    pub place: String,
    pub link: String,
    pub first_on: Date,
    pub created_at: DateTimeUtc,
    pub version: i32,
    /// After which day nothing more is planned by it.
    pub ended_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
