//! A milestone, risk, issue, lesson, claim or evaluation of a pilot.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pilot_id: Uuid,
    pub kind: String,
    pub title: String,
    pub detail: String,
    pub owner: String,
    pub due_on: Option<Date>,
    pub forecast_on: Option<Date>,
    pub actual_on: Option<Date>,
    /// From 1 to 5; 0 where it is no risk.
    pub likelihood: i32,
    pub impact: i32,
    pub source: String,
    /// A day, month, quarter or year.
    pub dated: String,
    pub sites: String,
    pub comparator: String,
    /// What kind of evaluation it is.
    pub evaluation: String,
    pub method: String,
    pub strength: String,
    pub caveat: String,
    pub link: String,
    pub created_at: DateTimeUtc,
    pub withdrawn_on: Option<Date>,
    pub withdrawn_reason: String,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
