//! Targets and bands of series, where somebody has set them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "series_setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub series: String,
    pub target: Option<f64>,
    pub amber: Option<f64>,
    pub red: Option<f64>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
