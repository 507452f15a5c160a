//! Who comes to a meeting, who comes for whom, whom mail has called to it, and
//! what people were reminded of.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_reply(manager).await?;
        create_substitute(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table("meeting_call")
                    .col(uuid("meeting_id").primary_key())
                    .col(timestamp_with_time_zone("called_at"))
                    .foreign_key(&mut reference("meeting_call", "meeting_id", "meeting"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("nudge")
                    .col(uuid("meeting_id"))
                    .col(string("kind"))
                    .col(timestamp_with_time_zone("at"))
                    .primary_key(
                        Index::create()
                            .name("pk_nudge")
                            .col("meeting_id")
                            .col("kind"),
                    )
                    .foreign_key(&mut reference("nudge", "meeting_id", "meeting"))
                    .take(),
            )
            .await?;
        add_columns(manager, "mail", [text("calendar").default("").take()]).await?;
        add_columns(
            manager,
            "person",
            [boolean("wants_calls_by_mail").default(true).take()],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, "person", &["wants_calls_by_mail"]).await?;
        drop_columns(manager, "mail", &["calendar"]).await?;
        drop_tables(
            manager,
            &[
                "nudge",
                "meeting_call",
                "meeting_substitute",
                "meeting_reply",
            ],
        )
        .await
    }
}

/// What was said for a seat: whether somebody comes for it.
async fn create_reply(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_reply")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(uuid("seat_id"))
                .col(uuid("person_id"))
                .col(string("answer"))
                .col(text("note"))
                .col(uuid_null("said_by_id"))
                .col(timestamp_with_time_zone("said_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("meeting_reply", "meeting_id", "meeting"))
                .foreign_key(&mut reference("meeting_reply", "seat_id", "seat"))
                .foreign_key(&mut reference("meeting_reply", "person_id", "person"))
                .foreign_key(&mut reference("meeting_reply", "said_by_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            index("meeting_reply", &["meeting_id", "seat_id"])
                .unique()
                .take(),
        )
        .await?;
    for columns in [&["seat_id"], &["person_id"]] {
        manager
            .create_index(index("meeting_reply", columns))
            .await?;
    }
    Ok(())
}

/// Who comes to one meeting for whoever has a seat.
async fn create_substitute(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_substitute")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(uuid("seat_id"))
                .col(uuid("person_id"))
                .col(uuid_null("named_by_id"))
                .col(timestamp_with_time_zone("named_at"))
                .col(timestamp_with_time_zone_null("withdrawn_at"))
                .foreign_key(&mut reference(
                    "meeting_substitute",
                    "meeting_id",
                    "meeting",
                ))
                .foreign_key(&mut reference("meeting_substitute", "seat_id", "seat"))
                .foreign_key(&mut reference("meeting_substitute", "person_id", "person"))
                .foreign_key(&mut reference(
                    "meeting_substitute",
                    "named_by_id",
                    "person",
                ))
                .take(),
        )
        .await?;
    for columns in [
        &["meeting_id", "seat_id"][..],
        &["person_id", "withdrawn_at"],
        &["seat_id"],
    ] {
        manager
            .create_index(index("meeting_substitute", columns))
            .await?;
    }
    Ok(())
}
