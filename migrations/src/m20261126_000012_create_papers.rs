//! Papers: files that belong to items of agendas. The files themselves are kept
//! outside the database, by their hash.

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
                    .table("paper")
                    .col(uuid("id").primary_key())
                    .col(uuid("item_id"))
                    .col(string("title"))
                    .col(string("file_name"))
                    .col(string("kind"))
                    .col(big_integer("bytes"))
                    .col(string("hash"))
                    .col(string("marking"))
                    .col(string("scan"))
                    .col(uuid_null("added_by_id"))
                    .col(timestamp_with_time_zone("added_at"))
                    .col(uuid_null("withdrawn_by_id"))
                    .col(timestamp_with_time_zone_null("withdrawn_at"))
                    .col(text("withdrawn_reason"))
                    .foreign_key(&mut reference("paper", "item_id", "agenda_item"))
                    .foreign_key(&mut reference("paper", "added_by_id", "person"))
                    .foreign_key(&mut reference("paper", "withdrawn_by_id", "person"))
                    .take(),
            )
            .await?;
        manager.create_index(index("paper", &["item_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["paper"]).await
    }
}
