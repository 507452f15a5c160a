//! A dated note below the decision about a pilot.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot_correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pilot_id: Uuid,
    pub text: String,
    pub by_name: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
