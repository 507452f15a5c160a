//! What a board has asked an organisation to do.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub board_id: Uuid,
    pub reference: String,
    pub year: i32,
    pub number: i32,
    pub title: String,
    pub outcome: String,
    pub organisation_id: Uuid,
    pub seat_id: Uuid,
    pub status: String,
    pub is_open: bool,
    pub priority: String,
    pub raised_on: Date,
    pub due_on: Date,
    pub first_due_on: Date,
    pub due_moves: i32,
    pub updated_at: DateTimeUtc,
    pub last_note: String,
    pub version: i32,
    /// References, title and outcome as plain lower-case words.
    pub search_text: String,
    /// Number of the row in the full-text index.
    pub search_id: i64,
    /// The meeting and the item at which it was raised.
    pub meeting_id: Option<Uuid>,
    pub agenda_item_id: Option<Uuid>,
    /// What it came from: a meeting, a decision, a pilot and the like.
    pub origin: String,
    pub decision_id: Option<Uuid>,
    /// The code of the measure it is meant to move.
    pub measure: Option<String>,
    pub raised_by_id: Option<Uuid>,
    /// Where it can be seen that it is done, as its lead says.
    pub evidence: String,
    /// Who said that it is done; nobody unless it stands at complete.
    pub claimed_by_id: Option<Uuid>,
    /// The UK day it was closed or dropped.
    pub closed_on: Option<Date>,
    /// As the board called it in the log that it kept before; empty where it did not.
    pub earlier_reference: String,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<super::organisation::Entity>,
    #[sea_orm(belongs_to, from = "seat_id", to = "id")]
    pub seat: BelongsTo<super::seat::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
