//! The minutes of a meeting.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub meeting_id: Uuid,
    pub state: String,
    pub circulated_at: Option<DateTimeUtc>,
    pub circulated_by_id: Option<Uuid>,
    pub agreed_at: Option<DateTimeUtc>,
    pub agreed_by_id: Option<Uuid>,
    pub agreed_at_meeting_id: Option<Uuid>,
    /// That meeting as it was called when it agreed them.
    pub agreed_at_meeting: String,
    /// What was circulated or agreed, as JSON; empty for a draft.
    pub content: String,
    pub hash: String,
    pub public_content: String,
    pub public_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
