//! Action logs that boards kept before, on their way in, kept as they came.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub board_id: Uuid,
    pub person_id: Uuid,
    pub at: DateTimeUtc,
    pub file_name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub file_hash: String,
    pub file: Vec<u8>,
    pub state: String,
    pub rows_total: i32,
    /// The sheet that is read, and all of them as JSON.
    pub sheet: String,
    pub sheets: String,
    /// The row of the column names, as people count it.
    pub header_row: i32,
    /// The column names by their place, as JSON.
    pub headers: String,
    /// Which column is what, as JSON.
    pub columns: String,
    /// What column names were said to mean on this board by then, as JSON.
    pub remembered: String,
    /// What words were said to mean on this board by then, as JSON.
    pub meanings: String,
    /// Which part of a date in figures comes first; empty until it was said.
    pub date_order: String,
    /// When open actions are due that have no due date.
    pub due_on: Option<Date>,
    pub applied_at: Option<DateTimeUtc>,
    pub undone_at: Option<DateTimeUtc>,
    pub version: i32,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
