//! Who holds which seat, from when to when.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seat_id: Uuid,
    pub person_id: Uuid,
    pub capacity: String,
    pub starts_on: Date,
    pub expected_end_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// How the person came to the seat.
    pub designation: String,
    pub end_reason: Option<String>,
    /// When the appointment was found to have been entered in error.
    pub voided_at: Option<DateTimeUtc>,
    /// When the person read what their predecessor left.
    pub handover_read_at: Option<DateTimeUtc>,
    /// Whom the person represents on this board, where it is not whom the seat
    /// is kept for.
    pub organisation_id: Option<Uuid>,
    #[sea_orm(belongs_to, from = "seat_id", to = "id")]
    pub seat: BelongsTo<super::seat::Entity>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
    #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
    pub organisation: BelongsTo<Option<super::organisation::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
