//! What the operator decided: flags and `PORTAL_*` variables, read once, checked together.
//!
//! This module is the only reader of the environment. A flag stands above its
//! variable, the variable above the default. Every mistake is collected and
//! reported together, so that an operator repairs a deployment in one round.

mod address;
mod arguments;
mod database;
mod mail;
mod papers;
mod providers;
mod source;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

pub use address::BaseUrl;
pub use arguments::{DatabaseArguments, LogArguments, ServeArguments};
pub use database::{DatabaseConfig, DatabaseEngine};
pub use mail::{MailConfig, MailWay, ServerAddress};
pub use papers::{BucketConfig, BucketKey, PapersConfig};
pub use providers::ProviderConfig;
pub use source::{Environment, Mistakes};

use crate::imports;
use crate::layers::{LayerSettings, ProblemPage};
use crate::performance;
use crate::serve::ServeLimits;
use crate::telemetry::DEFAULT_FILTER;
use source::Reader;

/// Everything the server needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Config {
    pub database: DatabaseConfig,
    pub log: LogConfig,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address people type, as seen from outside all proxies.
    pub base_url: BaseUrl,
    /// The folder with the built scripts, styles and images.
    pub site_root: PathBuf,
    /// Whether anybody may sign in as one of the demonstration people.
    pub demo: bool,
    pub brand: Brand,
    /// How many proxies of ours stand before the server. Each of them adds one
    /// entry at the right of `X-Forwarded-For`; what stands further left was
    /// written by the client. 0: the socket's address is the client's.
    pub trusted_proxies: u8,
    pub session: SessionLimits,
    pub requests: RequestLimits,
    pub sign_in_rate: SignInRate,
    /// Where people get help, and who runs the portal, as far as it is decided.
    pub contact_email: Option<String>,
    pub operator: Option<String>,
    /// The OpenID providers people may sign in with, in the order of the page.
    pub providers: Vec<ProviderConfig>,
    /// Where the files of papers are kept.
    pub papers: PapersConfig,
    /// Where a ClamAV daemon listens that scans them, as `HOST:PORT`, if any does.
    pub clamd: Option<String>,
    /// How mail is sent, if any is.
    pub mail: Option<MailConfig>,
    /// Names of `PORTAL_*` variables that no setting reads: mostly typing errors,
    /// sometimes variables that a cluster adds by itself, hence a warning only.
    pub unrecognised: Vec<String>,
    /// Each setting as read, secrets masked, in reading order.
    shown: Vec<(String, String)>,
}

/// Whose look the pages wear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brand {
    /// GOV.UK components without crown and without the GDS typeface.
    Generic,
    /// The Ministry of Justice's header.
    Moj,
}

/// How log lines are written and which.
#[derive(Debug, Clone)]
pub struct LogConfig {
    pub format: LogFormat,
    /// Directives of `tracing_subscriber::EnvFilter`, already known to parse.
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people at a terminal.
    Pretty,
    /// One JSON object a line, for a log store.
    Json,
}

/// When a signed-in person has to sign in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// After this long without a request.
    pub idle: Duration,
    /// After this long in any case.
    pub absolute: Duration,
}

/// What one client may ask of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimits {
    /// Largest request body, in bytes.
    pub body_bytes: u64,
    /// How long the head of a request may take to arrive, and how long a
    /// connection may idle between two requests.
    pub header_read: Duration,
    /// How long a request body may take to arrive, from its first byte.
    pub body_read: Duration,
    /// How long the server may take to begin its answer.
    pub answer: Duration,
    /// How many connections are held at once; further ones wait.
    pub connections: usize,
}

/// How often one client address may knock at the sign-in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInRate {
    /// Requests a minute in the long run.
    pub per_minute: NonZeroU32,
    /// Requests at once after a pause.
    pub burst: NonZeroU32,
}

/// Room for the longest note there may be, 20,000 signs, when each of them is
/// sent as four bytes of three letters: an emoji is `%F0%9F%98%80`.
const DEFAULT_BODY_BYTES: u64 = 256 * 1024;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

