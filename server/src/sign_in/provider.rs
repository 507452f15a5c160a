//! One OpenID provider: where it is, how to set out for it, what to believe of
//! its answer.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType,
    CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse, CoreSubjectIdentifierType,
    CoreTokenIntrospectionResponse,
};
use openidconnect::http::header::{ACCEPT, AUTHORIZATION};
use openidconnect::http::{Request, StatusCode};
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AuthType, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, TokenResponse,
    UserInfoUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::id_token::{Expected, FurtherClaims, TokenAnswer, is_true, person};
use super::transport::{Transport, TransportError};
use super::{CallbackAnswer, PendingSignIn, SignInRefusal, SignedIn, TokenFault};

/// How long what a provider publishes about itself is believed without asking again.
const METADATA_GOOD_FOR: TimeDelta = TimeDelta::hours(1);

/// What we read of a provider's metadata beyond OpenID Connect Discovery.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct FurtherMetadata {
    /// OpenID Connect RP-Initiated Logout 1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<Url>,
    /// RFC 9207.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// RFC 8414.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge_methods_supported: Option<Vec<String>>,
}
impl AdditionalProviderMetadata for FurtherMetadata {}

pub(super) type Metadata = ProviderMetadata<
    FurtherMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;
type TokenError = StandardErrorResponse<CoreErrorResponseType>;
type PortalClient = Client<
    FurtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenError,
    TokenAnswer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What an operator configures for one provider.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// The segment of our addresses: small letters, digits and hyphens.
    pub id: String,
    /// The name on the sign-in page.
    pub name: String,
    /// Exactly as the provider writes it, with or without a final slash.
    pub issuer: IssuerUrl,
    pub client_id: String,
    /// `None` for a public client, which PKCE alone protects.
    pub client_secret: Option<SecretString>,
    /// Asked for beside `openid`; usually `email` and `profile`.
    pub scopes: Vec<String>,
}

