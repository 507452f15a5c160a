//! Where the files of papers are kept, and what looks for viruses in them.

use std::{
    ffi::OsStr,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use app::{ids::PackId, papers::types::Scan};
use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use clamav_client::tokio::{Tcp, scan_buffer};
use futures::{Stream, TryStreamExt, stream::BoxStream};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
    aws::AmazonS3Builder, local::LocalFileSystem, prefix::PrefixStore,
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};
use uuid::Uuid;

use crate::{
    config::{BucketConfig, PapersConfig},
    secrets,
    sign_in::transport::install_crypto,
};

/// Parts of a file that are on their way to the storage at once.
const PARTS: usize = 2;

/// How long a scan may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a bucket may take to be connected to.
const CONNECTS: Duration = Duration::from_secs(5);

/// How long a bucket may say nothing.
const SILENCE: Duration = Duration::from_secs(30);

/// How often a bucket is asked again.
const RETRIES: usize = 3;

/// The SHA-256 of a file, in hexadecimal: the name it is kept by.
pub fn hash_of(bytes: &[u8]) -> String {
    secrets::hex(&Sha256::digest(bytes))
}

/// Bytes that go to the storage at a time while a file arrives, and so are in memory:
/// the fewest that S3 takes.
const PIECE: usize = 5 * 1024 * 1024;

/// Files that are looked at whole at a time: each is in memory then.
const LOOKED_AT: usize = 2;

/// How long a file that arrived may wait to be taken, before it is thrown away: its
/// request broke off.
const WAITS: TimeDelta = TimeDelta::hours(24);

/// The files of papers. Each is kept once, by its hash, and never changes.
pub struct Keep {
    files: Arc<dyn ObjectStore>,
    /// Where they are, unless in a bucket.
    folder: Option<PathBuf>,
    looking: Arc<Semaphore>,
    /// Where the scanner listens, as `HOST:PORT`.
    clamd: Option<String>,
}

