//! Addresses at which calendar programs fetch the meetings of a person.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("calendar_feed")
                    .col(uuid("id").primary_key())
                    .col(uuid("person_id"))
                    .col(uuid_null("board_id"))
                    .col(string("token_hash"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut reference("calendar_feed", "person_id", "person"))
                    .foreign_key(&mut reference("calendar_feed", "board_id", "board"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("calendar_feed", &["token_hash"]).unique().take())
            .await?;
        manager
            .create_index(index("calendar_feed", &["person_id", "board_id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["calendar_feed"]).await
    }
}
