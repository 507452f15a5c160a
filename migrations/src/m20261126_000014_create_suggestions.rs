//! Which suggested items were dropped, and when a series ended.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns, drop_tables, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("dropped_suggestion")
                    .col(uuid("board_id"))
                    .col(string("suggestion"))
                    .col(text("cause"))
                    .col(text("reason"))
                    .col(timestamp_with_time_zone("dropped_at"))
                    .col(uuid_null("dropped_by_id"))
                    .primary_key(
                        Index::create()
                            .name("pk_dropped_suggestion")
                            .col("board_id")
                            .col("suggestion"),
                    )
                    .foreign_key(&mut reference("dropped_suggestion", "board_id", "board"))
                    .foreign_key(&mut reference(
                        "dropped_suggestion",
                        "dropped_by_id",
                        "person",
                    ))
                    .take(),
            )
            .await?;
        add_columns(manager, "meeting_series", [date_null("ended_on").take()]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "meeting_series", &["ended_on"]).await?;
        drop_tables(manager, &["dropped_suggestion"]).await
    }
}
