//! Work that keeps a processor busy: a few pieces at a time, some that wait, and no
//! more.

use std::sync::Arc;

use app::layout::Problem;
use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::layers::answer_with;

/// What to try again after, in seconds, where too many wait.
pub const TRY_AGAIN_AFTER: &str = "30";

/// A queue of costly work.
#[derive(Clone)]
pub struct Queue {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Queue {
    /// A queue in which so many have their turn at once, and so many have a place in
    /// all.
    pub fn new(at_once: usize, places: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            turns: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// A place in the queue, if there is one. It is held until the work is done.
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Waits for a turn, for somebody with a place.
    ///
    /// # Errors
    /// The server stops.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.turns).acquire_owned().await
    }
}

/// What somebody is answered who finds no place.
pub fn come_again() -> Response {
    let again = [(header::RETRY_AFTER, TRY_AGAIN_AFTER)];
    (again, answer_with(Problem::Unavailable)).into_response()
}

/// When asking for an address is costly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Costly {
    Always,
    /// Where words are searched for.
    Search,
}

/// Lets a request wait for its turn, or asks it to come again.
pub async fn wait(
    State((queue, costly)): State<(Queue, Costly)>,
    request: Request,
    next: Next,
) -> Response {
    let is_costly = match costly {
        Costly::Always => true,
        Costly::Search => searches(request.uri().query().unwrap_or_default()),
    };
    if !is_costly {
        return next.run(request).await;
    }
    let Some(_place) = queue.place() else {
        tracing::warn!("asked to come again: too many wait for costly pages");
        return come_again();
    };
    match queue.turn().await {
        Ok(_turn) => next.run(request).await,
        Err(_) => come_again(),
    }
}

/// Whether a query searches for words.
fn searches(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| matches!(&*name, "q" | "search") && !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_queue_holds_so_many_and_gives_so_many_their_turn() {
        let queue = Queue::new(2, 3);
        let places: Vec<_> = std::iter::from_fn(|| queue.place()).collect();
        assert_eq!(places.len(), 3);
        let turns = [queue.turn().await, queue.turn().await];
        assert!(turns.iter().all(Result::is_ok));
        assert!(queue.turns.try_acquire().is_err());
        drop((places, turns));
        assert!(queue.place().is_some() && queue.turns.try_acquire().is_ok());
    }

    #[test]
    fn only_words_are_a_search() {
        for (query, is_one) in [
            ("q=rota", true),
            ("search=rota", true),
            ("status=open&q=%20rota", true),
            ("q=", false),
            ("q=+", false),
            ("status=q", false),
            ("", false),
        ] {
            assert_eq!(searches(query), is_one, "{query}");
        }
    }
}
