//! Where the files of papers are kept, and what looks for viruses in them.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use app::{ids::PackId, papers::types::Scan};
use axum::body::Bytes;
use clamav_client::tokio::{Tcp, scan_buffer};
use futures::{Stream, TryStreamExt, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, local::LocalFileSystem,
};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::secrets;

/// Parts of a file that are on their way to the storage at once.
const PARTS: usize = 2;

/// How long a scan may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The SHA-256 of a file, in hexadecimal: the name it is kept by.
pub fn hash_of(bytes: &[u8]) -> String {
    secrets::hex(&Sha256::digest(bytes))
}

/// The files of papers. Each is kept once, by its hash, and never changes.
pub struct Keep {
    files: Arc<dyn ObjectStore>,
    /// Where the scanner listens, as `HOST:PORT`.
    clamd: Option<String>,
}

impl Keep {
    /// Keeps files in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// The folder cannot be made or used.
    pub fn in_folder(folder: &Path, clamd: Option<String>) -> anyhow::Result<Self> {
        let about = || format!("papers cannot be kept in {}", folder.display());
        std::fs::create_dir_all(folder).with_context(about)?;
        let files = LocalFileSystem::new_with_prefix(folder).with_context(about)?;
        Ok(Self {
            files: Arc::new(files.with_fsync(true)),
            clamd,
        })
    }

    /// Whether there is a scanner.
    pub fn scans(&self) -> bool {
        self.clamd.is_some()
    }

    /// Keeps a file under its hash. What is there already stays.
    ///
    /// # Errors
    /// The storage refuses.
    pub async fn put(&self, hash: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        let place = object_store::path::Path::from(hash);
        let put = self.files.put(&place, PutPayload::from(bytes)).await;
        put.context("a paper could not be kept")?;
        Ok(())
    }

    /// The file of a hash.
    ///
    /// # Errors
    /// It is not there, or is not what it was.
    pub async fn get(&self, hash: &str) -> anyhow::Result<Vec<u8>> {
        let place = object_store::path::Path::from(hash);
        let found = self.files.get(&place).await;
        let bytes = found.context("a paper is missing")?.bytes().await?;
        anyhow::ensure!(hash_of(&bytes) == hash, "a paper is not what it was");
        Ok(bytes.to_vec())
    }

    /// The file of a hash, a piece at a time. The last piece comes only where the
    /// whole is what it was.
    ///
    /// # Errors
    /// It is not there.
    pub async fn read(
        &self,
        hash: &str,
    ) -> anyhow::Result<impl Stream<Item = anyhow::Result<Bytes>> + Send + 'static> {
        let place = object_store::path::Path::from(hash);
        let found = self.files.get(&place).await.context("a paper is missing")?;
        let reading = Reading {
            pieces: found.into_stream(),
            digest: Sha256::new(),
            held: None,
            hash: hash.to_owned(),
        };
        Ok(futures::stream::try_unfold(reading, Reading::next))
    }

    /// Keeps a file that was made of a meeting.
    ///
    /// # Errors
    /// The storage refuses.
    pub async fn put_pack(&self, id: PackId, bytes: Vec<u8>) -> anyhow::Result<()> {
        let put = self.files.put(&place_of(id), PutPayload::from(bytes)).await;
        put.context("a pack could not be kept")?;
        Ok(())
    }

    /// Keeps a file that is being made, as its pieces come; how large it is, in bytes.
    /// Nothing stays where one of them is missing.
    ///
    /// # Errors
    /// The storage refuses, or what makes the file.
    pub async fn put_pack_in_pieces(
        &self,
        id: PackId,
        mut pieces: mpsc::Receiver<anyhow::Result<Bytes>>,
    ) -> anyhow::Result<u64> {
        let upload = self.files.put_multipart(&place_of(id)).await;
        let mut upload = WriteMultipart::new(upload.context("a pack could not be kept")?);
        let mut bytes = 0;
        while let Some(piece) = pieces.recv().await {
            let written = match piece {
                Ok(piece) => {
                    bytes += piece.len() as u64;
                    let room = upload.wait_for_capacity(PARTS).await;
                    upload.put(piece);
                    room.map_err(anyhow::Error::from)
                }
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                upload.abort().await?;
                return Err(error);
            }
        }
        upload.finish().await.context("a pack could not be kept")?;
        Ok(bytes)
    }

    /// A file that was made of a meeting, a piece at a time.
    ///
    /// # Errors
    /// It is not there.
    pub async fn pack(
        &self,
        id: PackId,
    ) -> anyhow::Result<impl Stream<Item = anyhow::Result<Bytes>> + Send + 'static> {
        let found = self
            .files
            .get(&place_of(id))
            .await
            .context("a pack is missing")?;
        Ok(found.into_stream().map_err(anyhow::Error::from))
    }

    /// Throws away a file that was made of a meeting, if it is there.
    pub async fn remove_pack(&self, id: PackId) {
        match self.files.delete(&place_of(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(%error, pack = %id, "a pack could not be removed"),
        }
    }

    /// Looks for viruses, where there is a scanner.
    pub async fn scan(&self, bytes: &[u8]) -> Scan {
        let Some(address) = &self.clamd else {
            return Scan::Unscanned;
        };
        let at = Tcp {
            host_address: address.clone(),
        };
        let said = tokio::time::timeout(PATIENCE, scan_buffer(bytes, at, None)).await;
        let Ok(Ok(said)) = said else {
            tracing::warn!("the virus scanner does not answer");
            return Scan::Quarantined;
        };
        let said = String::from_utf8_lossy(&said);
        let said = said.trim_end_matches(['\0', '\n']);
        if said.ends_with("FOUND") {
            Scan::Infected
        } else if said.ends_with("OK") {
            Scan::Clean
        } else {
            tracing::warn!("the virus scanner could not scan a file");
            Scan::Quarantined
        }
    }
}

/// Where a file is kept that was made of a meeting.
fn place_of(pack: PackId) -> object_store::path::Path {
    object_store::path::Path::from(format!("packs/{pack}"))
}

/// A file while it is read.
struct Reading {
    pieces: BoxStream<'static, object_store::Result<Bytes>>,
    digest: Sha256,
    /// The piece that goes next.
    held: Option<Bytes>,
    hash: String,
}

impl Reading {
    async fn next(mut self) -> anyhow::Result<Option<(Bytes, Self)>> {
        loop {
            match self.pieces.try_next().await? {
                Some(piece) => {
                    self.digest.update(&piece);
                    if let Some(before) = self.held.replace(piece) {
                        return Ok(Some((before, self)));
                    }
                }
                None => {
                    let Some(last) = self.held.take() else {
                        return Ok(None);
                    };
                    let digest = std::mem::take(&mut self.digest);
                    let is_whole = secrets::hex(&digest.finalize()) == self.hash;
                    anyhow::ensure!(is_whole, "a paper is not what it was");
                    return Ok(Some((last, self)));
                }
            }
        }
    }
}
