//! What is looked at some months after a decision.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot_check")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pilot_id: Uuid,
    pub months: i32,
    pub due_on: Date,
    /// Whose check it is.
    pub organisation_id: Uuid,
    pub finding: String,
    pub done_on: Option<Date>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
