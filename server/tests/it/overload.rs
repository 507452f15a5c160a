//! What costs much, asked for by many at once, beside what costs little.

use std::time::{Duration, Instant};

use app::paths;
use axum::http::{StatusCode, header};
use tokio::task::JoinSet;

use crate::support::{Browser, TestPortal};

/// Costly addresses of every kind: a file, the grid of all boards, a search.
fn costly() -> [String; 4] {
    [
        format!("{}?format=csv", paths::action_log_export("alpha")),
        format!("{}?format=xlsx", paths::members_export("alpha")),
        paths::PERFORMANCE.to_owned(),
        format!("{}?q=rota", paths::action_log("alpha")),
    ]
}

#[tokio::test]
async fn who_finds_no_place_for_costly_pages_comes_again_and_all_else_goes_on() {
    let portal = TestPortal::new().await;
    let mut secretary = portal.signed_in("secretary").await;
    let places: Vec<_> = std::iter::from_fn(|| portal.state.costly.place()).collect();
    assert_eq!(places.len(), 20);
    for address in costly() {
        let answer = secretary.fetch(&address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert_eq!(answer.headers[header::RETRY_AFTER], "30", "{address}");
        assert_eq!(answer.heading(), "Sorry, the service is unavailable");
    }
    for address in [
        paths::MY_WORK.to_owned(),
        paths::action_log("alpha"),
        format!("{}?q=", paths::action_log("alpha")),
        paths::board("alpha"),
    ] {
        let answer = secretary.fetch(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
    }
    drop(places);
    for address in costly() {
        assert_eq!(secretary.fetch(&address).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn of_forty_at_once_twenty_wait_and_the_others_come_again() {
    let portal = TestPortal::new().await;
    let secretary = portal.signed_in("secretary").await;
    let queue = &portal.state.costly;
    // As long as others have their turn, nobody else is done.
    let turns = [queue.turn().await.unwrap(), queue.turn().await.unwrap()];
    let mut asked = JoinSet::new();
    for number in 0..40 {
        let mut browser = secretary.clone();
        let address = costly()[number % 4].clone();
        asked.spawn(async move { browser.fetch(&address).await.status });
    }
    for _ in 0..20 {
        let status = asked.join_next().await.unwrap().unwrap();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert!(queue.place().is_none());
    // Pages that cost little do not wait for them.
    let mut other = secretary.clone();
    assert_eq!(other.fetch(paths::MY_WORK).await.status, StatusCode::OK);
    drop(turns);
    for status in asked.join_all().await {
        assert_eq!(status, StatusCode::OK);
    }
    assert!(queue.place().is_some());
}

/// How long a page of normal use takes, a request every 80 milliseconds, at its
/// median and for all but one in a hundred.
async fn normal_use(browser: &Browser) -> (Duration, Duration) {
    let mut asked = JoinSet::new();
    for number in 0..200 {
        let mut browser = browser.clone();
        asked.spawn(async move {
            tokio::time::sleep(Duration::from_millis(80 * number)).await;
            let begun = Instant::now();
            let answer = browser.fetch(paths::MY_WORK).await;
            assert_eq!(answer.status, StatusCode::OK);
            begun.elapsed()
        });
    }
    let mut took = asked.join_all().await;
    took.sort();
    (took[100], took[197])
}

/// Security row 45: normal use alone, and with twenty who ask for costly pages all
/// the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "a measurement, not a test: run it alone"]
async fn normal_use_beside_twenty_who_ask_for_costly_pages() {
    let portal = TestPortal::new().await;
    let secretary = portal.signed_in("secretary").await;
    let alone = normal_use(&secretary).await;
    let mut costing = JoinSet::new();
    for number in 0..20 {
        let mut browser = secretary.clone();
        let address = costly()[number % 4].clone();
        costing.spawn(async move {
            loop {
                browser.fetch(&address).await;
            }
        });
    }
    let beside = normal_use(&secretary).await;
    println!("median and p99 alone {alone:?}, beside {beside:?}");
}
