//! How a pilot or one of its measures stands, as a person says with a reason.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot_status")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pilot_id: Uuid,
    /// None where it is of the pilot as a whole.
    pub measure_id: Option<Uuid>,
    pub standing: String,
    pub reason: String,
    /// What the figures suggested then; empty where they suggested nothing.
    pub suggested: String,
    pub set_by: String,
    pub set_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
