//! Papers as large as they may be, too large, broken off, and not wanted at all.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use app::{ids::AgendaItemId, paths};
use axum::{
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
};
use futures::{StreamExt, stream};
use server::{
    meetings::agenda,
    papers::{LARGEST, keep, store},
};

use crate::support::{
    Browser, TestPortal, browser::in_parts, requests::meetings::meeting_of_its_own,
};

const MEGABYTE: usize = 1024 * 1024;

/// Most of a file that may be on its way between sender and storage, in bytes: what
/// is being written, what comes next, and what is read.
const ON_ITS_WAY: u64 = 12 * MEGABYTE as u64;

/// Where a file stands in a form.
const HERE: &[u8] = b"the file stands here";

/// Nothing here takes nearly as long, unless it hangs.
const HANGS: Duration = Duration::from_secs(60);

const TITLE: &str = "Figures of the quarter";

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

fn bytes_in(folder: &Path) -> u64 {
    let sizes = files_in(folder)
        .into_iter()
        .map(|file| file.metadata().map_or(0, |known| known.len()));
    sizes.sum()
}

/// Waits until nothing is kept: what breaks off is thrown away after the answer.
async fn nothing_is_kept(portal: &TestPortal) {
    let until = async {
        while !files_in(portal.papers()).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(HANGS, until).await.unwrap();
}

/// A picture of a size, in pieces of at most a megabyte, the way that nobody holds
/// the whole of it.
fn picture(bytes: usize) -> impl Iterator<Item = Bytes> + Send + 'static {
    let (begins, ends) = (b"\xff\xd8\xff\xe0", b"\xff\xd9");
    let between = bytes - begins.len() - ends.len();
    let whole = std::iter::repeat_n(MEGABYTE, between / MEGABYTE);
    let pieces = whole.chain([between % MEGABYTE]);
    let zeros = Bytes::from(vec![0; MEGABYTE]);
    let pieces = pieces.map(move |length| zeros.slice(..length));
    [Bytes::from_static(begins)]
        .into_iter()
        .chain(pieces)
        .chain([Bytes::from_static(ends)])
}

/// What a sender has handed over so far, in bytes.
#[derive(Clone, Default)]
struct Handed(Arc<AtomicU64>);

