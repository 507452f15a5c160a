//! Tells open pages that something they show has changed.
//!
//! The outbox is the source: it is written with the change, so that nothing is
//! announced that was undone, and other replicas' changes arrive too.

pub mod handlers;

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, broadcast};

use crate::{
    db::Db,
    outbox::{self, Change, Reader},
    serve::Stopping,
    state::AppState,
};

/// Changes that a slow listener may lag behind by before it is told to look.
const CAPACITY: usize = 1_024;

/// How often changes of other replicas are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The least time between two looks, however many changes there are.
const REST: Duration = Duration::from_millis(100);

/// How often what nobody waits for any more is forgotten.
const PRUNE_EVERY: Duration = Duration::from_secs(3_600);

/// Where pages listen, and where writers say that there is something to hear.
#[derive(Clone)]
pub struct LiveBus {
    changes: broadcast::Sender<Change>,
    wake: Arc<Notify>,
}

impl Default for LiveBus {
    fn default() -> Self {
        Self {
            changes: broadcast::channel(CAPACITY).0,
            wake: Arc::default(),
        }
    }
}

impl LiveBus {
    /// After a commit: there may be something new in the outbox.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Passes changes from the outbox to the listeners until the server stops.
    pub async fn run(self, db: Db, stopping: Stopping) {
        let work = async {
            let mut reader = loop {
                match Reader::from_now(db.reader()).await {
                    Ok(reader) => break reader,
                    Err(error) => {
                        tracing::warn!(%error, "the outbox cannot be read yet");
                        tokio::time::sleep(LOOK_EVERY).await;
                    }
                }
            };
            loop {
                // Either way there may be something new.
                let _ = tokio::time::timeout(LOOK_EVERY, self.wake.notified()).await;
                match reader.next(db.reader()).await {
                    Ok(changes) => {
                        for change in changes {
                            // Nobody listening is no fault.
                            let _ = self.changes.send(change);
                        }
                    }
                    Err(error) => tracing::warn!(%error, "the outbox could not be read"),
                }
                tokio::time::sleep(REST).await;
            }
        };
        tokio::select! {
            () = work => {}
            () = stopping.begun() => {}
        }
    }
}

/// Forgets old announcements, sessions, sign-ins and files until the server stops.
pub async fn keep_tidy(state: AppState, stopping: Stopping) {
    let (db, clock, limits) = (&state.db, &state.clock, state.session_limits);
    let work = async {
        loop {
            let outcome = async {
                let tx = db.begin().await?;
                outbox::prune(&tx, clock.now()).await?;
                crate::mail::store::prune(&tx, clock.now()).await?;
                crate::mail_links::store::prune(&tx, clock.now()).await?;
                crate::sessions::store::prune(&tx, limits, clock.now()).await?;
                tx.commit().await?;
                crate::packs::work::prune(&state).await
            };
            if let Err(error) = outcome.await {
                tracing::warn!(%error, "what is over could not be forgotten");
            }
            if let Err(error) = state.papers.sweep(clock.now()).await {
                tracing::warn!(%error, "what arrived and was not taken could not be thrown away");
            }
            tokio::time::sleep(PRUNE_EVERY).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = stopping.begun() => {}
    }
}
