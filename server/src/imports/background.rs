//! What goes on while nobody waits for it: files read, taken over and undone.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use app::ids::ImportId;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::sheets::Refusal;

/// Files that are read or checked at a time: each keeps a processor busy.
const AT_ONCE: usize = 2;

/// What is done in the background.
#[derive(Clone)]
pub struct Background {
    permits: Arc<Semaphore>,
    works: Arc<Mutex<BTreeMap<ImportId, Work>>>,
}

/// How work in the background stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Going,
    /// It came to nothing, and whoever began it has not been told otherwise.
    Failed(&'static str),
}

/// What is said of work that failed through no fault of the file.
pub(super) const OUR_FAULT: &str = "Something went wrong on our side, and nothing was changed. \
                         Try it again, and tell the help desk if it happens again";

impl Default for Background {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            works: Arc::default(),
        }
    }
}

impl Background {
    /// Whether a file is being taken over or undone at this moment.
    pub fn is_at_work(&self, id: ImportId) -> bool {
        self.works().get(&id) == Some(&Work::Going)
    }

    /// Why the last work on a file came to nothing, where it did.
    pub fn failure(&self, id: ImportId) -> Option<&'static str> {
        match self.works().get(&id) {
            Some(Work::Failed(why)) => Some(why),
            Some(Work::Going) | None => None,
        }
    }

    /// Takes a file over or undoes it without anybody waiting for it; nothing
    /// where that is being done already. The outcome of `work` is why it came to
    /// nothing, or nothing; work that fails leaves nothing behind.
    pub(crate) fn work(
        &self,
        id: ImportId,
        work: impl Future<Output = anyhow::Result<Option<&'static str>>> + Send + 'static,
    ) {
        if self.works().insert(id, Work::Going) == Some(Work::Going) {
            return;
        }
        let mut at_work = AtWork {
            background: self.clone(),
            id,
            failure: Some(OUR_FAULT),
        };
        tokio::spawn(async move {
            match work.await {
                Ok(outcome) => at_work.failure = outcome,
                Err(error) => tracing::error!(
                    error = format!("{error:#}"), %id, "a file could not be worked on"
                ),
            }
            drop(at_work);
        });
    }

    /// Waits until a file may be read: each keeps a processor busy.
    ///
    /// # Errors
    /// The server stops.
    pub(crate) async fn permit(&self) -> anyhow::Result<SemaphorePermit<'_>> {
        Ok(self.permits.acquire().await?)
    }

    /// Reads a file, for as long as a processor needs, and gives it back.
    ///
    /// # Errors
    /// The outer one is ours; the inner one says why the file cannot be taken.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        file: Vec<u8>,
        read: impl FnOnce(&[u8]) -> Result<T, Refusal> + Send + 'static,
    ) -> anyhow::Result<Result<(T, Vec<u8>), Refusal>> {
        let _permit = self.permit().await?;
        let read = tokio::task::spawn_blocking(move || read(&file).map(|found| (found, file)));
        Ok(read.await?)
    }

    fn works(&self) -> std::sync::MutexGuard<'_, BTreeMap<ImportId, Work>> {
        self.works.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file that is being worked on, until this is gone, by a panic too.
struct AtWork {
    background: Background,
    id: ImportId,
    failure: Option<&'static str>,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut works = self.background.works();
        match self.failure {
            Some(why) => works.insert(self.id, Work::Failed(why)),
            None => works.remove(&self.id),
        };
    }
}
