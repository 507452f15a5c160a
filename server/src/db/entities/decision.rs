//! What a board decided, at a meeting or between two.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub board_id: Uuid,
    pub reference: String,
    pub year: i32,
    pub number: i32,
    pub meeting_id: Option<Uuid>,
    pub item_id: Option<Uuid>,
    /// The item as it was called on the day.
    pub item_title: String,
    pub text: String,
    pub reason: String,
    /// How it was taken.
    pub way: String,
    pub taken_by: String,
    pub dissent: String,
    pub abstained: String,
    pub part: String,
    pub taken_on: Date,
    pub review_on: Option<Date>,
    pub state: String,
    pub ratified_at_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub version: i32,
    /// Reference, text and reason as plain lower-case words.
    pub search_text: String,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
