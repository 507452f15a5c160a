//! Places on a board, held or vacant.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub board_id: Uuid,
    pub role: String,
    pub category: String,
    pub title: String,
    pub organisation_id: Option<Uuid>,
    pub required: bool,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub voting: bool,
    /// How long a term lasts, where the board has said so.
    pub term_months: Option<i32>,
    /// Counts changes of the seat and of who holds it.
    pub version: i32,
    pub end_reason: Option<String>,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<Option<super::organisation::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
