//! Where the files of papers are kept.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

use super::{DatabaseConfig, ServeArguments, source::Reader};

const PLACE: &str = "PORTAL_PAPERS";
const ENDPOINT: &str = "PORTAL_PAPERS_S3_ENDPOINT";
const REGION: &str = "PORTAL_PAPERS_S3_REGION";
const KEY_ID: &str = "PORTAL_PAPERS_S3_KEY_ID";
const SECRET: &str = "PORTAL_PAPERS_S3_SECRET";

/// Where files of papers are kept.
#[derive(Debug, Clone)]
pub enum PapersConfig {
    Folder(PathBuf),
    Bucket(BucketConfig),
}

/// A bucket of S3, or of what speaks like it.
#[derive(Debug, Clone)]
pub struct BucketConfig {
    pub bucket: String,
    /// What the names of all files begin with; empty for nothing.
    pub prefix: String,
    /// Where it is asked for, where that is not Amazon.
    pub endpoint: Option<Url>,
    pub region: String,
    /// Without one, the role of the machine is used.
    pub key: Option<BucketKey>,
}

/// What opens a bucket.
#[derive(Debug, Clone)]
pub struct BucketKey {
    pub id: String,
    pub secret: SecretString,
}

/// Reads where papers are kept; without a word, beside the database.
pub(super) fn read(
    arguments: &ServeArguments,
    database: Option<&DatabaseConfig>,
    reader: &mut Reader<'_>,
) -> PapersConfig {
    let beside = database
        .and_then(DatabaseConfig::folder)
        .unwrap_or_else(|| PathBuf::from("data"))
        .join("papers");
    let default = beside.display().to_string();
    let place = reader
        .text(PLACE, arguments.papers.as_deref(), Some(&default))
        .unwrap_or(default);
    if !place.contains("://") {
        for name in [ENDPOINT, REGION, KEY_ID, SECRET] {
            if reader.mentions_secret(name) {
                reader.mistake(name, &format!("is set, but {PLACE} names no bucket"));
            }
        }
        return PapersConfig::Folder(PathBuf::from(place));
    }
    let named = bucket_of(&place);
    if named.is_none() {
        reader.mistake(
            PLACE,
            &format!("must be a folder, or s3://BUCKET or s3://BUCKET/FOLDER; it is “{place}”"),
        );
    }
    let (bucket, prefix) = named.unwrap_or_default();
    PapersConfig::Bucket(BucketConfig {
        bucket,
        prefix,
        endpoint: endpoint(arguments, reader),
        region: reader
            .text(
                REGION,
                arguments.papers_s3_region.as_deref(),
                Some("eu-west-2"),
            )
            .unwrap_or_default(),
        key: key(arguments, reader),
    })
}

/// The bucket of an address, and the folder in it.
fn bucket_of(place: &str) -> Option<(String, String)> {
    let address = Url::parse(place).ok()?;
    let is_plain = address.scheme() == "s3"
        && address.username().is_empty()
        && address.password().is_none()
        && address.port().is_none()
        && address.query().is_none()
        && address.fragment().is_none();
    let bucket = address.host_str().filter(|bucket| !bucket.is_empty())?;
    let folder = address.path().trim_matches('/');
    is_plain.then(|| (bucket.to_owned(), folder.to_owned()))
}

fn endpoint(arguments: &ServeArguments, reader: &mut Reader<'_>) -> Option<Url> {
    let text = reader.text(ENDPOINT, arguments.papers_s3_endpoint.as_deref(), None)?;
    let address = Url::parse(&text).ok().filter(|address| {
        matches!(address.scheme(), "http" | "https")
            && address.has_host()
            && address.password().is_none()
    });
    if address.is_none() {
        reader.mistake(
            ENDPOINT,
            &format!("must be an address such as https://s3.example.gov.uk; it is “{text}”"),
        );
    }
    address
}

fn key(arguments: &ServeArguments, reader: &mut Reader<'_>) -> Option<BucketKey> {
    let id = reader.text(KEY_ID, arguments.papers_s3_key_id.as_deref(), None);
    let mentioned = reader.mentions_secret(SECRET);
    let secret = reader.secret(SECRET);
    reader.show(SECRET, if mentioned { "(set)" } else { "(not set)" });
    match (id, secret) {
        (Some(id), Some(secret)) => Some(BucketKey { id, secret }),
        (Some(_), None) if !mentioned => {
            reader.mistake(KEY_ID, &format!("is set, so {SECRET} must be, too"));
            None
        }
        (None, Some(_)) => {
            reader.mistake(SECRET, &format!("is set, so {KEY_ID} must be, too"));
            None
        }
        _ => None,
    }
}