impl Config {
    /// Reads all settings of `portal serve`.
    ///
    /// # Errors
    /// Every mistake found, each as a sentence that names the setting.
    pub fn read(arguments: &ServeArguments, environment: &Environment) -> Result<Self, Mistakes> {
        let mut reader = Reader::new(environment);

        let database = DatabaseConfig::from_reader(&arguments.database, &mut reader);
        let log = LogConfig::from_reader(&arguments.log, &mut reader);
        let listen = read_listen(arguments, &mut reader);
        let demo = reader.flag("PORTAL_DEMO", arguments.demo);
        let base_url = address::read_base_url(arguments.base_url.as_deref(), listen, &mut reader);
        if demo {
            refuse_public_demo(listen, base_url.as_ref(), &mut reader);
        }
        let site_root = reader
            .text(
                "PORTAL_SITE_ROOT",
                arguments.site_root.as_deref(),
                Some("target/site"),
            )
            .map_or_else(PathBuf::new, PathBuf::from);
        let brand = reader.choice(
            "PORTAL_BRAND",
            arguments.brand.as_deref(),
            &[("generic", Brand::Generic), ("moj", Brand::Moj)],
        );
        let trusted_proxies = reader.number(
            "PORTAL_TRUSTED_PROXIES",
            arguments.trusted_proxies.as_deref(),
            0,
            0..=8,
        );
        let session = read_session(arguments, &mut reader);
        let requests = read_requests(arguments, &mut reader);
        let sign_in_rate = read_sign_in_rate(arguments, &mut reader);
        let contact_email = reader.text(
            "PORTAL_CONTACT_EMAIL",
            arguments.contact_email.as_deref(),
            None,
        );
        let operator = reader.text("PORTAL_OPERATOR", arguments.operator.as_deref(), None);
        let providers = providers::read(arguments.oidc_providers.as_deref(), demo, &mut reader);

        let mail = mail::read(arguments, &mut reader);

        let papers = papers::read(arguments, database.as_ref(), &mut reader);
        let clamd = read_clamd(arguments, &mut reader);

        let unrecognised = reader.unrecognised();
        let (shown, mistakes) = reader.finish();
        match (database, log, listen, base_url) {
            (Some(database), Some(log), Some(listen), Some(base_url)) if mistakes.is_empty() => {
                Ok(Self {
                    database,
                    log,
                    listen,
                    base_url,
                    site_root,
                    demo,
                    brand,
                    trusted_proxies,
                    session,
                    requests,
                    sign_in_rate,
                    contact_email,
                    operator,
                    providers,
                    papers,
                    clamd,
                    mail,
                    unrecognised,
                    shown,
                })
            }
            _ => Err(mistakes),
        }
    }

    /// Every setting as `NAME=value`, one a line, for `--print-config`.
    /// Secrets, also the password inside the database address, are masked.
    pub fn to_printable(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.shown {
            text.push_str(&format!("{name}={value}\n"));
        }
        for name in &self.unrecognised {
            text.push_str(&format!(
                "# {name} is set, but it is not a setting of the portal\n"
            ));
        }
        text
    }

    /// What `serve::run` needs of these settings.
    pub fn serve_limits(&self) -> ServeLimits {
        ServeLimits {
            header_read: self.requests.header_read,
            connections: self.requests.connections,
            ..ServeLimits::default()
        }
    }

    /// What `layers::apply` needs of these settings, with the caller's way to draw a problem.
    pub fn layer_settings(&self, problem_page: ProblemPage) -> LayerSettings {
        LayerSettings {
            base_url: self.base_url.clone(),
            body_bytes: self.requests.body_bytes,
            uploads: |path| {
                if imports::takes_a_file(path) {
                    Some(imports::upload())
                } else if crate::papers::takes_a_file(path) {
                    Some(crate::papers::UPLOAD)
                } else if performance::takes_a_file(path) {
                    Some(performance::UPLOAD)
                } else {
                    None
                }
            },
            body_read: self.requests.body_read,
            answer: self.requests.answer,
            trusted_proxies: self.trusted_proxies,
            sign_in_rate: self.sign_in_rate,
            problem_page,
        }
    }
}

impl LogConfig {
    /// Reads how to log, for the commands that do not serve.
    ///
    /// # Errors
    /// Every mistake found, as sentences.
    pub fn read(arguments: &LogArguments, environment: &Environment) -> Result<Self, Mistakes> {
        let mut reader = Reader::new(environment);
        let log = Self::from_reader(arguments, &mut reader);
        let (_, mistakes) = reader.finish();
        log.ok_or(mistakes)
    }

    fn from_reader(arguments: &LogArguments, reader: &mut Reader<'_>) -> Option<Self> {
        let before = reader.mistakes();
        let format = reader.choice(
            "PORTAL_LOG_FORMAT",
            arguments.log_format.as_deref(),
            &[("pretty", LogFormat::Pretty), ("json", LogFormat::Json)],
        );
        let filter = reader.text(
            "PORTAL_LOG_FILTER",
            arguments.log_filter.as_deref(),
            Some(DEFAULT_FILTER),
        )?;
        if let Err(error) = tracing_subscriber::EnvFilter::from_str(&filter) {
            reader.mistake(
                "PORTAL_LOG_FILTER",
                &format!(
                    "must be log directives such as “info,sqlx=warn”; it is “{filter}” ({error})"
                ),
            );
        }
        (reader.mistakes() == before).then_some(Self { format, filter })
    }
}

