//! The database: how it is opened, read and written. SQLite or PostgreSQL.

#[expect(
    clippy::disallowed_methods,
    reason = "the entity format writes saves of whole trees that begin transactions; we call none"
)]
pub mod entities;

use std::{str::FromStr, time::Duration};

use anyhow::Context;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseBackend,
    DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// Readers beside the one writer of an embedded database.
const SQLITE_READERS: u32 = 4;

/// Any number that no other program takes for its PostgreSQL advisory lock.
const MIGRATION_LOCK: i64 = 0x0046_4A42_0001;

/// An open database: one way to read, one way to write.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Db {
    /// Opens `sqlite://…` or `postgres://…`.
    ///
    /// SQLite gets exactly one writing connection and a pool of readers that
    /// cannot write. It runs with a write-ahead log and `synchronous=FULL`: an
    /// update that was answered must survive loss of power, and with `NORMAL`
    /// it may not (measured: one sync per write against one in a hundred).
    ///
    /// # Errors
    /// The address is not understood, or the database cannot be reached.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        Self::connect_counting(url, None).await
    }

    /// As [`Db::connect`], calling back at each statement sent. Tests count with it.
    ///
    /// # Errors
    /// As [`Db::connect`].
    pub async fn connect_counting(url: &str, on_statement: Option<fn()>) -> anyhow::Result<Self> {
        let db = if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)
                .with_context(|| format!("The database address {url} is not understood"))?;
            if let Some(folder) = options.get_filename().parent() {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("The folder {} cannot be made", folder.display()))?;
            }
            let writer = Database::connect(sqlite(url, 1, false)).await;
            let writer = writer.context("The SQLite database cannot be opened for writing")?;
            let reader = Database::connect(sqlite(url, SQLITE_READERS, true)).await;
            let reader = reader.context("The SQLite database cannot be opened for reading")?;
            Self { reader, writer }
        } else {
            let mut options = quiet(url);
            options
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10));
            let pool = Database::connect(options)
                .await
                .context("The PostgreSQL database cannot be reached")?;
            Self {
                reader: pool.clone(),
                writer: pool,
            }
        };
        Ok(match on_statement {
            None => db,
            Some(count) => db.counting(count),
        })
    }

    fn counting(mut self, count: fn()) -> Self {
        self.reader.set_metric_callback(move |_| count());
        self.writer.set_metric_callback(move |_| count());
        self
    }

    /// For reading outside a transaction. On SQLite it cannot write.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Which of the two databases this is.
    pub fn backend(&self) -> DatabaseBackend {
        self.writer.get_database_backend()
    }

    /// Begins a transaction that holds the right to write from its first
    /// statement. Dropping it without `commit` undoes everything.
    ///
    /// Inside it, only the transaction may be used: the embedded database has
    /// one writing connection, and asking for a second would wait for ever.
    /// A deferred transaction that reads first and writes later is refused by
    /// SQLite at once, whatever the busy timeout; hence `IMMEDIATE`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let (isolation_level, access_mode, sqlite_transaction_mode) = match self.backend() {
            DatabaseBackend::Sqlite => (None, None, Some(SqliteTransactionMode::Immediate)),
            _ => (
                Some(IsolationLevel::ReadCommitted),
                Some(AccessMode::ReadWrite),
                None,
            ),
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that begins"
        )]
        self.writer
            .begin_with_options(TransactionOptions {
                isolation_level,
                access_mode,
                sqlite_transaction_mode,
            })
            .await
    }

    /// Begins to read everything as it stands now, whatever is written meanwhile.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let (isolation_level, access_mode, sqlite_transaction_mode) = match self.backend() {
            DatabaseBackend::Sqlite => (None, None, Some(SqliteTransactionMode::Deferred)),
            _ => (
                Some(IsolationLevel::RepeatableRead),
                Some(AccessMode::ReadOnly),
                None,
            ),
        };
        #[expect(clippy::disallowed_methods, reason = "it only reads")]
        self.reader
            .begin_with_options(TransactionOptions {
                isolation_level,
                access_mode,
                sqlite_transaction_mode,
            })
            .await
    }

    /// Brings the schema up to date. Servers started together wait for one
    /// another.
    ///
    /// # Errors
    /// A migration fails; what it had begun is undone.
    pub async fn migrate(&self, url: &str) -> anyhow::Result<()> {
        if self.backend() != DatabaseBackend::Postgres {
            // The migrator begins none of its own on SQLite. With one around
            // everything, another server waits here and finds nothing to do.
            let tx = self.begin().await?;
            Migrator::up(&tx, None).await?;
            return Ok(tx.commit().await?);
        }
        // The lock belongs to a connection, so it gets a connection of its own.
        let mut options = quiet(url);
        options.max_connections(1);
        let guard = Database::connect(options).await?;
        guard
            .execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            .await?;
        let outcome = Migrator::up(&self.writer, None).await;
        guard.close().await?;
        Ok(outcome?)
    }

    /// Whether the database answers and its schema is up to date.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn is_ready(&self) -> Result<bool, DbErr> {
        Ok(Migrator::get_pending_migrations_read_only(&self.reader)
            .await?
            .is_empty())
    }

    /// Writes a whole copy of an embedded database while it is in use, without
    /// the sessions and sign-ins that a restored copy must not revive.
    ///
    /// # Errors
    /// Not an SQLite database, or the file exists or cannot be written.
    pub async fn back_up(&self, file: &std::path::Path) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.backend() == DatabaseBackend::Sqlite,
            "Only the embedded database is backed up here. Use pg_dump for PostgreSQL"
        );
        anyhow::ensure!(!file.exists(), "{} already exists", file.display());
        // Under another name until it is ready, so that nobody takes a file
        // with sessions in it for a copy.
        let unready = file.with_added_extension("part");
        let name = unready
            .to_str()
            .context("The file name must be plain text")?;
        self.writer
            .execute_raw(sea_orm::Statement::from_sql_and_values(
                DatabaseBackend::Sqlite,
                "VACUUM INTO ?",
                [name.into()],
            ))
            .await?;
        let copy = Database::connect(sqlite(&format!("sqlite://{name}"), 1, false)).await?;
        for statement in [
            // Otherwise what is deleted stays legible in the file.
            "PRAGMA secure_delete = ON",
            "DELETE FROM session",
            "DELETE FROM sign_in_attempt",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ] {
            copy.execute_unprepared(statement).await?;
        }
        copy.close().await?;
        // SQLite leaves it to the caller to make sure that the copy is on disk.
        std::fs::File::open(&unready)?.sync_all()?;
        std::fs::rename(&unready, file)
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Closes every connection, so that nothing is left half done.
    ///
    /// # Errors
    /// A connection does not close cleanly.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }
}

/// Rows written or keys asked for by one statement: with some twenty columns they
/// stay below the 32,766 values that SQLite takes and PostgreSQL's 65,535.
pub(crate) const AT_ONCE: usize = 500;

/// Writes new rows, [`AT_ONCE`] by each statement; nothing where there are none.
///
/// # Errors
/// The database refuses; some of the rows may be written.
pub(crate) async fn insert_all<A>(tx: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<A> = rows.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(some)
            .exec_without_returning(tx)
            .await?;
    }
}

/// Statements are never logged: they hold what people wrote.
fn quiet(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).record_stmt_in_spans(false);
    options
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = quiet(url);
    options
        .max_connections(connections)
        .min_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .create_if_missing(!read_only)
                .read_only(read_only)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-16000")
        });
    options
}
