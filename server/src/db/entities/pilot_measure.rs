//! What a pilot is measured by.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot_measure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pilot_id: Uuid,
    pub name: String,
    pub definition: String,
    pub unit: String,
    pub numerator_name: String,
    pub denominator_name: String,
    pub better: String,
    pub source: String,
    pub frequency: String,
    pub baseline_numerator: Option<i64>,
    pub baseline_denominator: Option<i64>,
    pub baseline_from: Option<Date>,
    pub baseline_to: Option<Date>,
    pub comparator: String,
    /// In tenths of the unit.
    pub target_tenths: Option<i64>,
    pub target_on: Option<Date>,
    /// Smaller counts are not shown; 0 where all are.
    pub disclosure_limit: i64,
    pub created_at: DateTimeUtc,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
