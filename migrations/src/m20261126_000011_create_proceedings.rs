//! What happens at a meeting: who came, what was said and decided, the minutes;
//! and the rules that a board holds itself to.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_reference, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_board_rules(manager).await?;
        create_attendance(manager).await?;
        create_item_note(manager).await?;
        create_decision(manager).await?;
        create_minutes(manager).await?;
        add_reference(manager, "action", "meeting_id", "meeting").await?;
        add_reference(manager, "action", "agenda_item_id", "agenda_item").await?;
        manager
            .create_index(index("action", &["agenda_item_id"]))
            .await?;
        manager.create_index(index("action", &["meeting_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["ix_action_meeting_id", "ix_action_agenda_item_id"] {
            manager
                .drop_index(Index::drop().name(name).table("action").to_owned())
                .await?;
        }
        drop_columns(manager, "action", &["agenda_item_id", "meeting_id"]).await?;
        drop_tables(
            manager,
            &[
                "minutes_correction",
                "minutes",
                "decision",
                "decision_number",
                "item_note",
                "attendance",
                "board_rules",
            ],
        )
        .await
    }
}

/// A board without a row keeps the defaults, which the code names.
async fn create_board_rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("board_rules")
                .col(uuid("board_id").primary_key())
                .col(integer("quorum_least"))
                .col(string("quorum_categories"))
                .col(boolean("substitutes_count"))
                .col(integer("papers_days"))
                .col(integer("minutes_days"))
                .col(integer("actions_days"))
                .col(integer("version"))
                .foreign_key(&mut reference("board_rules", "board_id", "board"))
                .take(),
        )
        .await
}

/// Who was there: one row for a seat, or for a guest who holds none.
async fn create_attendance(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("attendance")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(uuid_null("seat_id"))
                .col(uuid_null("person_id"))
                .col(string("name"))
                .col(string("organisation"))
                .col(string("presence"))
                .col(string("arrived"))
                .col(string("left_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("attendance", "meeting_id", "meeting"))
                .foreign_key(&mut reference("attendance", "seat_id", "seat"))
                .foreign_key(&mut reference("attendance", "person_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            index("attendance", &["meeting_id", "seat_id"])
                .unique()
                .take(),
        )
        .await?;
    manager
        .create_index(index("attendance", &["seat_id"]))
        .await
}

/// What the secretary writes at an item.
async fn create_item_note(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("item_note")
                .col(uuid("item_id").primary_key())
                .col(text("notes"))
                .col(text("judicial_note"))
                .col(text("interests"))
                .col(string("outcome"))
                .col(uuid_null("updated_by_id"))
                .col(timestamp_with_time_zone("updated_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("item_note", "item_id", "agenda_item"))
                .foreign_key(&mut reference("item_note", "updated_by_id", "person"))
                .take(),
        )
        .await
}

/// Decisions of a board, at a meeting or between two, numbered by year.
async fn create_decision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("decision_number")
                .col(uuid("board_id"))
                .col(integer("year"))
                .col(integer("last_number"))
                .primary_key(
                    Index::create()
                        .name("pk_decision_number")
                        .col("board_id")
                        .col("year"),
                )
                .foreign_key(&mut reference("decision_number", "board_id", "board"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("decision")
                .col(uuid("id").primary_key())
                .col(uuid("board_id"))
                .col(string("reference"))
                .col(integer("year"))
                .col(integer("number"))
                .col(uuid_null("meeting_id"))
                .col(uuid_null("item_id"))
                .col(string("item_title"))
                .col(text("text"))
                .col(text("reason"))
                .col(string("way"))
                .col(string("taken_by"))
                .col(text("dissent"))
                .col(text("abstained"))
                .col(string("part"))
                .col(date("taken_on"))
                .col(date_null("review_on"))
                .col(string("state"))
                .col(uuid_null("ratified_at_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .col(text("search_text"))
                .foreign_key(&mut reference("decision", "board_id", "board"))
                .foreign_key(&mut reference("decision", "meeting_id", "meeting"))
                .foreign_key(&mut reference("decision", "item_id", "agenda_item"))
                .foreign_key(&mut reference("decision", "ratified_at_id", "meeting"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            index("decision", &["board_id", "year", "number"])
                .unique()
                .take(),
        )
        .await?;
    manager
        .create_index(index("decision", &["reference"]).unique().take())
        .await?;
    for columns in [
        &["meeting_id"][..],
        &["item_id"],
        &["board_id", "taken_on", "id"],
        &["board_id", "review_on"],
    ] {
        manager.create_index(index("decision", columns)).await?;
    }
    Ok(())
}

/// The minutes of a meeting, and what was noted about them once they were agreed.
async fn create_minutes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("minutes")
                .col(uuid("meeting_id").primary_key())
                .col(string("state"))
                .col(timestamp_with_time_zone_null("circulated_at"))
                .col(uuid_null("circulated_by_id"))
                .col(timestamp_with_time_zone_null("agreed_at"))
                .col(uuid_null("agreed_by_id"))
                .col(uuid_null("agreed_at_meeting_id"))
                .col(text("content"))
                .col(string("hash"))
                .col(text("public_content"))
                .col(timestamp_with_time_zone_null("public_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("minutes", "meeting_id", "meeting"))
                .foreign_key(&mut reference("minutes", "circulated_by_id", "person"))
                .foreign_key(&mut reference("minutes", "agreed_by_id", "person"))
                .foreign_key(&mut reference("minutes", "agreed_at_meeting_id", "meeting"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("minutes_correction")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("text"))
                .col(uuid_null("noted_by_id"))
                .col(timestamp_with_time_zone("noted_at"))
                .foreign_key(&mut reference(
                    "minutes_correction",
                    "meeting_id",
                    "meeting",
                ))
                .foreign_key(&mut reference(
                    "minutes_correction",
                    "noted_by_id",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("minutes_correction", &["meeting_id"]))
        .await
}
