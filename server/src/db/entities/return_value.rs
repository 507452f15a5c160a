//! One measure of a return: a value, or why there is none.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "return_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub return_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_id: Uuid,
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    /// Why it was not reported.
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
