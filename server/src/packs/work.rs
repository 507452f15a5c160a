//! Makes files in the background, a few at a time.

use std::time::Duration;

use app::{
    ids::PackId,
    packs::types::{Contents, PackKind},
};
use sea_orm::DbErr;
use tokio::{sync::OwnedSemaphorePermit, task::JoinHandle};

use super::{archive, pdf, store};
use crate::{queue::Queue, state::AppState};

/// Files that are made at a time: each keeps a processor busy.
const AT_ONCE: usize = 2;

/// Files that are made or wait to be made. Further ones are asked for later.
const QUEUE: usize = 20;

/// How long making a file may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where files are made.
pub fn workshop() -> Queue {
    Queue::new(AT_ONCE, QUEUE)
}

/// Makes a file that was asked for, whether anybody waits for it or not.
pub fn begin(
    state: &AppState,
    place: OwnedSemaphorePermit,
    (id, kind): (PackId, PackKind),
    contents: Contents,
) -> JoinHandle<()> {
    let state = state.clone();
    tokio::spawn(async move {
        let made = tokio::time::timeout(PATIENCE, make(&state, id, kind, contents)).await;
        let made = match made {
            Ok(Ok(bytes)) => Some(bytes),
            Ok(Err(error)) => {
                tracing::error!(error = format!("{error:#}"), pack = %id, "a file could not be made");
                None
            }
            Err(_) => {
                tracing::error!(pack = %id, "a file took too long to be made");
                None
            }
        };
        // Where this fails, too, it is given up when the server starts.
        if !finish(&state, id, made).await.unwrap_or(false) {
            state.papers.remove_pack(id).await;
        }
        drop(place);
    })
}

/// Makes the file and keeps it; how large it is, in bytes.
async fn make(
    state: &AppState,
    id: PackId,
    kind: PackKind,
    contents: Contents,
) -> anyhow::Result<u64> {
    let _permit = state.packs.turn().await?;
    match kind {
        PackKind::Pdf => {
            let pdf = tokio::task::spawn_blocking(move || pdf::of(&contents)).await??;
            let bytes = pdf.len() as u64;
            state.papers.put_pack(id, pdf).await?;
            Ok(bytes)
        }
        PackKind::Zip => archive::make(state, id, contents).await,
    }
}

async fn finish(state: &AppState, id: PackId, made: Option<u64>) -> Result<bool, DbErr> {
    let tx = state.db.begin().await?;
    let is_wanted = store::finish(&tx, id, made).await?;
    tx.commit().await?;
    Ok(is_wanted && made.is_some())
}

/// Says of what a server that stopped left half made that it was not made.
///
/// # Errors
/// The database refuses.
pub async fn give_up_all(state: &AppState) -> Result<(), DbErr> {
    let tx = state.db.begin().await?;
    store::give_up_all(&tx).await?;
    tx.commit().await
}

/// Forgets the files that are no longer kept.
///
/// # Errors
/// The database refuses.
pub async fn prune(state: &AppState) -> Result<(), DbErr> {
    let tx = state.db.begin().await?;
    let over = store::prune(&tx, state.clock.now()).await?;
    tx.commit().await?;
    for id in over {
        state.papers.remove_pack(id).await;
    }
    Ok(())
}
