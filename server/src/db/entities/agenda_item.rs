//! Items of agendas, proposed, accepted, or waiting for a meeting.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Through which board it came.
    pub board_id: Uuid,
    /// None for one that waits for a meeting.
    pub meeting_id: Option<Uuid>,
    /// The item it stands under.
    pub parent_id: Option<Uuid>,
    /// Order among the items of a meeting, with room between.
    pub position: i64,
    /// "4.2a"; empty before the item was published.
    pub number: String,
    pub title: String,
    pub detail: String,
    pub purpose: String,
    pub minutes: i32,
    pub presenter_seat_id: Option<Uuid>,
    pub part: String,
    pub linked_kind: String,
    pub linked_id: String,
    pub conflict_note: String,
    pub state: String,
    pub state_reason: String,
    /// Whether it comes from the national core.
    pub core: bool,
    pub template_item_id: Option<Uuid>,
    pub proposed_by_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub version: i32,
    /// Whether papers are expected for it.
    pub wants_papers: bool,
    #[sea_orm(belongs_to, from = "board_id", to = "id")]
    pub board: BelongsTo<super::board::Entity>,
    #[sea_orm(belongs_to, from = "meeting_id", to = "id")]
    pub meeting: BelongsTo<Option<super::meeting::Entity>>,
    #[sea_orm(belongs_to, from = "presenter_seat_id", to = "id")]
    pub presenter_seat: BelongsTo<Option<super::seat::Entity>>,
    #[sea_orm(belongs_to, from = "proposed_by_id", to = "id")]
    pub proposed_by: BelongsTo<Option<super::person::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
