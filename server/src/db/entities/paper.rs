//! A paper of an item: what is known of a file that is kept by its hash.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "paper")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub item_id: Uuid,
    pub title: String,
    pub file_name: String,
    pub kind: String,
    pub bytes: i64,
    pub hash: String,
    pub marking: String,
    pub scan: String,
    pub added_by_id: Option<Uuid>,
    pub added_at: DateTimeUtc,
    pub withdrawn_by_id: Option<Uuid>,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdrawn_reason: String,
    #[sea_orm(belongs_to, from = "item_id", to = "id")]
    pub agenda_item: BelongsTo<super::agenda_item::Entity>,
    #[sea_orm(belongs_to, from = "added_by_id", to = "id")]
    pub person: BelongsTo<Option<super::person::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
