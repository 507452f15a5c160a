//! A whole portal in a test, without a socket: its own database, a clock that
//! stands still, a small world of two boards, and browsers that talk to it.

pub mod action_steps;
pub mod browser;
pub mod database;
pub mod history;
pub mod many;
pub mod requests;
pub mod s3;
pub mod smtp;
pub mod table;
pub mod whole;
pub mod wire;
pub mod world;

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::Router;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    clock::{Clock, Random},
    config::{Config, Environment, ServeArguments},
    db::{Db, entities::audit_event},
    portal::{self, Surroundings},
    serve::Stopping,
    state::AppState,
};

pub use browser::{Answer, Browser};
pub use world::World;

/// When every test begins: Monday 23 November 2026 at 9am.
pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
}

/// A portal of a test's own.
pub struct TestPortal {
    pub state: AppState,
    pub router: Router,
    pub world: World,
    clock: Arc<AtomicI64>,
    database: database::TestDatabase,
    papers: tempfile::TempDir,
}

thread_local! {
    static STATEMENTS: Cell<u64> = const { Cell::new(0) };
}

static ALL_STATEMENTS: AtomicU64 = AtomicU64::new(0);

fn count_statement() {
    ALL_STATEMENTS.fetch_add(1, Ordering::Relaxed);
    STATEMENTS.with(|count| count.set(count.get() + 1));
}

impl TestPortal {
    /// A portal with the small world in it.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A portal with further settings, each as a variable and its value.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::starting(start(), settings).await
    }

    /// A portal whose world was made, and whose clock stands, at a moment.
    pub async fn starting(at: DateTime<Utc>, settings: &[(&str, &str)]) -> Self {
        Self::made(at, settings, Stopping::when(std::future::pending())).await
    }

    /// A portal that begins to stop when it is told to.
    pub async fn stopped_by(stopping: Stopping) -> Self {
        Self::made(start(), &[], stopping).await
    }

    async fn made(at: DateTime<Utc>, settings: &[(&str, &str)], stopping: Stopping) -> Self {
        let database = database::TestDatabase::new().await;
        let db = Db::connect_counting(database.url(), Some(count_statement))
            .await
            .unwrap();
        let clock = Arc::new(AtomicI64::new(at.timestamp_micros()));
        let shown = Arc::clone(&clock);
        let surroundings = Surroundings {
            clock: Clock::from_fn(move || {
                DateTime::from_timestamp_micros(shown.load(Ordering::SeqCst)).unwrap()
            }),
            random: Random::seeded(7),
            stopping,
        };
        let world = World::make(&db, &Random::seeded(11), at).await;
        let papers = tempfile::tempdir().unwrap();
        let environment: Environment = [
            ("PORTAL_DEMO", "true"),
            ("PORTAL_BASE_URL", "http://127.0.0.1:3000"),
            ("PORTAL_SIGN_IN_PER_MINUTE", "6000"),
            ("PORTAL_SIGN_IN_BURST", "1000"),
            ("PORTAL_PAPERS", papers.path().to_str().unwrap()),
        ]
        .into_iter()
        .chain(settings.iter().copied())
        .collect();
        let config = Config::read(&ServeArguments::default(), &environment).unwrap();
        let (state, router) = portal::assemble(&config, db, surroundings).await.unwrap();
        Self {
            state,
            router,
            world,
            clock,
            database,
            papers,
        }
    }

    /// The address of the test's database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        self.clock
            .fetch_add(time.num_microseconds().unwrap(), Ordering::SeqCst);
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser in which this person of the world is signed in.
    pub async fn signed_in(&self, person: &str) -> Browser {
        let mut browser = self.browser();
        let secret = self.world.session_of(&self.state, person).await;
        browser.set_cookie(&self.state.cookies.session_name(), &secret);
        browser
    }

    /// The folder that files are kept in beside the database.
    pub fn papers(&self) -> &std::path::Path {
        self.papers.path()
    }

    /// How many statements a piece of work sends to the database. The test must
    /// run on the thread of its own that `#[tokio::test]` gives it.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = STATEMENTS.with(Cell::get);
        let outcome = work.await;
        (outcome, STATEMENTS.with(Cell::get) - before)
    }

    /// Everything stored, as text: equal before and after what must not write.
    pub async fn contents(&self) -> String {
        database::contents(&self.state.db).await
    }

    /// The same, but that somebody had a file: the one thing that a GET writes.
    pub async fn contents_but_downloads(&self) -> String {
        let rest = database::contents_but(&self.state.db, &["audit_event", "audit_head"]);
        let events = audit_event::Entity::find()
            .filter(audit_event::Column::Verb.ne("downloaded"))
            .all(self.state.db.reader());
        format!("{}{:#?}", rest.await, events.await.unwrap())
    }
}

/// Waits for something that happens by itself, at most ten seconds.
pub async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..1_000 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen within ten seconds");
}

/// What a Python program that uses only its own library makes of some bytes.
pub fn python(program: &str, input: &[u8]) -> Vec<u8> {
    use std::{
        io::Write,
        process::{Command, Stdio},
    };
    let mut child = Command::new(interpreter(program))
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python 3 must be installed; on Debian run: apt-get install python3");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    output.stdout
}

/// The Python that a program runs on: one of several may have what it asks for.
fn interpreter(program: &str) -> &'static str {
    let found = |python: &str| {
        std::process::Command::new(python)
            .args(["-c", "import vobject"])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if program.contains("import vobject") && !found("python3") {
        "/usr/bin/python3"
    } else {
        "python3"
    }
}
