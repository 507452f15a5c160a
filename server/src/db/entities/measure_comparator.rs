//! An area whose official figures a measure of a pilot is compared with.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure_comparator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_id: Uuid,
    /// The key of the area, as figures have it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub area: String,
    /// The code of the series, the same for all areas of a measure.
    pub series: String,
}

impl ActiveModelBehavior for ActiveModel {}
