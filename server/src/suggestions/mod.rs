//! What an agenda suggests by itself, and the actions that every agenda shows.

pub mod actions;
pub mod handlers;
mod sources;
pub mod store;

use std::collections::HashMap;

use app::{
    access::{Access, Permission},
    ids::BoardId,
    meetings::types::{AgendaItem, Meeting},
    suggestions::{
        rules::compile,
        types::{Origin, Subject, Suggestion},
        views::ActionsView,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{extract::SignedIn, state::AppState};

/// The boards of a meeting on which somebody keeps agendas: what the others
/// have to do is theirs to put on it.
fn kept(access: &Access, meeting: &Meeting) -> Vec<BoardId> {
    meeting
        .boards()
        .map(|board| board.id)
        .filter(|board| access.may(Permission::ManageMeetings, *board, None))
        .collect()
}

/// The suggestions for an agenda with these items, for somebody who keeps it. A
/// fixed number of queries.
///
/// # Errors
/// The database does not answer.
pub async fn for_agenda(
    db: &impl ConnectionTrait,
    access: &Access,
    meeting: &Meeting,
    items: &[AgendaItem],
    now: DateTime<Utc>,
) -> Result<Vec<Suggestion>, DbErr> {
    let asked = sources::Asked::of(db, access, meeting, kept(access, meeting), now).await?;
    let candidates = sources::gather(db, &asked).await?;
    let dropped = store::dropped(db, meeting.lead.id).await?;
    Ok(compile(candidates, &dropped, &Subject::on_agenda(items)))
}

/// Those that ask to be settled before the agenda is published.
pub fn unsettled(suggestions: Vec<Suggestion>) -> Vec<Suggestion> {
    suggestions
        .into_iter()
        .filter(|one| one.origin == Origin::Standing)
        .collect()
}

/// The open actions of a meeting as a reader may see them, what needs a decision
/// first. Two queries.
///
/// # Errors
/// The database does not answer.
pub async fn actions_of(
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
) -> Result<ActionsView, DbErr> {
    let (seen, hidden): (Vec<_>, Vec<_>) = meeting
        .boards()
        .partition(|board| me.access.may(Permission::SeeActions, board.id, None));
    let boards: Vec<BoardId> = seen.into_iter().map(|board| board.id).collect();
    let (db, now) = (state.db.reader(), state.clock.now());
    Ok(ActionsView {
        actions: actions::open(db, &me.access, &boards, now).await?,
        hidden: hidden.into_iter().map(|board| board.name.clone()).collect(),
        today: state.clock.today(),
    })
}

/// The suggestions by their keys.
fn by_key(suggestions: Vec<Suggestion>) -> HashMap<String, Suggestion> {
    suggestions
        .into_iter()
        .map(|one| (one.key(), one))
        .collect()
}
