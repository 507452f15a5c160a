//! A copy made in the middle of work is whole, and revives nobody's session.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use app::paths;
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    clock::{Clock, Random},
    db::{
        Db,
        entities::{action, action_update, session, sign_in_attempt},
    },
    sessions::store as sessions,
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{
    TestPortal, World,
    database::{TestDatabase, server_url},
    eventually, many, start,
    whole::assert_whole,
    wire::{self, Running, Wire, sign_in},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_made_under_load_has_everything_answered_before_and_no_session() {
    if server_url().is_some() {
        return;
    }
    let portal = TestPortal::new().await;
    let (db, world) = (&portal.state.db, &portal.world);
    let (board, seat) = (world.boards["alpha"], world.seats["member"]);
    let references = many::raise(db, &portal.state.random, start(), board, seat, 4).await;
    sign_in(db, world.people["member"]).await;
    let tx = db.begin().await.unwrap();
    let pending = "canary-pending".to_owned();
    sessions::begin_attempt(&tx, &portal.state.random, start(), pending, "/")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let over = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(Mutex::new(Vec::new()));
    let mut writers = JoinSet::new();
    for (number, reference) in references.into_iter().enumerate() {
        let mut member = portal.signed_in("member").await;
        let (over, answered) = (Arc::clone(&over), Arc::clone(&answered));
        writers.spawn(async move {
            let mut version = 1;
            while !over.load(Ordering::SeqCst) {
                let submission = Uuid::from_u64_pair(number as u64 + 1, version);
                let answer = member
                    .post(
                        &paths::update_action(&reference),
                        &[
                            ("version", &version.to_string()),
                            ("submission", &submission.to_string()),
                            ("status", "in_progress"),
                            ("note", "During the backup"),
                        ],
                    )
                    .await;
                assert_eq!(answer.status, 303, "{}", answer.body);
                version += 1;
                answered
                    .lock()
                    .unwrap()
                    .push((reference.clone(), i32::try_from(version).unwrap()));
            }
        });
    }
    let count = || answered.lock().unwrap().len();
    eventually(async || (count() >= 20).then_some(())).await;
    let mark = answered.lock().unwrap().clone();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    db.back_up(&file).await.unwrap();
    let done = count();
    eventually(async || (count() >= done + 4).then_some(())).await;
    over.store(true, Ordering::SeqCst);
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }

    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["copy.db"]);
    let bytes = std::fs::read(&file).unwrap();
    for secret in ["canary-id-token", "canary-pending"] {
        let found = bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "{secret} is still in the file");
    }
    let copy = Db::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    assert!(copy.is_ready().await.unwrap());
    assert_whole(&copy).await;
    for (reference, version) in mark {
        let (update, _) = action_update::Entity::find()
            .find_also_related(action::Entity)
            .filter(action::Column::Reference.eq(&reference))
            .filter(action_update::Column::Version.eq(version))
            .one(copy.reader())
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{reference} has lost version {version}"));
        assert_eq!(update.note, "During the backup");
    }
    let sessions = session::Entity::find().count(copy.reader()).await.unwrap();
    let attempts = sign_in_attempt::Entity::find()
        .count(copy.reader())
        .await
        .unwrap();
    assert_eq!((sessions, attempts), (0, 0));
    // The portal itself has lost nobody.
    let sessions = session::Entity::find().count(db.reader()).await.unwrap();
    assert_eq!(sessions, 5);
    assert_whole(db).await;
}

#[tokio::test]
async fn a_file_that_is_there_is_never_written_over() {
    if server_url().is_some() {
        return;
    }
    let portal = TestPortal::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    std::fs::write(&file, "Yesterday's copy").unwrap();
    let refused = portal.state.db.back_up(&file).await.unwrap_err();
    assert!(refused.to_string().contains("already exists"), "{refused}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Yesterday's copy");
    // The portal goes on writing.
    portal.pass(TimeDelta::minutes(1));
    portal.signed_in("member").await;
}

#[tokio::test]
async fn on_postgresql_the_operator_is_told_what_to_use() {
    if server_url().is_none() {
        return;
    }
    let portal = TestPortal::new().await;
    let folder = tempfile::tempdir().unwrap();
    let refused = portal
        .state
        .db
        .back_up(&folder.path().join("copy.db"))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
}

/// A backup, an import and a migration by programs of their own, while others work.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_an_operator_does_meanwhile_disturbs_nobody() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let random = Random::system();
    let now = Clock::system().now();
    let world = World::make(&db, &random, now).await;
    let (board, seat) = (world.boards["alpha"], world.seats["member"]);
    let references = many::raise(&db, &random, now, board, seat, 8).await;
    let session = sign_in(&db, world.people["member"]).await;
    let running = Running::start(database.url()).await;
    let wire = Wire::to(running.address, &session);

    let over = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for (number, reference) in references.into_iter().enumerate() {
        let (wire, over) = (wire.clone(), Arc::clone(&over));
        writers.spawn(async move {
            let mut version = 0;
            while !over.load(Ordering::SeqCst) || version < 5 {
                version += 1;
                let submission = Uuid::from_u64_pair(number as u64 + 1, version);
                let fields = [
                    ("version", &*version.to_string()),
                    ("submission", &*submission.to_string()),
                    ("status", "in_progress"),
                    ("note", "Meanwhile"),
                ];
                let answer = wire.post(&paths::update_action(&reference), &fields).await;
                let answer = answer.unwrap();
                assert_eq!(answer.status, 303, "{}", answer.body);
            }
        });
    }
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db").display().to_string();
    let url = database.url();
    let register = folder.path().join("boards.csv");
    let mut rows = "code,name,hmcts_region,hmcts_area_code,confidence\n".to_owned();
    for first in 'A'..='D' {
        for second in 'A'..='T' {
            rows.push_str(&format!(
                "X{first}{second},Imported {first}{second},London,,A\n"
            ));
        }
    }
    std::fs::write(&register, rows).unwrap();
    let register = register.to_str().unwrap();
    let mut commands = vec![
        vec![
            "register",
            "load",
            "--apply",
            "--database-url",
            url,
            register,
        ],
        vec!["migrate", "--database-url", url],
        vec!["audit", "verify", "--database-url", url],
    ];
    if server_url().is_none() {
        commands.push(vec!["backup", "--database-url", url, &copy]);
    }
    for arguments in &commands {
        let mut command = wire::portal(arguments);
        let done = tokio::task::spawn_blocking(move || command.output().unwrap());
        let done = done.await.unwrap();
        assert!(done.status.success(), "{arguments:?}: {done:?}");
    }
    over.store(true, Ordering::SeqCst);
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    assert!(!running.log().contains("locked"), "{}", running.log());
    drop(running);
    assert_whole(&db).await;
    if server_url().is_none() {
        let copy = Db::connect(&format!("sqlite://{copy}")).await.unwrap();
        assert_whole(&copy).await;
    }
}
