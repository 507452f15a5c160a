//! The pages of pilots.

mod chase;
mod entries;
mod evidence;
mod lessons;
mod outcome;
mod parts;
mod record;
mod register;
mod returns;
mod revisions;
mod sheet;
mod site_leads;
mod targets;

pub use chase::*;
pub use entries::*;
pub use evidence::*;
pub use lessons::*;
pub use outcome::*;
pub use parts::*;
pub use record::*;
pub use register::*;
pub use returns::*;
pub use revisions::*;
pub use site_leads::*;
pub use targets::*;

use app::pilots::types::Pilot;
use axum::response::{IntoResponse, Redirect, Response};
use sea_orm::DatabaseTransaction;

use super::store::Desk;
use crate::{
    audit::Actor, error::PageError, extract::SignedIn, membership::seats::Changed, render::Message,
    state::AppState,
};

/// A transaction with who writes in it.
struct Write<'a> {
    state: &'a AppState,
    tx: DatabaseTransaction,
    actor: Actor,
}

impl<'a> Write<'a> {
    async fn begin(state: &'a AppState, me: &SignedIn) -> Result<Self, PageError> {
        Ok(Self {
            state,
            tx: state.db.begin().await?,
            actor: me.actor(),
        })
    }

    fn desk(&self) -> Desk<'_, DatabaseTransaction> {
        Desk {
            tx: &self.tx,
            random: &self.state.random,
            actor: &self.actor,
            at: self.state.clock.now(),
        }
    }

    /// Keeps what was written, unless somebody else was faster; whether it was kept.
    async fn settle(self, outcome: Changed) -> Result<bool, PageError> {
        if outcome == Changed::Saved {
            self.tx.commit().await?;
        } else {
            self.tx.rollback().await?;
        }
        Ok(outcome == Changed::Saved)
    }
}

/// The answer to a form that was taken.
fn done(state: &AppState, message: Message, to: &str) -> Response {
    (message.set(&state.cookies), Redirect::to(to)).into_response()
}

/// What the record of a pilot says now, in short.
fn now_of(pilot: &Pilot) -> Vec<(&'static str, String)> {
    vec![
        ("Name", pilot.record.title.clone()),
        ("Stage", pilot.stage.label().to_owned()),
        ("Purpose", pilot.record.purpose.clone()),
    ]
}