/// A provider that is set up wrongly, or that cannot be used at present.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("a provider's identifier must be 1 to 32 small letters, digits or hyphens")]
    Identifier,
    #[error("{0} must be an https address, or http on this machine")]
    Address(&'static str),
    #[error("asking for the provider's own description failed: {0}")]
    Transport(#[from] TransportError),
    #[error("the provider's own description cannot be used: {0}")]
    Description(String),
}

/// What a provider published about itself, and when we read it.
struct Published {
    metadata: Metadata,
    read_at: DateTime<Utc>,
}

/// A place people may sign in with.
pub struct Provider {
    settings: ProviderSettings,
    redirect_uri: RedirectUrl,
    transport: Transport,
    published: RwLock<Option<Arc<Published>>>,
}

impl Provider {
    /// Sets up a provider; nothing is asked of it before the first sign-in, so a
    /// provider that is down does not keep the portal from starting.
    ///
    /// `redirect_uri` is the full address of our callback for this provider.
    ///
    /// # Errors
    /// When the identifier is no path segment, or an address is neither https nor
    /// on this machine.
    pub fn new(
        settings: ProviderSettings,
        redirect_uri: Url,
        transport: Transport,
    ) -> Result<Self, ProviderError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if settings.id.is_empty() || settings.id.len() > 32 || !settings.id.chars().all(allowed) {
            return Err(ProviderError::Identifier);
        }
        if transport.leaves_the_process() && !is_safe(settings.issuer.url()) {
            return Err(ProviderError::Address("the issuer"));
        }
        Ok(Self {
            settings,
            redirect_uri: RedirectUrl::from_url(redirect_uri),
            transport,
            published: RwLock::new(None),
        })
    }

    pub fn id(&self) -> &str {
        &self.settings.id
    }

    pub fn name(&self) -> &str {
        &self.settings.name
    }

    pub fn issuer(&self) -> &str {
        self.settings.issuer.as_str()
    }

    /// The address to send the browser to, and what to keep until it returns.
    ///
    /// # Errors
    /// When the provider does not answer or describes itself in a way that cannot
    /// be used.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<(Url, PendingSignIn), ProviderError> {
        let published = self.published(now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self.client(&published.metadata);
        let scopes = self.settings.scopes.iter().filter(|s| *s != "openid");
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes.cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        let pending = PendingSignIn {
            provider_id: self.settings.id.clone(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            pkce_verifier: verifier.into_secret(),
        };
        Ok((url, pending))
    }

    /// Judges the answer to a sign-in that [`begin`](Self::begin) started.
    ///
    /// `pending` is taken by value because it is good for one answer only; the
    /// caller must have removed it from its store before calling.
    ///
    /// # Errors
    /// For every reason not to believe the answer. Nothing is half believed.
    pub async fn finish(
        &self,
        pending: PendingSignIn,
        answer: CallbackAnswer,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInRefusal> {
        if pending.provider_id != self.settings.id {
            return Err(SignInRefusal::OtherProvider);
        }
        let state = answer.state.ok_or(SignInRefusal::StateMissing)?;
        // Compared by digest, so that the time taken tells nothing about the text.
        if CsrfToken::new(state) != CsrfToken::new(pending.state) {
            return Err(SignInRefusal::StateWrong);
        }
        let published = self.published(now).await?;
        self.check_who_answers(answer.iss.as_deref(), &published.metadata)?;
        if let Some(error) = answer.error.as_deref() {
            return Err(match known_error(error) {
                "access_denied" => SignInRefusal::Declined,
                other => SignInRefusal::ProviderAnswered(other),
            });
        }
        let code = answer.code.ok_or(SignInRefusal::CodeMissing)?;

        let tokens = self
            .client(&published.metadata)
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| description("it names no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.pkce_verifier))
            .request_async(&self.http())
            .await
            .map_err(token_refusal)?;
        let id_token = tokens.id_token().ok_or(SignInRefusal::NoIdToken)?;
        let expected = Expected {
            issuer: self.settings.issuer.clone(),
            client_id: ClientId::new(self.settings.client_id.clone()),
            nonce: Nonce::new(pending.nonce),
            access_token: tokens.access_token(),
            now,
        };
        // A provider may have changed its keys since we last looked: look once more.
        let verified = match expected.verify(id_token, published.metadata.jwks()) {
            Err(TokenFault::UnknownKey) => {
                let published = self.read_published(now).await?;
                expected.verify(id_token, published.metadata.jwks())
            }
            verified => verified,
        };
        let person = person(id_token, verified?)?;
        match published.metadata.userinfo_endpoint() {
            Some(endpoint) if person.email.is_none() && self.asks_for_email() => {
                self.add_user_info(endpoint, tokens.access_token(), person)
                    .await
            }
            _ => Ok(person),
        }
    }

    /// Where to send the browser so that the provider's own session ends too
    /// (OpenID Connect RP-Initiated Logout 1.0), if the provider offers it.
    ///
    /// A provider that cannot be asked counts as one that does not offer it:
    /// signing out of the portal must work without it.
    pub async fn end_session_url(
        &self,
        now: DateTime<Utc>,
        id_token: &str,
        post_logout_redirect_uri: &Url,
        state: Option<&str>,
    ) -> Option<Url> {
        let published = self.published(now).await.ok()?;
        let further = published.metadata.additional_metadata();
        let mut url = further.end_session_endpoint.clone()?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", &self.settings.client_id)
            .append_pair(
                "post_logout_redirect_uri",
                post_logout_redirect_uri.as_str(),
            )
            .extend_pairs(state.map(|state| ("state", state)));
        Some(url)
    }

    fn asks_for_email(&self) -> bool {
        self.settings.scopes.iter().any(|scope| scope == "email")
    }

    /// RFC 9207: with several providers, an answer must say whose it is, or a code
    /// of one could be handed to another.
    fn check_who_answers(
        &self,
        iss: Option<&str>,
        metadata: &Metadata,
    ) -> Result<(), SignInRefusal> {
        let further = metadata.additional_metadata();
        match iss {
            Some(iss) if iss == self.issuer() => Ok(()),
            Some(_) => Err(SignInRefusal::IssuerWrong),
            None if further.authorization_response_iss_parameter_supported => {
                Err(SignInRefusal::IssuerMissing)
            }
            None => Ok(()),
        }
    }

    /// Fetches the e-mail address from providers that keep it out of the ID token
    /// (OpenID Connect Core, section 5.3).
    async fn add_user_info(
        &self,
        endpoint: &UserInfoUrl,
        access_token: &AccessToken,
        person: SignedIn,
    ) -> Result<SignedIn, SignInRefusal> {
        let request = Request::get(endpoint.as_str())
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("Bearer {}", access_token.secret()))
            .body(Vec::new())
            .map_err(|_| SignInRefusal::UserInfo)?;
        let response = self
            .transport
            .clone()
            .send(request)
            .await
            .map_err(ProviderError::Transport)?;
        if response.status() != StatusCode::OK {
            return Err(SignInRefusal::UserInfo);
        }
        let info: UserInfo =
            serde_json::from_slice(response.body()).map_err(|_| SignInRefusal::UserInfo)?;
        // Section 5.3.2: without this, one person's token could fetch another's address.
        if info.sub != person.subject {
            return Err(SignInRefusal::UserInfo);
        }
        Ok(SignedIn {
            email_verified: info.email.is_some() && is_true(info.email_verified.as_ref()),
            email: info.email,
            name: person.name.or(info.name),
            ..person
        })
    }

    fn client(&self, metadata: &Metadata) -> PortalClient {
        let secret = self.settings.client_secret.as_ref();
        PortalClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned())),
        )
        .set_auth_type(client_authentication(metadata))
        .set_redirect_uri(self.redirect_uri.clone())
    }

    fn http(&self) -> impl Fn(HttpRequest) -> HttpFuture + Send + Sync + use<> {
        let transport = self.transport.clone();
        move |request| -> HttpFuture { Box::pin(transport.clone().send(request)) }
    }

    async fn published(&self, now: DateTime<Utc>) -> Result<Arc<Published>, ProviderError> {
        let known = self
            .published
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match known {
            // A clock that was set back must not keep old keys alive.
            Some(known) if (now - known.read_at).abs() < METADATA_GOOD_FOR => Ok(known),
            _ => self.read_published(now).await,
        }
    }

    async fn read_published(&self, now: DateTime<Utc>) -> Result<Arc<Published>, ProviderError> {
        let metadata = Metadata::discover_async(self.settings.issuer.clone(), &self.http())
            .await
            .map_err(discovery_error)?;
        self.check_addresses(&metadata)?;
        let published = Arc::new(Published {
            metadata,
            read_at: now,
        });
        *self
            .published
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(published.clone());
        Ok(published)
    }

    /// Codes and secrets go to these addresses, so none may be in the clear.
    fn check_addresses(&self, metadata: &Metadata) -> Result<(), ProviderError> {
        let endpoints = [
            (
                "its sign-in page",
                Some(metadata.authorization_endpoint().url()),
            ),
            (
                "its token endpoint",
                metadata.token_endpoint().map(|e| e.url()),
            ),
            ("its keys", Some(metadata.jwks_uri().url())),
            (
                "its user information",
                metadata.userinfo_endpoint().map(|e| e.url()),
            ),
        ];
        let unsafe_one = endpoints
            .into_iter()
            .find(|(_, url)| url.is_some_and(|url| !is_safe(url)));
        match unsafe_one {
            Some((what, _)) if self.transport.leaves_the_process() => {
                Err(ProviderError::Address(what))
            }
            _ => Ok(()),
        }
    }
}

