//! The OpenID providers people may sign in with.

use secrecy::SecretString;
use url::Url;

use super::address::is_this_computer;
use super::source::Reader;

const NAME: &str = "PORTAL_OIDC_PROVIDERS";
/// The short name of the stand-in provider of demonstration mode.
const STAND_IN: &str = "demonstration";

/// One OpenID provider.
#[derive(Debug, Clone)]
pub struct ProviderConfig {
    /// Short name in addresses: up to 32 lower-case letters, digits and hyphens.
    pub id: String,
    /// What the sign-in page calls it.
    pub name: String,
    /// The issuer exactly as the provider writes it: tokens are compared with it byte by byte.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: SecretString,
}

/// Reads `PORTAL_OIDC_PROVIDERS` and, for each short name, its own variables.
pub(super) fn read(flag: Option<&str>, demo: bool, reader: &mut Reader<'_>) -> Vec<ProviderConfig> {
    let list = reader.text(NAME, flag, None).unwrap_or_default();
    let ids: Vec<&str> = list
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() && !demo {
        reader.mistake(
            NAME,
            "must name at least one OpenID provider, such as “moj”, because otherwise \
             nobody can sign in. To try the portal on this computer, use --demo",
        );
    }
    let mut providers = Vec::new();
    for (position, id) in ids.iter().enumerate() {
        if !is_short_name(id) {
            reader.mistake(
                NAME,
                &format!(
                    "may only hold names of up to 32 lower-case letters, digits and hyphens; one is “{id}”"
                ),
            );
        } else if *id == STAND_IN {
            reader.mistake(
                NAME,
                &format!("may not hold “{STAND_IN}”, which is the provider of demonstration mode"),
            );
        } else if ids.iter().take(position).any(|earlier| earlier == id) {
            reader.mistake(NAME, &format!("holds “{id}” twice"));
        } else {
            providers.extend(read_one(id, reader));
        }
    }
    providers
}

fn is_short_name(id: &str) -> bool {
    id.len() <= 32
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn read_one(id: &str, reader: &mut Reader<'_>) -> Option<ProviderConfig> {
    let before = reader.mistakes();
    let variable =
        |what: &str| format!("PORTAL_OIDC_{}_{what}", id.to_uppercase().replace('-', "_"));

    let name = required(
        &variable("NAME"),
        "what the sign-in page calls the provider",
        reader,
    );
    let issuer = required(&variable("ISSUER"), "the provider's issuer address", reader);
    if let Some(issuer) = &issuer {
        check_issuer(&variable("ISSUER"), issuer, reader);
    }
    let client_id = required(
        &variable("CLIENT_ID"),
        "the name the provider knows us by",
        reader,
    );

    let secret_name = variable("CLIENT_SECRET");
    let mentioned = reader.mentions_secret(&secret_name);
    let client_secret = reader.secret(&secret_name);
    reader.show(
        &secret_name,
        if client_secret.is_some() {
            "****"
        } else {
            "(not set)"
        },
    );
    if !mentioned {
        reader.mistake(
            &secret_name,
            &format!("or {secret_name}_FILE must be set to the secret the provider gave us"),
        );
    }
    if reader.mistakes() > before {
        return None;
    }
    Some(ProviderConfig {
        id: id.to_owned(),
        name: name?,
        issuer: issuer?,
        client_id: client_id?,
        client_secret: client_secret?,
    })
}

fn required(name: &str, what: &str, reader: &mut Reader<'_>) -> Option<String> {
    let text = reader.text(name, None, None);
    if text.is_none() {
        reader.mistake(name, &format!("must be set to {what}"));
    }
    text
}

/// OpenID Connect Core 2: an issuer is an https address without query or fragment.
/// A provider on this computer may do without TLS.
fn check_issuer(name: &str, issuer: &str, reader: &mut Reader<'_>) {
    let good = Url::parse(issuer).is_ok_and(|url| {
        let safe = url.scheme() == "https" || (url.scheme() == "http" && is_this_computer(&url));
        safe && url.query().is_none() && url.fragment().is_none()
    });
    if !good {
        reader.mistake(
            name,
            &format!("must be an https address without query or fragment; it is “{issuer}”"),
        );
    }
}
