//! Mail to people: what it says, and how far it has come.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: DateTimeUtc,
    pub person_id: Uuid,
    pub address: String,
    pub kind: String,
    /// What it is about, such as an invitation.
    pub subject_id: Option<Uuid>,
    pub subject: String,
    /// The text, with a mark where the link belongs.
    pub body: String,
    /// The calendar file that goes with it; empty where none does.
    pub calendar: String,
    /// A link that only the addressee may have; gone once the mail is settled.
    pub link: Option<String>,
    pub state: String,
    /// When it is tried next.
    pub due_at: DateTimeUtc,
    pub attempts: i32,
    /// Until when one worker tries it and no other does.
    pub claimed_until: Option<DateTimeUtc>,
    pub settled_at: Option<DateTimeUtc>,
    /// What the mail server said last, where it said no.
    pub trouble: String,
}

impl ActiveModelBehavior for ActiveModel {}
