//! Server-sent events over a real socket, and the outbox they come from.

use std::net::SocketAddr;

use app::{
    ids::{ActionId, BoardId},
    paths,
    proceedings::forms::field,
};
use axum::http::StatusCode;
use server::{
    live::LiveBus,
    outbox::{self, About, Change, Reader},
    serve::{self, ServeLimits, Stopping},
};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use uuid::Uuid;

use crate::support::{TestPortal, requests::meetings::Desk, start, wire::Wire};

/// A portal on a socket.
struct Served {
    portal: TestPortal,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Served {
    async fn new() -> Self {
        let (stop, stopped) = oneshot::channel();
        let stopping = Stopping::when(async {
            // The other end is let go of only by the test's end.
            let _ = stopped.await;
        });
        let portal = TestPortal::stopped_by(stopping.clone()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = portal.router.clone();
        let bus: LiveBus = portal.state.live.clone();
        tokio::spawn(bus.run(portal.state.db.clone(), stopping.clone()));
        let serving = tokio::spawn(async move {
            serve::run(listener, router, ServeLimits::default(), stopping.begun())
                .await
                .unwrap();
        });
        Self {
            portal,
            address,
            stop,
            serving,
        }
    }

    /// Listens as somebody of the world, from after the head of the answer on.
    async fn listen(&self, person: &str, path: &str) -> Listener {
        let secret = self
            .portal
            .world
            .session_of(&self.portal.state, person)
            .await;
        let wire = Wire::to(self.address, &secret);
        let mut stream = wire.open(&wire.get_head(path)).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        Listener {
            stream,
            heard: String::new(),
        }
    }

    async fn update(&self, name: &str, version: i32) {
        let person = if name == "beta" {
            "beta member"
        } else {
            "member"
        };
        let mut browser = self.portal.signed_in(person).await;
        let reference = &self.portal.world.actions[name];
        let submission = Uuid::from_u64_pair(name.len() as u64, version as u64);
        let answer = browser
            .post(
                &paths::update_action(reference),
                &[
                    ("version", &version.to_string()),
                    ("submission", &submission.to_string()),
                    ("status", "blocked"),
                    ("note", "Something changed"),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap();
    }
}

struct Listener {
    stream: TcpStream,
    heard: String,
}

impl Listener {
    /// Waits until a change is heard.
    async fn hears_a_change(&mut self) {
        while self.changes() == 0 {
            let mut some = [0; 1_024];
            let read = self.stream.read(&mut some);
            let read = tokio::time::timeout(std::time::Duration::from_secs(20), read);
            let length = read.await.expect("nothing was heard").unwrap();
            assert!(length > 0, "the stream ended: {}", self.heard);
            self.heard
                .push_str(&String::from_utf8_lossy(&some[..length]));
        }
    }

    /// Listens until the stream ends, and says how many changes there were.
    async fn changes_until_its_end(mut self) -> usize {
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).await.unwrap();
        self.heard.push_str(&String::from_utf8_lossy(&rest));
        self.changes()
    }

    fn changes(&self) -> usize {
        self.heard.matches("event: changed\ndata: 1\n").count()
    }
}

#[tokio::test]
async fn a_change_is_heard_on_its_board_and_on_no_other() {
    let served = Served::new().await;
    let mut alpha = served.listen("chair", "/boards/alpha/changes").await;
    let mut beta = served.listen("beta member", "/boards/beta/changes").await;

    served.update("ayton late", 1).await;
    alpha.hears_a_change().await;
    // Whatever the other board's listener was told by mistake comes before this.
    served.update("beta", 1).await;
    beta.hears_a_change().await;

    served.stop().await;
    assert_eq!(alpha.changes_until_its_end().await, 1);
    assert_eq!(beta.changes_until_its_end().await, 1);
}

#[tokio::test]
async fn a_change_of_one_action_is_not_heard_on_the_page_of_another() {
    let served = Served::new().await;
    let late = &served.portal.world.actions["ayton late"].clone();
    let due = &served.portal.world.actions["ayton due"].clone();
    let other = served
        .listen("member", &format!("/actions/{due}/changes"))
        .await;
    let mut this = served
        .listen("member", &format!("/actions/{late}/changes"))
        .await;
    served.update("ayton late", 1).await;
    this.hears_a_change().await;
    served.stop().await;
    assert_eq!(other.changes_until_its_end().await, 0);
}

#[tokio::test]
async fn what_is_recorded_at_a_meeting_is_heard_by_those_who_record_it_and_by_no_other_page() {
    let served = Served::new().await;
    let portal = &served.portal;
    let desk = Desk::open(portal, "chair").await;
    let board = portal.world.boards["alpha"];
    let meeting = desk.held(board, "Held", 1).await;
    let other = desk.held(board, "Another", 2).await;
    let item = desk.items(&meeting).await[0].clone();
    desk.close().await;
    let page = portal
        .signed_in("chair")
        .await
        .get(&paths::run_meeting(meeting.id))
        .await;
    let since = page.body.split("changes?since=").nth(1).unwrap();
    let since: String = since.chars().take_while(char::is_ascii_digit).collect();
    let since: i64 = since.parse().unwrap();
    let mut here = served
        .listen("secretary", &paths::meeting_changes(meeting.id, since))
        .await;
    let elsewhere = served
        .listen("secretary", &paths::meeting_changes(other.id, since))
        .await;
    let log = served
        .listen("chair", &paths::board_changes("alpha", since))
        .await;
    let mut chair = portal.signed_in("chair").await;
    let saved = chair
        .post(
            &paths::record_item(item.id),
            &[
                (&field::of(field::VERSION, item.id), "0"),
                (&field::of(field::NOTES, item.id), "Everybody agreed."),
            ],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    here.hears_a_change().await;
    // A page drawn now has seen it; members record nothing, and hear nothing.
    let page = chair.get(&paths::run_meeting(meeting.id)).await;
    assert!(!page.body.contains(&format!("changes?since={since}\"")));
    let mut member = portal.signed_in("member").await;
    let refused = member.fetch(&paths::meeting_changes(meeting.id, 0)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    served.stop().await;
    assert_eq!(elsewhere.changes_until_its_end().await, 0);
    assert_eq!(log.changes_until_its_end().await, 0);
}

#[tokio::test]
async fn what_was_missed_is_told_and_what_the_page_shows_is_not() {
    let served = Served::new().await;
    let db = served.portal.state.db.reader();
    let alpha = served.portal.world.boards["alpha"];
    let before = outbox::latest(db, alpha).await.unwrap();
    served.update("ayton late", 1).await;
    let mut missed = served
        .listen("member", &paths::board_changes("alpha", before))
        .await;
    missed.hears_a_change().await;

    // The page drawn after one's own change says up to where it has seen.
    let mut member = served.portal.signed_in("member").await;
    let reference = &served.portal.world.actions["ayton late"];
    let mut up_to_date = Vec::new();
    for (path, listens) in [
        (paths::action_log("alpha"), "/boards/alpha/changes"),
        (paths::action(reference), "/boards/alpha/changes"),
    ] {
        let page = member.get(&path).await;
        let since = page.body.split("changes?since=").nth(1).unwrap();
        let since: String = since.chars().take_while(char::is_ascii_digit).collect();
        let listens = format!("{listens}?since={since}");
        up_to_date.push(served.listen("member", &listens).await);
    }
    served.stop().await;
    for listener in up_to_date {
        assert_eq!(listener.changes_until_its_end().await, 0);
    }
    assert_eq!(missed.changes_until_its_end().await, 1);
}

#[tokio::test]
async fn a_change_missed_among_many_of_other_boards_is_told() {
    let served = Served::new().await;
    let db = &served.portal.state.db;
    let (alpha, beta) = (
        served.portal.world.boards["alpha"],
        served.portal.world.boards["beta"],
    );
    let before = outbox::latest(db.reader(), alpha).await.unwrap();
    let tx = db.begin().await.unwrap();
    for _ in 0..700 {
        outbox::announce(&tx, change(beta), start()).await.unwrap();
    }
    outbox::announce(&tx, change(alpha), start()).await.unwrap();
    tx.commit().await.unwrap();
    let mut missed = served
        .listen("member", &paths::board_changes("alpha", before))
        .await;
    missed.hears_a_change().await;
    served.stop().await;
}

#[tokio::test]
async fn nobody_listens_where_they_may_not_look() {
    let portal = TestPortal::new().await;
    for person in ["beta member", "no seat", "former member"] {
        let mut browser = portal.signed_in(person).await;
        let reference = &portal.world.actions["ayton late"];
        for path in [
            paths::board_changes("alpha", 0),
            paths::action_changes(reference, 0),
        ] {
            let answer = browser.fetch(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{person} {path}");
        }
    }
}

fn change(board: BoardId) -> Change {
    Change {
        number: 0,
        board,
        about: About::Action(ActionId(Uuid::from_u128(9))),
        version: 1,
    }
}

#[tokio::test]
async fn a_reader_of_the_outbox_sees_each_change_once() {
    let portal = TestPortal::new().await;
    let db = &portal.state.db;
    let beta = portal.world.boards["beta"];
    let mut reader = Reader::from_now(db.reader()).await.unwrap();
    assert_eq!(reader.next(db.reader()).await.unwrap(), []);
    let mut seen = Vec::new();
    for announced in [1, 0, 3, 300] {
        let tx = db.begin().await.unwrap();
        for _ in 0..announced {
            outbox::announce(&tx, change(beta), start()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let fresh = reader.next(db.reader()).await.unwrap();
        assert_eq!(fresh.len(), announced);
        seen.extend(fresh.iter().map(|change| change.number));
        assert_eq!(reader.next(db.reader()).await.unwrap(), []);
    }
    let mut once = seen.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once, seen);
}

/// Only on PostgreSQL is there more than one writer, and a number that was
/// given earlier can be seen later.
#[tokio::test]
async fn a_change_committed_late_under_a_lower_number_is_seen_once() {
    let portal = TestPortal::new().await;
    let db = &portal.state.db;
    if db.backend() != sea_orm::DatabaseBackend::Postgres {
        return;
    }
    let (alpha, beta) = (portal.world.boards["alpha"], portal.world.boards["beta"]);
    let mut reader = Reader::from_now(db.reader()).await.unwrap();
    let slow = db.begin().await.unwrap();
    outbox::announce(&slow, change(alpha), start())
        .await
        .unwrap();
    let quick = db.begin().await.unwrap();
    outbox::announce(&quick, change(beta), start())
        .await
        .unwrap();
    quick.commit().await.unwrap();
    // A page of the slow one's board that is drawn now has not seen it.
    let page = outbox::latest(db.reader(), alpha).await.unwrap();
    let first = reader.next(db.reader()).await.unwrap();
    assert_eq!(first.iter().map(|c| c.board).collect::<Vec<_>>(), [beta]);

    slow.commit().await.unwrap();
    let second = reader.next(db.reader()).await.unwrap();
    assert_eq!(second.iter().map(|c| c.board).collect::<Vec<_>>(), [alpha]);
    assert!(second[0].number < first[0].number);
    assert!(second[0].number > page);
    assert_eq!(reader.next(db.reader()).await.unwrap(), []);
}
