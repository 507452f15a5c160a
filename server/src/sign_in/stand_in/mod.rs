//! A small OpenID provider inside the server, for demonstrations and tests.
//!
//! It has no passwords: whoever reaches it chooses who to be. Everything else is
//! as strict as a provider should be, so that the portal signs in through the
//! same code as with a real one. What it knows lives in memory and is gone when
//! the server stops.

mod routes;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreClaimName, CoreClientAuthMethod, CoreEdDsaPrivateSigningKey, CoreGrantType,
    CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    CoreTokenType,
};
use openidconnect::{
    AccessToken, Audience, AuthUrl, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndUserEmail,
    EndUserName, IssuerUrl, JsonWebKeyId, JsonWebKeySetUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, ResponseTypes, Scope, StandardClaims, SubjectIdentifier, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::clock::{Clock, Random};

use self::routes::Parameters;
use super::id_token::{FurtherClaims, PortalClaims, PortalIdToken, PortalTokenFields, TokenAnswer};
use super::provider::{FurtherMetadata, Metadata};

/// How long the page "Choose who to be" may stay open.
const REQUEST_GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// RFC 6749, section 4.1.2: codes must be short-lived.
const CODE_GOOD_FOR: TimeDelta = TimeDelta::minutes(1);
const TOKEN_GOOD_FOR: TimeDelta = TimeDelta::minutes(5);
/// Requests, and codes, that may wait at one time.
const MOST_WAITING: usize = 1_000;

/// What the stand-in is told about itself and about its only client, the portal.
#[derive(Clone, Debug)]
pub struct StandInSettings {
    /// Its routes lie under this address, for example `http://127.0.0.1:3000/demo/oidc`.
    pub issuer: IssuerUrl,
    pub client_id: String,
    pub client_secret: SecretString,
    /// Compared letter by letter.
    pub redirect_uris: Vec<Url>,
    pub post_logout_redirect_uris: Vec<Url>,
    /// The page "Choose who to be"; gets `?request=` with the request's identifier.
    pub choose_page: String,
}

/// Whom somebody chose to be.
#[derive(Clone, Debug)]
pub struct Person {
    pub subject: String,
    pub email: String,
    pub name: String,
}

/// Why a request can no longer be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StandInError {
    #[error("this sign-in was answered already, or has waited too long")]
    RequestGone,
    #[error("too many sign-ins are waiting")]
    TooMany,
    #[error("the signing key could not be made")]
    Key,
}

/// An authorisation request that waits for somebody to choose.
#[derive(Clone)]
struct Request {
    redirect_uri: Url,
    state: Option<String>,
    nonce: Option<String>,
    challenge: String,
    good_until: DateTime<Utc>,
}

/// A code that was handed out.
struct Grant {
    person: Person,
    request: Request,
    chosen_at: DateTime<Utc>,
    good_until: DateTime<Utc>,
}

#[derive(Default)]
struct Waiting {
    requests: HashMap<String, Request>,
    codes: HashMap<String, Grant>,
}

struct Inner {
    settings: StandInSettings,
    clock: Clock,
    random: Random,
    key: CoreEdDsaPrivateSigningKey,
    waiting: Mutex<Waiting>,
}

/// The provider; clones share what is waiting.
#[derive(Clone)]
pub struct StandIn(Arc<Inner>);

impl StandIn {
    /// Makes a provider with a fresh signing key.
    ///
    /// # Errors
    /// When the key cannot be made.
    pub fn new(
        settings: StandInSettings,
        clock: Clock,
        random: Random,
    ) -> Result<Self, StandInError> {
        let key = new_key(&random)?;
        Ok(Self(Arc::new(Inner {
            settings,
            clock,
            random,
            key,
            waiting: Mutex::default(),
        })))
    }

    /// Its routes, under the path of the issuer.
    pub fn router(&self) -> Router {
        routes::router(self)
    }

    /// Whether this request still waits for somebody to choose.
    pub fn is_waiting(&self, request_id: &str) -> bool {
        let now = self.0.clock.now();
        let waiting = self.waiting();
        let request = waiting.requests.get(request_id);
        request.is_some_and(|request| now < request.good_until)
    }

