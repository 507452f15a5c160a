//! Mail: written in the transaction of what it is about, sent by a worker. And
//! what is to be said of a file of members as a whole.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("mail")
                    .col(uuid("id").primary_key())
                    .col(timestamp_with_time_zone("created_at"))
                    .col(uuid("person_id"))
                    .col(string("address"))
                    .col(string("kind"))
                    .col(uuid_null("subject_id"))
                    .col(string("subject"))
                    .col(text("body"))
                    .col(text_null("link"))
                    .col(string("state"))
                    .col(timestamp_with_time_zone("due_at"))
                    .col(integer("attempts"))
                    .col(timestamp_with_time_zone_null("claimed_until"))
                    .col(timestamp_with_time_zone_null("settled_at"))
                    .col(text("trouble"))
                    .foreign_key(&mut reference("mail", "person_id", "person"))
                    .take(),
            )
            .await?;
        for columns in [
            &["state", "due_at"][..],
            &["person_id", "created_at"],
            &["subject_id"],
        ] {
            manager.create_index(index("mail", columns)).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("daily_run")
                    .col(string("name"))
                    .col(date("day"))
                    .col(timestamp_with_time_zone("at"))
                    .primary_key(Index::create().col("name").col("day"))
                    .take(),
            )
            .await?;
        add_columns(
            manager,
            "notice",
            [timestamp_with_time_zone_null("mailed_at")],
        )
        .await?;
        manager
            .create_index(index("notice", &["mailed_at", "at"]))
            .await?;
        add_columns(manager, "member_import", [text("notes").default("").take()]).await?;
        add_columns(
            manager,
            "person",
            [boolean("wants_news_by_mail").default(true).take()],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "person", &["wants_news_by_mail"]).await?;
        drop_columns(manager, "member_import", &["notes"]).await?;
        manager
            .drop_index(
                Index::drop()
                    .name("ix_notice_mailed_at_at")
                    .table("notice")
                    .to_owned(),
            )
            .await?;
        drop_columns(manager, "notice", &["mailed_at"]).await?;
        drop_tables(manager, &["daily_run", "mail"]).await
    }
}
