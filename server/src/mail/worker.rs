//! Sends what is due, for as long as the server runs.

use std::time::Duration;

use super::{
    mailer::{Outcome, Parcel},
    news,
    store::{self, Taken},
};
use crate::state::AppState;

/// How long the worker rests when there is nothing to do.
const REST: Duration = Duration::from_secs(10);

/// Mails taken at a time: no more than can be tried within a claim, even where
/// the mail server is slow.
const BATCH: u64 = 10;

/// Sends mail until the server stops. What is being tried then is tried again
/// at the next start.
pub async fn run(state: AppState) {
    if !state.mailer.is_on() {
        return;
    }
    let stopping = state.stopping.clone();
    let work = async {
        loop {
            let outcome = async {
                news::write_if_due(&state).await?;
                send_due(&state).await
            };
            match outcome.await {
                Ok(0) => tokio::time::sleep(REST).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "mail could not be worked on");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    };
    tokio::select! {
        () = work => {}
        () = stopping.begun() => {}
    }
}

/// Tries some of what is due, and says how many there were.
///
/// A mail is claimed before it is tried and settled after. A server that is
/// killed in between leaves the claim, and the mail is tried again when it has
/// run out: under the same Message-ID, so that a mail server which took it the
/// first time can tell.
///
/// # Errors
/// The database refuses.
pub async fn send_due(state: &AppState) -> anyhow::Result<usize> {
    let tx = state.db.begin().await?;
    let taken = store::take(&tx, state.clock.now(), BATCH).await?;
    tx.commit().await?;
    for mail in &taken {
        let outcome = try_one(state, mail).await;
        let tx = state.db.begin().await?;
        store::settle(&tx, state.clock.now(), mail, &outcome).await?;
        tx.commit().await?;
    }
    Ok(taken.len())
}

async fn try_one(state: &AppState, mail: &Taken) -> Outcome {
    let parcel = Parcel {
        id: mail.id.to_string(),
        to: &mail.to,
        subject: &mail.subject,
        body: mail.body.clone(),
        calendar: &mail.calendar,
    };
    let outcome = state.mailer.send(&parcel).await;
    if let Outcome::Later(why) | Outcome::Never(why) = &outcome {
        tracing::warn!(id = %mail.id, why, "a mail was not taken");
    }
    outcome
}
