//! Each published version of an agenda, as it was.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_publication")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub number: i32,
    pub published_at: DateTimeUtc,
    pub published_by_id: Option<Uuid>,
    /// The items as JSON.
    pub items: String,
    /// The actions that were open, as JSON; empty where they were not kept yet.
    pub actions: String,
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<super::meeting::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
