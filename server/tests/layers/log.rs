//! What the log says of a request, and what it does not.

use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Extension, Path};
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::Value;
use server::config::{LogConfig, LogFormat};
use server::layers::{self, RequestSpan};
use server::telemetry;
use tracing::instrument::WithSubscriber;

use crate::support::{ask, header, portal, request, settings, text};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        let bytes = self.0.lock().expect("not poisoned").clone();
        String::from_utf8(bytes).expect("text")
    }

    fn json(&self) -> Vec<Value> {
        let lines = self.text();
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .expect("not poisoned")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A field of a line, null if it is not there.
fn field<'a>(line: &'a Value, pointer: &str) -> &'a Value {
    line.pointer(pointer).unwrap_or(&Value::Null)
}

/// Asks once and returns the answer with what was logged meanwhile.
async fn ask_logged(
    portal: &Router,
    asked: axum::extract::Request,
    format: LogFormat,
    filter: &str,
) -> (axum::response::Response, Lines) {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = LogConfig {
        format,
        filter: filter.to_owned(),
    };
    let subscriber = telemetry::subscriber(&log, move || writer.clone(), false).expect("a filter");
    let answer = ask(portal, asked).with_subscriber(subscriber).await;
    (answer, lines)
}

fn boards() -> Router {
    let pages = Router::new().route(
        "/boards/{slug}",
        get(
            |Path(_): Path<String>, Extension(span): Extension<RequestSpan>| async move {
                span.note_user("0193-user");
                StatusCode::OK
            },
        ),
    );
    layers::apply(pages, &settings())
}

#[tokio::test]
async fn one_line_says_who_asked_for_which_page_and_how_it_went() {
    let asked = request("GET", "/boards/west-yorkshire?q=O%27Brien", &[]);
    let (answer, lines) = ask_logged(&boards(), asked, LogFormat::Json, "info").await;
    let lines = lines.json();
    let [line] = lines.as_slice() else {
        panic!("{lines:#?}")
    };
    assert_eq!(field(line, "/message"), "answered");
    assert_eq!(field(line, "/status"), 200);
    assert!(field(line, "/latency_ms").is_u64(), "{line:#}");
    let span = field(line, "/spans/0");
    assert_eq!(field(span, "/method"), "GET");
    assert_eq!(field(span, "/route"), "/boards/{slug}");
    assert_eq!(field(span, "/user_id"), "0193-user");
    assert_eq!(
        field(span, "/request_id").as_str(),
        header(&answer, "x-request-id")
    );
}

#[tokio::test]
async fn what_was_typed_into_the_address_is_not_logged() {
    for path in ["/boards/canary?q=canary", "/canary?token=canary"] {
        for format in [LogFormat::Json, LogFormat::Pretty] {
            let asked = request("GET", path, &[("cookie", "canary"), ("referer", "canary")]);
            let (_, lines) = ask_logged(&boards(), asked, format, "trace").await;
            let text = lines.text();
            assert!(text.contains("answered"), "{text}");
            assert!(!text.contains("canary"), "{text}");
        }
    }
}

#[tokio::test]
async fn the_reference_on_the_page_is_found_in_the_log() {
    for path in ["/panics", "/broken"] {
        for filter in ["info", "error"] {
            let asked = request("GET", path, &[]);
            let (answer, lines) =
                ask_logged(&portal(&settings()), asked, LogFormat::Json, filter).await;
            let page = text(answer).await;
            let reference = page
                .split_once("Reference: ")
                .and_then(|(_, rest)| rest.get(..9))
                .expect("a reference");
            let lines = lines.json();
            let found = lines.iter().any(|line| {
                field(line, "/reference") == reference
                    && field(line, "/spans/0/reference") == reference
            });
            assert!(found, "{reference} in {lines:#?}");
        }
    }
}

#[tokio::test]
async fn refusals_are_logged_as_warnings() {
    let asked = request("POST", "/written", &[("sec-fetch-site", "cross-site")]);
    let (_, lines) = ask_logged(&portal(&settings()), asked, LogFormat::Json, "warn").await;
    let lines = lines.json();
    let [line] = lines.as_slice() else {
        panic!("{lines:#?}")
    };
    assert_eq!(field(line, "/level"), "WARN");
    assert_eq!(field(line, "/spans/0/route"), "/written");
}

/// Panics are logged by a hook of the whole process, so this test looks at what
/// the hook writes for two panics of its own and forwards all others.
#[test]
fn a_panic_is_logged_with_its_place_and_without_what_was_typed() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = LogConfig {
        format: LogFormat::Json,
        filter: "info".to_owned(),
    };
    let subscriber = telemetry::subscriber(&log, move || writer.clone(), false).expect("a filter");

    let here = std::thread::current().id();
    let other_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == here {
            telemetry::log_panic(panic);
        } else {
            other_hook(panic);
        }
    }));
    tracing::subscriber::with_default(subscriber, || {
        let typed = "canary";
        let _ = std::panic::catch_unwind(|| panic!("typed {typed}"));
        let _ = std::panic::catch_unwind(|| panic!("no chair"));
    });
    let _ = std::panic::take_hook();

    let text = lines.text();
    assert!(!text.contains("canary"), "{text}");
    let lines = lines.json();
    let [formatted, literal] = lines.as_slice() else {
        panic!("{lines:#?}")
    };
    for line in [formatted, literal] {
        assert!(
            field(line, "/file")
                .as_str()
                .is_some_and(|file| file.ends_with("log.rs")),
            "{line:#}"
        );
        assert!(field(line, "/line").is_u64(), "{line:#}");
    }
    assert_eq!(field(literal, "/words"), "no chair");
}
