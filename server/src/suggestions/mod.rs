//! What an agenda suggests by itself, and the actions that every agenda shows.

pub mod actions;
pub mod handlers;
mod sources;
pub mod store;

use std::collections::HashMap;

use app::{
    access::{Access, Permission},
    ids::BoardId,
    meetings::types::{AgendaItem, Meeting, MeetingState},
    suggestions::{
        rules::compile,
        types::{Origin, Subject, Suggestion},
        views::ActionsView,
    },
    wording,
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{extract::SignedIn, meetings::publishing, state::AppState};

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
    let (boards, hidden) = seen_boards(me, meeting);
    let (db, now) = (state.db.reader(), state.clock.now());
    Ok(ActionsView {
        actions: actions::open(db, Some(&me.access), &boards, now).await?,
        hidden,
        today: state.clock.today(),
        as_of: None,
    })
}

/// The boards of a meeting whose actions somebody sees, and the names of the others.
fn seen_boards(me: &SignedIn, meeting: &Meeting) -> (Vec<BoardId>, Vec<String>) {
    let (seen, hidden): (Vec<_>, Vec<_>) = meeting
        .boards()
        .partition(|board| me.access.may(Permission::SeeActions, board.id, None));
    (
        seen.into_iter().map(|board| board.id).collect(),
        hidden.into_iter().map(|board| board.name.clone()).collect(),
    )
}

/// The actions that belong to an agenda which is out: those that are open until the
/// meeting is over, and from then on those that were open when it was published last.
/// Two queries at most.
///
/// # Errors
/// The database does not answer.
pub async fn actions_of_published(
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
) -> Result<Option<ActionsView>, DbErr> {
    if meeting.state != MeetingState::Published {
        return Ok(None);
    }
    if state.clock.now() < meeting.ends_at {
        return actions_of(state, me, meeting).await.map(Some);
    }
    let (boards, hidden) = seen_boards(me, meeting);
    let kept = publishing::actions_kept(state.db.reader(), meeting.id).await?;
    Ok(kept.map(|(at, actions)| ActionsView {
        actions: actions
            .into_iter()
            .filter(|action| boards.contains(&action.board))
            .collect(),
        hidden,
        today: wording::uk_day(at),
        as_of: Some(at),
    }))
}

/// The suggestions by their keys.
fn by_key(suggestions: Vec<Suggestion>) -> HashMap<String, Suggestion> {
    suggestions
        .into_iter()
        .map(|one| (one.key(), one))
        .collect()
}
