//! What agendas and minutes said at the time, and minutes for everybody.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "agenda_publication",
            [text("actions").default("").take()],
        )
        .await?;
        add_columns(
            manager,
            "minutes",
            [text("agreed_at_meeting").default("").take()],
        )
        .await?;
        add_columns(
            manager,
            "board_rules",
            [boolean("publishes_minutes").default(false).take()],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "board_rules", &["publishes_minutes"]).await?;
        drop_columns(manager, "minutes", &["agreed_at_meeting"]).await?;
        drop_columns(manager, "agenda_publication", &["actions"]).await
    }
}
