//! Files that are made of a meeting for one person, and whether an item wants papers.

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
                    .table("pack")
                    .col(uuid("id").primary_key())
                    .col(uuid("meeting_id"))
                    .col(uuid("person_id"))
                    .col(string("kind"))
                    .col(string("state"))
                    .col(string("made_of"))
                    .col(integer("done"))
                    .col(integer("total"))
                    .col(big_integer("bytes"))
                    .col(timestamp_with_time_zone("asked_at"))
                    .foreign_key(&mut reference("pack", "meeting_id", "meeting"))
                    .foreign_key(&mut reference("pack", "person_id", "person"))
                    .take(),
            )
            .await?;
        manager
            .create_index(
                index("pack", &["meeting_id", "person_id", "kind"])
                    .unique()
                    .take(),
            )
            .await?;
        manager.create_index(index("pack", &["asked_at"])).await?;
        add_columns(
            manager,
            "agenda_item",
            [boolean("wants_papers").default(false).take()],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "agenda_item", &["wants_papers"]).await?;
        drop_tables(manager, &["pack"]).await
    }
}
