//! Where a pilot runs, from when to when.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pilot_site")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pilot_id: Uuid,
    /// None for an area that has no board here.
    pub board_id: Option<Uuid>,
    /// The area as the pilot calls it.
    pub name: String,
    pub courts: String,
    pub wave: String,
    /// A day, month, quarter or year; empty where there is none.
    pub planned_start: String,
    pub actual_start: String,
    pub planned_end: String,
    pub actual_end: String,
    /// The seat whose holder reports for the site.
    pub lead_seat_id: Option<Uuid>,
    pub source: String,
    pub created_at: DateTimeUtc,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
