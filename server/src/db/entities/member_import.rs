//! Files of members on their way in, kept as they came.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub board_id: Option<Uuid>,
    pub person_id: Uuid,
    pub at: DateTimeUtc,
    pub file_name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub file_hash: String,
    pub file: Vec<u8>,
    pub state: String,
    /// Why the file as a whole was refused; empty where it was not.
    pub refusal: String,
    pub rows_total: i32,
    pub rows_done: i32,
    pub applied_at: Option<DateTimeUtc>,
    pub undone_at: Option<DateTimeUtc>,
    pub version: i32,
    /// What is to be said of the file as a whole, a sentence a line.
    pub notes: String,
    /// What names in it were decided to mean, as JSON.
    pub meanings: String,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<Option<super::board::Entity>>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
