//! What a provider publishes about itself: read once, read again when needed,
//! and not believed blindly.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::routing::get;
use chrono::TimeDelta;
use serde_json::{Value, json};
use server::sign_in::{
    Provider, ProviderError, RefusalKind, SignInRefusal, TokenFault, Transport, TransportError,
};

use crate::forger::{FORGER, Forger, honest, key, published, signed};
use crate::support::{CALLBACK, SIGNED_OUT, TestClock, settings, url};

#[tokio::test]
async fn metadata_is_read_once_an_hour() {
    let clock = TestClock::new();
    let forger = Forger::new();
    let provider = forger.provider();
    assert_eq!(
        forger.asked("metadata"),
        0,
        "nothing is asked before it is needed"
    );
    for minutes in [0, 30, 29] {
        clock.forward(TimeDelta::minutes(minutes));
        provider.begin(clock.now()).await.expect("a start");
    }
    assert_eq!(forger.asked("metadata"), 1);
    clock.forward(TimeDelta::minutes(1));
    provider.begin(clock.now()).await.expect("a start");
    assert_eq!(forger.asked("metadata"), 2);
    clock.forward(TimeDelta::hours(-3));
    provider.begin(clock.now()).await.expect("a start");
    assert_eq!(
        forger.asked("metadata"),
        3,
        "a clock set back keeps no old keys"
    );
}

#[tokio::test]
async fn new_keys_are_looked_for_once() {
    let clock = TestClock::new();
    let forger = Forger::new();
    let provider = forger.provider();
    let renewed = key(2, "renewed");
    let forge = |claims: Value| {
        let header = json!({ "alg": "EdDSA", "kid": "renewed" });
        signed(&key(2, "renewed"), &header, &claims)
    };

    let (pending, answer) = forger.begin(&provider, clock.now(), forge).await;
    let refusal = provider.finish(pending, answer, clock.now()).await;
    assert!(matches!(
        refusal,
        Err(SignInRefusal::Token(TokenFault::UnknownKey))
    ));
    assert_eq!(
        forger.asked("jwks"),
        2,
        "once at the start, once more for the key"
    );

    let (pending, answer) = forger.begin(&provider, clock.now(), forge).await;
    forger.book(|book| book.keys = vec![published(&renewed)]);
    provider
        .finish(pending, answer, clock.now())
        .await
        .expect("somebody");
    assert_eq!(forger.asked("jwks"), 3);

    // A key that was withdrawn is gone with the same look.
    let (pending, answer) = forger.begin(&provider, clock.now(), |c| honest(&c)).await;
    let refusal = provider.finish(pending, answer, clock.now()).await;
    assert!(matches!(
        refusal,
        Err(SignInRefusal::Token(TokenFault::UnknownKey))
    ));
}

#[tokio::test]
async fn a_provider_must_be_who_it_was_configured_to_be() {
    let clock = TestClock::new();
    for issuer in ["https://evil.example", "https://forger.example/", ""] {
        let forger = Forger::new();
        forger.book(|book| book.metadata["issuer"] = json!(issuer));
        let refusal = forger.provider().begin(clock.now()).await;
        assert!(
            matches!(refusal, Err(ProviderError::Description(_))),
            "{issuer:?}"
        );
    }
    let forger = Forger::new();
    forger.book(|book| book.metadata["token_endpoint"] = Value::Null);
    let refusal = forger.sign_in(clock.now(), |c| honest(&c)).await;
    assert_eq!(
        refusal.expect_err("nobody").kind(),
        RefusalKind::Unavailable
    );
}

#[tokio::test]
async fn signing_out_works_without_the_provider() {
    let clock = TestClock::new();
    let forger = Forger::new();
    let out = url(SIGNED_OUT);
    let provider = forger.provider();
    assert_eq!(
        provider.end_session_url(clock.now(), "t", &out, None).await,
        None
    );

    forger.book(|book| book.metadata["issuer"] = json!("https://evil.example"));
    let provider = forger.provider();
    assert_eq!(
        provider.end_session_url(clock.now(), "t", &out, None).await,
        None
    );

    let forger = Forger::new();
    let address = format!("{FORGER}/out?tenant=1");
    forger.book(|book| book.metadata["end_session_endpoint"] = json!(address));
    let provider = forger.provider();
    let there = provider.end_session_url(clock.now(), "t", &out, None).await;
    let there = there.expect("an address").to_string();
    assert!(there.starts_with(&format!("{address}&id_token_hint=t&client_id=portal&")));
}

