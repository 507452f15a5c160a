//! What people and organisations are told.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub kind: String,
    pub board_id: Uuid,
    pub seat_id: Option<Uuid>,
    pub to_person_id: Option<Uuid>,
    pub to_organisation_id: Option<Uuid>,
    pub words: String,
    /// When it was mailed to everybody at once, in the time before people chose their
    /// hour; since then each person has a moment until which they were told.
    pub mailed_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
