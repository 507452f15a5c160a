//! What a site reports for a month.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_return")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    /// Its first day.
    pub month: Date,
    pub state: String,
    /// What lies behind the figures.
    pub story: String,
    pub sent_back_note: String,
    pub submitted_by: String,
    pub submitted_at: Option<DateTimeUtc>,
    pub approved_by: String,
    pub approved_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
