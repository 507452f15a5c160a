//! Papers, and good forms about them.

use app::{
    ids::{AgendaItemId, MeetingId, PaperId},
    meetings::types::Meeting,
    papers::{
        forms::{PaperForm, field},
        types::{FileKind, Marking, Paper, Scan},
    },
};
use server::{
    meetings::{agenda, store as meetings},
    papers::{
        keep,
        store::{self, Added, Kept},
    },
};

use super::{
    Fields, OF_ITS_OWN,
    meetings::{Desk, meeting_of, meeting_of_its_own},
};
use crate::support::TestPortal;

impl Desk<'_> {
    /// Adds a paper of text to an item.
    pub async fn paper(&self, meeting: &Meeting, item: AgendaItemId, title: &str) -> PaperId {
        let (state, now) = (&self.portal.state, self.portal.state.clock.now());
        let text = format!("What {title} says");
        let hash = keep::hash_of(text.as_bytes());
        state
            .papers
            .put(&hash, text.clone().into_bytes())
            .await
            .unwrap();
        let new = PaperForm {
            id: PaperId(state.random.id(now)),
            title: title.to_owned(),
            marking: Marking::Official,
        };
        let file = Kept {
            name: &format!("{title}.txt"),
            kind: FileKind::Text,
            bytes: text.len() as u64,
            hash: &hash,
            scan: Scan::Unscanned,
        };
        let (of, new_file) = ((meeting, item), (&new, &file));
        let added = store::add(&self.tx, &state.random, &self.actor, now, of, new_file).await;
        assert_eq!(added.unwrap(), Added::Saved);
        new.id
    }
}

/// The papers of a meeting.
pub async fn papers_of(portal: &TestPortal, meeting: MeetingId) -> Vec<Paper> {
    let db = portal.state.db.reader();
    store::of_meeting(db, meeting).await.unwrap()
}

/// The paper of a case: of an agenda that is out, or of one that nobody else uses.
pub async fn paper_of(portal: &TestPortal, case: &str) -> PaperId {
    if case == OF_ITS_OWN {
        let id = meeting_of_its_own(portal).await;
        let desk = Desk::open(portal, "chair").await;
        let meeting = meetings::find(&desk.tx, id).await.unwrap().unwrap();
        let items = agenda::of_meeting(&desk.tx, id).await.unwrap();
        let paper = desk.paper(&meeting, items[0].id, "Figures").await;
        desk.close().await;
        return paper;
    }
    let (board, part) = match case.strip_suffix(" part b") {
        Some(board) => (board, "part-b"),
        None => (case, "part-a"),
    };
    let title = format!("canary-paper-{part}-{board}");
    let papers = papers_of(portal, meeting_of(portal, board).await).await;
    papers
        .into_iter()
        .find(|paper| paper.title == title)
        .unwrap()
        .id
}

/// Good forms about papers.
pub fn form(portal: &TestPortal, path: &str) -> Fields {
    let key = portal.state.random.id(portal.state.clock.now()).to_string();
    let fields = match path {
        "/agenda-items/{item}/papers" => vec![
            (field::KEY, key),
            (field::FILE, "quarter,weeks\n1,40\n".to_owned()),
            (field::TITLE, "Figures of the quarter".to_owned()),
            (field::MARKING, "official".to_owned()),
            (field::CONFIRMED, "yes".to_owned()),
        ],
        _ => vec![(field::REASON, "A newer one follows".to_owned())],
    };
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
