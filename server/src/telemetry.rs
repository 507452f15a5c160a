//! How the portal logs.
//!
//! **No personal data in logs**: people appear by user id, addresses by their
//! template (`/boards/{slug}`), and what somebody typed not at all.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use anyhow::Context;
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{LogConfig, LogFormat};

/// Statements of the database driver hold what people wrote, so its chatter stays out.
pub const DEFAULT_FILTER: &str = "info,sqlx=warn,sea_orm=warn,hyper=warn";

/// Starts logging to standard error, for the whole process, panics included.
///
/// # Errors
/// If logging has been started before, or the filter does not parse.
pub fn start(log: &LogConfig) -> anyhow::Result<()> {
    let colours = std::io::stderr().is_terminal();
    let subscriber = subscriber(log, std::io::stderr, colours)?;
    tracing::subscriber::set_global_default(subscriber).context("logging was started twice")?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// The subscriber alone, for a writer of the caller's choice.
///
/// # Errors
/// If the filter does not parse.
pub fn subscriber<W>(
    log: &LogConfig,
    writer: W,
    colours: bool,
) -> anyhow::Result<impl Subscriber + Send + Sync + use<W>>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(&log.filter).context("the log filter does not parse")?;
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match log.format {
        LogFormat::Pretty => fmt::layer().with_writer(writer).with_ansi(colours).boxed(),
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_writer(writer)
            .boxed(),
    };
    Ok(tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .with(filter_fn(may_be_logged)))
}

/// Libraries that are asked for details write out addresses, headers and
/// statements, so a talkative filter reaches our own lines only.
fn may_be_logged(line: &Metadata<'_>) -> bool {
    let ours = ["server", "app", "portal", "migrations"];
    let origin = line.target().split("::").next().unwrap_or_default();
    *line.level() <= LevelFilter::INFO || ours.contains(&origin)
}

/// Logs where a panic happened, within the span of the request it ended.
///
/// A message put together at run time may carry what somebody typed, so only
/// literal messages are repeated.
pub fn log_panic(panic: &PanicHookInfo<'_>) {
    let words = panic
        .payload()
        .downcast_ref::<&'static str>()
        .unwrap_or(&"(not repeated here)");
    match panic.location() {
        Some(place) => {
            tracing::error!(file = place.file(), line = place.line(), words, "panicked");
        }
        None => tracing::error!(words, "panicked"),
    }
}
