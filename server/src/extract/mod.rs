//! What handlers ask of a request: who is asking, what was typed, what a
//! message over a redirect said.

mod streamed;
mod uploaded;

use app::{
    access::Access,
    actions::types::Way,
    form::Answers,
    ids::{BoardId, OrganisationId, PersonId, SessionId},
    layout::Problem,
};
use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{Method, request::Parts},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use uuid::Uuid;

pub use streamed::{Sent, Streamed};
pub use uploaded::{File, Uploaded, tidy_name};

use crate::{
    audit::Actor,
    error::PageError,
    layers::{RequestSpan, WhoReads, answer_with},
    membership, render,
    sessions::{Cookies, store as sessions},
    state::AppState,
};

/// The person who is signed in, with everything they may draw on today.
///
/// Read anew for each request, so that an ended seat or session counts from
/// the next request on.
pub struct SignedIn {
    pub session: SessionId,
    pub provider_id: String,
    pub id_token: String,
    pub email: Option<String>,
    pub access: Access,
}

impl SignedIn {
    /// For whom the person speaks about an action: their post, and the
    /// organisation they represent on its board.
    pub fn post_on(&self, board: BoardId, led_by: OrganisationId) -> String {
        post_on(&self.access, board, led_by)
    }

    /// The person as the one who acts.
    pub fn actor(&self) -> Actor {
        Actor {
            person: Some(self.access.person),
            name: self.access.full_name.clone(),
            way: Way::Page,
        }
    }
}

/// For whom somebody speaks about an action of a board, as [`SignedIn::post_on`].
pub fn post_on(access: &Access, board: BoardId, led_by: OrganisationId) -> String {
    let here = access
        .standings
        .iter()
        .filter(|standing| standing.board == board);
    // With several seats, the one that leads the action speaks.
    let standing = here
        .clone()
        .find(|standing| standing.organisation == Some(led_by))
        .or_else(|| here.clone().next());
    match standing {
        Some(standing) => format!("{}, {}", access.post, standing.role.label()),
        None => access.post.clone(),
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        signed_in(parts, state)
            .await?
            .ok_or_else(|| PageError::SignInNeeded {
                return_to: return_to(parts),
            })
    }
}

/// The person who is signed in, or nobody.
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl FromRequestParts<AppState> for MaybeSignedIn {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self(signed_in(parts, state).await?))
    }
}

/// Where somebody wanted to go. Only a page can be come back to, so a form
/// that was sent leads back to nothing but my work.
fn return_to(parts: &Parts) -> String {
    if parts.method == Method::GET {
        parts
            .uri
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string)
    } else {
        "/".to_owned()
    }
}

async fn signed_in(parts: &Parts, state: &AppState) -> Result<Option<SignedIn>, PageError> {
    let Some(secret) = state.cookies.session(&parts.headers) else {
        return Ok(None);
    };
    let now = state.clock.now();
    let db = state.db.reader();
    let current = sessions::current(db, &secret, state.session_limits, now).await?;
    let Some(current) = current else {
        return Ok(None);
    };
    let person = PersonId(current.person.id);
    if let Some(span) = parts.extensions.get::<RequestSpan>() {
        span.note_user(person);
    }
    let session = SessionId(current.session.id);
    if current.note_use {
        let tx = state.db.begin().await?;
        sessions::note_use(&tx, session, now).await?;
        tx.commit().await?;
    }
    let access =
        membership::access::access_of(db, &current.person, app::wording::uk_day(now)).await?;
    if let Some(who) = parts.extensions.get::<WhoReads>() {
        who.note(render::reader(&access));
    }
    Ok(Some(SignedIn {
        session,
        provider_id: current.session.provider_id,
        id_token: current.session.id_token,
        email: current.person.email,
        access,
    }))
}

/// A message set on the way here, to be said once.
pub struct Said(pub Option<render::Message>);

impl FromRequestParts<AppState> for Said {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let code = state.cookies.message(&parts.headers);
        Ok(Self(
            code.and_then(|code| render::Message::from_code(&code)),
        ))
    }
}

impl Said {
    /// The answer, after which the message is not said again.
    pub fn once(self, cookies: &Cookies, answer: Response) -> Response {
        match self.0 {
            Some(_) => (render::Message::clear(cookies), answer).into_response(),
            None => answer,
        }
    }

    /// The words to be said.
    pub fn words(&self) -> Option<&'static str> {
        self.0.map(render::Message::words)
    }
}

/// The part of an address that names something.
///
/// What is no text, or holds control characters, names nothing: PostgreSQL
/// would take a query with a NUL for a fault of ours.
pub struct Segment(pub String);

impl FromRequestParts<AppState> for Segment {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) if !text.contains(char::is_control) => Ok(Self(text)),
            _ => Err(PageError::NotFound),
        }
    }
}

/// The part of an address that is a key of something. What is no key names
/// nothing.
pub struct Key(pub Uuid);

impl FromRequestParts<AppState> for Key {
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let Segment(text) = Segment::from_request_parts(parts, state).await?;
        Uuid::parse_str(&text)
            .map(Self)
            .map_err(|_| PageError::NotFound)
    }
}

/// A form as posted. Reading it fails only on its shape, never on its content:
/// what somebody typed always reaches the handler.
pub struct Posted(pub Answers);

impl FromRequest<AppState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(pairs)) => Ok(Self(pairs.into_iter().collect())),
            // The layer that limits bodies says by itself why one did not arrive.
            Err(_) => Err(answer_with(Problem::Unprocessable)),
        }
    }
}

/// The pairs of the query string, repeated keys and all. One that cannot be
/// read counts as none.
pub struct QueryPairs(pub Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for QueryPairs {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or("");
        Ok(Self(
            url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        ))
    }
}

impl QueryPairs {
    /// The pairs as borrowed text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The last value of a key.
    pub fn last(&self, key: &str) -> Option<&str> {
        self.iter()
            .filter(|(name, _)| *name == key)
            .last()
            .map(|(_, value)| value)
    }
}
