//! How a provider is spoken to: over the network, or inside this process.

use std::sync::Once;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use openidconnect::http::Response;
use openidconnect::{HttpRequest, HttpResponse};
use tower::ServiceExt;

/// No document of a provider comes near this; a longer one is refused unread.
const LONGEST_ANSWER: usize = 256 * 1024;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Shorter than the five seconds after which Node and others hang up: a code
/// cannot be sent a second time when the connection turns out to be gone.
const KEEP_IDLE_FOR: Duration = Duration::from_secs(3);

/// The way to a provider.
#[derive(Clone)]
pub enum Transport {
    Network(reqwest::Client),
    /// Straight into a router, without a socket: the demonstration's stand-in.
    InProcess(Router),
}

/// A request to a provider that brought no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("no answer: {0}")]
    Network(reqwest::Error),
    #[error("the answer is longer than {LONGEST_ANSWER} bytes")]
    TooLong,
    #[error("the request could not be made")]
    Request,
}

impl Transport {
    /// The way over the network: TLS by ring, no redirects (a provider that could
    /// redirect us could have us ask our own network), time limits.
    ///
    /// # Errors
    /// When the TLS set-up of this machine cannot be read.
    pub fn network() -> Result<Self, TransportError> {
        install_crypto();
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .pool_idle_timeout(KEEP_IDLE_FOR)
            .build()
            .map(Self::Network)
            .map_err(TransportError::Network)
    }

    /// Whether addresses must be https, or http on this machine.
    pub(super) fn leaves_the_process(&self) -> bool {
        matches!(self, Self::Network(_))
    }

    pub(super) async fn send(self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        match self {
            Self::Network(client) => over_network(client, request).await,
            Self::InProcess(router) => in_process(router, request).await,
        }
    }
}

/// Names ring as the provider of cryptography for the whole process. reqwest is
/// built without one of its own, so that only one is compiled in.
pub fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error says that one is installed already, which is what we want.
        let _already = rustls::crypto::ring::default_provider().install_default();
    });
}

async fn over_network(
    client: reqwest::Client,
    request: HttpRequest,
) -> Result<HttpResponse, TransportError> {
    let (head, body) = request.into_parts();
    let mut answer = client
        .request(head.method, head.uri.to_string())
        .headers(head.headers)
        .body(body)
        .send()
        .await
        .map_err(network)?;
    let mut collected = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(network)? {
        if collected.len() + chunk.len() > LONGEST_ANSWER {
            return Err(TransportError::TooLong);
        }
        collected.extend_from_slice(&chunk);
    }
    let mut response = Response::new(collected);
    *response.status_mut() = answer.status();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(response)
}

fn network(error: reqwest::Error) -> TransportError {
    TransportError::Network(error.without_url())
}

async fn in_process(router: Router, request: HttpRequest) -> Result<HttpResponse, TransportError> {
    let answer = match router.oneshot(request.map(Body::from)).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let (head, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, LONGEST_ANSWER)
        .await
        .map_err(|_| TransportError::TooLong)?;
    Ok(Response::from_parts(head, body.to_vec()))
}
