//! Papers in a bucket: what the folder does, over the network.

use app::paths;
use axum::{
    body::{Body, Bytes},
    http::StatusCode,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::TryStreamExt;
use server::{meetings::agenda, papers::keep};

use crate::support::{
    TestPortal,
    requests::{meetings::meeting_of_its_own, papers::papers_of},
    s3::{FakeS3, KEY_ID, SECRET},
};

const MEGABYTE: usize = 1024 * 1024;

async fn portal() -> (TestPortal, FakeS3) {
    let (storage, address) = FakeS3::start().await;
    let endpoint = format!("http://{address}");
    let portal = TestPortal::with(&[
        ("PORTAL_PAPERS", "s3://papers/of/ours"),
        ("PORTAL_PAPERS_S3_ENDPOINT", &endpoint),
        ("PORTAL_PAPERS_S3_KEY_ID", KEY_ID),
        ("PORTAL_PAPERS_S3_SECRET", SECRET),
    ])
    .await;
    (portal, storage)
}

#[tokio::test]
async fn a_paper_is_put_got_and_thrown_away() {
    let (portal, storage) = portal().await;
    let papers = &portal.state.papers;
    let hash = keep::hash_of(b"words");
    papers.put(&hash, b"words".to_vec()).await.unwrap();
    assert_eq!(storage.names(), [format!("papers/of/ours/{hash}")]);
    assert_eq!(papers.get(&hash).await.unwrap(), b"words");
    let read = papers.read(&hash).await.unwrap();
    let read: Vec<Bytes> = read.try_collect().await.unwrap();
    assert_eq!(read.concat(), b"words");

    // One that is not what it was is not given out, and neither is one that is gone.
    storage.put(&format!("papers/of/ours/{hash}"), b"other");
    assert!(papers.get(&hash).await.is_err());
    assert!(papers.get(&keep::hash_of(b"none")).await.is_err());

    let pack = app::ids::PackId(portal.state.random.id(portal.state.clock.now()));
    papers.put_pack(pack, b"a pack".to_vec()).await.unwrap();
    let read = papers.pack(pack).await.unwrap();
    let read: Vec<Bytes> = read.try_collect().await.unwrap();
    assert_eq!(read.concat(), b"a pack");
    papers.remove_pack(pack).await;
    papers.remove_pack(pack).await;
    assert_eq!(storage.names().len(), 1);
}

#[tokio::test]
async fn a_large_paper_comes_in_parts_and_what_is_given_up_leaves_none() {
    let (portal, storage) = portal().await;
    let (papers, state) = (&portal.state.papers, &portal.state);
    let fresh = || state.random.id(state.clock.now());
    let piece = Bytes::from(vec![b'x'; MEGABYTE]);

    let mut arrival = papers.arrival(fresh()).await.unwrap();
    for _ in 0..12 {
        arrival.take(piece.clone()).await.unwrap();
    }
    let arrived = arrival.finish("a.txt".to_owned()).await.unwrap();
    assert_eq!(papers.look_at(&arrived).await.unwrap().len(), 12 * MEGABYTE);
    papers.take(&arrived).await.unwrap();
    let hash = arrived.hash.clone();
    papers.let_go(arrived).await;
    assert_eq!(storage.names(), [format!("papers/of/ours/{hash}")]);
    assert_eq!(papers.get(&hash).await.unwrap().len(), 12 * MEGABYTE);

    // Given up, and dropped as by a connection that is gone.
    let mut arrival = papers.arrival(fresh()).await.unwrap();
    arrival.take(piece.clone()).await.unwrap();
    assert_eq!(storage.uploads(), 1);
    arrival.give_up().await;
    assert_eq!(storage.uploads(), 0);
    let mut arrival = papers.arrival(fresh()).await.unwrap();
    for _ in 0..6 {
        arrival.take(piece.clone()).await.unwrap();
    }
    drop(arrival);
    while storage.uploads() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(storage.names().len(), 1);

    // What nobody took goes after a day, by the time of the storage.
    let mut arrival = papers.arrival(fresh()).await.unwrap();
    arrival.take(piece).await.unwrap();
    std::mem::forget(arrival.finish("a.txt".to_owned()).await.unwrap());
    let written: DateTime<Utc> = "2026-06-04T09:00:00Z".parse().unwrap();
    papers.sweep(written + TimeDelta::hours(23)).await.unwrap();
    assert_eq!(storage.names().len(), 2);
    papers.sweep(written + TimeDelta::hours(25)).await.unwrap();
    assert_eq!(storage.names(), [format!("papers/of/ours/{hash}")]);
}

#[tokio::test]
async fn papers_are_added_and_had_as_from_a_folder_and_a_storage_that_fails_changes_nothing() {
    let (portal, storage) = portal().await;
    let meeting = meeting_of_its_own(&portal).await;
    let db = portal.state.db.reader();
    let item = agenda::of_meeting(db, meeting).await.unwrap()[0].id;
    let mut chair = portal.signed_in("chair").await;
    let key = portal.state.random.id(portal.state.clock.now()).to_string();
    let typed = [
        ("key", &*key),
        ("title", "Figures"),
        ("marking", "official_sensitive"),
        ("confirmed", "yes"),
    ];
    let address = paths::item_papers(item);

    storage.break_down(true);
    let before = portal.contents().await;
    let answer = chair.upload(&address, &typed, "a.txt", b"words").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(portal.contents().await, before);
    storage.break_down(false);

    let answer = chair.upload(&address, &typed, "a.txt", b"words").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let name = format!("papers/of/ours/{}", keep::hash_of(b"words"));
    assert_eq!(storage.names(), std::slice::from_ref(&name));
    assert_eq!(storage.file(&name).unwrap(), "words");
    let paper = papers_of(&portal, meeting).await.remove(0);
    let (_, file) = chair.download(&paths::paper(paper.id)).await;
    assert_eq!(file, b"words");
    let head = chair.request(axum::http::Method::HEAD, &paths::paper(paper.id));
    let answer = chair.send(head.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
}
