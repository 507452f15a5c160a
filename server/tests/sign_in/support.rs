//! What the tests of signing in have in common.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::header::LOCATION;
use axum::http::{Request, Response};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use openidconnect::IssuerUrl;
use server::clock::{Clock, Random};
use server::sign_in::{
    CallbackAnswer, Person, Provider, ProviderSettings, StandIn, StandInSettings, Transport,
};
use tower::ServiceExt;
use url::Url;

pub const ISSUER: &str = "http://127.0.0.1:3000/demo/oidc";
pub const CLIENT: &str = "portal";
pub const SECRET: &str = "a secret: with + & odd % letters";
pub const CALLBACK: &str = "http://127.0.0.1:3000/sign-in/demo/callback";
pub const SIGNED_OUT: &str = "http://127.0.0.1:3000/signed-out";

/// A clock that the test turns.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    pub fn new() -> Self {
        let noon = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0);
        Self(Arc::new(Mutex::new(noon.single().expect("a moment"))))
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("the clock")
    }

    pub fn forward(&self, by: TimeDelta) {
        *self.0.lock().expect("the clock") += by;
    }

    pub fn clock(&self) -> Clock {
        let this = self.clone();
        Clock::from_fn(move || this.now())
    }
}

pub fn stand_in(clock: &TestClock) -> StandIn {
    let settings = StandInSettings {
        issuer: issuer(ISSUER),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.into(),
        redirect_uris: vec![url(CALLBACK)],
        post_logout_redirect_uris: vec![url(SIGNED_OUT)],
        choose_page: "/demo".to_owned(),
    };
    StandIn::new(settings, clock.clock(), Random::system()).expect("a stand-in")
}

pub fn settings(issuer_address: &str) -> ProviderSettings {
    ProviderSettings {
        id: "demo".to_owned(),
        name: "Demonstration".to_owned(),
        issuer: issuer(issuer_address),
        client_id: CLIENT.to_owned(),
        client_secret: Some(SECRET.into()),
        scopes: vec!["email".to_owned(), "profile".to_owned()],
    }
}

pub fn provider(router: Router) -> Provider {
    Provider::new(
        settings(ISSUER),
        url(CALLBACK),
        Transport::InProcess(router),
    )
    .expect("a provider")
}

pub fn siân() -> Person {
    Person {
        subject: "person-7".to_owned(),
        email: "sian@council.example".to_owned(),
        name: "Siân O’Brien".to_owned(),
    }
}

pub fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

pub fn issuer(text: &str) -> IssuerUrl {
    IssuerUrl::new(text.to_owned()).expect("an issuer")
}

pub fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

/// What the browser brings to our callback.
pub fn answer(callback: &Url) -> CallbackAnswer {
    let mut query = query(callback);
    CallbackAnswer {
        code: query.remove("code"),
        state: query.remove("state"),
        iss: query.remove("iss"),
        error: query.remove("error"),
    }
}

pub async fn get(router: &Router, address: &str) -> Response<Body> {
    let request = Request::get(address)
        .body(Body::empty())
        .expect("a request");
    router.clone().oneshot(request).await.expect("an answer")
}

/// Where an answer sends the browser, made absolute.
pub fn location(response: &Response<Body>) -> Url {
    let location = response.headers().get(LOCATION).expect("a redirect");
    let location = location.to_str().expect("text");
    url(ISSUER).join(location).expect("an address")
}

/// Lets the browser go to `address`, where somebody chooses to be `person`.
pub async fn choose(stand_in: &StandIn, address: &Url, person: Person) -> Url {
    let response = get(&stand_in.router(), address.as_str()).await;
    let choose_page = location(&response);
    assert_eq!(choose_page.path(), "/demo");
    let request = query(&choose_page).remove("request").expect("a request id");
    assert!(stand_in.is_waiting(&request));
    stand_in.approve(&request, person).expect("a redirect")
}