type HttpFuture = std::pin::Pin<
    Box<dyn Future<Output = Result<openidconnect::HttpResponse, TransportError>> + Send>,
>;

#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<String>,
    email_verified: Option<serde_json::Value>,
    name: Option<String>,
}

/// The way to show our secret that the provider takes; HTTP Basic unless it says
/// that it only takes the form.
fn client_authentication(metadata: &Metadata) -> AuthType {
    match metadata.token_endpoint_auth_methods_supported() {
        Some(methods)
            if !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost) =>
        {
            AuthType::RequestBody
        }
        _ => AuthType::BasicAuth,
    }
}

fn is_safe(url: &Url) -> bool {
    let on_this_machine = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => true,
        "http" => on_this_machine,
        _ => false,
    }
}

fn description(what: &str) -> SignInRefusal {
    SignInRefusal::Unavailable(ProviderError::Description(what.to_owned()))
}

fn discovery_error(error: DiscoveryError<TransportError>) -> ProviderError {
    match error {
        DiscoveryError::Request(error) => ProviderError::Transport(error),
        DiscoveryError::Response(status, _, _) => {
            ProviderError::Description(format!("it was answered with {status}"))
        }
        other => ProviderError::Description(other.to_string()),
    }
}

fn token_refusal(error: RequestTokenError<TransportError, TokenError>) -> SignInRefusal {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            SignInRefusal::CodeRefused(known_error(answer.error().as_ref()))
        }
        RequestTokenError::Request(error) => {
            SignInRefusal::Unavailable(ProviderError::Transport(error))
        }
        // These hold the answer's text, which may hold tokens.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            SignInRefusal::TokenAnswerUnreadable
        }
    }
}

/// An OAuth error code as one of the codes that standards define, because the
/// other side could write anything here and it goes into our logs.
fn known_error(code: &str) -> &'static str {
    const KNOWN: [&str; 17] = [
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_request_object",
        "invalid_request_uri",
        "invalid_scope",
        "login_required",
        "request_not_supported",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
    ];
    KNOWN
        .into_iter()
        .find(|known| *known == code)
        .unwrap_or("an error that no standard knows")
}
