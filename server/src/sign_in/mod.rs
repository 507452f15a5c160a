//! Signing in through OpenID Connect.
//!
//! A [`Provider`] is one place people may sign in with. It sends the browser out
//! ([`Provider::begin`]) and judges what comes back ([`Provider::finish`]). It
//! knows nothing of sessions, of our database or of pages: the caller keeps the
//! [`PendingSignIn`] on the server for five minutes, takes it out exactly once,
//! and decides what the [`SignedIn`] identity may do.
//!
//! [`StandIn`] is a provider inside the server, for demonstrations and tests.

pub mod handlers;
mod id_token;
pub mod provider;
pub mod return_to;
pub mod stand_in;
pub mod transport;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use provider::{Provider, ProviderError, ProviderSettings};
pub use return_to::local_path;
pub use stand_in::{Person, StandIn, StandInError, StandInSettings};
pub use transport::{Transport, TransportError};

/// What must be remembered between sending the browser out and its return.
///
/// Kept on the server, never in the browser, for at most five minutes, and used
/// once: taking it out of the store is what makes a replayed answer worthless.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingSignIn {
    /// The [`ProviderSettings::id`] of the provider that was asked.
    pub provider_id: String,
    /// Ties the answer to the browser that set out.
    pub state: String,
    /// Ties the ID token to this sign-in.
    pub nonce: String,
    /// Ties the code to us (RFC 7636).
    pub pkce_verifier: String,
}

impl fmt::Debug for PendingSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingSignIn")
            .field("provider_id", &self.provider_id)
            .finish_non_exhaustive()
    }
}

/// The query of the callback address, as the provider or a stranger sent it.
#[derive(Clone, Default, Deserialize)]
pub struct CallbackAnswer {
    pub code: Option<String>,
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    pub error: Option<String>,
}

impl fmt::Debug for CallbackAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackAnswer")
            .field("code", &self.code.as_ref().map(|_| "…"))
            .field("state", &self.state.as_ref().map(|_| "…"))
            .finish_non_exhaustive()
    }
}

/// Somebody whose identity a provider has vouched for.
///
/// The identity is the pair of `issuer` and `subject`. An e-mail address is only
/// good for matching an invitation, and only when `email_verified` is true.
#[derive(Clone)]
pub struct SignedIn {
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    /// True only when the provider said the JSON value `true`; the text `"true"`,
    /// `false` and silence all count as unverified.
    pub email_verified: bool,
    pub name: Option<String>,
    /// The verified token as it came, to be handed back when signing out.
    pub id_token: String,
    /// The provider's own session, for signing out from its side.
    pub sid: Option<String>,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn")
            .field("issuer", &self.issuer)
            .field("email_verified", &self.email_verified)
            .finish_non_exhaustive()
    }
}

/// Why nobody was signed in. The words are for logs: they never hold a token, a
/// code, or text that the other side could choose.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    #[error("the sign-in was begun with another provider")]
    OtherProvider,
    #[error("the answer carries no state")]
    StateMissing,
    #[error("the answer carries the state of another sign-in")]
    StateWrong,
    #[error("the answer does not say which provider it is from")]
    IssuerMissing,
    #[error("the answer is from another provider")]
    IssuerWrong,
    #[error("the person or the provider declined")]
    Declined,
    #[error("the provider answered with an error: {0}")]
    ProviderAnswered(&'static str),
    #[error("the answer carries no code")]
    CodeMissing,
    #[error("the provider did not take the code: {0}")]
    CodeRefused(&'static str),
    #[error("the provider's token answer is not one that can be read")]
    TokenAnswerUnreadable,
    #[error("the provider sent no ID token")]
    NoIdToken,
    #[error("the ID token does not hold: {0}")]
    Token(#[from] TokenFault),
    #[error("what the provider tells about the person does not hold")]
    UserInfo,
    #[error("the provider cannot be used at present: {0}")]
    Unavailable(#[from] ProviderError),
}

/// What was wrong with an ID token (OpenID Connect Core, section 3.1.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    #[error("issued by somebody else")]
    Issuer,
    #[error("meant for somebody else")]
    Audience,
    #[error("made for another party")]
    AuthorisedParty,
    #[error("made for another sign-in")]
    Nonce,
    #[error("expired")]
    Expired,
    #[error("its times make no sense")]
    Times,
    #[error("not signed")]
    Unsigned,
    #[error("signed with an algorithm that is not allowed")]
    Algorithm,
    #[error("signed with a key that the provider does not publish")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
    #[error("it belongs to another access token")]
    AccessTokenHash,
    #[error("it names nobody")]
    Subject,
    #[error("it holds something that is not supported")]
    Unsupported,
}

/// Which page to show for a [`SignInRefusal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The person chose not to go on.
    Declined,
    /// The provider is out of reach; trying later may help.
    Unavailable,
    /// Something did not hold. Starting again may help, the details would not.
    Refused,
}

impl SignInRefusal {
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::Declined => RefusalKind::Declined,
            Self::Unavailable(_) | Self::ProviderAnswered("temporarily_unavailable") => {
                RefusalKind::Unavailable
            }
            _ => RefusalKind::Refused,
        }
    }
}