    /// Answers a request as `person`: where to send the browser.
    ///
    /// # Errors
    /// When the request is unknown, answered or too old, or too many codes wait.
    pub fn approve(&self, request_id: &str, person: Person) -> Result<Url, StandInError> {
        let now = self.0.clock.now();
        let request = self.take_request(request_id, now)?;
        let code = self.0.random.secret();
        let mut answer = self.answer_url(&request.redirect_uri, request.state.as_deref());
        answer.query_pairs_mut().append_pair("code", &code);

        let mut waiting = self.waiting();
        waiting.codes.retain(|_, grant| now < grant.good_until);
        if waiting.codes.len() >= MOST_WAITING {
            return Err(StandInError::TooMany);
        }
        let grant = Grant {
            person,
            request,
            chosen_at: now,
            good_until: now + CODE_GOOD_FOR,
        };
        waiting.codes.insert(code, grant);
        Ok(answer)
    }

    /// Answers a request with "nobody": where to send the browser.
    ///
    /// # Errors
    /// When the request is unknown, answered or too old.
    pub fn decline(&self, request_id: &str) -> Result<Url, StandInError> {
        let request = self.take_request(request_id, self.0.clock.now())?;
        Ok(self.error_url(
            &request.redirect_uri,
            request.state.as_deref(),
            "access_denied",
        ))
    }

    fn take_request(&self, id: &str, now: DateTime<Utc>) -> Result<Request, StandInError> {
        let request = self.waiting().requests.remove(id);
        request
            .filter(|request| now < request.good_until)
            .ok_or(StandInError::RequestGone)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        let waiting = self.0.waiting.lock();
        waiting.unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self, page: &str) -> String {
        let issuer = self.0.settings.issuer.as_str();
        format!("{}/{page}", issuer.trim_end_matches('/'))
    }

    fn answer_url(&self, redirect_uri: &Url, state: Option<&str>) -> Url {
        let mut url = redirect_uri.clone();
        url.query_pairs_mut()
            .append_pair("iss", self.0.settings.issuer.as_str())
            .extend_pairs(state.map(|state| ("state", state)));
        url
    }

    fn error_url(&self, redirect_uri: &Url, state: Option<&str>, error: &str) -> Url {
        let mut url = self.answer_url(redirect_uri, state);
        url.query_pairs_mut().append_pair("error", error);
        url
    }

    fn metadata(&self) -> Result<Metadata, url::ParseError> {
        let further = FurtherMetadata {
            end_session_endpoint: Some(Url::parse(&self.at("end-session"))?),
            authorization_response_iss_parameter_supported: true,
            code_challenge_methods_supported: Some(vec!["S256".to_owned()]),
        };
        let metadata = Metadata::new(
            self.0.settings.issuer.clone(),
            AuthUrl::new(self.at("authorize"))?,
            JsonWebKeySetUrl::new(self.at("jwks"))?,
            vec![ResponseTypes::new(vec![CoreResponseType::Code])],
            vec![CoreSubjectIdentifierType::Public],
            vec![CoreJwsSigningAlgorithm::EdDsa],
            further,
        );
        let scopes = ["openid", "email", "profile"];
        let claims = ["sub", "sid", "email", "email_verified", "name", "auth_time"];
        Ok(metadata
            .set_token_endpoint(Some(TokenUrl::new(self.at("token"))?))
            .set_scopes_supported(Some(scopes.map(|s| Scope::new(s.to_owned())).into()))
            .set_response_modes_supported(Some(vec![CoreResponseMode::Query]))
            .set_grant_types_supported(Some(vec![CoreGrantType::AuthorizationCode]))
            .set_token_endpoint_auth_methods_supported(Some(vec![
                CoreClientAuthMethod::ClientSecretBasic,
                CoreClientAuthMethod::ClientSecretPost,
            ]))
            .set_claims_supported(Some(
                claims.map(|c| CoreClaimName::new(c.to_owned())).into(),
            ))
            .set_request_parameter_supported(Some(false))
            .set_request_uri_parameter_supported(Some(false)))
    }

