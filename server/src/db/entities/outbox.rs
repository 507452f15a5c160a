//! Changes to tell people about, written with the change itself.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: DateTimeUtc,
    pub topic: String,
    pub board_id: Uuid,
    pub subject_id: Uuid,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
