//! Links by which one person updates one action from a mail, once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of the secret in the address; the secret itself is in the mail only.
    #[sea_orm(unique)]
    pub token_hash: String,
    pub person_id: Uuid,
    pub action_id: Uuid,
    /// Who led the action when the link was made.
    pub organisation_id: Uuid,
    pub seat_id: Uuid,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
