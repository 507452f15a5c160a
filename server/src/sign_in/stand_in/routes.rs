//! The stand-in's addresses.

use std::collections::HashMap;

use axum::extract::{RawForm, RawQuery, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use openidconnect::PrivateSigningKey;
use openidconnect::core::CoreJsonWebKeySet;
use serde_json::json;
use url::form_urlencoded;

use super::{REQUEST_GOOD_FOR, Request, StandIn};

pub(super) fn router(stand_in: &StandIn) -> Router {
    let issuer = &stand_in.0.settings.issuer;
    let base = issuer.url().path().trim_end_matches('/').to_owned();
    Router::new()
        .route(
            &format!("{base}/.well-known/openid-configuration"),
            get(configuration),
        )
        .route(&format!("{base}/jwks"), get(jwks))
        .route(&format!("{base}/authorize"), get(authorize))
        .route(&format!("{base}/token"), post(token))
        .route(&format!("{base}/end-session"), get(end_session))
        .with_state(stand_in.clone())
}

/// The parameters of a request; each at most once (RFC 6749, section 3.1).
pub(super) struct Parameters(HashMap<String, String>);

impl Parameters {
    fn read(encoded: &[u8]) -> Option<Self> {
        let mut read = HashMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if read.insert(name.into_owned(), value.into_owned()).is_some() {
                return None;
            }
        }
        Some(Self(read))
    }

    /// A parameter's value; an empty one counts as left out.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }
}

async fn configuration(State(stand_in): State<StandIn>) -> Response {
    match stand_in.metadata() {
        Ok(metadata) => Json(metadata).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn jwks(State(stand_in): State<StandIn>) -> Response {
    let keys = CoreJsonWebKeySet::new(vec![stand_in.0.key.as_verification_key()]);
    Json(keys).into_response()
}

async fn authorize(State(stand_in): State<StandIn>, RawQuery(query): RawQuery) -> Response {
    let Some(parameters) = Parameters::read(query.unwrap_or_default().as_bytes()) else {
        return refuse("A part of this request is there twice.");
    };
    let settings = &stand_in.0.settings;
    // As long as these two are not known, nobody may be sent anywhere.
    if parameters.get("client_id") != Some(&settings.client_id) {
        return refuse("This request is from a service that is not known here.");
    }
    let asked_for = parameters.get("redirect_uri").unwrap_or_default();
    let mut registered = settings.redirect_uris.iter();
    let Some(redirect_uri) = registered.find(|uri| uri.as_str() == asked_for) else {
        return refuse("This request asks for an answer to an address that is not known here.");
    };

    let state = parameters.get("state").map(str::to_owned);
    if let Some(fault) = StandIn::authorisation_fault(&parameters) {
        return see_other(stand_in.error_url(redirect_uri, state.as_deref(), fault));
    }
    let now = stand_in.0.clock.now();
    let request = Request {
        redirect_uri: redirect_uri.clone(),
        state: state.clone(),
        nonce: parameters.get("nonce").map(str::to_owned),
        challenge: parameters
            .get("code_challenge")
            .unwrap_or_default()
            .to_owned(),
        good_until: now + REQUEST_GOOD_FOR,
    };
    match stand_in.keep_request(request, now) {
        Some(id) => see_other(format!("{}?request={id}", settings.choose_page)),
        None => {
            see_other(stand_in.error_url(redirect_uri, state.as_deref(), "temporarily_unavailable"))
        }
    }
}

async fn token(
    State(stand_in): State<StandIn>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let Some(parameters) = Parameters::read(&form) else {
        return token_error(StatusCode::BAD_REQUEST, "invalid_request");
    };
    let by_header = headers.contains_key(AUTHORIZATION);
    let by_form = parameters.get("client_secret").is_some();
    // RFC 6749, section 2.3: one method at a time.
    if by_header && by_form {
        return token_error(StatusCode::BAD_REQUEST, "invalid_request");
    }
    let client = if by_header {
        basic_credentials(&headers)
    } else {
        let id = parameters.get("client_id").unwrap_or_default();
        let secret = parameters.get("client_secret").unwrap_or_default();
        Some((id.to_owned(), secret.to_owned()))
    };
    if !client.is_some_and(|(id, secret)| stand_in.client_is_known(&id, &secret)) {
        return token_error(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    match stand_in.exchange(&parameters) {
        Ok(answer) => (NO_STORE, Json(answer)).into_response(),
        Err(error) => token_error(StatusCode::BAD_REQUEST, error),
    }
}

/// There is no session here to end; what matters is that only a registered
/// address is ever redirected to.
async fn end_session(State(stand_in): State<StandIn>, RawQuery(query): RawQuery) -> Response {
    let Some(parameters) = Parameters::read(query.unwrap_or_default().as_bytes()) else {
        return refuse("A part of this request is there twice.");
    };
    let Some(asked_for) = parameters.get("post_logout_redirect_uri") else {
        return "You have signed out.".into_response();
    };
    let mut registered = stand_in.0.settings.post_logout_redirect_uris.iter();
    let Some(uri) = registered.find(|uri| uri.as_str() == asked_for) else {
        return refuse("This request asks to go on to an address that is not known here.");
    };
    let mut url = uri.clone();
    if let Some(state) = parameters.get("state") {
        url.query_pairs_mut().append_pair("state", state);
    }
    see_other(url)
}

const NO_STORE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

fn see_other(to: impl ToString) -> Response {
    let location = [(LOCATION, to.to_string())];
    (StatusCode::SEE_OTHER, NO_STORE, location).into_response()
}

fn refuse(why: &'static str) -> Response {
    (StatusCode::BAD_REQUEST, NO_STORE, why).into_response()
}

fn token_error(status: StatusCode, error: &'static str) -> Response {
    let mut response = (status, NO_STORE, Json(json!({ "error": error }))).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let basic = axum::http::HeaderValue::from_static("Basic realm=\"token\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, basic);
    }
    response
}

/// Client identifier and secret from HTTP Basic, each form-encoded as RFC 6749,
/// section 2.3.1 asks.
fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let encoded = header.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    let (decoded, _) = form_urlencoded::parse(text.as_bytes()).next()?;
    Some(decoded.into_owned())
}
