//! People, the seats of a board, and who held which seat when.

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
                    .table("person")
                    .col(uuid("id").primary_key())
                    .col(string("full_name"))
                    .col(string("post"))
                    .col(string_null("email"))
                    .col(boolean("fictional"))
                    .col(timestamp_with_time_zone("created_at"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("person", &["email"]).unique().take())
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("seat")
                    .col(uuid("id").primary_key())
                    .col(uuid("board_id"))
                    .col(string("role"))
                    .col(string("category"))
                    .col(string("title"))
                    .col(uuid_null("organisation_id"))
                    .col(boolean("required"))
                    .col(date("starts_on"))
                    .col(date_null("ends_on"))
                    .foreign_key(&mut reference("seat", "board_id", "board"))
                    .foreign_key(&mut reference("seat", "organisation_id", "organisation"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("seat", &["board_id", "role"]))
            .await?;
        manager
            .create_index(index("seat", &["organisation_id"]))
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("appointment")
                    .col(uuid("id").primary_key())
                    .col(uuid("seat_id"))
                    .col(uuid("person_id"))
                    .col(string("capacity"))
                    .col(date("starts_on"))
                    .col(date_null("expected_end_on"))
                    .col(date_null("ends_on"))
                    .foreign_key(&mut reference("appointment", "seat_id", "seat"))
                    .foreign_key(&mut reference("appointment", "person_id", "person"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("appointment", &["person_id", "starts_on"]))
            .await?;
        manager
            .create_index(index("appointment", &["seat_id", "starts_on"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["appointment", "seat", "person"]).await
    }
}
