//! Meetings and agendas: what other slices may ask of this one.

pub mod agenda;
pub mod handlers;
pub mod publishing;
pub mod series;
pub mod store;
pub mod template;

use app::{
    access::{Access, Permission},
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::types::{AgendaItem, Meeting},
};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use crate::{error::PageError, extract::SignedIn, replies, state::AppState};

/// Whether somebody may do something on any of the boards of a meeting.
pub fn may_on_any(access: &Access, permission: Permission, meeting: &Meeting) -> bool {
    meeting
        .boards()
        .any(|board| access.may(permission, board.id, None))
}

/// Whether somebody may see a meeting and what was published for it: they sit on
/// one of its boards, or come to it for somebody who does. Every page and file of
/// a meeting asks this.
///
/// # Errors
/// The database does not answer.
pub async fn may_see(
    db: &impl ConnectionTrait,
    access: &Access,
    meeting: &Meeting,
    today: NaiveDate,
) -> Result<bool, DbErr> {
    if may_on_any(access, Permission::SeeMeetings, meeting) {
        return Ok(true);
    }
    let visited = replies::store::visited_by(db, access.person, today).await?;
    Ok(visited.contains(&meeting.id))
}

/// Whether somebody sees Part B of a meeting. Whoever comes for another does not.
pub fn sees_part_b(access: &Access, meeting: &Meeting) -> bool {
    may_on_any(access, Permission::SeePartB, meeting)
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

/// The next meetings of the boards that somebody sits on, and those that they
/// come to for somebody else.
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
    let (db, now) = (state.db.reader(), state.clock.now());
    let visited = replies::store::visited_by(db, me.access.person, state.clock.today()).await?;
    store::upcoming_with(db, &boards, &visited, now, NEXT).await
}

/// The meeting of an address. Who may not see it is told that there is none.
///
/// # Errors
/// There is no such meeting for this person.
pub async fn meeting_of_address(
    state: &AppState,
    me: &SignedIn,
    id: MeetingId,
) -> Result<Meeting, PageError> {
    let db = state.db.reader();
    let meeting = store::find(db, id).await?.ok_or(PageError::NotFound)?;
    if may_see(db, &me.access, &meeting, state.clock.today()).await? {
        Ok(meeting)
    } else {
        Err(PageError::NotFound)
    }
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
