//! A provider that says whatever a test wants it to say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{RawForm, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm as Alg,
};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};
use server::sign_in::{
    CallbackAnswer, PendingSignIn, Provider, SignInRefusal, SignedIn, Transport,
};

use crate::support::{CALLBACK, CLIENT, query, settings, url};

pub const FORGER: &str = "https://forger.example";
pub const ACCESS_TOKEN: &str = "an-access-token";

/// A P-256 public key: the curve's own base point, whose secret is 1.
const EC_X: &str = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY";
const EC_Y: &str = "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";

/// What the forger answers, and what it was asked.
#[derive(Default)]
pub struct Book {
    pub metadata: Value,
    pub keys: Vec<Value>,
    pub id_token: Option<String>,
    pub user_info: Value,
    pub asked: HashMap<&'static str, usize>,
    pub last_form: HashMap<String, String>,
}

#[derive(Clone)]
pub struct Forger(Arc<Mutex<Book>>);

impl Forger {
    /// A provider that is honest until told otherwise.
    pub fn new() -> Self {
        let metadata = json!({
            "issuer": FORGER,
            "authorization_endpoint": format!("{FORGER}/authorize"),
            "token_endpoint": format!("{FORGER}/token"),
            "jwks_uri": format!("{FORGER}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "ES256", "RS256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": true,
        });
        let curve_point = json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "kid": "ec", "x": EC_X, "y": EC_Y,
        });
        let book = Book {
            metadata,
            keys: vec![published(&good_key()), curve_point],
            ..Book::default()
        };
        Self(Arc::new(Mutex::new(book)))
    }

    pub fn book<T>(&self, with: impl FnOnce(&mut Book) -> T) -> T {
        with(&mut self.0.lock().expect("the book"))
    }

    /// How often this was asked for.
    pub fn asked(&self, what: &'static str) -> usize {
        self.book(|book| book.asked.get(what).copied().unwrap_or(0))
    }

    fn note(&self, what: &'static str) {
        self.book(|book| *book.asked.entry(what).or_default() += 1);
    }

    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(self.clone())
    }

    pub fn provider(&self) -> Provider {
        let transport = Transport::InProcess(self.router());
        Provider::new(settings(FORGER), url(CALLBACK), transport).expect("a provider")
    }

    /// One whole sign-in for which `forge` makes the ID token out of good claims.
    pub async fn sign_in(
        &self,
        now: DateTime<Utc>,
        forge: impl FnOnce(Value) -> String,
    ) -> Result<SignedIn, SignInRefusal> {
        let provider = self.provider();
        let (pending, answer) = self.begin(&provider, now, forge).await;
        provider.finish(pending, answer, now).await
    }

    /// A sign-in up to the browser's return.
    pub async fn begin(
        &self,
        provider: &Provider,
        now: DateTime<Utc>,
        forge: impl FnOnce(Value) -> String,
    ) -> (PendingSignIn, CallbackAnswer) {
        let (address, pending) = provider.begin(now).await.expect("a start");
        let mut asked = query(&address);
        let token = forge(good_claims(&asked["nonce"], now));
        self.book(|book| book.id_token = Some(token));
        let answer = CallbackAnswer {
            code: Some("a-code".to_owned()),
            state: asked.remove("state"),
            iss: Some(FORGER.to_owned()),
            error: None,
        };
        (pending, answer)
    }
}

async fn metadata(State(forger): State<Forger>) -> Json<Value> {
    forger.note("metadata");
    Json(forger.book(|book| book.metadata.clone()))
}

async fn jwks(State(forger): State<Forger>) -> Json<Value> {
    forger.note("jwks");
    Json(forger.book(|book| json!({ "keys": book.keys })))
}

async fn token(State(forger): State<Forger>, RawForm(form): RawForm) -> Json<Value> {
    forger.note("token");
    let form = url::form_urlencoded::parse(&form).into_owned().collect();
    Json(forger.book(|book| {
        book.last_form = form;
        json!({
            "access_token": ACCESS_TOKEN,
            "token_type": "Bearer",
            "id_token": book.id_token,
        })
    }))
}

async fn user_info(State(forger): State<Forger>) -> Json<Value> {
    forger.note("userinfo");
    Json(forger.book(|book| book.user_info.clone()))
}

/// Claims of which everything holds.
pub fn good_claims(nonce: &str, now: DateTime<Utc>) -> Value {
    json!({
        "iss": FORGER,
        "sub": "person-1",
        "aud": CLIENT,
        "iat": now.timestamp(),
        "exp": now.timestamp() + 300,
        "nonce": nonce,
        "email": "one@council.example",
        "email_verified": true,
    })
}

/// `claims` with one of them changed, or taken away by `null`.
pub fn with(mut claims: Value, name: &str, value: Value) -> Value {
    let object = claims.as_object_mut().expect("claims");
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
    claims
}

/// The key that the forger publishes.
pub fn good_key() -> CoreEdDsaPrivateSigningKey {
    key(1, "good")
}

/// An Ed25519 key; the same for the same seed.
pub fn key(seed: u8, id: &str) -> CoreEdDsaPrivateSigningKey {
    let mut der = vec![
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    der.extend([seed; 32]);
    let text = BASE64_STANDARD.encode(der);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
    let id = JsonWebKeyId::new(id.to_owned());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).expect("a key")
}

/// The public half, as a provider publishes it.
pub fn published(key: &CoreEdDsaPrivateSigningKey) -> Value {
    serde_json::to_value(key.as_verification_key()).expect("a published key")
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Header and claims, ready to be signed.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        base64(header.to_string()),
        base64(claims.to_string())
    )
}

/// A token with a true signature by `key`, whatever the header says.
pub fn signed(key: &CoreEdDsaPrivateSigningKey, header: &Value, claims: &Value) -> String {
    let text = unsigned(header, claims);
    let signature = key.sign(&Alg::EdDsa, text.as_bytes()).expect("a signature");
    format!("{text}.{}", base64(signature))
}

/// A token as an honest provider makes it.
pub fn honest(claims: &Value) -> String {
    signed(
        &good_key(),
        &json!({ "alg": "EdDSA", "kid": "good" }),
        claims,
    )
}

/// A token signed with a shared secret.
pub fn with_hmac(secret: impl AsRef<[u8]>, claims: &Value) -> String {
    let text = unsigned(&json!({ "alg": "HS256" }), claims);
    let key = CoreHmacKey::new(secret.as_ref());
    let signature = key.sign(&Alg::HmacSha256, text.as_bytes());
    format!("{text}.{}", base64(signature.expect("a signature")))
}
