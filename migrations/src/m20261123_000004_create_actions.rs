//! Actions, their numbering, and every update made to them.
//!
//! Each list a page shows has an index in the order of that list, so that a
//! page costs the same with a hundred times the rows.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

use crate::{drop_tables, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("action_number")
                    .col(uuid("board_id"))
                    .col(integer("year"))
                    .col(integer("last_number"))
                    .primary_key(
                        Index::create()
                            .name("pk_action_number")
                            .col("board_id")
                            .col("year"),
                    )
                    .foreign_key(&mut reference("action_number", "board_id", "board"))
                    .take(),
            )
            .await?;

        manager
            .create_table(
                Table::create()
                    .table("action")
                    .col(uuid("id").primary_key())
                    .col(uuid("board_id"))
                    .col(string("reference"))
                    .col(integer("year"))
                    .col(integer("number"))
                    .col(string("title"))
                    .col(text("outcome"))
                    .col(uuid("organisation_id"))
                    .col(uuid("seat_id"))
                    .col(string("status"))
                    .col(boolean("is_open"))
                    .col(string("priority"))
                    .col(date("raised_on"))
                    .col(date("due_on"))
                    .col(date("first_due_on"))
                    .col(integer("due_moves"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(text("last_note"))
                    .col(integer("version"))
                    .col(text("search_text"))
                    .col(big_integer("search_id"))
                    .foreign_key(&mut reference("action", "board_id", "board"))
                    .foreign_key(&mut reference("action", "organisation_id", "organisation"))
                    .foreign_key(&mut reference("action", "seat_id", "seat"))
                    .take(),
            )
            .await?;
        for columns in [
            &["reference"][..],
            &["board_id", "year", "number"],
            &["search_id"],
        ] {
            manager
                .create_index(index("action", columns).unique().take())
                .await?;
        }
        for columns in [
            &["board_id", "is_open", "due_on", "id"][..],
            &["board_id", "status", "due_on", "id"],
            &["board_id", "due_on", "id"],
            &["board_id", "is_open", "updated_at", "id"],
            &["board_id", "status", "updated_at", "id"],
            &["board_id", "updated_at", "id"],
            &["board_id", "is_open", "organisation_id", "due_on", "id"],
            &["organisation_id", "is_open", "due_on", "id"],
            &["seat_id", "is_open"],
        ] {
            manager.create_index(index("action", columns)).await?;
        }

        for statement in full_text(manager.get_database_backend()) {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }

        manager
            .create_table(
                Table::create()
                    .table("action_update")
                    .col(uuid("id").primary_key())
                    .col(uuid("action_id"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone("at"))
                    .col(uuid("person_id"))
                    .col(string("person_name"))
                    .col(string("person_post"))
                    .col(string("way"))
                    .col(string("old_status"))
                    .col(string("new_status"))
                    .col(text("note"))
                    .col(uuid("submission_id"))
                    .foreign_key(&mut reference("action_update", "action_id", "action"))
                    .foreign_key(&mut reference("action_update", "person_id", "person"))
                    .take(),
            )
            .await?;
        for columns in [
            &["action_id", "version"][..],
            &["action_id", "submission_id"],
        ] {
            manager
                .create_index(index("action_update", columns).unique().take())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["action_update", "action", "action_number"]).await?;
        if manager.get_database_backend() == DatabaseBackend::Sqlite {
            drop_tables(manager, &["action_search"]).await?;
        }
        Ok(())
    }
}

/// Full-text search over `search_text`, which holds plain lower-case words, so
/// that both databases cut it into the same words. SQLite's index refers to
/// `search_id`, because the hidden row number of a table with another key may
/// change.
fn full_text(backend: DatabaseBackend) -> &'static [&'static str] {
    match backend {
        DatabaseBackend::Postgres => &["CREATE INDEX ix_action_search_text ON action \
             USING gin (to_tsvector('simple', search_text))"],
        _ => &[
            "CREATE VIRTUAL TABLE action_search USING fts5(words, content='', \
             contentless_delete=1, tokenize='unicode61 remove_diacritics 0')",
            "CREATE TRIGGER action_search_insert AFTER INSERT ON action BEGIN \
             INSERT INTO action_search(rowid, words) VALUES (new.search_id, new.search_text); END",
            "CREATE TRIGGER action_search_update AFTER UPDATE OF search_text ON action BEGIN \
             DELETE FROM action_search WHERE rowid = old.search_id; \
             INSERT INTO action_search(rowid, words) VALUES (new.search_id, new.search_text); END",
            "CREATE TRIGGER action_search_delete AFTER DELETE ON action BEGIN \
             DELETE FROM action_search WHERE rowid = old.search_id; END",
        ],
    }
}
