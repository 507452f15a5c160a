//! Official figures, one for each series, area and period.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub series: String,
    pub area: String,
    pub first_on: Date,
    pub last_on: Date,
    /// None where nothing was published.
    pub value: Option<f64>,
    pub upper_part: Option<f64>,
    pub lower_part: Option<f64>,
    pub publication_id: Uuid,
    /// Since when it is so.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
