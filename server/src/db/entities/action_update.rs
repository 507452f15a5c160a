//! One entry of an action's history. Never changed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_update")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub action_id: Uuid,
    pub version: i32,
    pub at: DateTimeUtc,
    pub person_id: Uuid,
    pub person_name: String,
    pub person_post: String,
    pub way: String,
    pub old_status: String,
    pub new_status: String,
    pub note: String,
    pub submission_id: Uuid,
    /// What happened: an update, a comment, an offer and the like.
    pub kind: String,
    /// The action as it was left, so that the history can rebuild it.
    pub state: Option<String>,
    #[sea_orm(belongs_to, from = "action_id", to = "id")]
    pub action: BelongsTo<super::action::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
