//! Official files of figures.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Known once the file was read.
    pub layout: Option<String>,
    pub title: String,
    pub address: String,
    pub published_on: Date,
    pub file_name: String,
    /// SHA-256 of the file, by which it is kept.
    pub file_hash: String,
    pub bytes: i64,
    pub state: String,
    /// Why the file as a whole was refused; empty where it was not.
    pub refusal: String,
    /// What the check found, as JSON.
    pub report: String,
    /// Whether its figures are made up.
    pub fictional: bool,
    pub person_id: Option<Uuid>,
    pub at: DateTimeUtc,
    pub approved_by_id: Option<Uuid>,
    pub approved_at: Option<DateTimeUtc>,
    pub undone_by_id: Option<Uuid>,
    pub undone_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
