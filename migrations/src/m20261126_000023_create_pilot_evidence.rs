//! What people say of the evidence of pilots: how a pilot stands, from which months the
//! expected range of a measure comes, and figures that no site reports.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_pilot_status(manager).await?;
        create_measure_evidence(manager).await?;
        create_measure_figure(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &["measure_figure", "measure_evidence", "pilot_status"],
        )
        .await
    }
}

/// How a pilot or one of its measures stands, as a person says with a reason. The latest
/// holds; none is ever changed.
async fn create_pilot_status(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_status")
                .col(uuid("id").primary_key())
                .col(uuid("pilot_id"))
                .col(uuid_null("measure_id"))
                .col(string("standing"))
                .col(text("reason"))
                .col(string("suggested"))
                .col(string("set_by"))
                .col(timestamp_with_time_zone("set_at"))
                .foreign_key(&mut reference("pilot_status", "pilot_id", "pilot"))
                .foreign_key(&mut reference(
                    "pilot_status",
                    "measure_id",
                    "pilot_measure",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_status", &["pilot_id", "set_at"]))
        .await?;
    manager
        .create_index(index("pilot_status", &["measure_id"]))
        .await
}

/// From which months the expected range of a measure comes, and where its figures that no
/// site reports are from.
async fn create_measure_evidence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("measure_evidence")
                .col(uuid("measure_id").primary_key())
                .col(date_null("range_from"))
                .col(date_null("range_to"))
                .col(text("range_reason"))
                .col(string("range_by"))
                .col(timestamp_with_time_zone_null("range_at"))
                .col(string("before_source"))
                .col(string("comparator_source"))
                .col(integer("version"))
                .foreign_key(&mut reference(
                    "measure_evidence",
                    "measure_id",
                    "pilot_measure",
                ))
                .take(),
        )
        .await
}

/// A month of a measure that no site reports: before the pilot, or of the comparator.
async fn create_measure_figure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("measure_figure")
                .col(uuid("measure_id"))
                .col(string("kind"))
                .col(date("month"))
                .col(big_integer("numerator"))
                .col(big_integer_null("denominator"))
                .primary_key(
                    Index::create()
                        .name("pk_measure_figure")
                        .col("measure_id")
                        .col("kind")
                        .col("month"),
                )
                .foreign_key(&mut reference(
                    "measure_figure",
                    "measure_id",
                    "pilot_measure",
                ))
                .take(),
        )
        .await
}
