//! One figure of a correction: what it was, and what it is to be.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revised_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_id: Uuid,
    pub old_numerator: Option<i64>,
    pub old_denominator: Option<i64>,
    pub old_reason: String,
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
