//! Corrections of figures that were approved, people who report for a site, who was
//! reminded by whom, and the targets of a measure over time.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_return_revision(manager).await?;
        create_revised_value(manager).await?;
        create_site_lead(manager).await?;
        create_measure_target(manager).await?;
        add_columns(
            manager,
            "return_chase",
            [
                timestamp_with_time_zone_null("chased_at"),
                string("chased_by").default("").take(),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "return_chase", &["chased_by", "chased_at"]).await?;
        drop_tables(
            manager,
            &[
                "measure_target",
                "site_lead",
                "revised_value",
                "return_revision",
            ],
        )
        .await
    }
}

/// That somebody asks to correct figures of a return that was approved.
async fn create_return_revision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("return_revision")
                .col(uuid("id").primary_key())
                .col(uuid("return_id"))
                .col(text("why"))
                .col(uuid_null("asked_by_id"))
                .col(string("asked_by"))
                .col(timestamp_with_time_zone("asked_at"))
                .col(string("state"))
                .col(string("judged_by"))
                .col(timestamp_with_time_zone_null("judged_at"))
                .col(text("note"))
                .foreign_key(&mut reference(
                    "return_revision",
                    "return_id",
                    "site_return",
                ))
                .foreign_key(&mut reference("return_revision", "asked_by_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("return_revision", &["return_id", "asked_at"]))
        .await?;
    manager
        .create_index(index("return_revision", &["asked_by_id"]))
        .await
}

/// One figure of a correction: what it was, and what it is to be.
async fn create_revised_value(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("revised_value")
                .col(uuid("revision_id"))
                .col(uuid("measure_id"))
                .col(big_integer_null("old_numerator"))
                .col(big_integer_null("old_denominator"))
                .col(string("old_reason"))
                .col(big_integer_null("numerator"))
                .col(big_integer_null("denominator"))
                .col(string("reason"))
                .primary_key(
                    Index::create()
                        .name("pk_revised_value")
                        .col("revision_id")
                        .col("measure_id"),
                )
                .foreign_key(&mut reference(
                    "revised_value",
                    "revision_id",
                    "return_revision",
                ))
                .foreign_key(&mut reference(
                    "revised_value",
                    "measure_id",
                    "pilot_measure",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("revised_value", &["measure_id"]))
        .await
}

/// Who reports for a site by name, from when to when.
async fn create_site_lead(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("site_lead")
                .col(uuid("id").primary_key())
                .col(uuid("site_id"))
                .col(uuid("person_id"))
                .col(date("starts_on"))
                .col(date_null("ends_on"))
                .col(string("named_by"))
                .col(integer("version"))
                .foreign_key(&mut reference("site_lead", "site_id", "pilot_site"))
                .foreign_key(&mut reference("site_lead", "person_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("site_lead", &["site_id"]))
        .await?;
    manager
        .create_index(index("site_lead", &["person_id"]))
        .await
}

/// What a measure is to reach from a day on. Rows are only ever added.
async fn create_measure_target(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("measure_target")
                .col(uuid("id").primary_key())
                .col(uuid("measure_id"))
                .col(date("holds_from"))
                .col(big_integer_null("tenths"))
                .col(string("set_by"))
                .col(timestamp_with_time_zone("set_at"))
                .foreign_key(&mut reference(
                    "measure_target",
                    "measure_id",
                    "pilot_measure",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("measure_target", &["measure_id", "holds_from"]))
        .await
}
