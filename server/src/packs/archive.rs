//! Packs the papers of a meeting, a piece at a time, so that a large pack needs no
//! more memory than a small one.

use std::io::{self, Write};

use anyhow::Context;
use app::{
    ids::PackId,
    packs::{rules, types::Contents},
};
use axum::body::Bytes;
use futures::StreamExt;
use tokio::{runtime::Handle, sync::mpsc};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::store;
use crate::state::AppState;

/// Bytes that are handed on at a time.
const PIECE: usize = 64 * 1024;

/// Pieces that wait to be kept.
const PIECES: usize = 8;

/// Packs the papers and keeps the pack; how large it is, in bytes.
pub async fn make(state: &AppState, id: PackId, contents: Contents) -> anyhow::Result<u64> {
    let (pieces, taken) = mpsc::channel(PIECES);
    let packing = {
        let (state, handle) = (state.clone(), Handle::current());
        tokio::task::spawn_blocking(move || pack(&state, &handle, id, &contents, pieces))
    };
    let kept = state.papers.put_pack_in_pieces(id, taken).await;
    // Why it was not packed says more than that what was packed broke off.
    packing.await??;
    kept
}

fn pack(
    state: &AppState,
    handle: &Handle,
    id: PackId,
    contents: &Contents,
    pieces: mpsc::Sender<anyhow::Result<Bytes>>,
) -> anyhow::Result<()> {
    let outcome = write(state, handle, id, contents, Pipe::into(&pieces));
    if outcome.is_err() {
        let _ = pieces.blocking_send(Err(anyhow::anyhow!("a paper could not be packed")));
    }
    outcome
}

fn write(
    state: &AppState,
    handle: &Handle,
    id: PackId,
    contents: &Contents,
    pipe: Pipe<'_>,
) -> anyhow::Result<()> {
    let mut archive = ZipWriter::new_stream(pipe);
    let names = rules::names(contents);
    for (place, ((_, _, file), name)) in contents.files().zip(names).enumerate() {
        // What is large is packed already, and packing it again only takes time.
        let options = SimpleFileOptions::default()
            .compression_level(Some(1))
            .large_file(file.bytes >= u64::from(u32::MAX));
        archive.start_file(name, options)?;
        let mut paper = std::pin::pin!(handle.block_on(state.papers.read(&file.hash))?);
        while let Some(piece) = handle.block_on(paper.next()) {
            archive.write_all(&piece?)?;
        }
        handle.block_on(async {
            let tx = state.db.begin().await?;
            store::progress(&tx, id, place as u64 + 1).await?;
            tx.commit().await
        })?;
    }
    let mut pipe = archive
        .finish()
        .context("the pack was not finished")?
        .into_inner();
    pipe.flush()?;
    Ok(())
}

/// Hands on what is written to it.
struct Pipe<'a> {
    to: &'a mpsc::Sender<anyhow::Result<Bytes>>,
    held: Vec<u8>,
}

impl<'a> Pipe<'a> {
    fn into(to: &'a mpsc::Sender<anyhow::Result<Bytes>>) -> Self {
        Self {
            to,
            held: Vec::with_capacity(PIECE),
        }
    }
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.to
            .blocking_send(Ok(piece.into()))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}
