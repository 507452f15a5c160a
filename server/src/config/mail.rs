//! Whether and how the portal sends mail.

use std::{fmt, path::PathBuf, str::FromStr};

use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{arguments::ServeArguments, source::Reader};

const WAY: &str = "PORTAL_MAIL";
const FROM: &str = "PORTAL_MAIL_FROM";
const SHAPE: &str = "must be smtps://USER:PASSWORD@HOST, smtp://HOST:25 or file:///FOLDER";

/// How mail leaves, and from whom.
#[derive(Debug, Clone)]
pub struct MailConfig {
    pub way: MailWay,
    /// Name and address, as mail shows them.
    pub from: Mailbox,
}

/// Where mail goes.
#[derive(Debug, Clone)]
pub enum MailWay {
    Server(ServerAddress),
    /// A file for each mail, for those who try the portal.
    Folder(PathBuf),
}

/// The address of a mail server, which may hold a password.
#[derive(Clone)]
pub struct ServerAddress(SecretString);

impl ServerAddress {
    /// The full address: only for the one who connects.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ServerAddress(…)")
    }
}

/// Reads both settings; nothing where no mail is to be sent.
pub(super) fn read(arguments: &ServeArguments, reader: &mut Reader<'_>) -> Option<MailConfig> {
    let mentioned = reader.mentions_secret(WAY) || arguments.mail.is_some();
    let way = mentioned.then(|| way(arguments.mail.as_deref(), reader));
    if way.is_none() {
        reader.show(WAY, "(not set)");
    }
    let from = reader.text(FROM, arguments.mail_from.as_deref(), None);
    let from = match (&way, from) {
        (None, None) => return None,
        (None, Some(_)) => {
            reader.mistake(
                FROM,
                &format!("is set, but {WAY} is not: no mail would be sent"),
            );
            return None;
        }
        (Some(_), None) => {
            reader.mistake(WAY, &format!("is set, so {FROM} must be, too"));
            return None;
        }
        (Some(_), Some(from)) => Mailbox::from_str(&from),
    };
    match (way.flatten(), from) {
        (Some(way), Ok(from)) => Some(MailConfig { way, from }),
        (_, Err(_)) => {
            reader.mistake(
                FROM,
                "must be an address, such as Family Justice Boards <no-reply@boards.example.gov.uk>",
            );
            None
        }
        (None, _) => None,
    }
}

fn way(flag: Option<&str>, reader: &mut Reader<'_>) -> Option<MailWay> {
    let text = match flag {
        Some(flag) => SecretString::from(flag),
        None => reader.secret(WAY)?,
    };
    let way = Url::parse(text.expose_secret())
        .ok()
        .and_then(|url| match url.scheme() {
            "file" => Some(MailWay::Folder(url.to_file_path().ok()?)),
            "smtp" | "smtps" => {
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).ok()?;
                Some(MailWay::Server(ServerAddress(text.clone())))
            }
            _ => None,
        });
    match &way {
        Some(MailWay::Folder(folder)) => reader.show(WAY, folder.display()),
        Some(MailWay::Server(_)) => reader.show(WAY, "(a mail server)"),
        None => reader.mistake(WAY, SHAPE),
    }
    way
}