fn read_listen(arguments: &ServeArguments, reader: &mut Reader<'_>) -> Option<SocketAddr> {
    let default = DEFAULT_LISTEN.to_string();
    let text = reader.text("PORTAL_LISTEN", arguments.listen.as_deref(), Some(&default))?;
    let parsed = text.parse().ok();
    if parsed.is_none() {
        reader.mistake(
            "PORTAL_LISTEN",
            &format!("must be an IP address and a port, such as {default}; it is “{text}”"),
        );
    }
    parsed
}

/// In demonstration mode anybody may be anybody, so nobody else may reach it.
fn refuse_public_demo(
    listen: Option<SocketAddr>,
    base_url: Option<&BaseUrl>,
    reader: &mut Reader<'_>,
) {
    if let Some(listen) = listen.filter(|listen| !listen.ip().is_loopback()) {
        reader.mistake(
            "PORTAL_LISTEN",
            &format!(
                "must be a loopback address such as {DEFAULT_LISTEN} in demonstration mode, \
                 because anybody who reaches the server can sign in as anybody; it is “{listen}”"
            ),
        );
    }
    if let Some(base_url) = base_url.filter(|base_url| !base_url.is_this_computer()) {
        reader.mistake(
            "PORTAL_BASE_URL",
            &format!(
                "must name localhost, 127.0.0.1 or [::1] in demonstration mode, \
                 because anybody who reaches the server can sign in as anybody; it is “{base_url}”"
            ),
        );
    }
}

/// By default the folder `papers` beside the file of the database, or in `data`
/// where the database is none.
fn read_clamd(arguments: &ServeArguments, reader: &mut Reader<'_>) -> Option<String> {
    let address = reader.text("PORTAL_CLAMD", arguments.clamd.as_deref(), None)?;
    let is_sound = address
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if !is_sound {
        reader.mistake(
            "PORTAL_CLAMD",
            &format!("must be a host and a port, such as 127.0.0.1:3310; it is “{address}”"),
        );
    }
    Some(address)
}

fn read_session(arguments: &ServeArguments, reader: &mut Reader<'_>) -> SessionLimits {
    let idle: u64 = reader.number(
        "PORTAL_SESSION_IDLE_MINUTES",
        arguments.session_idle_minutes.as_deref(),
        60,
        1..=1_440,
    );
    let absolute: u64 = reader.number(
        "PORTAL_SESSION_ABSOLUTE_MINUTES",
        arguments.session_absolute_minutes.as_deref(),
        720,
        1..=10_080,
    );
    if idle > absolute {
        reader.mistake(
            "PORTAL_SESSION_IDLE_MINUTES",
            &format!(
                "must be at most PORTAL_SESSION_ABSOLUTE_MINUTES ({absolute}); it is “{idle}”"
            ),
        );
    }
    SessionLimits {
        idle: Duration::from_secs(idle * 60),
        absolute: Duration::from_secs(absolute * 60),
    }
}

fn read_requests(arguments: &ServeArguments, reader: &mut Reader<'_>) -> RequestLimits {
    let mut seconds = |name, flag: &Option<String>, default| {
        Duration::from_secs(reader.number(name, flag.as_deref(), default, 1..=600))
    };
    let header_read = seconds(
        "PORTAL_HEADER_TIMEOUT_SECONDS",
        &arguments.header_timeout_seconds,
        10,
    );
    let body_read = seconds(
        "PORTAL_BODY_TIMEOUT_SECONDS",
        &arguments.body_timeout_seconds,
        15,
    );
    let answer = seconds(
        "PORTAL_REQUEST_TIMEOUT_SECONDS",
        &arguments.request_timeout_seconds,
        30,
    );
    RequestLimits {
        header_read,
        body_read,
        answer,
        body_bytes: reader.number(
            "PORTAL_MAX_BODY_BYTES",
            arguments.max_body_bytes.as_deref(),
            DEFAULT_BODY_BYTES,
            1_024..=1024 * 1024 * 1024,
        ),
        connections: reader.number(
            "PORTAL_MAX_CONNECTIONS",
            arguments.max_connections.as_deref(),
            1_024,
            1..=100_000,
        ),
    }
}

fn read_sign_in_rate(arguments: &ServeArguments, reader: &mut Reader<'_>) -> SignInRate {
    // A whole council may share one address, and one sign-in takes three
    // requests: a board that meets at ten has to get in.
    SignInRate {
        per_minute: reader.number(
            "PORTAL_SIGN_IN_PER_MINUTE",
            arguments.sign_in_per_minute.as_deref(),
            NonZeroU32::MIN.saturating_add(119),
            NonZeroU32::MIN..=NonZeroU32::MAX,
        ),
        burst: reader.number(
            "PORTAL_SIGN_IN_BURST",
            arguments.sign_in_burst.as_deref(),
            NonZeroU32::MIN.saturating_add(59),
            NonZeroU32::MIN..=NonZeroU32::MAX,
        ),
    }
}
