//! ID tokens: what one must be before a word of it is believed.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreTokenType,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, ClaimsVerificationError, ClientId,
    EmptyExtraTokenFields, IdToken, IdTokenClaims, IdTokenFields, IdTokenVerifier, IssuerUrl,
    Nonce, SignatureVerificationError, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};

use super::{SignInRefusal, SignedIn, TokenFault};

/// How far a provider's clock may be ahead of ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(2);
/// How long ago an ID token may say it was issued. Five minutes are ours for a
/// sign-in, and Entra dates its tokens five minutes back.
const OLDEST_TOKEN: TimeDelta = TimeDelta::minutes(15);
/// Longest `sub` of OpenID Connect Core, section 2.
const LONGEST_SUBJECT: usize = 255;

/// Asymmetric signatures only. `none` proves nothing, and HS256 would turn a
/// published key or our own secret into a signing key.
const ALLOWED_ALGORITHMS: [CoreJwsSigningAlgorithm; 3] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Claims we read beyond the standard ones.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct FurtherClaims {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Not before, in seconds since 1970 (RFC 7519).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<f64>,
}
impl AdditionalClaims for FurtherClaims {}

pub(super) type PortalIdToken = IdToken<
    FurtherClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
pub(super) type PortalClaims = IdTokenClaims<FurtherClaims, CoreGenderClaim>;
pub(super) type PortalTokenFields = IdTokenFields<
    FurtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
pub(super) type TokenAnswer = StandardTokenResponse<PortalTokenFields, CoreTokenType>;

/// What a token is held against.
pub(super) struct Expected<'a> {
    pub issuer: IssuerUrl,
    pub client_id: ClientId,
    pub nonce: Nonce,
    /// The access token that came with the ID token.
    pub access_token: &'a AccessToken,
    pub now: DateTime<Utc>,
}

impl Expected<'_> {
    /// The claims of a token of which everything holds (OpenID Connect Core,
    /// section 3.1.3.7), signed with one of `keys`.
    pub fn verify<'t>(
        &self,
        id_token: &'t PortalIdToken,
        keys: &CoreJsonWebKeySet,
    ) -> Result<&'t PortalClaims, TokenFault> {
        // As for a public client even when we have a secret: the secret must never
        // serve as a key that signs tokens.
        let verifier = IdTokenVerifier::new_public_client(
            self.client_id.clone(),
            self.issuer.clone(),
            keys.clone(),
        )
        .set_allowed_algs(ALLOWED_ALGORITHMS)
        .set_time_fn(|| self.now);
        let claims = id_token
            .claims(&verifier, &self.nonce)
            .map_err(token_fault)?;

        let issued = claims.issue_time();
        if issued > self.now + CLOCK_SKEW
            || issued < self.now - OLDEST_TOKEN
            || issued >= claims.expiration()
        {
            return Err(TokenFault::Times);
        }
        let latest_start = (self.now + CLOCK_SKEW).timestamp();
        let not_before = claims.additional_claims().nbf;
        if not_before.is_some_and(|start| start > latest_start as f64) {
            return Err(TokenFault::Times);
        }
        let party = claims.authorized_party();
        if party.is_some_and(|party| *party != self.client_id) {
            return Err(TokenFault::AuthorisedParty);
        }
        let subject = claims.subject().as_str();
        if subject.trim().is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err(TokenFault::Subject);
        }
        if let Some(hash) = claims.access_token_hash() {
            let alg = id_token.signing_alg().map_err(signature_fault)?;
            let key = id_token.signing_key(&verifier).map_err(signature_fault)?;
            let found = AccessTokenHash::from_token(self.access_token, alg, key)
                .map_err(|_| TokenFault::Unsupported)?;
            if found != *hash {
                return Err(TokenFault::AccessTokenHash);
            }
        }
        Ok(claims)
    }
}

/// Reads a verified token. `claims` are those of `id_token`.
pub(super) fn person(
    id_token: &PortalIdToken,
    claims: &PortalClaims,
) -> Result<SignedIn, SignInRefusal> {
    let id_token = id_token.to_string();
    let name = claims.name().and_then(|name| name.get(None));
    Ok(SignedIn {
        issuer: claims.issuer().as_str().to_owned(),
        subject: claims.subject().as_str().to_owned(),
        email: claims.email().map(|email| email.as_str().to_owned()),
        email_verified: says_email_verified(&id_token)
            .ok_or(SignInRefusal::TokenAnswerUnreadable)?,
        name: name.map(|name| name.as_str().to_owned()),
        sid: claims.additional_claims().sid.clone(),
        id_token,
    })
}

/// Whether a verified token says `"email_verified": true` beside an address. The
/// library takes the text `"true"` for the same, which providers have used for
/// addresses that anyone could claim; hence this second look at the signed text.
fn says_email_verified(id_token: &str) -> Option<bool> {
    #[derive(Deserialize)]
    struct Verified {
        email: Option<String>,
        email_verified: Option<serde_json::Value>,
    }
    let payload = id_token.split('.').nth(1)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    let read: Verified = serde_json::from_slice(&payload).ok()?;
    Some(read.email.is_some() && is_true(read.email_verified.as_ref()))
}

pub(super) fn is_true(value: Option<&serde_json::Value>) -> bool {
    value == Some(&serde_json::Value::Bool(true))
}

fn token_fault(error: ClaimsVerificationError) -> TokenFault {
    match error {
        ClaimsVerificationError::InvalidIssuer(_) => TokenFault::Issuer,
        ClaimsVerificationError::InvalidAudience(_) => TokenFault::Audience,
        ClaimsVerificationError::InvalidNonce(_) => TokenFault::Nonce,
        ClaimsVerificationError::Expired(_) => TokenFault::Expired,
        ClaimsVerificationError::SignatureVerification(error) => signature_fault(error),
        _ => TokenFault::Unsupported,
    }
}

fn signature_fault(error: SignatureVerificationError) -> TokenFault {
    match error {
        SignatureVerificationError::NoSignature => TokenFault::Unsigned,
        SignatureVerificationError::DisallowedAlg(_)
        | SignatureVerificationError::UnsupportedAlg(_) => TokenFault::Algorithm,
        SignatureVerificationError::NoMatchingKey
        | SignatureVerificationError::AmbiguousKeyId(_) => TokenFault::UnknownKey,
        _ => TokenFault::Signature,
    }
}
