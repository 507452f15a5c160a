//! Where the files of papers are kept, and what looks for viruses in them.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use app::papers::types::Scan;
use clamav_client::tokio::{Tcp, scan_buffer};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem};
use sha2::{Digest, Sha256};

use crate::secrets;

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
