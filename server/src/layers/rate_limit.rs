//! Limits how often one client may knock at the sign-in pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use app::layout::Problem;
use app::paths::{CHOOSE_PERSON, INVITATION, MAIL_LINKS, SIGN_IN};
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::client_address::ClientAddress;
use super::problem::answer_with;
use crate::config::SignInRate;

/// Clients that have been quiet long enough are forgotten each time so many
/// requests were counted, which bounds the memory by the limit itself.
const FORGET_EVERY: u32 = 256;

/// Counts requests to the sign-in pages by client address. Per process: with
/// several servers each allows its own share.
pub(super) struct SignInLimiter {
    limiter: DefaultKeyedRateLimiter<ClientAddress>,
    clock: DefaultClock,
    counted: AtomicU32,
    trusted_proxies: u8,
}

impl SignInLimiter {
    pub(super) fn new(rate: SignInRate, trusted_proxies: u8) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        Self {
            limiter: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
            counted: AtomicU32::new(0),
            trusted_proxies,
        }
    }

    /// Counts one request; an error says how long to wait.
    fn count(&self, client: ClientAddress) -> Result<(), Duration> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(&client)
            .map_err(|refusal| refusal.wait_time_from(self.clock.now()))
    }
}

/// Whether a path belongs to signing in, or holds a secret that somebody might
/// try to guess.
fn is_sign_in(path: &str) -> bool {
    [SIGN_IN, CHOOSE_PERSON, INVITATION, MAIL_LINKS]
        .into_iter()
        .any(|parent| {
            let rest = path.strip_prefix(parent);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// Answers 429 to a client that knocks too often.
pub(super) async fn slow_down(
    State(limiter): State<Arc<SignInLimiter>>,
    request: Request,
    next: Next,
) -> Response {
    if is_sign_in(request.uri().path()) {
        let client = ClientAddress::of(&request, limiter.trusted_proxies);
        if let Err(wait) = limiter.count(client) {
            // The address is personal data and stays out of the log.
            tracing::warn!("slowed down a client that knocks too often at sign-in");
            let seconds = wait.as_secs() + 1;
            return (
                [(RETRY_AFTER, seconds.to_string())],
                answer_with(Problem::TooManyRequests),
            )
                .into_response();
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv6Addr};
    use std::num::NonZeroU32;

    use super::*;

    #[test]
    fn only_paths_of_signing_in_are_counted() {
        for path in [
            "/sign-in",
            "/sign-in/moj",
            "/sign-in/moj/callback",
            "/demo/oidc/authorize",
            "/demo",
            "/invitation/secret",
            "/mail-links/secret",
        ] {
            assert!(is_sign_in(path), "{path}");
        }
        for path in [
            "/",
            "/sign-inn",
            "/demonstration",
            "/boards/sign-in",
            "/invitations/1/resend",
        ] {
            assert!(!is_sign_in(path), "{path}");
        }
    }

    #[test]
    fn quiet_clients_are_forgotten() {
        // Ten thousand a second, one at once: a client is forgotten after 0.1 ms.
        let fast = SignInRate {
            per_minute: NonZeroU32::new(600_000).expect("not zero"),
            burst: NonZeroU32::MIN,
        };
        let limiter = SignInLimiter::new(fast, 0);
        for network in 0..20_000_u128 {
            let address = Ipv6Addr::from_bits(network << 64);
            assert_eq!(limiter.count(IpAddr::V6(address).into()), Ok(()));
        }
        std::thread::sleep(Duration::from_millis(5));
        for _ in 0..FORGET_EVERY {
            let _ = limiter.count(IpAddr::V6(Ipv6Addr::UNSPECIFIED).into());
        }
        assert!(
            limiter.limiter.len() <= 2,
            "{} clients are remembered",
            limiter.limiter.len()
        );
    }
}
