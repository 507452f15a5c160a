//! A storage that speaks like S3, in memory, as strict as the real one about what
//! matters here: signatures, sizes of parts, and uploads that nobody completes.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

/// The fewest bytes of every part but the last.
const LEAST: usize = 5 * 1024 * 1024;

pub const KEY_ID: &str = "AKIAEXAMPLE";
pub const SECRET: &str = "a secret of the storage";

/// What it holds.
#[derive(Clone, Default)]
pub struct FakeS3(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    files: BTreeMap<String, Bytes>,
    /// Parts of uploads that go on, by the number of the upload.
    uploads: BTreeMap<u64, BTreeMap<u32, Bytes>>,
    begun: u64,
    /// Whether everything is refused.
    is_broken: bool,
}

impl FakeS3 {
    /// Begins to listen.
    pub async fn start() -> (Self, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let fake = Self::default();
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (fake, address)
    }

    /// The names of all files, with the bucket.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().files.keys().cloned().collect()
    }

    /// Uploads that were begun and neither completed nor given up.
    pub fn uploads(&self) -> usize {
        self.0.lock().unwrap().uploads.len()
    }

    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.0.lock().unwrap().files.get(name).cloned()
    }

    pub fn put(&self, name: &str, bytes: &'static [u8]) {
        let mut held = self.0.lock().unwrap();
        held.files
            .insert(name.to_owned(), Bytes::from_static(bytes));
    }

    pub fn break_down(&self, is_broken: bool) {
        self.0.lock().unwrap().is_broken = is_broken;
    }
}

fn refusal(status: StatusCode, code: &str) -> Response {
    let body = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    (status, body).into_response()
}

async fn answer(State(fake): State<FakeS3>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    let header = |name: &str| {
        let value = head.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let signed = format!("AWS4-HMAC-SHA256 Credential={KEY_ID}/");
    if !header("authorization").is_some_and(|value| value.starts_with(&signed)) {
        return refusal(StatusCode::FORBIDDEN, "AccessDenied");
    }
    let name = head.uri.path().trim_start_matches('/').to_owned();
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let mut held = fake.0.lock().unwrap();
    if held.is_broken {
        return refusal(StatusCode::FORBIDDEN, "AccountProblem");
    }
    let upload: Option<u64> = query.get("uploadId").map(|id| id.parse().unwrap());
    let tagged = [(header::ETAG, "\"tag\"")];
    match (head.method, upload) {
        (Method::POST, None) if query.contains_key("uploads") => {
            held.begun += 1;
            let id = held.begun;
            held.uploads.insert(id, BTreeMap::new());
            format!(
                "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            )
            .into_response()
        }
        (Method::PUT, Some(id)) => {
            let part = query["partNumber"].parse().unwrap();
            match held.uploads.get_mut(&id) {
                Some(parts) => {
                    parts.insert(part, body);
                    tagged.into_response()
                }
                None => refusal(StatusCode::NOT_FOUND, "NoSuchUpload"),
            }
        }
        (Method::POST, Some(id)) => {
            let Some(parts) = held.uploads.remove(&id) else {
                return refusal(StatusCode::NOT_FOUND, "NoSuchUpload");
            };
            let parts: Vec<Bytes> = parts.into_values().collect();
            let whole = parts.len().saturating_sub(1);
            if parts[..whole].iter().any(|part| part.len() < LEAST) {
                return refusal(StatusCode::BAD_REQUEST, "EntityTooSmall");
            }
            held.files.insert(name, Bytes::from(parts.concat()));
            "<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>"
                .into_response()
        }
        (Method::DELETE, Some(id)) => {
            held.uploads.remove(&id);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::PUT, None) => match header("x-amz-copy-source") {
            None => {
                held.files.insert(name, body);
                tagged.into_response()
            }
            Some(source) => match held.files.get(source.trim_start_matches('/')).cloned() {
                Some(copied) => {
                    held.files.insert(name, copied);
                    "<CopyObjectResult><ETag>tag</ETag></CopyObjectResult>".into_response()
                }
                None => refusal(StatusCode::NOT_FOUND, "NoSuchKey"),
            },
        },
        (Method::DELETE, None) => {
            held.files.remove(&name);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::GET, None) if query.contains_key("list-type") => list(&held, &name, &query),
        (Method::GET | Method::HEAD, None) => match held.files.get(&name) {
            Some(file) => {
                let modified = [(header::LAST_MODIFIED, "Thu, 04 Jun 2026 09:00:00 GMT")];
                (tagged, modified, file.clone()).into_response()
            }
            None => refusal(StatusCode::NOT_FOUND, "NoSuchKey"),
        },
        _ => refusal(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
    }
}

fn list(held: &Held, bucket: &str, query: &BTreeMap<String, String>) -> Response {
    let bucket = format!("{}/", bucket.trim_end_matches('/'));
    let prefix = query.get("prefix").map_or("", String::as_str);
    let found: String = held
        .files
        .iter()
        .filter_map(|(name, file)| Some((name.strip_prefix(&bucket)?, file)))
        .filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, file)| {
            format!(
                "<Contents><Key>{name}</Key><Size>{}</Size><ETag>tag</ETag>\
                 <LastModified>2026-06-04T09:00:00.000Z</LastModified></Contents>",
                file.len()
            )
        })
        .collect();
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>")
        .into_response()
}
