//! Meetings as they are held: what other slices may ask of this one.

pub mod handlers;
pub mod lineage;
pub mod rules;
pub mod store;

use app::{
    ids::{AgendaItemId, MeetingId},
    meetings::types::{AgendaItem, Meeting, MeetingState},
};

use crate::{
    error::PageError,
    extract::SignedIn,
    meetings::{agenda, keeps, meeting_of_address},
    minutes,
    state::AppState,
};

/// The meeting of an address, for whoever writes down what happens there: an officer
/// of the board that leads it, until its minutes are agreed.
///
/// # Errors
/// There is no such meeting for this person, or it is not theirs to record.
pub async fn meeting_to_record(
    state: &AppState,
    me: &SignedIn,
    id: MeetingId,
) -> Result<Meeting, PageError> {
    let meeting = meeting_of_address(state, me, id).await?;
    let is_open = meeting.state != MeetingState::Cancelled
        && !minutes::store::are_agreed(state.db.reader(), id).await?;
    if keeps(&me.access, &meeting) && is_open {
        Ok(meeting)
    } else {
        Err(PageError::NotAllowed)
    }
}

/// The item of an address with its meeting, for whoever records that meeting.
///
/// # Errors
/// There is no such item for this person, or it is not theirs to record.
pub async fn item_to_record(
    state: &AppState,
    me: &SignedIn,
    id: AgendaItemId,
) -> Result<(AgendaItem, Meeting), PageError> {
    let found = agenda::find(state.db.reader(), id).await?;
    let item = found.ok_or(PageError::NotFound)?;
    let meeting = item.meeting.ok_or(PageError::NotFound)?;
    let meeting = meeting_to_record(state, me, meeting).await?;
    if item.is_shown() {
        Ok((item, meeting))
    } else {
        Err(PageError::NotFound)
    }
}
