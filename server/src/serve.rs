//! Takes connections and hands their requests to the router.
//!
//! `axum::serve` gives hyper no timer, so a client that never finishes its
//! headers holds a connection for ever. Here every stage has an end: the head
//! of a request (`header_read`), a client that does not read its answer
//! (`write_stall`), the number of connections, and the wait at shutdown. The
//! body of a request and the answering itself are bounded in [`crate::layers`].

mod patient_writes;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::Service;

use patient_writes::PatientWrites;

/// Largest head of a request, in bytes. Our cookies and addresses stay far below.
const MAX_HEAD: usize = 64 * 1024;
/// How long people who knocked before the door closed may take to be let in.
const LAST_CALL: Duration = Duration::from_millis(100);
/// Pause after the system refused a connection, usually for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How long and how much a client may hold.
#[derive(Debug, Clone, Copy)]
pub struct ServeLimits {
    /// Until the head of a request is complete; also the idle time between two requests.
    pub header_read: Duration,
    /// Without a byte of our answer being taken.
    pub write_stall: Duration,
    /// Connections held at once; further ones wait in the system's queue.
    pub connections: usize,
    /// For requests in flight when the server is asked to stop.
    pub shutdown_grace: Duration,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            header_read: Duration::from_secs(10),
            write_stall: Duration::from_secs(30),
            connections: 1_024,
            shutdown_grace: Duration::from_secs(10),
        }
    }
}

/// Tells whoever holds a connection open on purpose that the server is stopping.
///
/// A stream of events ends when [`Stopping::begun`] does; otherwise it would
/// hold the shutdown for the whole grace.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Begins when `signal` ends.
    pub fn when(signal: impl Future<Output = ()> + Send + 'static) -> Self {
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            signal.await;
            sender.send_replace(true);
        });
        Self(receiver)
    }

    /// Ends when the server begins to stop, at once if it already has.
    pub async fn begun(mut self) {
        // The sender is dropped only after it has sent, or with the whole runtime.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }
}

/// Ends when an operator asks the process to stop: SIGTERM, or Ctrl+C.
///
/// # Errors
/// If the process cannot listen for signals.
pub fn operator_asks_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Serves `app` on `listener` until `shutdown` ends and what is in flight is answered.
///
/// Requests carry `ConnectInfo<SocketAddr>`. Those still unanswered after
/// `limits.shutdown_grace` are cut off with the process.
///
/// # Errors
/// None while serving: a broken connection concerns its client only.
pub async fn run(
    listener: TcpListener,
    app: Router,
    limits: ServeLimits,
    shutdown: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let places = Arc::new(Semaphore::new(limits.connections));
    let open = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);

    loop {
        // A place first, then a connection: whoever finds no place waits in the
        // system's queue and costs us neither memory nor a file descriptor.
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await?;
            anyhow::Ok((place, listener.accept().await))
        };
        let (place, accepted) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            next = next => next?,
        };
        match accepted {
            Ok((stream, client)) => hold(stream, client, place, &app, limits, &open),
            Err(error) => {
                tracing::warn!(%error, "could not take a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }

    tracing::info!("stopping: taking no more connections");
    let last_call = async {
        while let Ok(place) = Arc::clone(&places).acquire_owned().await
            && let Ok((stream, client)) = listener.accept().await
        {
            hold(stream, client, place, &app, limits, &open);
        }
    };
    let _ = tokio::time::timeout(LAST_CALL, last_call).await;
    drop(listener);

    let unfinished = open.count();
    if tokio::time::timeout(limits.shutdown_grace, open.shutdown())
        .await
        .is_err()
    {
        tracing::warn!(
            unfinished,
            "stopped without waiting longer for open connections"
        );
    } else {
        tracing::info!("stopped: every request in flight was answered");
    }
    Ok(())
}

/// Serves one connection in a task of its own, which gives its place back at the end.
fn hold(
    stream: TcpStream,
    client: SocketAddr,
    place: OwnedSemaphorePermit,
    app: &Router,
    limits: ServeLimits,
    open: &GracefulShutdown,
) {
    // Without this the last, short segment of a page waits for an acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY");
    }
    let app = app.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(client));
        app.clone().call(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read)
        .max_buf_size(MAX_HEAD)
        .serve_connection(
            TokioIo::new(PatientWrites::new(stream, limits.write_stall)),
            service,
        );
    let connection = open.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(place);
    });
}
