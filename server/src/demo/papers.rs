//! A fictional paper for each agenda that is out.

use app::{
    ids::{MeetingId, PaperId},
    papers::{
        forms::PaperForm,
        types::{FileKind, Marking, Scan},
    },
};
use chrono::Days;

use super::pen::{Pen, nobody};
use crate::{
    meetings::{agenda, store as meetings},
    papers::{
        keep::{self, Keep},
        store::{self, Added, Kept},
    },
};

/// The file of all papers of the demonstration.
const FILE: &[u8] = include_bytes!("paper.pdf");

/// The item that the paper belongs to.
const ITEM: &str = "Performance data";

/// Adds the paper to an agenda.
pub(super) async fn add(pen: &mut Pen<'_>, id: MeetingId) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    let Some(meeting) = meetings::find(tx, id).await? else {
        return Ok(());
    };
    // In time, also for a meeting that is over.
    let at = at.min(meeting.starts_at - Days::new(8));
    let items = agenda::of_meeting(tx, id).await?;
    let Some(item) = items.iter().find(|item| item.title == ITEM) else {
        return Ok(());
    };
    let new = PaperForm {
        id: PaperId(random.id(at)),
        title: "Fictional figures of the quarter".to_owned(),
        marking: Marking::Official,
    };
    let hash = keep::hash_of(FILE);
    let file = Kept {
        name: "fictional-figures.pdf",
        kind: FileKind::Pdf,
        bytes: FILE.len() as u64,
        hash: &hash,
        scan: Scan::Unscanned,
    };
    let of = (&meeting, item.id);
    let added = store::add(tx, random, &nobody(), at, of, (&new, &file)).await?;
    anyhow::ensure!(
        added == Added::Saved,
        "a paper of the demonstration was not added: {added:?}"
    );
    Ok(())
}

/// Keeps the file of the papers of the demonstration.
///
/// # Errors
/// The storage refuses.
pub async fn keep_file(papers: &Keep) -> anyhow::Result<()> {
    papers.put(&keep::hash_of(FILE), FILE.to_vec()).await
}
