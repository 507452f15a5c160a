//! That somebody asks to correct figures of a return that was approved.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub return_id: Uuid,
    /// Why the figures have to be corrected.
    pub why: String,
    pub asked_by_id: Option<Uuid>,
    pub asked_by: String,
    pub asked_at: DateTimeUtc,
    pub state: String,
    pub judged_by: String,
    pub judged_at: Option<DateTimeUtc>,
    /// Why it was refused.
    pub note: String,
}

impl ActiveModelBehavior for ActiveModel {}
