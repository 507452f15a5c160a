//! Meetings and agendas: what other slices may ask of this one.

pub mod agenda;
pub mod handlers;
pub mod publishing;
pub mod store;
pub mod template;

use app::{
    access::{Access, Permission},
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::{AgendaItem, Meeting},
};

use sea_orm::DbErr;

use crate::{error::PageError, extract::SignedIn, state::AppState};

/// Whether somebody may do something on any of the boards of a meeting.
pub fn may_on_any(access: &Access, permission: Permission, meeting: &Meeting) -> bool {
    meeting
        .boards()
        .any(|board| access.may(permission, board.id, None))
}

/// Whether somebody keeps the agenda of a meeting: an officer of the board that
/// leads it.
pub fn keeps(access: &Access, meeting: &Meeting) -> bool {
    access.may(Permission::ManageMeetings, meeting.lead.id, None)
}

/// How many meetings are shown as next.
const NEXT: u64 = 5;

/// Later meetings that are offered as those that agreed or ratified something.
pub const LATER: u64 = 20;

/// The next meetings of the boards that somebody sits on.
///
/// # Errors
/// The database does not answer.
pub async fn next_of(state: &AppState, me: &SignedIn) -> Result<Vec<Meeting>, DbErr> {
    let mut boards: Vec<BoardId> = me
        .access
        .standings
        .iter()
        .map(|standing| standing.board)
        .filter(|board| me.access.may(Permission::SeeMeetings, *board, None))
        .collect();
    boards.dedup();
    store::upcoming(state.db.reader(), &boards, state.clock.now(), NEXT).await
}

/// The meeting of an address. Who may not see the meetings of any of its boards
/// is told that there is none.
///
/// # Errors
/// There is no such meeting for this person.
pub async fn meeting_of_address(
    state: &AppState,
    me: &SignedIn,
    id: MeetingId,
) -> Result<Meeting, PageError> {
    store::find(state.db.reader(), id)
        .await?
        .filter(|meeting| may_on_any(&me.access, Permission::SeeMeetings, meeting))
        .ok_or(PageError::NotFound)
}

/// The meeting of an address, for whoever keeps its agenda while it can still
/// be worked on.
///
/// # Errors
/// There is no such meeting for this person, or they may not keep it.
pub async fn meeting_to_keep(
    state: &AppState,
    me: &SignedIn,
    id: MeetingId,
) -> Result<Meeting, PageError> {
    let meeting = meeting_of_address(state, me, id).await?;
    if keeps(&me.access, &meeting) && meeting.is_open(state.clock.now()) {
        Ok(meeting)
    } else {
        Err(PageError::NotAllowed)
    }
}

/// The item of an address with its meeting, if it has one, for whoever keeps
/// that agenda or, where there is none, the agendas of its board.
///
/// # Errors
/// There is no such item for this person, or it is not theirs to keep.
pub async fn item_to_keep(
    state: &AppState,
    me: &SignedIn,
    id: AgendaItemId,
) -> Result<(AgendaItem, Option<Meeting>), PageError> {
    let item = agenda::find(state.db.reader(), id)
        .await?
        .ok_or(PageError::NotFound)?;
    match item.meeting {
        Some(meeting) => {
            let meeting = meeting_of_address(state, me, meeting).await?;
            if keeps(&me.access, &meeting) {
                Ok((item, Some(meeting)))
            } else {
                Err(PageError::NotAllowed)
            }
        }
        None if !me.access.may(Permission::SeeMeetings, item.board, None) => {
            Err(PageError::NotFound)
        }
        None if me.access.may(Permission::ManageMeetings, item.board, None) => Ok((item, None)),
        None => Err(PageError::NotAllowed),
    }
}
