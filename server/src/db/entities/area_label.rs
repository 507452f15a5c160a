//! What labels of official files mean.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area_label")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub publisher: String,
    pub kind: String,
    pub label: String,
    /// By which it is found, whatever its case and accents.
    pub folded: String,
    pub area: String,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