impl Handed {
    fn bytes(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

struct Sender {
    portal: TestPortal,
    browser: Browser,
    item: AgendaItemId,
}

impl Sender {
    async fn new(who: &str) -> Self {
        let portal = TestPortal::new().await;
        let meeting = meeting_of_its_own(&portal).await;
        let items = agenda::of_meeting(portal.state.db.reader(), meeting).await;
        Self {
            browser: portal.signed_in(who).await,
            item: items.unwrap()[0].id,
            portal,
        }
    }

    /// A form with a file that comes in pieces, and how much of it was taken.
    fn request(
        &self,
        announced: Option<u64>,
        pieces: impl Iterator<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> (Request<Body>, Handed) {
        let key = self.portal.state.random.id(self.portal.state.clock.now());
        let fields = [
            ("key", &*key.to_string()),
            ("title", TITLE),
            ("marking", "official_sensitive"),
            ("confirmed", "yes"),
        ];
        let (kind, form) = in_parts(&fields, Some(("picture.jpg", HERE)));
        let at = form.windows(HERE.len()).position(|part| part == HERE);
        let (before, after) = form.split_at(at.unwrap());
        let before = Bytes::copy_from_slice(before);
        let after = Bytes::copy_from_slice(&after[HERE.len()..]);
        let handed = Handed::default();
        let count = handed.clone();
        let body = [Ok(before)]
            .into_iter()
            .chain(pieces)
            .chain([Ok(after)])
            .inspect(move |piece| {
                let bytes = piece.as_ref().map_or(0, Bytes::len) as u64;
                count.0.fetch_add(bytes, Ordering::SeqCst);
            });
        let mut request = self
            .browser
            .request(Method::POST, &paths::item_papers(self.item))
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        if let Some(bytes) = announced {
            request = request.header(header::CONTENT_LENGTH, bytes);
        }
        let body = Body::from_stream(stream::iter(body));
        (request.body(body).unwrap(), handed)
    }
}

#[tokio::test]
async fn the_largest_paper_is_never_whole_in_memory_while_it_comes() {
    let mut chair = Sender::new("chair").await;
    let folder = chair.portal.papers().to_owned();
    let (mut sent, watched) = (0, folder.clone());
    let pieces = picture(LARGEST).map(move |piece| {
        // The sender is asked for more only when what came before is written.
        let behind = sent - bytes_in(&watched).min(sent);
        assert!(behind <= ON_ITS_WAY, "{behind} bytes behind");
        sent += piece.len() as u64;
        Ok(piece)
    });
    let (request, _) = chair.request(None, pieces);
    let answer = chair.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);

    let whole: Vec<u8> = picture(LARGEST).flatten().collect();
    let kept = files_in(&folder);
    assert_eq!(kept, [folder.join(keep::hash_of(&whole))]);
    let paper = &papers_of_item(&chair).await[0];
    assert_eq!(paper.bytes, LARGEST as u64);
    let (_, file) = chair.browser.download(&paths::paper(paper.id)).await;
    assert!(file == whole);
    // The very same file again is kept once.
    let (request, _) = chair.request(None, picture(LARGEST).map(Ok));
    let answer = chair.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(files_in(&folder), kept);
}

async fn papers_of_item(sender: &Sender) -> Vec<app::papers::types::Paper> {
    let db = sender.portal.state.db.reader();
    store::of_item(db, sender.item).await.unwrap()
}

#[tokio::test]
async fn one_that_is_too_large_is_refused_early_and_what_was_typed_stays() {
    let mut chair = Sender::new("chair").await;
    let before = chair.portal.contents().await;
    let gigabytes = 2 * 1024 * MEGABYTE;
    for (what, announced, bytes, most) in [
        ("far too large", Some(gigabytes), gigabytes, 10 * MEGABYTE),
        (
            "far too large, unannounced",
            None,
            gigabytes,
            100 * MEGABYTE,
        ),
        (
            "too large",
            Some(60 * MEGABYTE),
            60 * MEGABYTE,
            61 * MEGABYTE,
        ),
        ("a byte too large", None, LARGEST + 1, LARGEST + MEGABYTE),
    ] {
        let announced = announced.map(|bytes| bytes as u64);
        let (request, handed) = chair.request(announced, picture(bytes).map(Ok));
        let answer = chair.browser.send(request).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{what}");
        assert!(handed.bytes() <= most as u64, "{what}: {}", handed.bytes());
        let error = "The selected file must be smaller than 50MB";
        assert_eq!(
            answer.texts(".govuk-error-summary__list a"),
            [error],
            "{what}"
        );
        for kept in [
            TITLE,
            "value=\"official_sensitive\" checked",
            "value=\"yes\" checked",
        ] {
            assert!(answer.body.contains(kept), "{what}: {kept}");
        }
        nothing_is_kept(&chair.portal).await;
    }
    assert_eq!(chair.portal.contents().await, before);
}

#[tokio::test]
async fn one_that_breaks_off_leaves_nothing() {
    let mut chair = Sender::new("chair").await;
    let before = chair.portal.contents().await;
    let half = || picture(LARGEST).take(20).map(Ok);

    let broken = half().chain([Err(std::io::Error::other("the connection is gone"))]);
    let (request, _) = chair.request(None, broken);
    let answer = chair.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing_is_kept(&chair.portal).await;

    // Nobody is left to answer, and nothing says so.
    let (request, handed) = chair.request(None, half());
    let request = request
        .map(|body| Body::from_stream(body.into_data_stream().take(21).chain(stream::pending())));
    let mut browser = chair.browser.clone();
    let sending = tokio::spawn(async move { browser.send(request).await });
    let until = async {
        while handed.bytes() < 15 * MEGABYTE as u64 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(HANGS, until).await.unwrap();
    assert!(!files_in(chair.portal.papers()).is_empty());
    sending.abort();
    nothing_is_kept(&chair.portal).await;
    assert_eq!(chair.portal.contents().await, before);
}

#[tokio::test]
async fn one_of_another_type_leaves_nothing() {
    let mut chair = Sender::new("chair").await;
    let before = chair.portal.contents().await;
    let words = std::iter::repeat_n(Bytes::from_static(b"only words "), 1_000_000).map(Ok);
    let (request, _) = chair.request(None, words);
    let answer = chair.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("does not fit what is in it"));
    nothing_is_kept(&chair.portal).await;
    assert_eq!(chair.portal.contents().await, before);
}

#[tokio::test]
async fn nothing_is_read_of_somebody_who_may_not_add_papers() {
    for (who, status) in [
        ("member", StatusCode::FORBIDDEN),
        ("beta member", StatusCode::NOT_FOUND),
        ("nobody", StatusCode::SEE_OTHER),
    ] {
        let mut sender = Sender::new("chair").await;
        sender.browser = match who {
            "nobody" => sender.portal.browser(),
            who => sender.portal.signed_in(who).await,
        };
        for announced in [None, Some(1024), Some(60 * MEGABYTE as u64)] {
            let (request, handed) = sender.request(announced, picture(LARGEST).map(Ok));
            let answer = sender.browser.send(request).await;
            assert_eq!(answer.status, status, "{who}, {announced:?}");
            assert_eq!(handed.bytes(), 0, "{who}, {announced:?}");
        }
        assert!(files_in(sender.portal.papers()).is_empty());
    }
}

#[tokio::test]
async fn what_arrived_and_was_never_taken_is_swept_away_after_a_day() {
    let chair = Sender::new("chair").await;
    let papers = &chair.portal.state.papers;
    let id = chair.portal.state.random.id(chair.portal.state.clock.now());
    let mut arrival = papers.arrival(id).await.unwrap();
    arrival.take(Bytes::from_static(b"words")).await.unwrap();
    // As a server leaves it that is killed.
    std::mem::forget(arrival.finish("a.txt".to_owned()).await.unwrap());
    assert_eq!(files_in(chair.portal.papers()).len(), 1);
    let written = files_in(chair.portal.papers())[0].metadata().unwrap();
    let written = chrono::DateTime::<chrono::Utc>::from(written.modified().unwrap());
    papers
        .sweep(written + chrono::TimeDelta::hours(23))
        .await
        .unwrap();
    assert_eq!(files_in(chair.portal.papers()).len(), 1);
    papers
        .sweep(written + chrono::TimeDelta::hours(25))
        .await
        .unwrap();
    assert!(files_in(chair.portal.papers()).is_empty());
}

#[tokio::test]
async fn what_came_of_a_file_before_a_server_was_killed_is_swept_away_after_a_day() {
    let chair = Sender::new("chair").await;
    let (folder, papers) = (chair.portal.papers(), &chair.portal.state.papers);
    papers.put("whole", b"words".to_vec()).await.unwrap();
    let id = chair.portal.state.random.id(chair.portal.state.clock.now());
    let mut arrival = papers.arrival(id).await.unwrap();
    arrival.take(Bytes::from_static(b"words")).await.unwrap();
    // As a server leaves it that is killed.
    std::mem::forget(arrival);
    let part = folder.join(format!("arriving/{id}#1"));
    let written = part.metadata().unwrap().modified().unwrap();
    let written = chrono::DateTime::<chrono::Utc>::from(written);
    let after = async |hours| {
        let later = written + chrono::TimeDelta::hours(hours);
        papers.sweep(later).await.unwrap();
        files_in(folder)
    };
    assert_eq!(after(23).await.len(), 2);
    assert_eq!(after(25).await, [folder.join("whole")]);
}
