//! The shape of stored data: every table, key and index, and nothing else.
//!
//! Table and column names are string literals on purpose. A migration describes
//! the schema of one day; it must not change its meaning when the code moves on.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

mod m20261123_000001_create_register;
mod m20261123_000002_create_membership;
mod m20261123_000003_create_sign_in;
mod m20261123_000004_create_actions;
mod m20261123_000005_create_audit;
mod m20261123_000006_create_demonstration;
mod m20261125_000007_widen_membership;
mod m20261125_000008_create_meetings;
mod m20261125_000009_create_mail;
mod m20261125_000010_create_calendar_feed;
mod m20261126_000011_create_proceedings;
mod m20261126_000012_create_papers;
mod m20261126_000013_create_replies;
mod m20261126_000014_create_suggestions;
mod m20261126_000015_widen_imports;
mod m20261126_000016_widen_actions;
mod m20261126_000017_create_packs;
mod m20261126_000018_widen_minutes;
mod m20261126_000020_create_pilots;
mod m20261126_000021_create_performance;
mod m20261126_000022_create_action_links;
mod m20261126_000023_create_pilot_evidence;
mod m20261126_000024_revise_returns;
mod m20261126_000025_create_action_imports;
mod m20261126_000026_index_decisions;
mod m20261126_000027_create_measure_comparator;
mod m20261126_000028_link_measures;

/// Brings a database from any released schema to the present one, or back.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_create_register::Migration),
            Box::new(m20261123_000002_create_membership::Migration),
            Box::new(m20261123_000003_create_sign_in::Migration),
            Box::new(m20261123_000004_create_actions::Migration),
            Box::new(m20261123_000005_create_audit::Migration),
            Box::new(m20261123_000006_create_demonstration::Migration),
            Box::new(m20261125_000007_widen_membership::Migration),
            Box::new(m20261125_000008_create_meetings::Migration),
            Box::new(m20261125_000009_create_mail::Migration),
            Box::new(m20261125_000010_create_calendar_feed::Migration),
            Box::new(m20261126_000011_create_proceedings::Migration),
            Box::new(m20261126_000012_create_papers::Migration),
            Box::new(m20261126_000013_create_replies::Migration),
            Box::new(m20261126_000014_create_suggestions::Migration),
            Box::new(m20261126_000015_widen_imports::Migration),
            Box::new(m20261126_000016_widen_actions::Migration),
            Box::new(m20261126_000017_create_packs::Migration),
            Box::new(m20261126_000018_widen_minutes::Migration),
            Box::new(m20261126_000020_create_pilots::Migration),
            Box::new(m20261126_000021_create_performance::Migration),
            Box::new(m20261126_000022_create_action_links::Migration),
            Box::new(m20261126_000023_create_pilot_evidence::Migration),
            Box::new(m20261126_000024_revise_returns::Migration),
            Box::new(m20261126_000025_create_action_imports::Migration),
            Box::new(m20261126_000026_index_decisions::Migration),
            Box::new(m20261126_000027_create_measure_comparator::Migration),
            Box::new(m20261126_000028_link_measures::Migration),
        ]
    }
}

/// A foreign key with a name that says which column points where.
///
/// Deleting the row pointed at is refused: what happened stays on record.
fn reference(
    table: &'static str,
    column: &'static str,
    to_table: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(to_table, "id")
        .on_delete(ForeignKeyAction::Restrict)
        .take()
}

/// An index named after its table and columns.
fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement
        .name(format!("ix_{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        statement.col(*column);
    }
    statement
}

/// Drops tables in the order given: dependants first.
async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager
            .drop_table(Table::drop().table(*table).take())
            .await?;
    }
    Ok(())
}

/// Adds columns one by one: SQLite takes no more at a time.
async fn add_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> Result<(), DbErr> {
    for mut column in columns {
        manager
            .alter_table(Table::alter().table(table).add_column(&mut column).take())
            .await?;
    }
    Ok(())
}

/// Adds a column that may point to a row of another table. Written out, because
/// SQLite knows a foreign key only as part of the column.
async fn add_reference(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    to_table: &'static str,
) -> Result<(), DbErr> {
    let kind = match manager.get_database_backend() {
        DatabaseBackend::Postgres => "uuid",
        _ => "uuid_text",
    };
    manager
        .get_connection()
        .execute_unprepared(&format!(
            "ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} \
             REFERENCES {to_table} (id) ON DELETE RESTRICT"
        ))
        .await?;
    Ok(())
}

/// Drops columns one by one.
async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    for column in columns {
        manager
            .alter_table(Table::alter().table(table).drop_column(*column).take())
            .await?;
    }
    Ok(())
}
