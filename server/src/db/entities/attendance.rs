//! Who was at a meeting: one row for a seat, or for a guest.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub seat_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    /// As the person was called on the day; of a guest, all that is known.
    pub name: String,
    pub organisation: String,
    pub presence: String,
    /// "14:10"; empty where the person was there from the start.
    pub arrived: String,
    /// "15:30"; empty where the person stayed to the end.
    pub left_at: String,
    pub updated_at: DateTimeUtc,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
