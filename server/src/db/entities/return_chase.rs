//! That a site was reminded of its returns on a day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_chase")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub site_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub chased_on: Date,
    /// The moment; not known of what was before it was kept.
    pub chased_at: Option<DateTimeUtc>,
    pub chased_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
