//! The append-only trail of every write, one hash chain per board.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: String,
    pub sequence: i64,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub actor: String,
    pub way: String,
    pub verb: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub before: String,
    pub after: String,
    pub previous_hash: String,
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
