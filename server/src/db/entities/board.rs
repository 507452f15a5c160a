//! Boards, dated, with their parent and successor.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub slug: String,
    pub name: String,
    pub code: String,
    pub region: Option<String>,
    pub area_code: Option<String>,
    pub name_confidence: String,
    pub parent_id: Option<Uuid>,
    pub successor_id: Option<Uuid>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// How long before the end of a term its seat counts as ending soon.
    pub term_warning_days: i32,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
