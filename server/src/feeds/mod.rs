//! Private addresses from which calendar programs fetch somebody's meetings, and the
//! days by which their actions are due.

pub mod handlers;
pub mod store;

use app::{
    actions::types::ActionRow,
    meetings::types::{Meeting, MeetingState},
    paths,
};

use crate::{
    ics::{Event, When},
    state::AppState,
};

/// A meeting as an event, the same in feeds, files and mail.
///
/// # Errors
/// The address of the portal cannot be joined to that of the meeting.
pub fn event(state: &AppState, meeting: &Meeting) -> anyhow::Result<Event> {
    let url = state.base_url.join(&paths::meeting(meeting.id))?;
    let host = state.base_url.host_str().unwrap_or("portal");
    let boards: Vec<&str> = meeting.boards().map(|board| board.name.as_str()).collect();
    let place: Vec<&str> = [meeting.place.as_str(), meeting.link.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    Ok(Event {
        uid: format!("{}@{host}", meeting.id),
        sequence: meeting.version.unsigned_abs(),
        changed_at: state.clock.now(),
        when: When::Between(meeting.starts_at, meeting.ends_at),
        title: format!("{}: {}", boards.join(", "), meeting.title),
        place: place.join(", "),
        description: format!("Agenda: {url}"),
        url: url.into(),
        is_cancelled: meeting.state == MeetingState::Cancelled,
        asked: None,
    })
}

/// The day by which an action is due, as an event.
///
/// # Errors
/// The address of the portal cannot be joined to that of the action.
pub fn due(state: &AppState, action: &ActionRow) -> anyhow::Result<Event> {
    let url = state.base_url.join(&paths::action(&action.reference))?;
    let host = state.base_url.host_str().unwrap_or("portal");
    Ok(Event {
        uid: format!("{}@{host}", action.id),
        sequence: action.version.unsigned_abs(),
        changed_at: state.clock.now(),
        when: When::Day(action.due_on),
        title: format!("Due: {} ({})", action.title, action.reference),
        place: String::new(),
        description: format!("Asked by {}. Update it: {url}", action.board_name),
        url: url.into(),
        is_cancelled: false,
        asked: None,
    })
}
