//! The rules a board holds itself to, where they are not the defaults.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board_rules")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub board_id: Uuid,
    pub quorum_least: i32,
    /// Codes of categories, separated by commas.
    pub quorum_categories: String,
    pub substitutes_count: bool,
    pub papers_days: i32,
    pub minutes_days: i32,
    pub actions_days: i32,
    /// Working days within which an offered action is answered.
    pub offer_days: i32,
    pub verification: String,
    /// How many open actions the board wants at most; none set where 0.
    pub actions_most: i32,
    /// Whether officers may publish agreed minutes for everybody.
    pub publishes_minutes: bool,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
