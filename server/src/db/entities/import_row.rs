//! The rows of a file of members, each with its verdict.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub import_id: Uuid,
    /// As people count it in the file.
    pub number: i32,
    pub verdict: String,
    pub reason: String,
    /// What the file says, as JSON.
    pub cells: String,
    /// Between whom or what somebody has to choose, as JSON.
    pub options: String,
    /// What they chose.
    pub choice: String,
    /// What applying the row wrote, as JSON, so that it can be undone.
    pub written: String,
    /// The key of the question about a name of it; empty where there is none.
    pub question: String,
    #[sea_orm(belongs_to, from = "import_id", to = "id")]
    pub member_import: BelongsTo<super::member_import::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
