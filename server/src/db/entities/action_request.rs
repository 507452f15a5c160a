//! An offer of an action to another organisation, or a wish for another date.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub action_id: Uuid,
    pub board_id: Uuid,
    pub kind: String,
    /// Who led the action when it was asked.
    pub from_organisation_id: Uuid,
    /// Whom it is offered to.
    pub to_seat_id: Option<Uuid>,
    pub to_organisation_id: Option<Uuid>,
    /// The date that is asked for.
    pub wanted_on: Option<Date>,
    pub reason: String,
    pub asked_by_id: Uuid,
    pub asked_by_name: String,
    pub asked_by_post: String,
    pub asked_at: DateTimeUtc,
    /// The last day for an answer; it goes back to the chair after it.
    pub answer_by: Date,
    pub state: String,
    /// Unique while it waits, so that no action has two of one kind waiting.
    pub waiting_key: Option<String>,
    pub answered_by_name: String,
    pub answered_by_post: String,
    pub answered_at: Option<DateTimeUtc>,
    pub answer: String,
    #[sea_orm(belongs_to, from = "action_id", to = "id")]
    pub action: BelongsTo<super::action::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
