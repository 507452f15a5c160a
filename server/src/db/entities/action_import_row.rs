//! The rows of an earlier action log.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// As people count it in the file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// What stands in it by its place, as JSON.
    pub cells: String,
    /// The action that it became, while it is one.
    pub action_id: Option<Uuid>,
    #[sea_orm(belongs_to, from = "import_id", to = "id")]
    pub action_import: BelongsTo<super::action_import::Entity>,
    #[sea_orm(belongs_to, from = "action_id", to = "id")]
    pub action: BelongsTo<Option<super::action::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
