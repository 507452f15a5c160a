//! What was answered survives the sudden end of the server.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use app::{ids::PublicationId, paths, performance::types::PublicationState};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter};
use server::{
    audit::Actor,
    clock::{Clock, Random},
    config::PapersConfig,
    db::{
        Db,
        entities::{action, action_update, figure, figure_revision},
    },
    papers::keep::Keep,
    performance::{self, Whole, store},
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{
    World, database::TestDatabase, eventually, many, requests::performance::HEAD,
    whole::assert_whole, whole::words, wire::Running, wire::Wire, wire::sign_in,
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

/// Figures of a file: two areas, two kinds of cases, started and closed, for the quarters
/// of so many years.
const YEARS: std::ops::Range<i32> = 1990..2025;
const FIGURES: usize = 2 * 2 * 2 * 4 * 35;

/// An official file whose figures begin at a number.
fn official_file(from: usize) -> String {
    let mut file = HEAD.to_owned();
    let mut cases = from;
    for year in YEARS {
        for quarter in 1..=4 {
            for area in ["ALP", "BET"] {
                for law in ["Public Law", "Private Law"] {
                    for stage in ["Start", "End"] {
                        file.push_str(&format!(
                            "{law},{stage},{year},{quarter},{area},North East,,{cases}\r\n"
                        ));
                        cases += 1;
                    }
                }
            }
        }
    }
    file
}

/// Takes an official file without anybody, and loads it where that is asked for.
async fn take_official(
    (db, random): (&Db, &Random),
    keep: &Keep,
    (from, loads): (usize, bool),
) -> PublicationId {
    let now = Clock::system().now();
    let today = app::wording::uk_day(now);
    let bytes = official_file(from).into_bytes();
    let whole = Whole {
        id: PublicationId(random.id(now)),
        title: "Family Court Statistics Quarterly",
        address: "",
        published_on: today,
        file_name: "figures.csv",
        bytes: &bytes,
        fictional: true,
    };
    keep.put(&whole.hash(), bytes.clone()).await.unwrap();
    let actor = Actor {
        person: None,
        name: "tests".to_owned(),
        way: app::actions::types::Way::Page,
    };
    let tx = db.begin().await.unwrap();
    performance::take(&tx, random, &actor, (now, today), &whole, loads)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    whole.id
}

/// How many figures are of one file, of another, and how many were revised.
async fn held(db: &Db, before: PublicationId, after: PublicationId) -> (usize, usize, usize) {
    let figures = figure::Entity::find().all(db.reader()).await.unwrap();
    let of = |id: PublicationId| {
        figures
            .iter()
            .filter(|one| one.publication_id == id.0)
            .count()
    };
    let revised = figure_revision::Entity::find()
        .all(db.reader())
        .await
        .unwrap();
    (of(before), of(after), revised.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_load_of_official_figures_that_is_cut_off_leaves_nothing_half_in() {
    let database = TestDatabase::new().await;
    let papers = tempfile::tempdir().unwrap();
    let keep = Keep::new(&PapersConfig::Folder(papers.path().into()), None).unwrap();
    let db = Db::connect(database.url()).await.unwrap();
    let random = Random::system();
    let world = World::make(&db, &random, Clock::system().now()).await;
    let old = take_official((&db, &random), &keep, (1_000, true)).await;
    let new = take_official((&db, &random), &keep, (5_000, false)).await;
    assert_eq!(held(&db, old, new).await, (FIGURES, 0, 0));
    let version = store::find(db.reader(), new)
        .await
        .unwrap()
        .unwrap()
        .version;
    let session = sign_in(&db, world.people["national secretariat"]).await;
    db.close().await.unwrap();

    let approve = |running: &Running| {
        let (wire, version) = (Wire::to(running.address, &session), version.to_string());
        let address = paths::approve_publication(new);
        tokio::spawn(async move { wire.post(&address, &[("version", &*version)]).await })
    };
    let mut cut_off = 0;
    for pause in [10, 60, 200, 600] {
        let running = Running::start_with_papers(database.url(), papers.path()).await;
        let sent = approve(&running);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        running.kill();
        let is_answered = sent.await.unwrap().is_ok();
        cut_off += u32::from(!is_answered);

        let db = Db::connect(database.url()).await.unwrap();
        let state = store::find(db.reader(), new).await.unwrap().unwrap().state;
        let is_loaded = state == PublicationState::Applied;
        let whole = if is_loaded {
            (0, FIGURES, FIGURES)
        } else {
            assert_eq!(state, PublicationState::Checked);
            assert!(!is_answered, "what was answered is lost");
            (FIGURES, 0, 0)
        };
        assert_eq!(held(&db, old, new).await, whole, "after {pause} ms");
        assert_whole(&db).await;
        db.close().await.unwrap();
        if is_loaded {
            break;
        }
    }
    assert!(cut_off > 0, "nothing was cut off");

    // Whoever approves it next loads all of it, or is told that it is.
    let mut running = Running::start_with_papers(database.url(), papers.path()).await;
    let answer = approve(&running).await.unwrap().unwrap();
    assert_eq!(answer.status, 303, "{}", answer.body);
    running.terminate();
    assert!(running.ended().await.success());
    let db = Db::connect(database.url()).await.unwrap();
    assert_eq!(held(&db, old, new).await, (0, FIGURES, FIGURES));
    assert_whole(&db).await;
    db.close().await.unwrap();
}
