//! Suggested items that a board does not want, until their cause changes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dropped_suggestion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub board_id: Uuid,
    /// Where it came from and what it is about.
    #[sea_orm(primary_key, auto_increment = false)]
    pub suggestion: String,
    /// Why it was suggested when it was dropped.
    pub cause: String,
    pub reason: String,
    pub dropped_at: DateTimeUtc,
    pub dropped_by_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
