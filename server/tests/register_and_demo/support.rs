//! An empty, migrated database for a test.

use chrono::{DateTime, TimeZone, Utc};
use server::{audit, clock::Random, db::Db};

/// A database that is removed when the test ends.
pub struct Database {
    pub db: Db,
    cleanup: Cleanup,
}

enum Cleanup {
    Folder(#[expect(dead_code, reason = "held until the test ends")] tempfile::TempDir),
    Schema { address: String, name: String },
}

impl Database {
    /// An SQLite file in a folder of its own.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite://{}", folder.path().join("portal.db").display());
        let db = Db::connect(&address).await.expect("a database");
        db.migrate(&address).await.expect("a schema");
        Self {
            db,
            cleanup: Cleanup::Folder(folder),
        }
    }

    /// A schema of its own in the PostgreSQL database that
    /// `PORTAL_TEST_DATABASE_URL` names, where it names one.
    pub async fn postgres() -> Option<Self> {
        use sea_orm::ConnectionTrait;

        #[expect(
            clippy::disallowed_methods,
            reason = "whoever runs the tests says where PostgreSQL is"
        )]
        let address = std::env::var("PORTAL_TEST_DATABASE_URL")
            .ok()
            .filter(|address| !address.is_empty())?;
        let name = format!(
            "register_and_demo_{}",
            Random::system().id(morning()).simple()
        );
        let outside = sea_orm::Database::connect(&address)
            .await
            .expect("PostgreSQL");
        outside
            .execute_unprepared(&format!("CREATE SCHEMA {name}"))
            .await
            .expect("a schema");
        outside.close().await.expect("closed");
        let separator = if address.contains('?') { '&' } else { '?' };
        let inside = format!("{address}{separator}options=-c%20search_path%3D{name}");
        let db = Db::connect(&inside).await.expect("a database");
        db.migrate(&inside).await.expect("tables");
        Some(Self {
            db,
            cleanup: Cleanup::Schema { address, name },
        })
    }

    /// Every database there is to test on.
    pub async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    pub async fn close(self) {
        use sea_orm::ConnectionTrait;

        self.db.close().await.expect("closed");
        if let Cleanup::Schema { address, name } = self.cleanup {
            let outside = sea_orm::Database::connect(&address)
                .await
                .expect("PostgreSQL");
            outside
                .execute_unprepared(&format!("DROP SCHEMA {name} CASCADE"))
                .await
                .expect("dropped");
            outside.close().await.expect("closed");
        }
    }
}

/// A Tuesday morning.
pub fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 9, 0, 0)
        .single()
        .expect("a moment")
}

/// The number of events in a trail that is whole.
pub async fn events(db: &Db) -> u64 {
    let trail = audit::verify(db.reader()).await.expect("a trail");
    assert_eq!(trail.faults, []);
    trail.events
}
