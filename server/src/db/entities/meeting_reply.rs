//! What was said for a seat about a meeting: whether somebody comes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_reply")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub seat_id: Uuid,
    /// Whose place it is about: who holds the seat, or stands in.
    pub person_id: Uuid,
    pub answer: String,
    pub note: String,
    pub said_by_id: Option<Uuid>,
    pub said_at: DateTimeUtc,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
