//! Every migration can be taken back, and leaves nothing behind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use migrations::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{
    ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};

/// Names a PostgreSQL server whose databases tests may create and drop.
fn server_url() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told where to run by the environment"
    )]
    std::env::var("PORTAL_TEST_DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

async fn on_sqlite() -> (DatabaseConnection, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/portal.db?mode=rwc", folder.path().display());
    (Database::connect(&url).await.unwrap(), folder)
}

async fn on_postgres(server: &str) -> DatabaseConnection {
    let name = format!("portal_migrations_{}", std::process::id());
    let outside = Database::connect(server).await.unwrap();
    for statement in [
        format!("DROP DATABASE IF EXISTS {name}"),
        format!("CREATE DATABASE {name}"),
    ] {
        outside.execute_unprepared(&statement).await.unwrap();
    }
    let (address, _) = server.rsplit_once('/').unwrap();
    let parameters = server.split_once('?').map_or("", |(_, rest)| rest);
    Database::connect(format!("{address}/{name}?{parameters}"))
        .await
        .unwrap()
}

/// Everything the schema is made of, a line each, but the migrations' own table.
async fn schema(db: &DatabaseConnection) -> Vec<String> {
    let query = match db.get_database_backend() {
        DatabaseBackend::Postgres => {
            "SELECT * FROM (
                SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable,
                    column_default) AS part
                FROM information_schema.columns WHERE table_schema = 'public'
                UNION ALL
                SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes
                WHERE schemaname = 'public'
                UNION ALL
                SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname,
                    pg_get_constraintdef(oid))
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                UNION ALL
                SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(oid)) FROM pg_trigger
                WHERE NOT tgisinternal
                UNION ALL
                SELECT concat_ws(' ', 'function', proname, prosrc) FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace
            ) parts WHERE part NOT LIKE '%seaql_migrations%' ORDER BY part"
        }
        _ => {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS part FROM sqlite_master
             WHERE tbl_name <> 'seaql_migrations' AND tbl_name <> 'sqlite_sequence' ORDER BY part"
        }
    };
    db.query_all_raw(Statement::from_string(db.get_database_backend(), query))
        .await
        .unwrap()
        .iter()
        .map(|row| row.try_get("", "part").unwrap())
        .collect()
}

async fn every_step_goes_up_and_down_and_up(db: &DatabaseConnection) {
    let steps = Migrator::migrations().len();
    assert_eq!(schema(db).await, [""; 0]);
    let mut before = Vec::new();
    for step in 0..steps {
        Migrator::up(db, Some(1)).await.unwrap();
        let after = schema(db).await;
        assert_ne!(after, before, "step {step} does nothing");
        Migrator::down(db, Some(1)).await.unwrap();
        assert_eq!(schema(db).await, before, "step {step} leaves something");
        Migrator::up(db, Some(1)).await.unwrap();
        assert_eq!(schema(db).await, after, "step {step} differs again");
        before = after;
    }
    Migrator::up(db, None).await.unwrap();
    assert_eq!(schema(db).await, before);
    Migrator::down(db, None).await.unwrap();
    assert_eq!(schema(db).await, [""; 0]);
    Migrator::up(db, None).await.unwrap();
    assert_eq!(schema(db).await, before);
}

#[tokio::test]
async fn up_down_up_on_sqlite() {
    let (db, _folder) = on_sqlite().await;
    every_step_goes_up_and_down_and_up(&db).await;
}

#[tokio::test]
async fn up_down_up_on_postgresql() {
    let Some(server) = server_url() else {
        return;
    };
    every_step_goes_up_and_down_and_up(&on_postgres(&server).await).await;
}
