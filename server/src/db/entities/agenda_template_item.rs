//! What every agenda starts from.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_template_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// None for the national core.
    pub board_id: Option<Uuid>,
    pub position: i64,
    pub title: String,
    pub purpose: String,
    pub minutes: i32,
    pub part: String,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
