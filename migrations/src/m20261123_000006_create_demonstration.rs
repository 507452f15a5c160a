//! What marks a database as holding demonstration data, and who one can be in it.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("persona")
                    .col(uuid("person_id").primary_key())
                    .col(integer("position"))
                    .col(string("label"))
                    .col(string("description"))
                    .foreign_key(&mut reference("persona", "person_id", "person"))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["persona"]).await
    }
}
