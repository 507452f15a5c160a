//! Meetings: series, dates, agendas and what was published of them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_meeting_series(manager).await?;
        create_meeting(manager).await?;
        create_agenda_template_item(manager).await?;
        create_agenda_item(manager).await?;
        create_agenda_publication(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "agenda_publication",
                "agenda_item",
                "agenda_template_item",
                "meeting_board",
                "meeting",
                "meeting_series",
            ],
        )
        .await
    }
}

/// Meetings that come round by a rule: "the second Tuesday of March, June, …".
async fn create_meeting_series(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_series")
                .col(uuid("id").primary_key())
                .col(uuid("board_id"))
                .col(string("title"))
                .col(integer("nth"))
                .col(integer("weekday"))
                .col(string("months"))
                .col(string("starts"))
                .col(string("ends"))
                .col(string("place"))
                .col(string("link"))
                .col(date("first_on"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("meeting_series", "board_id", "board"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("meeting_series", &["board_id"]))
        .await
}

/// Meetings, and the boards that hold each of them.
async fn create_meeting(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting")
                .col(uuid("id").primary_key())
                .col(uuid("board_id"))
                .col(uuid_null("series_id"))
                .col(date_null("series_on"))
                .col(string("title"))
                .col(timestamp_with_time_zone("starts_at"))
                .col(timestamp_with_time_zone("ends_at"))
                .col(string("place"))
                .col(string("link"))
                .col(string("state"))
                .col(string("cancel_reason"))
                .col(integer("agenda_version"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("meeting", "board_id", "board"))
                .foreign_key(&mut reference("meeting", "series_id", "meeting_series"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            index("meeting", &["series_id", "series_on"])
                .unique()
                .take(),
        )
        .await?;
    for columns in [&["board_id"][..], &["starts_at"]] {
        manager.create_index(index("meeting", columns)).await?;
    }
    manager
        .create_table(
            Table::create()
                .table("meeting_board")
                .col(uuid("meeting_id"))
                .col(uuid("board_id"))
                .primary_key(
                    Index::create()
                        .name("pk_meeting_board")
                        .col("meeting_id")
                        .col("board_id"),
                )
                .foreign_key(&mut reference("meeting_board", "meeting_id", "meeting"))
                .foreign_key(&mut reference("meeting_board", "board_id", "board"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("meeting_board", &["board_id"]))
        .await
}

/// What every agenda starts from: the national core, where no board is named,
/// and what a board adds.
async fn create_agenda_template_item(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("agenda_template_item")
                .col(uuid("id").primary_key())
                .col(uuid_null("board_id"))
                .col(big_integer("position"))
                .col(string("title"))
                .col(string("purpose"))
                .col(integer("minutes"))
                .col(string("part"))
                .col(integer("version"))
                .foreign_key(&mut reference("agenda_template_item", "board_id", "board"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("agenda_template_item", &["board_id", "position"]))
        .await
}

/// Items of agendas, proposed, accepted, or waiting for a meeting.
async fn create_agenda_item(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("agenda_item")
                .col(uuid("id").primary_key())
                .col(uuid("board_id"))
                .col(uuid_null("meeting_id"))
                .col(uuid_null("parent_id"))
                .col(big_integer("position"))
                .col(string("number"))
                .col(string("title"))
                .col(text("detail"))
                .col(string("purpose"))
                .col(integer("minutes"))
                .col(uuid_null("presenter_seat_id"))
                .col(string("part"))
                .col(string("linked_kind"))
                .col(string("linked_id"))
                .col(text("conflict_note"))
                .col(string("state"))
                .col(text("state_reason"))
                .col(boolean("core"))
                .col(uuid_null("template_item_id"))
                .col(uuid_null("proposed_by_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("agenda_item", "board_id", "board"))
                .foreign_key(&mut reference("agenda_item", "meeting_id", "meeting"))
                .foreign_key(&mut reference("agenda_item", "parent_id", "agenda_item"))
                .foreign_key(&mut reference("agenda_item", "presenter_seat_id", "seat"))
                .foreign_key(&mut reference("agenda_item", "proposed_by_id", "person"))
                .take(),
        )
        .await?;
    for columns in [
        &["meeting_id", "position"][..],
        &["board_id", "state"],
        &["proposed_by_id"],
        &["parent_id"],
    ] {
        manager.create_index(index("agenda_item", columns)).await?;
    }
    Ok(())
}

/// Each published version of an agenda, as it was.
async fn create_agenda_publication(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("agenda_publication")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(integer("number"))
                .col(timestamp_with_time_zone("published_at"))
                .col(uuid_null("published_by_id"))
                .col(text("items"))
                .foreign_key(&mut reference(
                    "agenda_publication",
                    "meeting_id",
                    "meeting",
                ))
                .foreign_key(&mut reference(
                    "agenda_publication",
                    "published_by_id",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(
            index("agenda_publication", &["meeting_id", "number"])
                .unique()
                .take(),
        )
        .await
}
