//! Organisations, boards, and which councils a board serves.

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
                    .table("organisation")
                    .col(uuid("id").primary_key())
                    .col(string("kind"))
                    .col(string("name"))
                    .col(string("short_name"))
                    .col(string_null("code"))
                    .col(date_null("starts_on"))
                    .col(date_null("ends_on"))
                    .col(uuid_null("successor_id"))
                    .foreign_key(&mut reference(
                        "organisation",
                        "successor_id",
                        "organisation",
                    ))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                index("organisation", &["kind", "short_name"])
                    .unique()
                    .take(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("board")
                    .col(uuid("id").primary_key())
                    .col(string("kind"))
                    .col(string("slug"))
                    .col(string("name"))
                    .col(string("code"))
                    .col(string_null("region"))
                    .col(string_null("area_code"))
                    .col(string("name_confidence"))
                    .col(uuid_null("parent_id"))
                    .col(uuid_null("successor_id"))
                    .col(date_null("starts_on"))
                    .col(date_null("ends_on"))
                    .foreign_key(&mut reference("board", "parent_id", "board"))
                    .foreign_key(&mut reference("board", "successor_id", "board"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("board", &["slug"]).unique().take())
            .await?;
        manager
            .create_index(index("board", &["code"]).unique().take())
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("board_alias")
                    .col(uuid("id").primary_key())
                    .col(uuid("board_id"))
                    .col(string("source"))
                    .col(string("label"))
                    .foreign_key(&mut reference("board_alias", "board_id", "board"))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                index("board_alias", &["board_id", "source", "label"])
                    .unique()
                    .take(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("board_area")
                    .col(uuid("id").primary_key())
                    .col(uuid("board_id"))
                    .col(uuid("organisation_id"))
                    .col(string_null("note"))
                    .foreign_key(&mut reference("board_area", "board_id", "board"))
                    .foreign_key(&mut reference(
                        "board_area",
                        "organisation_id",
                        "organisation",
                    ))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                index("board_area", &["board_id", "organisation_id"])
                    .unique()
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &["board_area", "board_alias", "board", "organisation"],
        )
        .await
    }
}
