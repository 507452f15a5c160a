//! What an action came from, who claimed that it is done and by what evidence, who
//! contributes, what is asked about it, and how a board wants it checked.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

use crate::{add_columns, add_reference, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Lists over several boards, and what was closed when.
const INDEXES: [&[&str]; 4] = [
    &["is_open", "due_on", "id"],
    &["organisation_id", "due_on", "id"],
    &["board_id", "closed_on"],
    &["organisation_id", "closed_on"],
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "action",
            [
                string("origin").default("board").take(),
                text("evidence").default("").take(),
                date_null("closed_on").take(),
            ],
        )
        .await?;
        for (column, table) in [
            ("raised_by_id", "person"),
            ("claimed_by_id", "person"),
            ("decision_id", "decision"),
        ] {
            add_reference(manager, "action", column, table).await?;
        }
        manager
            .get_connection()
            .execute_unprepared(match manager.get_database_backend() {
                DatabaseBackend::Postgres => {
                    "UPDATE action SET closed_on = (updated_at AT TIME ZONE 'Europe/London')::date \
                     WHERE NOT is_open"
                }
                _ => "UPDATE action SET closed_on = substr(updated_at, 1, 10) WHERE NOT is_open",
            })
            .await?;
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE action SET origin = 'meeting' WHERE agenda_item_id IS NOT NULL",
            )
            .await?;
        for columns in INDEXES {
            manager.create_index(index("action", columns)).await?;
        }
        add_columns(
            manager,
            "action_update",
            [
                string("kind").default("updated").take(),
                text_null("state").take(),
            ],
        )
        .await?;
        add_columns(
            manager,
            "board_rules",
            [
                integer("offer_days").default(5).take(),
                string("verification").default("none").take(),
                integer("actions_most").default(0).take(),
            ],
        )
        .await?;
        create_contributor(manager).await?;
        create_request(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["action_request", "action_contributor"]).await?;
        drop_columns(
            manager,
            "board_rules",
            &["actions_most", "verification", "offer_days"],
        )
        .await?;
        drop_columns(manager, "action_update", &["state", "kind"]).await?;
        for columns in INDEXES {
            let name = format!("ix_action_{}", columns.join("_"));
            manager
                .drop_index(Index::drop().name(name).table("action").to_owned())
                .await?;
        }
        drop_columns(
            manager,
            "action",
            &[
                "decision_id",
                "claimed_by_id",
                "raised_by_id",
                "closed_on",
                "evidence",
                "origin",
            ],
        )
        .await
    }
}

/// Seats that have a say about an action without leading it.
async fn create_contributor(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("action_contributor")
                .col(uuid("action_id"))
                .col(uuid("seat_id"))
                .primary_key(
                    Index::create()
                        .name("pk_action_contributor")
                        .col("action_id")
                        .col("seat_id"),
                )
                .foreign_key(&mut reference("action_contributor", "action_id", "action"))
                .foreign_key(&mut reference("action_contributor", "seat_id", "seat"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("action_contributor", &["seat_id"]))
        .await
}

/// An offer to another organisation, or a wish for another date: asked once,
/// answered once. `waiting_key` is there while it waits, so that an action never has
/// two of one kind waiting.
async fn create_request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("action_request")
                .col(uuid("id").primary_key())
                .col(uuid("action_id"))
                .col(uuid("board_id"))
                .col(string("kind"))
                .col(uuid("from_organisation_id"))
                .col(uuid_null("to_seat_id"))
                .col(uuid_null("to_organisation_id"))
                .col(date_null("wanted_on"))
                .col(text("reason"))
                .col(uuid("asked_by_id"))
                .col(string("asked_by_name"))
                .col(string("asked_by_post"))
                .col(timestamp_with_time_zone("asked_at"))
                .col(date("answer_by"))
                .col(string("state"))
                .col(string_null("waiting_key"))
                .col(string("answered_by_name"))
                .col(string("answered_by_post"))
                .col(timestamp_with_time_zone_null("answered_at"))
                .col(text("answer"))
                .foreign_key(&mut reference("action_request", "action_id", "action"))
                .foreign_key(&mut reference("action_request", "board_id", "board"))
                .foreign_key(&mut reference(
                    "action_request",
                    "from_organisation_id",
                    "organisation",
                ))
                .foreign_key(&mut reference("action_request", "to_seat_id", "seat"))
                .foreign_key(&mut reference(
                    "action_request",
                    "to_organisation_id",
                    "organisation",
                ))
                .foreign_key(&mut reference("action_request", "asked_by_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("action_request", &["waiting_key"]).unique().take())
        .await?;
    for columns in [
        &["action_id", "asked_at"][..],
        &["board_id", "state", "answer_by"],
        &["to_organisation_id", "state"],
        &["to_seat_id"],
    ] {
        manager
            .create_index(index("action_request", columns))
            .await?;
    }
    Ok(())
}
