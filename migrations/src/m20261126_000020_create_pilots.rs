//! Reform pilots: what they are, where they run, what their sites report, and how
//! they end.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_pilot(manager).await?;
        create_pilot_lead(manager).await?;
        create_pilot_site(manager).await?;
        create_pilot_measure(manager).await?;
        create_site_return(manager).await?;
        create_return_value(manager).await?;
        create_return_chase(manager).await?;
        create_pilot_entry(manager).await?;
        create_pilot_decision(manager).await?;
        create_pilot_correction(manager).await?;
        create_pilot_check(manager).await?;
        create_lesson_adoption(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "lesson_adoption",
                "pilot_check",
                "pilot_correction",
                "pilot_decision",
                "pilot_entry",
                "return_chase",
                "return_value",
                "site_return",
                "pilot_measure",
                "pilot_site",
                "pilot_lead",
                "pilot",
            ],
        )
        .await
    }
}

/// A reform pilot or programme, as its policy lead keeps it.
async fn create_pilot(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot")
                .col(uuid("id").primary_key())
                .col(string("slug"))
                .col(string("title"))
                .col(string("former_names"))
                .col(text("purpose"))
                .col(string("department"))
                .col(string("sro"))
                .col(string("evaluator"))
                .col(string("legal_basis"))
                .col(string("funding"))
                .col(string("funding_ends"))
                .col(string("decision_due"))
                .col(text("logic"))
                .col(text("no_baseline_reason"))
                .col(text("no_comparator_reason"))
                .col(text("source"))
                .col(string("stage"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot", &["slug"]).unique().take())
        .await
}

/// Who leads a pilot for its department, and who deputises.
async fn create_pilot_lead(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_lead")
                .col(uuid("pilot_id"))
                .col(uuid("person_id"))
                .col(string("capacity"))
                .col(date("since"))
                .primary_key(
                    Index::create()
                        .name("pk_pilot_lead")
                        .col("pilot_id")
                        .col("person_id"),
                )
                .foreign_key(&mut reference("pilot_lead", "pilot_id", "pilot"))
                .foreign_key(&mut reference("pilot_lead", "person_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_lead", &["person_id"]))
        .await
}

/// Where a pilot runs, from when to when.
async fn create_pilot_site(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_site")
                .col(uuid("id").primary_key())
                .col(uuid("pilot_id"))
                .col(uuid_null("board_id"))
                .col(string("name"))
                .col(string("courts"))
                .col(string("wave"))
                .col(string("planned_start"))
                .col(string("actual_start"))
                .col(string("planned_end"))
                .col(string("actual_end"))
                .col(uuid_null("lead_seat_id"))
                .col(string("source"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("pilot_site", "pilot_id", "pilot"))
                .foreign_key(&mut reference("pilot_site", "board_id", "board"))
                .foreign_key(&mut reference("pilot_site", "lead_seat_id", "seat"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_site", &["pilot_id"]))
        .await?;
    manager
        .create_index(index("pilot_site", &["board_id"]))
        .await?;
    manager
        .create_index(index("pilot_site", &["lead_seat_id"]))
        .await
}

/// What a pilot is measured by.
async fn create_pilot_measure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_measure")
                .col(uuid("id").primary_key())
                .col(uuid("pilot_id"))
                .col(string("name"))
                .col(text("definition"))
                .col(string("unit"))
                .col(string("numerator_name"))
                .col(string("denominator_name"))
                .col(string("better"))
                .col(string("source"))
                .col(string("frequency"))
                .col(big_integer_null("baseline_numerator"))
                .col(big_integer_null("baseline_denominator"))
                .col(date_null("baseline_from"))
                .col(date_null("baseline_to"))
                .col(text("comparator"))
                .col(big_integer_null("target_tenths"))
                .col(date_null("target_on"))
                .col(big_integer("disclosure_limit"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("withdrawn_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("pilot_measure", "pilot_id", "pilot"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_measure", &["pilot_id"]))
        .await
}

/// What a site reports for a month.
async fn create_site_return(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("site_return")
                .col(uuid("id").primary_key())
                .col(uuid("site_id"))
                .col(date("month"))
                .col(string("state"))
                .col(text("story"))
                .col(text("sent_back_note"))
                .col(string("submitted_by"))
                .col(timestamp_with_time_zone_null("submitted_at"))
                .col(string("approved_by"))
                .col(timestamp_with_time_zone_null("approved_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("site_return", "site_id", "pilot_site"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("site_return", &["site_id", "month"]).unique().take())
        .await
}

/// One measure of a return: a value, or why there is none.
async fn create_return_value(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("return_value")
                .col(uuid("return_id"))
                .col(uuid("measure_id"))
                .col(big_integer_null("numerator"))
                .col(big_integer_null("denominator"))
                .col(string("reason"))
                .primary_key(
                    Index::create()
                        .name("pk_return_value")
                        .col("return_id")
                        .col("measure_id"),
                )
                .foreign_key(&mut reference("return_value", "return_id", "site_return"))
                .foreign_key(&mut reference(
                    "return_value",
                    "measure_id",
                    "pilot_measure",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("return_value", &["measure_id"]))
        .await
}

/// That a site was reminded of its returns on a day.
async fn create_return_chase(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("return_chase")
                .col(uuid("site_id"))
                .col(date("chased_on"))
                .primary_key(
                    Index::create()
                        .name("pk_return_chase")
                        .col("site_id")
                        .col("chased_on"),
                )
                .foreign_key(&mut reference("return_chase", "site_id", "pilot_site"))
                .take(),
        )
        .await
}

/// A milestone, risk, issue, lesson, claim or evaluation of a pilot.
async fn create_pilot_entry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_entry")
                .col(uuid("id").primary_key())
                .col(uuid("pilot_id"))
                .col(string("kind"))
                .col(text("title"))
                .col(text("detail"))
                .col(string("owner"))
                .col(date_null("due_on"))
                .col(date_null("forecast_on"))
                .col(date_null("actual_on"))
                .col(integer("likelihood"))
                .col(integer("impact"))
                .col(text("source"))
                .col(string("dated"))
                .col(string("sites"))
                .col(text("comparator"))
                .col(string("evaluation"))
                .col(string("method"))
                .col(string("strength"))
                .col(text("caveat"))
                .col(string("link"))
                .col(timestamp_with_time_zone("created_at"))
                .col(date_null("withdrawn_on"))
                .col(text("withdrawn_reason"))
                .col(integer("version"))
                .foreign_key(&mut reference("pilot_entry", "pilot_id", "pilot"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_entry", &["pilot_id", "kind"]))
        .await?;
    manager.create_index(index("pilot_entry", &["kind"])).await
}

/// How a pilot ended.
async fn create_pilot_decision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_decision")
                .col(uuid("pilot_id").primary_key())
                .col(string("outcome"))
                .col(string("decider"))
                .col(date("decided_on"))
                .col(text("reason"))
                .col(text("evidence"))
                .col(string("reference"))
                .col(string("recorded_by"))
                .col(timestamp_with_time_zone("recorded_at"))
                .foreign_key(&mut reference("pilot_decision", "pilot_id", "pilot"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_decision", &["reference"]))
        .await
}

/// A dated note below the decision about a pilot.
async fn create_pilot_correction(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_correction")
                .col(uuid("id").primary_key())
                .col(uuid("pilot_id"))
                .col(text("text"))
                .col(string("by_name"))
                .col(timestamp_with_time_zone("at"))
                .foreign_key(&mut reference("pilot_correction", "pilot_id", "pilot"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_correction", &["pilot_id"]))
        .await
}

/// What is looked at some months after a decision.
async fn create_pilot_check(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pilot_check")
                .col(uuid("id").primary_key())
                .col(uuid("pilot_id"))
                .col(integer("months"))
                .col(date("due_on"))
                .col(uuid("organisation_id"))
                .col(text("finding"))
                .col(date_null("done_on"))
                .col(integer("version"))
                .foreign_key(&mut reference("pilot_check", "pilot_id", "pilot"))
                .foreign_key(&mut reference(
                    "pilot_check",
                    "organisation_id",
                    "organisation",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("pilot_check", &["pilot_id"]))
        .await?;
    manager
        .create_index(index("pilot_check", &["organisation_id"]))
        .await
}

/// That a board considers or uses a lesson.
async fn create_lesson_adoption(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("lesson_adoption")
                .col(uuid("lesson_id"))
                .col(uuid("board_id"))
                .col(string("state"))
                .col(text("note"))
                .col(string("by_name"))
                .col(timestamp_with_time_zone("at"))
                .col(integer("version"))
                .primary_key(
                    Index::create()
                        .name("pk_lesson_adoption")
                        .col("lesson_id")
                        .col("board_id"),
                )
                .foreign_key(&mut reference(
                    "lesson_adoption",
                    "lesson_id",
                    "pilot_entry",
                ))
                .foreign_key(&mut reference("lesson_adoption", "board_id", "board"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("lesson_adoption", &["board_id"]))
        .await
}
