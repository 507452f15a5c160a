//! A month of a measure that no site reports.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure_figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The first day of the month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: Date,
    pub numerator: i64,
    pub denominator: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
