//! What was answered survives the sudden end of the server.

use std::sync::{Arc, Mutex};

use app::paths;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter};
use server::{
    clock::{Clock, Random},
    db::{
        Db,
        entities::{action, action_update},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{
    World, database::TestDatabase, eventually, many, whole::assert_whole, whole::words,
    wire::Running, wire::Wire, wire::sign_in,
};

/// Answered updates after which the server is ended.
const ENOUGH: usize = 150;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answered_update_survives_kill_9_and_none_is_half_written() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let random = Random::system();
    let now = Clock::system().now();
    let world = World::make(&db, &random, now).await;
    let (board, seat) = (world.boards["alpha"], world.seats["member"]);
    let references = many::raise(&db, &random, now, board, seat, 8).await;
    let session = sign_in(&db, world.people["member"]).await;
    db.close().await.unwrap();

    let running = Running::start(database.url()).await;
    let wire = Wire::to(running.address, &session);
    let answered = Arc::new(Mutex::new(Vec::new()));
    let mut writers = JoinSet::new();
    for (number, reference) in references.into_iter().enumerate() {
        let (wire, answered) = (wire.clone(), Arc::clone(&answered));
        writers.spawn(write_until_cut_off(wire, number, reference, answered));
    }
    eventually(async || (answered.lock().unwrap().len() >= ENOUGH).then_some(())).await;
    let log = running.log();
    running.kill();
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    assert!(!log.contains("locked"), "{log}");

    // The next start takes over what is there.
    let mut running = Running::start(database.url()).await;
    let answered = answered.lock().unwrap().clone();
    let (reference, _, _) = answered.last().unwrap();
    let page = Wire::to(running.address, &session)
        .get(&paths::action(reference))
        .await
        .unwrap();
    assert_eq!(page.status, 200, "{}", page.body);
    running.terminate();
    assert!(running.ended().await.success());

    let db = Db::connect(database.url()).await.unwrap();
    for (reference, version, note) in &answered {
        let (update, _) = action_update::Entity::find()
            .find_also_related(action::Entity)
            .filter(action::Column::Reference.eq(reference))
            .filter(action_update::Column::Version.eq(*version))
            .one(db.reader())
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{reference} has lost version {version}"));
        assert_eq!(update.note, *note);
    }
    assert_whole(&db).await;
    db.close().await.unwrap();
}

type Answered = Arc<Mutex<Vec<(String, i32, String)>>>;

/// Updates one action again and again until the server is gone, and keeps what
/// was answered.
async fn write_until_cut_off(wire: Wire, number: usize, reference: String, answered: Answered) {
    for version in 1..i32::MAX {
        let note = format!("Update {version} of {reference}");
        let submission = Uuid::from_u64_pair(number as u64, version as u64);
        let answer = wire
            .post(
                &paths::update_action(&reference),
                &[
                    ("version", &version.to_string()),
                    ("submission", &submission.to_string()),
                    ("status", "in_progress"),
                    ("note", &note),
                ],
            )
            .await;
        let Ok(answer) = answer else { return };
        assert_eq!(answer.status, 303, "{}", answer.body);
        answered
            .lock()
            .unwrap()
            .push((reference.clone(), version + 1, note));
    }
}

#[tokio::test]
async fn the_embedded_database_syncs_each_commit_and_its_readers_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/portal.db", folder.path().display());
    let db = Db::connect(&url).await.unwrap();
    db.migrate(&url).await.unwrap();

    let tx = db.begin().await.unwrap();
    for (setting, value) in [
        // 2 is FULL.
        ("synchronous", "2"),
        ("journal_mode", "wal"),
        ("foreign_keys", "1"),
    ] {
        let shown = tx
            .query_one_raw(sea_orm::Statement::from_string(
                DatabaseBackend::Sqlite,
                format!("SELECT CAST({setting} AS text) FROM pragma_{setting}"),
            ))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(shown.try_get_by_index::<String>(0).unwrap(), value);
    }
    drop(tx);

    assert_eq!(
        words(&db, "SELECT journal_mode FROM pragma_journal_mode").await,
        ["wal"]
    );
    for statement in [
        "DELETE FROM session",
        "CREATE TABLE sneaked_in (id)",
        "PRAGMA user_version = 7",
    ] {
        let refused = db.reader().execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
    }
}
