//! Membership in full: terms and how they came about, who is asked to confirm,
//! interests, the template of seats, notices to people, imports of members.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{add_columns, add_reference, drop_columns, drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        widen(manager).await?;
        create_interest(manager).await?;
        create_seat_template(manager).await?;
        create_notice(manager).await?;
        create_import(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "import_row",
                "member_import",
                "notice",
                "seat_template",
                "interest",
            ],
        )
        .await?;
        for name in [
            "ix_invitation_token_hash",
            "ix_invitation_person_id",
            "ix_appointment_organisation_id",
            "ix_board_parent_id",
            "ix_board_successor_id",
            "ix_person_full_name",
        ] {
            manager
                .drop_index(Index::drop().name(name).to_owned())
                .await?;
        }
        for (table, columns) in [
            (
                "invitation",
                &["token_hash", "board_id", "seat_id", "invited_by_id"][..],
            ),
            (
                "appointment",
                &[
                    "designation",
                    "organisation_id",
                    "end_reason",
                    "voided_at",
                    "handover_read_at",
                ],
            ),
            ("seat", &["voting", "term_months", "version", "end_reason"]),
            (
                "person",
                &[
                    "confirmed_on",
                    "no_interests_on",
                    "merged_into_id",
                    "version",
                ],
            ),
            ("organisation", &["version"]),
            ("board", &["term_warning_days", "version"]),
        ] {
            drop_columns(manager, table, columns).await?;
        }
        Ok(())
    }
}

/// New columns of tables that are there already.
async fn widen(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add_columns(
        manager,
        "board",
        [
            integer("term_warning_days").default(60).take(),
            integer("version").default(1).take(),
        ],
    )
    .await?;
    add_columns(
        manager,
        "organisation",
        [integer("version").default(1).take()],
    )
    .await?;
    add_columns(
        manager,
        "person",
        [
            date_null("confirmed_on"),
            date_null("no_interests_on"),
            integer("version").default(1).take(),
        ],
    )
    .await?;
    add_reference(manager, "person", "merged_into_id", "person").await?;
    add_columns(
        manager,
        "seat",
        [
            boolean("voting").default(false).take(),
            integer_null("term_months"),
            integer("version").default(1).take(),
            string_null("end_reason"),
        ],
    )
    .await?;
    let voting = Query::update()
        .table("seat")
        .value("voting", true)
        .and_where(Expr::col("role").is_in(["chair", "deputy_chair", "member"]))
        .take();
    manager.execute(voting).await?;
    add_columns(
        manager,
        "appointment",
        [
            string("designation").default("not_recorded").take(),
            string_null("end_reason"),
            timestamp_with_time_zone_null("voided_at"),
            timestamp_with_time_zone_null("handover_read_at"),
        ],
    )
    .await?;
    add_reference(manager, "appointment", "organisation_id", "organisation").await?;
    add_columns(manager, "invitation", [string_null("token_hash")]).await?;
    add_reference(manager, "invitation", "board_id", "board").await?;
    add_reference(manager, "invitation", "seat_id", "seat").await?;
    add_reference(manager, "invitation", "invited_by_id", "person").await?;
    manager
        .create_index(index("invitation", &["token_hash"]).unique().take())
        .await?;
    for (table, column) in [
        ("invitation", "person_id"),
        ("appointment", "organisation_id"),
        ("board", "parent_id"),
        ("board", "successor_id"),
        ("person", "full_name"),
    ] {
        manager.create_index(index(table, &[column])).await?;
    }
    Ok(())
}

/// What a person has declared, on whatever board they sit.
async fn create_interest(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("interest")
                .col(uuid("id").primary_key())
                .col(uuid("person_id"))
                .col(string("kind"))
                .col(text("description"))
                .col(date("starts_on"))
                .col(date_null("ends_on"))
                .col(timestamp_with_time_zone("declared_at"))
                .foreign_key(&mut reference("interest", "person_id", "person"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("interest", &["person_id"]))
        .await
}

/// The seats that every local board is expected to have.
async fn create_seat_template(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("seat_template")
                .col(uuid("id").primary_key())
                .col(integer("position"))
                .col(string("role"))
                .col(string("category"))
                .col(string("title"))
                .col(string_null("organisation_kind"))
                .col(boolean("each_council"))
                .col(boolean("required"))
                .col(boolean("voting"))
                .col(integer_null("term_months"))
                .col(integer("version"))
                .take(),
        )
        .await
}

/// What people and organisations are told.
async fn create_notice(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("notice")
                .col(uuid("id").primary_key())
                .col(timestamp_with_time_zone("at"))
                .col(string("kind"))
                .col(uuid("board_id"))
                .col(uuid_null("seat_id"))
                .col(uuid_null("to_person_id"))
                .col(uuid_null("to_organisation_id"))
                .col(text("words"))
                .foreign_key(&mut reference("notice", "board_id", "board"))
                .foreign_key(&mut reference("notice", "seat_id", "seat"))
                .foreign_key(&mut reference("notice", "to_person_id", "person"))
                .foreign_key(&mut reference(
                    "notice",
                    "to_organisation_id",
                    "organisation",
                ))
                .take(),
        )
        .await?;
    for columns in [&["to_person_id", "at"][..], &["to_organisation_id", "at"]] {
        manager.create_index(index("notice", columns)).await?;
    }
    Ok(())
}

/// A file of members on its way in: kept as it came, row by row with a verdict.
async fn create_import(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("member_import")
                .col(uuid("id").primary_key())
                .col(uuid_null("board_id"))
                .col(uuid("person_id"))
                .col(timestamp_with_time_zone("at"))
                .col(string("file_name"))
                .col(string("file_hash"))
                .col(binary("file"))
                .col(string("state"))
                .col(string("refusal"))
                .col(integer("rows_total"))
                .col(integer("rows_done"))
                .col(timestamp_with_time_zone_null("applied_at"))
                .col(timestamp_with_time_zone_null("undone_at"))
                .col(integer("version"))
                .foreign_key(&mut reference("member_import", "board_id", "board"))
                .foreign_key(&mut reference("member_import", "person_id", "person"))
                .take(),
        )
        .await?;
    for columns in [&["board_id", "at"][..], &["state"]] {
        manager
            .create_index(index("member_import", columns))
            .await?;
    }
    manager
        .create_table(
            Table::create()
                .table("import_row")
                .col(uuid("id").primary_key())
                .col(uuid("import_id"))
                .col(integer("number"))
                .col(string("verdict"))
                .col(text("reason"))
                .col(text("cells"))
                .col(text("options"))
                .col(text("choice"))
                .col(text("written"))
                .foreign_key(&mut reference("import_row", "import_id", "member_import"))
                .take(),
        )
        .await?;
    manager
        .create_index(
            index("import_row", &["import_id", "number"])
                .unique()
                .take(),
        )
        .await?;
    manager
        .create_index(index("import_row", &["import_id", "verdict", "number"]))
        .await
}
