//! From a page to an answer: the only place that knows how Leptos draws.

use std::sync::Arc;

use app::layout::{self, Frame, Page};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::Owner;

use crate::{extract::SignedIn, layers, sessions::Cookies, state::AppState};

/// Draws pages for one request.
pub struct Renderer<'a> {
    state: &'a AppState,
    frame: Frame,
}

impl<'a> Renderer<'a> {
    /// For somebody who is not signed in, or may not be.
    pub fn new(state: &'a AppState) -> Self {
        Self {
            state,
            frame: Frame {
                nonce: state.random.secret(),
                brand: state.brand,
                fictional: state.fictional,
                person: None,
                assets: state.assets.clone(),
                done: None,
            },
        }
    }

    /// For the person who is signed in.
    pub fn for_person(state: &'a AppState, person: &SignedIn) -> Self {
        let mut renderer = Self::new(state);
        renderer.frame.person = Some(person.access.full_name.clone());
        renderer
    }

    /// Says once what the person has just done.
    #[must_use]
    pub fn saying(mut self, done: Option<&str>) -> Self {
        self.frame.done = done.map(str::to_owned);
        self
    }

    /// Draws a page and answers with it. Views are drawn inside an owner of
    /// their own, which is gone with the answer.
    pub fn answer(self, status: StatusCode, page: impl FnOnce() -> Page) -> Response {
        let owner = Owner::new();
        let html = owner.with(|| layout::document(&self.frame, page()));
        owner.cleanup();
        let mut response = (status, Html(html)).into_response();
        if let Ok(policy) = HeaderValue::from_str(&self.content_security_policy()) {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// An ordinary page: 200.
    pub fn page(self, page: impl FnOnce() -> Page) -> Response {
        self.answer(StatusCode::OK, page)
    }

    /// Scripts and styles of our own only; inline scripts only with this
    /// answer's nonce. No `strict-dynamic`: it would switch `'self'` off, and
    /// some browsers then refuse wasm. Providers are named because a browser
    /// applies `form-action` to the redirect after signing out, too.
    fn content_security_policy(&self) -> String {
        let mut providers = String::new();
        for provider in &self.state.providers {
            if let Ok(issuer) = url::Url::parse(provider.issuer())
                && issuer.origin() != self.state.base_url.origin()
            {
                providers.push(' ');
                providers.push_str(&issuer.origin().ascii_serialization());
            }
        }
        format!(
            "default-src 'none'; script-src 'self' 'nonce-{}' 'wasm-unsafe-eval'; \
             style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'{providers}",
            self.frame.nonce
        )
    }
}

/// The page for a problem, for the layers that answer with one.
pub fn problem_page(state: AppState) -> layers::ProblemPage {
    Arc::new(move |problem, reference| {
        Renderer::new(&state).answer(layers::status(problem), || {
            layout::problem_page(problem, reference)
        })
    })
}

/// A message to be said once, on the page a person is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    UpdateSaved,
    SessionsEnded,
}

impl Message {
    fn code(self) -> &'static str {
        match self {
            Self::UpdateSaved => "update-saved",
            Self::SessionsEnded => "sessions-ended",
        }
    }

    /// The words on the page.
    pub fn words(self) -> &'static str {
        match self {
            Self::UpdateSaved => "Update saved",
            Self::SessionsEnded => "The other sessions have ended",
        }
    }

    /// Reads the code a browser sent back; anything else is no message.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::UpdateSaved, Self::SessionsEnded]
            .into_iter()
            .find(|message| message.code() == code)
    }

    /// Sets the message.
    pub fn set(self, cookies: &Cookies) -> [(HeaderName, HeaderValue); 1] {
        [(header::SET_COOKIE, cookies.set_message(self.code()))]
    }

    /// Takes the message away, once it is said.
    pub fn clear(cookies: &Cookies) -> [(HeaderName, HeaderValue); 1] {
        [(header::SET_COOKIE, cookies.clear_message())]
    }
}
