//! Papers: what other slices may ask of this one.

pub mod check;
pub mod handlers;
pub mod keep;
pub mod missing;
pub mod store;

use app::{
    ids::AgendaItemId, layout::Problem, meetings::types::Meeting, papers::types::Papers, paths,
    wording,
};
use uuid::Uuid;

use crate::{
    error::PageError,
    extract::SignedIn,
    layers::Upload,
    meetings::{keeps, publishing, sees_part_b},
    proceedings::rules,
    state::AppState,
};

/// How large a paper may be, in bytes.
pub const LARGEST: usize = 50 * 1024 * 1024;

/// What a form holds besides its file, in bytes, at most.
pub const BESIDES: u64 = 64 * 1024;

/// How many times as long as a form a paper may take to arrive. With the usual limit
/// of 15 seconds, 50MB come over a connection of 1.4 Mbit/s.
const PATIENCE: u32 = 20;

/// What an address may take that takes a paper.
pub const UPLOAD: Upload = Upload {
    bytes: LARGEST as u64 + BESIDES,
    patience: PATIENCE,
    too_large: Problem::PaperTooLarge,
    answers_itself: true,
};

/// Whether an address takes a paper, and so more than others do.
pub fn takes_a_file(path: &str) -> bool {
    let item = path.split('/').nth(2).map(Uuid::parse_str);
    matches!(item, Some(Ok(item)) if path == paths::item_papers(AgendaItemId(item)))
}

/// The papers of a meeting, as far as somebody may know of them. Two queries,
/// however many there are.
///
/// # Errors
/// The database does not answer.
pub async fn of_meeting(
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
) -> Result<Papers, PageError> {
    let papers = store::of_meeting(state.db.reader(), meeting.id).await?;
    let papers = with_rules(state, meeting, papers).await?;
    let sees_part_b = keeps(&me.access, meeting) || sees_part_b(&me.access, meeting);
    Ok(if sees_part_b {
        papers
    } else {
        papers.without_part_b()
    })
}

/// Papers with what the board that leads wants of them.
async fn with_rules(
    state: &AppState,
    meeting: &Meeting,
    papers: Vec<app::papers::types::Paper>,
) -> Result<Papers, PageError> {
    let rules = rules::of_board(state.db.reader(), meeting.lead.id).await?;
    Ok(Papers {
        papers,
        wanted_days: rules.papers_days,
        meeting_on: wording::uk_day(meeting.starts_at),
        scans: state.papers.scans(),
    })
}

/// Whether somebody who does not keep the agenda of a meeting knows of an item: it
/// stands on the agenda that was published last.
async fn is_published(
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
    item: AgendaItemId,
) -> Result<bool, PageError> {
    let agendas = publishing::latest(state.db.reader(), [meeting.id]).await?;
    let sees_part_b = sees_part_b(&me.access, meeting);
    let shown = agendas
        .get(&meeting.id)
        .and_then(|agenda| agenda.item(item));
    Ok(shown.is_some_and(|shown| sees_part_b || !shown.is_part_b()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_papers_of_an_item_are_files() {
        let id = Uuid::nil();
        assert!(takes_a_file(&format!("/agenda-items/{id}/papers")));
        for other in [
            "/".to_owned(),
            format!("/agenda-items/{id}"),
            format!("/agenda-items/{id}/papers/more"),
            "/agenda-items/some/papers".to_owned(),
            format!("/papers/{id}"),
        ] {
            assert!(!takes_a_file(&other), "{other}");
        }
    }
}
