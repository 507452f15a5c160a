//! Which database, for every command that opens one.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::arguments::DatabaseArguments;
use super::source::{Environment, Mistakes, Reader};

const NAME: &str = "PORTAL_DATABASE_URL";
const DEFAULT: &str = "sqlite://data/portal.db";
const SHAPE: &str =
    "must be sqlite://FILE or postgres://USER@HOST/DATABASE, such as sqlite://data/portal.db";

/// The address of the database. Its password never shows in `Debug` or [`Self::masked`].
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    url: SecretString,
    engine: DatabaseEngine,
    masked: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseEngine {
    Sqlite,
    Postgres,
}

impl DatabaseConfig {
    /// Reads where the data is kept, for the commands that do not serve.
    ///
    /// # Errors
    /// Every mistake found, as sentences.
    pub fn read(
        arguments: &DatabaseArguments,
        environment: &Environment,
    ) -> Result<Self, Mistakes> {
        let mut reader = Reader::new(environment);
        let database = Self::from_reader(arguments, &mut reader);
        let (_, mistakes) = reader.finish();
        database.ok_or(mistakes)
    }

    /// Takes an address such as `sqlite://data/portal.db` or `postgres://portal@db/portal`.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence that begins with the setting's name.
    /// The address itself is not repeated: it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        // An address in memory, sqlite::memory:, has no host for `Url` to find.
        if text.starts_with("sqlite:") {
            let file = text.trim_start_matches("sqlite:").trim_start_matches("//");
            if file.is_empty() {
                return Err(SHAPE.to_owned());
            }
            return Ok(Self {
                url: text.into(),
                engine: DatabaseEngine::Sqlite,
                masked: text.to_owned(),
            });
        }
        let url = Url::parse(text).map_err(|_| SHAPE.to_owned())?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(SHAPE.to_owned());
        }
        Ok(Self {
            url: text.into(),
            engine: DatabaseEngine::Postgres,
            masked: mask(url),
        })
    }

    pub(super) fn from_reader(
        arguments: &DatabaseArguments,
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        let mentioned = reader.mentions_secret(NAME);
        let parsed = match &arguments.database_url {
            Some(flag) => Self::parse(flag),
            None if mentioned => Self::parse(reader.secret(NAME)?.expose_secret()),
            None => Self::parse(DEFAULT),
        };
        match parsed {
            Ok(database) => {
                reader.show(NAME, &database.masked);
                Some(database)
            }
            Err(what) => {
                reader.mistake(NAME, &what);
                None
            }
        }
    }

    /// The full address, password included: only for the driver.
    pub fn url(&self) -> &str {
        self.url.expose_secret()
    }

    /// The folder of the database, where it is a file.
    pub fn folder(&self) -> Option<PathBuf> {
        let address = self.url();
        let file = address.strip_prefix("sqlite:")?.trim_start_matches("//");
        let file = file.split('?').next()?;
        (file != ":memory:").then(|| Path::new(file).with_file_name(""))
    }

    pub fn engine(&self) -> DatabaseEngine {
        self.engine
    }

    /// The address for people and logs.
    pub fn masked(&self) -> &str {
        &self.masked
    }
}

/// A password may stand before the host or, with PostgreSQL, among the parameters.
fn mask(mut url: Url) -> String {
    if url.password().is_some() {
        // Refused only for addresses without a host, which then hold no password either.
        let _ = url.set_password(Some("****"));
    }
    if url.query().is_some() {
        let parameters: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let secret = name.contains("password") || name.contains("key");
                (
                    name.into_owned(),
                    if secret {
                        "****".to_owned()
                    } else {
                        value.into_owned()
                    },
                )
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(parameters);
    }
    url.to_string()
}
