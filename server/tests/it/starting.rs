//! Starting and stopping: several at once, in the middle of requests, and with
//! settings that must not be.

use app::paths;
use server::{
    clock::{Clock, Random},
    db::Db,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::support::{
    World,
    database::{self, TestDatabase},
    wire::{self, Running, Wire, read_answer, sign_in},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_servers_started_together_on_an_empty_database_all_come_up() {
    let database = TestDatabase::empty().await;
    let mut starting = JoinSet::new();
    for _ in 0..5 {
        let url = database.url().to_owned();
        starting.spawn(async move {
            let db = Db::connect(&url).await.unwrap();
            db.migrate(&url).await.unwrap();
            assert!(db.is_ready().await.unwrap());
            db.close().await.unwrap();
        });
    }
    while let Some(started) = starting.join_next().await {
        started.unwrap();
    }
    let db = Db::connect(database.url()).await.unwrap();
    World::make(&db, &Random::system(), Clock::system().now()).await;
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_asked_to_stop_answers_what_it_has_begun_and_ends_well() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let world = World::make(&db, &Random::system(), Clock::system().now()).await;
    let session = sign_in(&db, world.people["member"]).await;
    db.close().await.unwrap();
    let mut running = Running::start(database.url()).await;
    let client = Wire::to(running.address, &session);

    let mut listening = listener(&client).await;
    let reference = &world.actions["ayton late"];
    let body = wire::encoded(&[
        ("version", "1"),
        ("submission", "00000000-0000-0000-0000-000000000001"),
        ("status", "blocked"),
        ("note", "Sent while the server was stopping"),
    ]);
    let head = client.post_head(
        &paths::update_action(reference),
        body.len(),
        "expect: 100-continue\r\n",
    );
    let mut update = client.open(&head).await.unwrap();
    // The server says so once the request is in its hands.
    let mut begun = [0; 25];
    update.read_exact(&mut begun).await.unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 100 Continue"));

    running.terminate();
    let mut rest = Vec::new();
    listening.read_to_end(&mut rest).await.unwrap();
    update.write_all(body.as_bytes()).await.unwrap();
    let answer = read_answer(&mut update).await.unwrap();
    assert_eq!(answer.status, 303, "{}", answer.body);
    let ended = running.ended().await;
    assert_eq!(ended.code(), Some(0), "{}", running.log());
}

/// A connection that is told of changes, from after its head on.
async fn listener(client: &Wire) -> TcpStream {
    let head = client.get_head(&paths::board_changes("alpha", 1_000));
    let mut stream = client.open(&head).await.unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        seen.push(stream.read_u8().await.unwrap());
    }
    assert!(seen.starts_with(b"HTTP/1.1 200"), "{seen:?}");
    stream
}

#[test]
fn the_demonstration_refuses_an_address_that_others_reach() {
    let output = wire::portal(&["serve", "--demo", "--listen", "0.0.0.0:3000"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("loopback address"), "{said}");
    assert!(said.contains("0.0.0.0:3000"), "{said}");
}

#[test]
fn settings_are_shown_without_their_secrets() {
    let output = wire::portal(&["serve", "--print-config"])
        .envs([
            (
                "PORTAL_DATABASE_URL",
                "postgres://portal:canary-password@db/portal",
            ),
            ("PORTAL_OIDC_PROVIDERS", "moj"),
            ("PORTAL_OIDC_MOJ_NAME", "MoJ"),
            ("PORTAL_OIDC_MOJ_ISSUER", "https://id.example"),
            ("PORTAL_OIDC_MOJ_CLIENT_ID", "portal"),
            ("PORTAL_OIDC_MOJ_CLIENT_SECRET", "canary-secret"),
            ("PORTAL_BASE_URL", "https://boards.example"),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("PORTAL_OIDC_MOJ_CLIENT_ID=portal"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[tokio::test]
async fn a_database_that_is_up_to_date_stays_as_it_is() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    World::make(&db, &Random::seeded(1), Clock::system().now()).await;
    let before = database::contents(&db).await;
    db.migrate(database.url()).await.unwrap();
    assert_eq!(database::contents(&db).await, before);
}
