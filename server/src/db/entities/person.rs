//! People, with or without an account.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub full_name: String,
    pub post: String,
    pub email: Option<String>,
    pub fictional: bool,
    pub created_at: DateTimeUtc,
    /// The day on which the person last said that their details are right.
    pub confirmed_on: Option<Date>,
    /// The day on which the person said that they have nothing to declare.
    pub no_interests_on: Option<Date>,
    pub version: i32,
    /// Who this person turned out to be; nothing is read of the row itself then.
    pub merged_into_id: Option<Uuid>,
    /// Whether the person is told by mail what is new for them.
    pub wants_news_by_mail: bool,
    /// Whether meetings are put before them by mail, for their calendar.
    pub wants_calls_by_mail: bool,
    /// The hour of the day, in UK time, from which news is mailed.
    pub mail_hour: i32,
    /// Codes of the weekdays without such a mail, separated by commas.
    pub quiet_days: String,
    /// Until when it was looked for what is new for them.
    pub news_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
