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
    /// When it was put in somebody's mail, or passed over because nobody gets it by mail.
    pub mailed_at: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
