//! The way mail leaves: a mail server, a folder, or not at all.

use std::time::Duration;

use anyhow::Context;
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};

use crate::{
    config::{MailConfig, MailWay},
    ics::Method,
};

/// Longest time the mail server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the portal sends mail.
pub enum Mailer {
    /// No mail is written: nothing says where to.
    Off,
    /// Mail is written and shown, and never leaves.
    Demonstration,
    On(Way, Mailbox),
}

/// Where mail goes.
pub enum Way {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// What came of trying to send something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// Nothing leaves a demonstration.
    Shown,
    /// It may go another time.
    Later(String),
    /// It will never go, such as to an address that there is not.
    Never(String),
}

/// A mail to be sent.
pub struct Parcel<'a> {
    /// Stays the same when it is tried again, so that whoever gets it twice can
    /// tell: the part before the `@` of its Message-ID.
    pub id: String,
    pub to: &'a str,
    pub subject: &'a str,
    pub body: String,
    /// The calendar file that goes with it; empty where none does.
    pub calendar: &'a str,
}

impl Mailer {
    /// The way that the configuration names.
    ///
    /// # Errors
    /// The settings cannot be used, or the folder cannot be made.
    pub fn new(config: Option<&MailConfig>, demo: bool) -> anyhow::Result<Self> {
        let Some(config) = config else {
            return Ok(if demo { Self::Demonstration } else { Self::Off });
        };
        let way = match &config.way {
            MailWay::Server(url) => {
                crate::sign_in::transport::install_crypto();
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
                    .context("PORTAL_MAIL")?
                    .timeout(Some(PATIENCE));
                Way::Server(server.build())
            }
            MailWay::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("The folder {} cannot be made", folder.display()))?;
                Way::Folder(AsyncFileTransport::new(folder))
            }
        };
        Ok(Self::On(way, config.from.clone()))
    }

    /// Whether mail is written at all.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Whether what is written leaves the portal.
    pub fn sends(&self) -> bool {
        matches!(self, Self::On(..))
    }

    /// The address that mail comes from, which calendars show as the organiser of
    /// a meeting; of this host where no mail leaves.
    pub fn address(&self, host: &str) -> String {
        match self {
            Self::On(_, from) => from.email.to_string(),
            Self::Off | Self::Demonstration => format!("no-reply@{host}"),
        }
    }

    /// Tries to send a mail, once.
    pub async fn send(&self, parcel: &Parcel<'_>) -> Outcome {
        let (way, from) = match self {
            Self::Off => return Outcome::Later("no mail server is set".to_owned()),
            Self::Demonstration => return Outcome::Shown,
            Self::On(way, from) => (way, from),
        };
        let message = match message(from, parcel) {
            Ok(message) => message,
            Err(error) => return Outcome::Never(error.to_string()),
        };
        match way {
            Way::Server(server) => match server.send(message).await {
                Ok(_) => Outcome::Sent,
                Err(error) if error.is_permanent() => Outcome::Never(error.to_string()),
                Err(error) => Outcome::Later(error.to_string()),
            },
            Way::Folder(folder) => match folder.send(message).await {
                Ok(_) => Outcome::Sent,
                Err(error) => Outcome::Later(error.to_string()),
            },
        }
    }
}

fn message(from: &Mailbox, parcel: &Parcel<'_>) -> anyhow::Result<Message> {
    let id = format!("<{}@{}>", parcel.id, from.email.domain());
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, parcel.to.parse()?))
        .subject(parcel.subject)
        .message_id(Some(id))
        .header(AutoSubmitted);
    let Some(method) = Method::of(parcel.calendar) else {
        return Ok(message
            .header(ContentType::TEXT_PLAIN)
            .body(parcel.body.clone())?);
    };
    Ok(message.multipart(with_calendar(parcel, method)?)?)
}

/// A mail as programs with a calendar expect it: the text, or else the event to be
/// answered, and the same event as a file for programs that know neither.
fn with_calendar(parcel: &Parcel<'_>, method: Method) -> anyhow::Result<MultiPart> {
    // Said in the file and beside it: programs look at one or the other (RFC
    // 6047, 2.4).
    let inline = format!("text/calendar; charset=utf-8; method={}", method.name());
    let either = MultiPart::alternative()
        .singlepart(SinglePart::plain(parcel.body.clone()))
        .singlepart(
            SinglePart::builder()
                .header(ContentType::parse(&inline)?)
                .body(parcel.calendar.to_owned()),
        );
    let file = Attachment::new("invite.ics".to_owned()).body(
        parcel.calendar.to_owned(),
        ContentType::parse("application/ics")?,
    );
    Ok(MultiPart::mixed().multipart(either).singlepart(file))
}

/// Tells programs that answer mail by themselves to leave it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
