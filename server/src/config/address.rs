//! The address people type.

use std::fmt;
use std::net::SocketAddr;

use url::{Host, Url};

use super::source::Reader;

/// The portal's own address: scheme, host and port, never a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Takes an address such as `https://boards.example.gov.uk`.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence that begins with the setting's name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shape = "must be an address such as https://boards.example.gov.uk, without a path";
        let url = Url::parse(text).map_err(|_| format!("{shape}; it is “{text}”"))?;
        let bare = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            // A password typed into the wrong place must not reach a log.
            return Err(shape.to_owned());
        }
        let base_url = Self(url);
        if !base_url.is_https() && !base_url.is_this_computer() {
            return Err(format!(
                "must begin with https:// unless it names this computer, because \
                 sign-in would otherwise travel in the clear; it is “{base_url}”"
            ));
        }
        Ok(base_url)
    }

    /// Scheme, host and port as a browser writes them in `Origin`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether only this computer can be meant: localhost, 127.0.0.1 or \[::1\].
    pub fn is_this_computer(&self) -> bool {
        is_this_computer(&self.0)
    }

    /// The full address of a path of the portal, such as `/sign-in`.
    pub fn with_path(&self, path: &str) -> String {
        format!("{}/{}", self.origin(), path.trim_start_matches('/'))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

pub(super) fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        None => false,
    }
}

/// `PORTAL_BASE_URL`; without it the listening address, if only this computer can reach that.
pub(super) fn read_base_url(
    flag: Option<&str>,
    listen: Option<SocketAddr>,
    reader: &mut Reader<'_>,
) -> Option<BaseUrl> {
    const NAME: &str = "PORTAL_BASE_URL";
    let default = listen
        .filter(|listen| listen.ip().is_loopback())
        .map(|listen| format!("http://{listen}"));
    let Some(text) = reader.text(NAME, flag, default.as_deref()) else {
        // A listening address that could not be read is a mistake already.
        if listen.is_some() {
            reader.mistake(
                NAME,
                "must be set to the address people type, because the server listens for more \
                 than this computer",
            );
        }
        return None;
    };
    match BaseUrl::parse(&text) {
        Ok(base_url) => Some(base_url),
        Err(what) => {
            reader.mistake(NAME, &what);
            None
        }
    }
}
