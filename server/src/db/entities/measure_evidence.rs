//! From which months the expected range of a measure comes, and where its figures that no
//! site reports are from.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_id: Uuid,
    /// The first day of the first month; none where nobody chose.
    pub range_from: Option<Date>,
    /// The first day of the last month.
    pub range_to: Option<Date>,
    pub range_reason: String,
    pub range_by: String,
    pub range_at: Option<DateTimeUtc>,
    pub before_source: String,
    pub comparator_source: String,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