    /// The first fault of a request whose client and redirect address are known.
    fn authorisation_fault(parameters: &Parameters) -> Option<&'static str> {
        if parameters.get("request").is_some() {
            return Some("request_not_supported");
        }
        if parameters.get("request_uri").is_some() {
            return Some("request_uri_not_supported");
        }
        if parameters.get("response_type") != Some("code") {
            return Some("unsupported_response_type");
        }
        if parameters
            .get("response_mode")
            .is_some_and(|mode| mode != "query")
        {
            return Some("invalid_request");
        }
        if parameters.get("code_challenge_method") != Some("S256") {
            return Some("invalid_request");
        }
        let challenge = parameters.get("code_challenge").unwrap_or_default();
        // 43 letters are the 32 bytes of a SHA-256 digest (RFC 7636, section 4.2).
        if challenge.len() != 43 || BASE64_URL_SAFE_NO_PAD.decode(challenge).is_err() {
            return Some("invalid_request");
        }
        let scope = parameters.get("scope").unwrap_or_default();
        if !scope.split(' ').any(|scope| scope == "openid") {
            return Some("invalid_scope");
        }
        // Nobody is ever signed in here already.
        if parameters.get("prompt") == Some("none") {
            return Some("login_required");
        }
        None
    }

    fn keep_request(&self, request: Request, now: DateTime<Utc>) -> Option<String> {
        let mut waiting = self.waiting();
        waiting
            .requests
            .retain(|_, request| now < request.good_until);
        if waiting.requests.len() >= MOST_WAITING {
            return None;
        }
        let id = self.0.random.secret();
        waiting.requests.insert(id.clone(), request);
        Some(id)
    }

    fn client_is_known(&self, id: &str, secret: &str) -> bool {
        let expected = self.0.settings.client_secret.expose_secret();
        let same_secret =
            ClientSecret::new(secret.to_owned()) == ClientSecret::new(expected.to_owned());
        id == self.0.settings.client_id && same_secret
    }

    fn exchange(&self, parameters: &Parameters) -> Result<TokenAnswer, &'static str> {
        if parameters.get("grant_type") != Some("authorization_code") {
            return Err("unsupported_grant_type");
        }
        let code = parameters.get("code").ok_or("invalid_request")?;
        let verifier = parameters.get("code_verifier").ok_or("invalid_request")?;
        let now = self.0.clock.now();
        // Taken out whatever follows: a code is good for one try.
        let grant = self.waiting().codes.remove(code).ok_or("invalid_grant")?;
        if now >= grant.good_until {
            return Err("invalid_grant");
        }
        if parameters.get("redirect_uri") != Some(grant.request.redirect_uri.as_str()) {
            return Err("invalid_grant");
        }
        if !verifier_fits(verifier, &grant.request.challenge) {
            return Err("invalid_grant");
        }
        let access_token = AccessToken::new(self.0.random.secret());
        let id_token = self
            .id_token(grant, &access_token, now)
            .ok_or("server_error")?;
        let fields = PortalTokenFields::new(Some(id_token), EmptyExtraTokenFields {});
        let mut answer = TokenAnswer::new(access_token, CoreTokenType::Bearer, fields);
        answer.set_expires_in(TOKEN_GOOD_FOR.to_std().ok().as_ref());
        Ok(answer)
    }

    fn id_token(
        &self,
        grant: Grant,
        access_token: &AccessToken,
        now: DateTime<Utc>,
    ) -> Option<PortalIdToken> {
        let person = grant.person;
        let about = StandardClaims::new(SubjectIdentifier::new(person.subject))
            .set_email(Some(EndUserEmail::new(person.email)))
            .set_email_verified(Some(true))
            .set_name(Some(EndUserName::new(person.name).into()));
        let further = FurtherClaims {
            sid: Some(self.0.random.secret()),
            nbf: None,
        };
        let claims = PortalClaims::new(
            self.0.settings.issuer.clone(),
            vec![Audience::new(self.0.settings.client_id.clone())],
            now + TOKEN_GOOD_FOR,
            now,
            about,
            further,
        )
        .set_auth_time(Some(grant.chosen_at))
        .set_nonce(grant.request.nonce.map(Nonce::new));
        PortalIdToken::new(
            claims,
            &self.0.key,
            CoreJwsSigningAlgorithm::EdDsa,
            Some(access_token),
            None,
        )
        .ok()
    }
}

fn verifier_fits(verifier: &str, challenge: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if !(43..=128).contains(&verifier.len()) || !verifier.chars().all(allowed) {
        return false;
    }
    let verifier = PkceCodeVerifier::new(verifier.to_owned());
    let found = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    // Compared by digest, so that the time taken tells nothing.
    CsrfToken::new(found.as_str().to_owned()) == CsrfToken::new(challenge.to_owned())
}

/// A fresh Ed25519 key. The library only reads keys as PKCS #8 text (RFC 8410),
/// whose first 16 bytes never change.
fn new_key(random: &Random) -> Result<CoreEdDsaPrivateSigningKey, StandInError> {
    const PKCS8_PREFIX: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    let seed = BASE64_URL_SAFE_NO_PAD
        .decode(random.secret())
        .map_err(|_| StandInError::Key)?;
    let der = [PKCS8_PREFIX.as_slice(), &seed].concat();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        BASE64_STANDARD.encode(der)
    );
    let id = JsonWebKeyId::new(random.secret());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).map_err(|_| StandInError::Key)
}
