//! Signed-in browsers: how one is recognised, how long it lasts, how it ends.

pub mod handlers;
pub mod store;

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::CookieJar;
use chrono::TimeDelta;
use url::Url;

/// How long a session lasts.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Without a request in between.
    pub idle: TimeDelta,
    /// From sign-in, whatever happens.
    pub absolute: TimeDelta,
}

/// Names and attributes of the portal's cookies.
#[derive(Clone, Debug)]
pub struct Cookies {
    secure: bool,
}

/// Lives from sign-in to sign-out.
const SESSION: &str = "fjb";
/// Lives while a provider's sign-in page is open.
const ATTEMPT: &str = "fjb-sign-in";
/// Carries a message over a redirect.
const MESSAGE: &str = "fjb-message";

impl Cookies {
    /// Over https the names start with `__Host-`: a browser then takes the
    /// cookie from this host only, over https only, for every path.
    pub fn for_address(base_url: &Url) -> Self {
        Self {
            secure: base_url.scheme() == "https",
        }
    }

    /// The name of the session cookie.
    pub fn session_name(&self) -> String {
        self.name(SESSION)
    }

    /// The name of the cookie of a sign-in under way.
    pub fn attempt_name(&self) -> String {
        self.name(ATTEMPT)
    }

    /// The name of the cookie that carries a message over a redirect.
    pub fn message_name(&self) -> String {
        self.name(MESSAGE)
    }

    /// The secret of the browser's session.
    pub fn session(&self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(SESSION))
    }

    /// The secret that ties a sign-in under way to this browser.
    pub fn attempt(&self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(ATTEMPT))
    }

    /// The code of a message set on the way here.
    pub fn message(&self, headers: &HeaderMap) -> Option<String> {
        read(headers, &self.name(MESSAGE))
    }

    /// Sets the session cookie; it goes when the browser closes.
    pub fn set_session(&self, secret: &str) -> HeaderValue {
        self.set(SESSION, secret, None)
    }

    /// Sets the cookie of a sign-in under way, for five minutes.
    pub fn set_attempt(&self, secret: &str) -> HeaderValue {
        self.set(ATTEMPT, secret, Some(300))
    }

    /// Takes the session cookie away.
    pub fn clear_session(&self) -> HeaderValue {
        self.set(SESSION, "", Some(0))
    }

    /// Takes the cookie of a sign-in under way away.
    pub fn clear_attempt(&self) -> HeaderValue {
        self.set(ATTEMPT, "", Some(0))
    }

    /// Sets a message by its code, for a minute at most.
    pub fn set_message(&self, code: &str) -> HeaderValue {
        self.set(MESSAGE, code, Some(60))
    }

    /// Takes the message away.
    pub fn clear_message(&self) -> HeaderValue {
        self.set(MESSAGE, "", Some(0))
    }

    fn name(&self, name: &str) -> String {
        if self.secure {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// `Lax`, not `Strict`: the way back from a provider is a cross-site
    /// navigation that has to bring the cookie. The values are our own secrets
    /// and codes in URL-safe letters, so nothing needs quoting.
    fn set(&self, name: &str, value: &str, max_age: Option<u32>) -> HeaderValue {
        let mut cookie = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax",
            self.name(name)
        );
        if self.secure {
            cookie.push_str("; Secure");
        }
        if let Some(seconds) = max_age {
            cookie.push_str(&format!("; Max-Age={seconds}"));
        }
        HeaderValue::try_from(cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(name)
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}
