//! The measure that an action is meant to move.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns, index};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, "action", [string_null("measure").take()]).await?;
        manager
            .create_index(index("action", &["measure", "raised_on"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name("ix_action_measure_raised_on")
                    .table("action")
                    .to_owned(),
            )
            .await?;
        drop_columns(manager, "action", &["measure"]).await
    }
}
