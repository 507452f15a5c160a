//! Files that are made of a meeting for one reader: what may be in them, how they
//! are made, and who may have them.

mod archive;
pub mod handlers;
mod pdf;
pub mod store;
pub mod work;

use app::{
    meetings::types::Meeting,
    packs::{rules, types::Contents},
};
use sha2::{Digest, Sha256};

use crate::{
    error::PageError,
    extract::SignedIn,
    meetings::{publishing, sees_part_b},
    papers, secrets,
    state::AppState,
    suggestions,
};

/// What somebody may see of a meeting, by the agenda that was published last.
///
/// # Errors
/// No agenda is out.
pub async fn contents_for(
    state: &AppState,
    me: &SignedIn,
    meeting: &Meeting,
) -> Result<Contents, PageError> {
    let versions = publishing::versions(state.db.reader(), meeting.id).await?;
    let agenda = versions.into_iter().last().ok_or(PageError::NotFound)?;
    let agenda = if sees_part_b(&me.access, meeting) {
        agenda
    } else {
        agenda.without_part_b()
    };
    let papers = papers::of_meeting(state, me, meeting).await?;
    let actions = suggestions::actions_of_published(state, me, meeting).await?;
    Ok(rules::contents(meeting, &agenda, &papers, actions.as_ref()))
}

/// The SHA-256 of contents, in hexadecimal.
///
/// # Errors
/// Never: contents are plain text and numbers.
fn hash_of(contents: &Contents) -> anyhow::Result<String> {
    let text = serde_json::to_vec(contents)?;
    Ok(secrets::hex(&Sha256::digest(text)))
}
