//! What the portal is measured against: the same bytes from a bare handler, and
//! a hand-written action log. Neither knows of sessions, rights or forms.

#![forbid(unsafe_code)]

mod log;

use std::{net::SocketAddr, path::PathBuf, str::FromStr, sync::Arc};

use anyhow::Context;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
    routing::{any, get},
};
use chrono::NaiveDate;
use clap::Parser;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    listen: SocketAddr,
    /// The portal's database, which is only read
    #[arg(long)]
    database: PathBuf,
    /// Pages of the portal as files, to be answered with as they are
    #[arg(long)]
    pages: PathBuf,
}

/// As many as the portal has.
const READERS: u32 = 4;

struct Opponent {
    pages: PathBuf,
    pool: SqlitePool,
    frame: log::Frame,
    today: NaiveDate,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let address = format!("sqlite://{}", arguments.database.display());
    let options = SqliteConnectOptions::from_str(&address)?.read_only(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(options)
        .await
        .context("opening the database")?;
    let page = arguments.pages.join("log");
    let page = std::fs::read_to_string(&page).context("reading the portal's action log")?;
    let opponent = Opponent {
        pages: arguments.pages,
        pool,
        frame: log::Frame::around_rows(&page)?,
        today: today(),
    };
    let mut router = Router::new().route("/log/{slug}", get(hand_written));
    for entry in std::fs::read_dir(&opponent.pages)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let bytes = Bytes::from(std::fs::read(entry.path())?);
        router = router.route(&format!("/bare/{name}"), any(async move || Html(bytes)));
    }
    let router = router
        .with_state(Arc::new(opponent))
        .layer(CompressionLayer::new());
    let listener = TcpListener::bind(arguments.listen).await?;
    axum::serve(listener, router).await.context("serving")
}

/// Today in the United Kingdom, as the portal sees it.
fn today() -> NaiveDate {
    #[expect(
        clippy::disallowed_methods,
        reason = "the portal's clock is the machine's, too, when it is measured"
    )]
    app::wording::uk_day(chrono::Utc::now())
}

async fn hand_written(
    State(opponent): State<Arc<Opponent>>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let rows = log::rows(&opponent.pool, &slug, query.is_some()).await;
    match rows {
        Ok(rows) => Html(opponent.frame.draw(&rows, opponent.today)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