#[test]
fn addresses_in_the_clear_are_refused() {
    let network = Transport::network().expect("a transport");
    let make = |issuer| Provider::new(settings(issuer), url(CALLBACK), network.clone());
    for issuer in [
        "http://login.example",
        "http://localhost.example",
        "http://10.0.0.1",
        "ftp://login.example",
    ] {
        let made = make(issuer).err();
        assert!(matches!(made, Some(ProviderError::Address(_))), "{issuer}");
    }
    for issuer in [
        "https://login.example",
        "http://localhost:4000",
        "http://127.0.0.1:4000",
        "http://[::1]:4000",
    ] {
        assert!(make(issuer).is_ok(), "{issuer}");
    }
}

#[test]
fn an_identifier_is_one_segment_of_an_address() {
    for id in ["", "a/b", "Entra", "a b", "..", "é", &"a".repeat(33)] {
        let settings = server::sign_in::ProviderSettings {
            id: id.to_owned(),
            ..settings(FORGER)
        };
        let transport = Transport::InProcess(Router::new());
        let made = Provider::new(settings, url(CALLBACK), transport).err();
        assert!(matches!(made, Some(ProviderError::Identifier)), "{id:?}");
    }
}

/// Serves `routes` on a free port of this machine for as long as the test runs.
async fn serve(routes: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

fn over_network(issuer: &str) -> Provider {
    let network = Transport::network().expect("a transport");
    Provider::new(settings(issuer), url(CALLBACK), network).expect("a provider")
}

const CONFIGURATION: &str = "/.well-known/openid-configuration";

#[tokio::test]
async fn redirects_are_not_followed() {
    let visits = Arc::new(AtomicUsize::new(0));
    let count = visits.clone();
    let routes = Router::new()
        .route(
            CONFIGURATION,
            get((StatusCode::FOUND, [(LOCATION, "/inside")])),
        )
        .route(
            "/inside",
            get(async move || count.fetch_add(1, Ordering::SeqCst).to_string()),
        );
    let provider = over_network(&serve(routes).await);
    let refusal = provider.begin(TestClock::new().now()).await;
    assert!(matches!(refusal, Err(ProviderError::Description(_))));
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn endless_answers_are_cut_off() {
    let endless = || get(([(CONTENT_TYPE, "application/json")], " ".repeat(1_000_000)));
    let routes = Router::new().route(CONFIGURATION, endless());
    let provider = over_network(&serve(routes.clone()).await);
    let refusal = provider.begin(TestClock::new().now()).await;
    let too_long = |refusal| {
        matches!(
            refusal,
            Err(ProviderError::Transport(TransportError::TooLong))
        )
    };
    assert!(too_long(refusal));

    let transport = Transport::InProcess(routes);
    let provider = Provider::new(settings(FORGER), url(CALLBACK), transport).expect("a provider");
    assert!(too_long(provider.begin(TestClock::new().now()).await));
}

/// A description from a safe address must not send codes to an unsafe one.
#[tokio::test]
async fn published_addresses_must_be_safe_too() {
    for endpoint in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
    ] {
        let forger = Forger::new();
        let issuer = serve(forger.router()).await;
        forger.book(|book| {
            for (name, path) in [
                ("issuer", ""),
                ("authorization_endpoint", "/authorize"),
                ("token_endpoint", "/token"),
                ("jwks_uri", "/jwks"),
            ] {
                book.metadata[name] = json!(format!("{issuer}{path}"));
            }
        });
        let provider = over_network(&issuer);
        assert!(provider.begin(TestClock::new().now()).await.is_ok());
        forger.book(|book| book.metadata[endpoint] = json!("http://login.example/x"));
        let refusal = over_network(&issuer).begin(TestClock::new().now()).await;
        assert!(
            matches!(refusal, Err(ProviderError::Address(_))),
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_to_be() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let nobody_there = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let provider = over_network(&nobody_there);
    let refusal = provider.begin(TestClock::new().now()).await;
    assert!(matches!(
        refusal,
        Err(ProviderError::Transport(TransportError::Network(_)))
    ));
}
