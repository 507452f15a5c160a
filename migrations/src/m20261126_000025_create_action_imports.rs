//! Action logs that boards kept before, on their way in; what their actions were
//! called there.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "action",
            [string("earlier_reference").default("").take()],
        )
        .await?;
        manager
            .create_index(index("action", &["board_id", "origin"]))
            .await?;
        create_import(manager).await?;
        create_row(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["action_import_row", "action_import"]).await?;
        manager
            .drop_index(
                Index::drop()
                    .name("ix_action_board_id_origin")
                    .table("action")
                    .to_owned(),
            )
            .await?;
        drop_columns(manager, "action", &["earlier_reference"]).await
    }
}

/// A file, kept as it came, with what was said of its columns and words.
async fn create_import(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("action_import")
                .col(uuid("id").primary_key())
                .col(uuid("board_id"))
                .col(uuid("person_id"))
                .col(timestamp_with_time_zone("at"))
                .col(string("file_name"))
                .col(string("file_hash"))
                .col(binary("file"))
                .col(string("state"))
                .col(integer("rows_total"))
                .col(text("sheet"))
                .col(text("sheets"))
                .col(integer("header_row"))
                .col(text("headers"))
                .col(text("columns"))
                .col(text("remembered"))
                .col(text("meanings"))
                .col(string("date_order"))
                .col(date_null("due_on"))
                .col(timestamp_with_time_zone_null("applied_at"))
                .col(timestamp_with_time_zone_null("undone_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("action_import", "board_id", "board"))
                .foreign_key(&mut reference("action_import", "person_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("action_import", &["board_id", "at"]))
        .await
}

/// The rows of the table that is read, and which action each became. Undoing an
/// import takes its actions away again.
async fn create_row(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("action_import_row")
                .col(uuid("import_id"))
                .col(integer("number"))
                .col(text("cells"))
                .col(uuid_null("action_id"))
                .primary_key(
                    Index::create()
                        .name("pk_action_import_row")
                        .col("import_id")
                        .col("number"),
                )
                .foreign_key(&mut reference(
                    "action_import_row",
                    "import_id",
                    "action_import",
                ))
                .foreign_key(&mut reference("action_import_row", "action_id", "action"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("action_import_row", &["action_id"]))
        .await
}
