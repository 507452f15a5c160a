//! A fresh, migrated database for each test: SQLite unless
//! `PORTAL_TEST_DATABASE_URL` names a PostgreSQL server.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::{ConnectionTrait, Database, DatabaseBackend, Statement};
use server::db::Db;
use tokio::sync::OnceCell;

/// Names a PostgreSQL server whose databases tests may create and drop.
const SERVER: &str = "PORTAL_TEST_DATABASE_URL";

/// A database that is gone with the test.
pub struct TestDatabase {
    url: String,
    // Held for its folder, which goes with it.
    _folder: Option<tempfile::TempDir>,
}

/// Whether this run is on PostgreSQL.
pub fn server_url() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told where to run by the environment"
    )]
    std::env::var(SERVER).ok().filter(|url| !url.is_empty())
}

static NUMBER: AtomicU32 = AtomicU32::new(0);
static SQLITE_TEMPLATE: OnceCell<tempfile::TempDir> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl TestDatabase {
    /// Copies a database that was migrated once for the whole run.
    pub async fn new() -> Self {
        match server_url() {
            Some(server) => Self::on_postgres(&server).await,
            None => Self::on_sqlite().await,
        }
    }

    /// Without a single table.
    pub async fn empty() -> Self {
        match server_url() {
            Some(server) => Self {
                url: create(&server, &Self::next_name(), None).await,
                _folder: None,
            },
            None => Self::in_folder(tempfile::tempdir().unwrap()),
        }
    }

    fn next_name() -> String {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        format!("portal_test_{}_{number}", std::process::id())
    }

    fn in_folder(folder: tempfile::TempDir) -> Self {
        Self {
            url: format!("sqlite://{}/portal.db", folder.path().display()),
            _folder: Some(folder),
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    async fn on_sqlite() -> Self {
        let template = SQLITE_TEMPLATE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}/portal.db", folder.path().display());
                let db = Db::connect(&url).await.unwrap();
                db.migrate(&url).await.unwrap();
                db.close().await.unwrap();
                folder
            })
            .await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("portal.db");
        std::fs::copy(template.path().join("portal.db"), &file).unwrap();
        Self::in_folder(folder)
    }

    async fn on_postgres(server: &str) -> Self {
        let template = POSTGRES_TEMPLATE
            .get_or_init(|| async {
                let name = format!("portal_template_{}", std::process::id());
                let url = create(server, &name, None).await;
                let db = Db::connect(&url).await.unwrap();
                db.migrate(&url).await.unwrap();
                db.close().await.unwrap();
                name
            })
            .await;
        Self {
            url: create(server, &Self::next_name(), Some(template)).await,
            _folder: None,
        }
    }
}

/// Creates a database on the server and returns its address. The server itself
/// is thrown away after the run, and its databases with it.
async fn create(server: &str, name: &str, template: Option<&str>) -> String {
    let connection = Database::connect(server).await.unwrap();
    let template = template.map_or_else(String::new, |name| format!(" TEMPLATE {name}"));
    connection
        .execute_unprepared(&format!("CREATE DATABASE {name}{template}"))
        .await
        .unwrap();
    connection.close().await.unwrap();
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.into()
}

/// Every row of every table as text, sessions' last use left out: it is written
/// while reading.
pub async fn contents(db: &Db) -> String {
    contents_but(db, &[]).await
}

/// The same without some tables.
pub async fn contents_but(db: &Db, left_out: &[&str]) -> String {
    let tables = || TABLES.iter().filter(|table| !left_out.contains(table));
    let mut selects = Vec::new();
    for table in tables() {
        let row = match db.backend() {
            DatabaseBackend::Postgres => {
                let columns = kept_columns(table);
                format!("CAST(t AS text) AS row FROM (SELECT {columns} FROM {table}) t")
            }
            _ => format!("{} AS row FROM {table}", quoted_columns(db, table).await),
        };
        selects.push(format!("SELECT '{table}' AS kind, {row}"));
    }
    // One statement, for it is asked again and again.
    let all = format!("{} ORDER BY 1, 2", selects.join(" UNION ALL "));
    let found = db
        .reader()
        .query_all_raw(Statement::from_string(db.backend(), all))
        .await
        .unwrap();
    let mut rows: HashMap<String, Vec<String>> = HashMap::new();
    for row in found {
        let kind = row.try_get("", "kind").unwrap();
        let row = row.try_get("", "row").unwrap();
        rows.entry(kind).or_default().push(row);
    }
    let mut out = String::new();
    for table in tables() {
        let rows = rows.remove(*table).unwrap_or_default();
        out.push_str(&format!("# {table}: {}\n", rows.len()));
        for row in rows {
            out.push_str(&row);
            out.push('\n');
        }
    }
    out
}

/// What of a table is looked at: not when a session was last used.
fn kept_columns(table: &str) -> &'static str {
    match table {
        "session" => "id, token_hash, person_id",
        _ => "*",
    }
}

/// The columns of a table of SQLite as one text. The schema is the same in every test.
async fn quoted_columns(db: &Db, table: &'static str) -> String {
    static KNOWN: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());
    if let Some(known) = KNOWN.lock().unwrap().get(table) {
        return known.clone();
    }
    let names: Vec<String> = match kept_columns(table) {
        "*" => db
            .reader()
            .query_all_raw(Statement::from_string(
                DatabaseBackend::Sqlite,
                format!("SELECT name FROM pragma_table_info('{table}')"),
            ))
            .await
            .unwrap()
            .iter()
            .map(|row| row.try_get("", "name").unwrap())
            .collect(),
        some => some.split(", ").map(str::to_owned).collect(),
    };
    let quoted: Vec<String> = names.iter().map(|name| format!("quote({name})")).collect();
    let quoted = quoted.join(" || '|' || ");
    KNOWN.lock().unwrap().insert(table, quoted.clone());
    quoted
}

/// Every table but the outbox's and the migrations' own.
pub const TABLES: &[&str] = &[
    "organisation",
    "board",
    "board_alias",
    "board_area",
    "person",
    "seat",
    "appointment",
    "interest",
    "invitation",
    "identity",
    "session",
    "action_number",
    "action",
    "action_update",
    "action_contributor",
    "action_request",
    "action_link",
    "action_import",
    "action_import_row",
    "audit_event",
    "audit_head",
    "outbox",
    "persona",
    "seat_template",
    "notice",
    "member_import",
    "import_row",
    "meeting_series",
    "meeting",
    "meeting_board",
    "agenda_template_item",
    "agenda_item",
    "agenda_publication",
    "mail",
    "daily_run",
    "calendar_feed",
    "board_rules",
    "attendance",
    "item_note",
    "decision_number",
    "decision",
    "minutes",
    "minutes_correction",
    "paper",
    "pack",
    "meeting_reply",
    "meeting_substitute",
    "meeting_call",
    "nudge",
    "dropped_suggestion",
    "publication",
    "figure",
    "figure_revision",
    "area_label",
    "series_setting",
    "pilot",
    "pilot_lead",
    "pilot_site",
    "pilot_measure",
    "site_return",
    "return_value",
    "return_chase",
    "return_revision",
    "revised_value",
    "site_lead",
    "measure_target",
    "pilot_entry",
    "pilot_decision",
    "pilot_correction",
    "pilot_check",
    "lesson_adoption",
    "pilot_status",
    "measure_evidence",
    "measure_figure",
    "measure_comparator",
];
