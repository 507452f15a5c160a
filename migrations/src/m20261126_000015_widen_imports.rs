//! What names in a file of members were decided to mean.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "member_import",
            [text("meanings").default("{}").take()],
        )
        .await?;
        add_columns(manager, "import_row", [text("question").default("").take()]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "import_row", &["question"]).await?;
        drop_columns(manager, "member_import", &["meanings"]).await
    }
}
