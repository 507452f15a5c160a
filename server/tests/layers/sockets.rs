//! Real connections: slow ones, many, and a server that is asked to stop.
//!
//! Nothing here measures time. Limits are short, and each test fails by its
//! own deadline if what it waits for never happens.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use futures::stream::{self, StreamExt};
use server::layers::{self, LayerSettings};
use server::serve::{self, ServeLimits, Stopping};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::support::{STALLED, pages, settings};

/// Nothing here takes nearly as long, unless it hangs.
const HANGS: Duration = Duration::from_secs(60);

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    stopping: Stopping,
    served: JoinHandle<anyhow::Result<()>>,
}

impl Server {
    /// Serves what `app` makes of the stop signal.
    async fn start(limits: ServeLimits, app: impl FnOnce(Stopping) -> Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, asked) = oneshot::channel();
        let stopping = Stopping::when(async move {
            let _ = asked.await;
        });
        let app = app(stopping.clone());
        let served = tokio::spawn(serve::run(listener, app, limits, stopping.clone().begun()));
        Self {
            address,
            stop,
            stopping,
            served,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    /// Asks the server to stop and waits until it has.
    async fn stopped(self) {
        self.stop.send(()).expect("still running");
        within(self.served)
            .await
            .expect("no panic")
            .expect("no error");
    }
}

fn short() -> ServeLimits {
    ServeLimits {
        header_read: Duration::from_millis(700),
        write_stall: Duration::from_millis(300),
        shutdown_grace: HANGS * 2,
        ..ServeLimits::default()
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANGS, future)
        .await
        .expect("did not happen")
}

/// Everything the server says until it closes. A reset counts as closing.
async fn hear_out(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let _ = within(stream.read_to_end(&mut heard)).await;
    String::from_utf8_lossy(&heard).into_owned()
}

/// Reads until `words` have come.
async fn hear(stream: &mut TcpStream, words: &str) -> String {
    let mut heard = String::new();
    let mut buffer = [0; 1024];
    while !heard.contains(words) {
        let count = within(stream.read(&mut buffer))
            .await
            .expect("a connection");
        assert_ne!(count, 0, "closed after “{heard}”");
        heard.push_str(&String::from_utf8_lossy(
            buffer.get(..count).unwrap_or_default(),
        ));
    }
    heard
}

async fn say(stream: &mut TcpStream, words: &str) {
    within(stream.write_all(words.as_bytes()))
        .await
        .expect("a connection");
}

const GOOD: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

async fn good_client_is_served(server: &Server) {
    let mut client = server.connect().await;
    say(&mut client, GOOD).await;
    let heard = hear_out(&mut client).await;
    assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
    assert!(heard.ends_with("<h1>My work</h1>"), "{heard}");
}

fn in_layers(pages: Router) -> Router {
    layers::apply(pages, &settings())
}

#[tokio::test]
async fn half_a_head_is_not_waited_for() {
    let server = Server::start(short(), |_| in_layers(pages())).await;
    for half in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let mut client = server.connect().await;
        say(&mut client, half).await;
        let heard = hear_out(&mut client).await;
        assert!(
            !heard.contains(" 200 "),
            "“{half}” was answered with {heard}"
        );
    }
    // Nor is a second request on a connection that has been served.
    let mut client = server.connect().await;
    say(&mut client, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /").await;
    let heard = hear_out(&mut client).await;
    assert_eq!(heard.matches("HTTP/1.1 200 ").count(), 1, "{heard}");
    good_client_is_served(&server).await;
    server.stopped().await;
}

#[tokio::test]
async fn half_a_body_is_answered_408() {
    let settings = LayerSettings {
        body_read: STALLED,
        ..settings()
    };
    let server = Server::start(short(), |_| layers::apply(pages(), &settings)).await;
    let mut client = server.connect().await;
    say(
        &mut client,
        "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
    )
    .await;
    let heard = hear_out(&mut client).await;
    assert!(heard.starts_with("HTTP/1.1 408 "), "{heard}");
    assert!(heard.contains("<h1>TimedOut</h1>"), "{heard}");
    server.stopped().await;
}

#[tokio::test]
async fn a_browser_that_sends_twenty_megabytes_gets_to_read_why_not() {
    let server = Server::start(short(), |_| in_layers(pages())).await;
    let mut client = server.connect().await;
    let length = 20 * 1024 * 1024;
    say(
        &mut client,
        &format!("POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"),
    )
    .await;
    // It sends everything before it reads anything, as browsers do.
    let megabyte = vec![b'x'; 1024 * 1024];
    for _ in 0..20 {
        within(client.write_all(&megabyte))
            .await
            .expect("the server still listens");
    }
    let heard = hear_out(&mut client).await;
    assert!(heard.starts_with("HTTP/1.1 413 "), "{heard}");
    assert!(heard.contains("<h1>TooLarge</h1>"), "{heard}");
    server.stopped().await;
}

#[tokio::test]
async fn a_head_that_never_ends_is_refused() {
    let server = Server::start(short(), |_| in_layers(pages())).await;
    let mut client = server.connect().await;
    let long = "x".repeat(200_000);
    let _ = client
        .write_all(format!("GET /?{long} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes())
        .await;
    let heard = hear_out(&mut client).await;
    assert!(!heard.contains(" 200 "), "{heard}");
    good_client_is_served(&server).await;
    server.stopped().await;
}

#[tokio::test]
async fn slow_clients_hold_no_more_places_than_there_are_and_not_for_ever() {
    let limits = ServeLimits {
        connections: 2,
        ..short()
    };
    let server = Server::start(limits, |_| in_layers(pages())).await;
    let mut slow = Vec::new();
    for _ in 0..6 {
        let mut client = server.connect().await;
        say(&mut client, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
        slow.push(client);
    }
    // Both places are taken and four wait before it; it is served all the same.
    good_client_is_served(&server).await;
    for client in &mut slow {
        hear_out(client).await;
    }
    server.stopped().await;
}

#[tokio::test]
async fn no_more_requests_are_worked_on_than_there_are_places() {
    let started = Arc::new(Notify::new());
    let release = Arc::new(Notify::new());
    let (begun, go_on) = (Arc::clone(&started), Arc::clone(&release));
    let limits = ServeLimits {
        connections: 1,
        header_read: HANGS,
        ..short()
    };
    let server = Server::start(limits, |_| {
        pages().route(
            "/slow",
            get(move || async move {
                begun.notify_one();
                go_on.notified().await;
                "done"
            }),
        )
    })
    .await;

    let slow = "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut first = server.connect().await;
    say(&mut first, slow).await;
    within(started.notified()).await;
    let mut second = server.connect().await;
    say(&mut second, slow).await;
    // The only worker is the one we started: the second request cannot begin
    // until the first ends, however often everybody else gets a turn.
    let overtaken = tokio::time::timeout(Duration::from_millis(300), started.notified()).await;
    assert!(
        overtaken.is_err(),
        "the second request was begun beside the first"
    );

    release.notify_one();
    assert!(hear_out(&mut first).await.ends_with("done"));
    within(started.notified()).await;
    release.notify_one();
    assert!(hear_out(&mut second).await.ends_with("done"));
    server.stopped().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_its_place() {
    let limits = ServeLimits {
        connections: 1,
        ..short()
    };
    let server = Server::start(limits, |_| {
        pages().route(
            "/large",
            get(|| async { Bytes::from(vec![b'x'; 64 << 20]) }),
        )
    })
    .await;
    let mut deaf = server.connect().await;
    say(&mut deaf, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    good_client_is_served(&server).await;
    server.stopped().await;
}

#[tokio::test]
async fn handlers_learn_the_clients_address() {
    let server = Server::start(short(), |_| {
        let address =
            |ConnectInfo(client): ConnectInfo<SocketAddr>| async move { client.to_string() };
        Router::new().route("/", get(address))
    })
    .await;
    let mut client = server.connect().await;
    say(&mut client, GOOD).await;
    let own = client.local_addr().expect("an address").to_string();
    let heard = hear_out(&mut client).await;
    assert!(heard.ends_with(&own), "{heard}");
    server.stopped().await;
}

#[tokio::test]
async fn stopping_answers_what_is_in_flight_and_takes_no_more() {
    let started = Arc::new(Notify::new());
    let release = Arc::new(Notify::new());
    let (begun, go_on) = (Arc::clone(&started), Arc::clone(&release));
    let server = Server::start(
        ServeLimits {
            header_read: HANGS * 2,
            ..short()
        },
        |_| {
            in_layers(pages().route(
                "/save",
                post(move |body: String| async move {
                    begun.notify_one();
                    go_on.notified().await;
                    format!("saved {body}")
                }),
            ))
        },
    )
    .await;

    let mut idle = server.connect().await;
    say(&mut idle, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    hear(&mut idle, "<h1>My work</h1>").await;
    let mut saving = server.connect().await;
    say(
        &mut saving,
        "POST /save HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nwork",
    )
    .await;
    within(started.notified()).await;

    let Server {
        address,
        stop,
        stopping,
        served,
    } = server;
    stop.send(()).expect("running");
    within(stopping.begun()).await;
    // The idle connection is closed, which also says that stopping is under way.
    assert_eq!(hear_out(&mut idle).await, "");
    assert!(
        TcpStream::connect(address).await.is_err(),
        "took one more connection"
    );
    assert!(!served.is_finished(), "left while a request was in flight");

    release.notify_one();
    let heard = hear_out(&mut saving).await;
    assert!(
        heard.starts_with("HTTP/1.1 200 ") && heard.ends_with("saved work"),
        "{heard}"
    );
    within(served).await.expect("no panic").expect("no error");
}

/// A stream of events that ends when the server stops, or never.
fn events(until: Option<Stopping>) -> Router {
    let changes = move || async move {
        let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"data: hello\n\n"))]);
        let events = first.chain(stream::pending());
        let events = match until {
            Some(stopping) => events.take_until(stopping.begun()).boxed(),
            None => events.boxed(),
        };
        (
            [("content-type", "text/event-stream")],
            Body::from_stream(events),
        )
    };
    in_layers(Router::new().route("/changes", get(changes)))
}

#[tokio::test]
async fn a_stream_that_listens_does_not_hold_the_stop() {
    let server = Server::start(short(), |stopping| events(Some(stopping))).await;
    let mut client = server.connect().await;
    say(&mut client, "GET /changes HTTP/1.1\r\nHost: x\r\n\r\n").await;
    hear(&mut client, "data: hello").await;
    // The grace is longer than this test waits, so only the stream's own end lets it pass.
    server.stopped().await;
    hear_out(&mut client).await;
}

#[tokio::test]
async fn a_stream_that_does_not_listen_is_left_after_the_grace() {
    let limits = ServeLimits {
        shutdown_grace: Duration::from_millis(100),
        ..short()
    };
    let server = Server::start(limits, |_| events(None)).await;
    let mut client = server.connect().await;
    say(&mut client, "GET /changes HTTP/1.1\r\nHost: x\r\n\r\n").await;
    hear(&mut client, "data: hello").await;
    server.stopped().await;
}
