//! Links by which somebody updates one action from a mail, and when each person wants
//! that mail.

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
                    .table("action_link")
                    .col(uuid("id").primary_key())
                    .col(string("token_hash"))
                    .col(uuid("person_id"))
                    .col(uuid("action_id"))
                    .col(uuid("organisation_id"))
                    .col(uuid("seat_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut reference("action_link", "person_id", "person"))
                    .foreign_key(&mut reference("action_link", "action_id", "action"))
                    .foreign_key(&mut reference(
                        "action_link",
                        "organisation_id",
                        "organisation",
                    ))
                    .foreign_key(&mut reference("action_link", "seat_id", "seat"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("action_link", &["token_hash"]).unique().take())
            .await?;
        for columns in [&["expires_at"], &["person_id"], &["action_id"]] {
            manager.create_index(index("action_link", columns)).await?;
        }
        add_columns(
            manager,
            "person",
            [
                integer("mail_hour").default(8).take(),
                string("quiet_days").default("").take(),
                timestamp_with_time_zone_null("news_until").take(),
            ],
        )
        .await?;
        // What was mailed before is not mailed again.
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE person SET news_until = (SELECT max(mailed_at) FROM notice)",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(
            manager,
            "person",
            &["news_until", "quiet_days", "mail_hour"],
        )
        .await?;
        drop_tables(manager, &["action_link"]).await
    }
}
