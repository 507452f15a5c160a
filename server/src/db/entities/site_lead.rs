//! Who reports for a site by name, from when to when.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site_lead")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub person_id: Uuid,
    pub starts_on: Date,
    /// The last day; none while it goes on.
    pub ends_on: Option<Date>,
    pub named_by: String,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