impl Keep {
    /// Keeps files in a folder, which is made where it is missing, or in a bucket, which
    /// is not asked for yet.
    ///
    /// # Errors
    /// The folder cannot be made or used, or the bucket is not described well.
    pub fn new(place: &PapersConfig, clamd: Option<String>) -> anyhow::Result<Self> {
        let files = match place {
            PapersConfig::Folder(folder) => in_folder(folder)
                .with_context(|| format!("papers cannot be kept in {}", folder.display()))?,
            PapersConfig::Bucket(bucket) => in_bucket(bucket)
                .with_context(|| format!("papers cannot be kept in {}", bucket.bucket))?,
        };
        let folder = match place {
            PapersConfig::Folder(folder) => Some(folder.clone()),
            PapersConfig::Bucket(_) => None,
        };
        Ok(Self {
            files,
            folder,
            looking: Arc::new(Semaphore::new(LOOKED_AT)),
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

    /// Takes a file as it comes, under an identifier for now.
    ///
    /// # Errors
    /// The storage refuses.
    pub async fn arrival(&self, id: Uuid) -> anyhow::Result<Arrival> {
        let place = object_store::path::Path::from(format!("{ARRIVING}/{id}"));
        let upload = self.files.put_multipart(&place).await;
        let upload = upload.context("a paper could not be kept")?;
        Ok(Arrival {
            upload: Some(WriteMultipart::new_with_chunk_size(upload, PIECE)),
            digest: Sha256::new(),
            bytes: 0,
            files: Arc::clone(&self.files),
            place,
        })
    }

    /// Leave to hold a file in memory. Few have it at a time; others wait for theirs.
    ///
    /// # Errors
    /// The portal is stopping.
    pub async fn leave(&self) -> anyhow::Result<OwnedSemaphorePermit> {
        Ok(Arc::clone(&self.looking).acquire_owned().await?)
    }

    /// A file that arrived, whole.
    ///
    /// # Errors
    /// It is not there.
    pub async fn look_at(&self, file: &Arrived) -> anyhow::Result<Bytes> {
        Ok(self.files.get(&file.waiting.place).await?.bytes().await?)
    }

    /// Keeps a file that arrived under its hash.
    ///
    /// # Errors
    /// The storage refuses.
    pub async fn take(&self, file: &Arrived) -> anyhow::Result<()> {
        let place = object_store::path::Path::from(file.hash.as_str());
        let taken = self.files.rename(&file.waiting.place, &place).await;
        taken.context("a paper could not be kept")
    }

    /// Throws away a file that arrived, unless it was taken.
    pub async fn let_go(&self, mut file: Arrived) {
        file.waiting.is_over = true;
        remove(&*self.files, &file.waiting.place).await;
    }

    /// Throws away what arrived long ago and was never taken, and in a folder what came
    /// of files before a server was killed.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn sweep(&self, now: DateTime<Utc>) -> anyhow::Result<()> {
        if let Some(folder) = self.folder.clone() {
            tokio::task::spawn_blocking(move || sweep_parts(&folder, now - WAITS)).await??;
        }
        let arriving = object_store::path::Path::from(ARRIVING);
        let mut found = self.files.list(Some(&arriving));
        while let Some(file) = found.try_next().await? {
            if file.last_modified < now - WAITS {
                remove(&*self.files, &file.location).await;
            }
        }
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
        remove(&*self.files, &place_of(id)).await;
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

fn in_folder(folder: &Path) -> anyhow::Result<Arc<dyn ObjectStore>> {
    std::fs::create_dir_all(folder)?;
    let files = LocalFileSystem::new_with_prefix(folder)?;
    Ok(Arc::new(files.with_fsync(true)))
}

fn in_bucket(place: &BucketConfig) -> anyhow::Result<Arc<dyn ObjectStore>> {
    install_crypto();
    // A download takes as long as whoever has it; only silence is bounded.
    let options = ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(CONNECTS)
        .with_read_timeout(SILENCE);
    let retries = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: SILENCE,
        ..RetryConfig::default()
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        // What speaks like S3 need not know how to remove many at once.
        .with_disable_bulk_delete(true)
        .with_retry(retries);
    if let Some(endpoint) = &place.endpoint {
        let is_plain = endpoint.scheme() == "http";
        builder = builder
            .with_endpoint(endpoint.as_str().trim_end_matches('/'))
            .with_client_options(options.with_allow_http(is_plain));
    } else {
        builder = builder.with_client_options(options);
    }
    if let Some(key) = &place.key {
        builder = builder
            .with_access_key_id(&key.id)
            .with_secret_access_key(key.secret.expose_secret());
    }
    Ok(Arc::new(PrefixStore::new(
        builder.build()?,
        object_store::path::Path::parse(&place.prefix)?,
    )))
}

/// Removes parts of files from before a time. A folder holds what has come of a file
/// beside the place that it goes to, under its name with a number, and lists it nowhere.
fn sweep_parts(folder: &Path, before: DateTime<Utc>) -> std::io::Result<()> {
    for place in [folder, &folder.join(ARRIVING), &folder.join(PACKS)] {
        // There is none until a first file comes.
        let Ok(entries) = std::fs::read_dir(place) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            // What is whole meanwhile, or given up, is gone by now.
            if is_part(&entry.file_name())
                && let Ok(written) = entry.metadata().and_then(|known| known.modified())
                && DateTime::<Utc>::from(written) < before
            {
                match std::fs::remove_file(entry.path()) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        tracing::warn!(%error, "a part of a file could not be removed");
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

/// Whether a file is a part of one that was on its way.
fn is_part(name: &OsStr) -> bool {
    let number = name.to_str().and_then(|name| name.rsplit_once('#'));
    number.is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|letter| letter.is_ascii_digit())
    })
}

async fn remove(files: &dyn ObjectStore, place: &object_store::path::Path) {
    match files.delete(place).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => tracing::warn!(%error, "a file could not be removed"),
    }
}

/// Where files are while they arrive.
const ARRIVING: &str = "arriving";

/// A file that is on its way in. One that breaks off leaves nothing, also where nobody
/// is left who could say so.
pub struct Arrival {
    /// Nothing once it is whole, or given up.
    upload: Option<WriteMultipart>,
    digest: Sha256,
    bytes: u64,
    files: Arc<dyn ObjectStore>,
    place: object_store::path::Path,
}

/// A file that arrived, and is thrown away unless it is taken.
pub struct Arrived {
    /// As whoever sent it called it: anything at all.
    pub name: String,
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    waiting: Waiting,
}

/// The place of a file that nobody has taken yet.
struct Waiting {
    files: Arc<dyn ObjectStore>,
    place: object_store::path::Path,
    /// Whether nothing is left to throw away.
    is_over: bool,
}

impl Arrival {
    /// How much of it has come, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// The storage refuses.
    pub async fn take(&mut self, piece: Bytes) -> anyhow::Result<()> {
        let upload = self.upload.as_mut().context("it is over")?;
        upload.wait_for_capacity(1).await?;
        // Copied, because a small piece may hold on to a large buffer.
        upload.write(&piece);
        self.digest.update(&piece);
        self.bytes += piece.len() as u64;
        Ok(())
    }

    /// Says that it is whole.
    ///
    /// # Errors
    /// The storage refuses.
    pub async fn finish(mut self, name: String) -> anyhow::Result<Arrived> {
        let upload = self.upload.take().context("it is over")?;
        upload.finish().await?;
        Ok(Arrived {
            name,
            bytes: self.bytes,
            hash: secrets::hex(&std::mem::take(&mut self.digest).finalize()),
            waiting: Waiting {
                files: Arc::clone(&self.files),
                place: self.place.clone(),
                is_over: false,
            },
        })
    }

    /// Throws away what has come.
    pub async fn give_up(&mut self) {
        if let Some(upload) = self.upload.take() {
            abort(upload).await;
        }
    }
}

async fn abort(upload: WriteMultipart) {
    if let Err(error) = upload.abort().await {
        tracing::warn!(%error, "what came of a file could not be removed");
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        if let (Some(upload), Ok(runtime)) = (self.upload.take(), Handle::try_current()) {
            runtime.spawn(abort(upload));
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let (files, place) = (Arc::clone(&self.files), self.place.clone());
            runtime.spawn(async move { remove(&*files, &place).await });
        }
    }
}

/// Where files are kept that were made of meetings.
const PACKS: &str = "packs";

fn place_of(pack: PackId) -> object_store::path::Path {
    object_store::path::Path::from(format!("{PACKS}/{pack}"))
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
