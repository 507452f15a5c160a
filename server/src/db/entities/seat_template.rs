//! The seats that every local board is expected to have.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub position: i32,
    pub role: String,
    pub category: String,
    pub title: String,
    /// The kind of organisation that fills the seat, where one kind does.
    pub organisation_kind: Option<String>,
    /// Whether the board has such a seat for each council of its area.
    pub each_council: bool,
    pub required: bool,
    pub voting: bool,
    pub term_months: Option<i32>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
