//! The areas whose official figures a measure of a pilot is compared with.

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
                    .table("measure_comparator")
                    .col(uuid("measure_id"))
                    .col(string("area"))
                    .col(string("series"))
                    .primary_key(
                        Index::create()
                            .name("pk_measure_comparator")
                            .col("measure_id")
                            .col("area"),
                    )
                    .foreign_key(&mut reference(
                        "measure_comparator",
                        "measure_id",
                        "pilot_measure",
                    ))
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["measure_comparator"]).await
    }
}
