//! The append-only audit trail, and the outbox of changes to tell people about.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DatabaseBackend};

use crate::{drop_tables, index};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit_event")
                    .col(uuid("id").primary_key())
                    .col(string("chain"))
                    .col(big_integer("sequence"))
                    .col(timestamp_with_time_zone("at"))
                    .col(uuid_null("actor_id"))
                    .col(string("actor"))
                    .col(string("way"))
                    .col(string("verb"))
                    .col(string("subject_kind"))
                    .col(uuid_null("subject_id"))
                    .col(text("before"))
                    .col(text("after"))
                    .col(string("previous_hash"))
                    .col(string("hash"))
                    .take(),
            )
            .await?;
        manager
            .create_index(index("audit_event", &["chain", "sequence"]).unique().take())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("audit_head")
                    .col(string("chain").primary_key())
                    .col(big_integer("sequence"))
                    .col(string("hash"))
                    .take(),
            )
            .await?;
        for statement in append_only(manager.get_database_backend()) {
            manager
                .get_connection()
                .execute_unprepared(statement)
                .await?;
        }

        manager
            .create_table(
                Table::create()
                    .table("outbox")
                    .col(big_integer("id").primary_key().auto_increment())
                    .col(timestamp_with_time_zone("at"))
                    .col(string("topic"))
                    .col(uuid("board_id"))
                    .col(uuid("subject_id"))
                    .col(integer("version"))
                    .take(),
            )
            .await?;
        manager.create_index(index("outbox", &["at"])).await?;
        manager
            .create_index(index("outbox", &["board_id", "id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["outbox", "audit_head", "audit_event"]).await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            manager
                .get_connection()
                .execute_unprepared("DROP FUNCTION refuse_audit_change()")
                .await?;
        }
        Ok(())
    }
}

/// The database itself refuses to change or remove a row of the trail.
fn append_only(backend: DatabaseBackend) -> &'static [&'static str] {
    match backend {
        DatabaseBackend::Postgres => &[
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
            "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE \
             ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
        ],
        _ => &[
            "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event \
             BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
            "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event \
             BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
            // REPLACE removes the row it takes the place of without asking the
            // trigger above.
            "CREATE TRIGGER audit_event_no_replacement BEFORE INSERT ON audit_event \
             WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = new.id \
             OR (chain = new.chain AND sequence = new.sequence)) \
             BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        ],
    }
}
