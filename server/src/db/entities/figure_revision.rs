//! What figures were before they were revised.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub figure_id: Uuid,
    pub value: Option<f64>,
    pub upper_part: Option<f64>,
    pub lower_part: Option<f64>,
    /// Where the old figure came from.
    pub publication_id: Uuid,
    pub since: DateTimeUtc,
    pub replaced_by_id: Uuid,
    pub replaced_at: DateTimeUtc,
    #[sea_orm(belongs_to, from = "figure_id", to = "id")]
    pub figure: BelongsTo<super::figure::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
