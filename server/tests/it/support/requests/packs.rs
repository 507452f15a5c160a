//! Files made of meetings, and good forms about them.

use app::{
    ids::PackId,
    packs::{forms::field, types::PackKind},
    paths,
};
use axum::http::StatusCode;
use server::packs::store;

use super::{Fields, meetings::meeting_of};
use crate::support::TestPortal;

/// A pack of papers that a person of the world asked for: of the meeting of Alpha or
/// of Beta, as they may see; of the chair's where they may see neither.
pub async fn pack_of(portal: &TestPortal, person: &str) -> PackId {
    for (board, person) in [("alpha", person), ("beta", person), ("alpha", "chair")] {
        let meeting = meeting_of(portal, board).await;
        let mut browser = portal.signed_in(person).await;
        let asked = [(field::KIND, PackKind::Zip.code())];
        let answer = browser.post(&paths::meeting_files(meeting), &asked).await;
        if answer.status != StatusCode::SEE_OTHER {
            continue;
        }
        let (db, now) = (portal.state.db.reader(), portal.state.clock.now());
        let made = store::of_reader(db, meeting, portal.world.people[person], now).await;
        let made = made.unwrap();
        return made
            .iter()
            .find(|pack| pack.kind == PackKind::Zip)
            .unwrap()
            .id;
    }
    panic!("nobody may have a pack");
}

/// A good form that asks for one.
pub fn form() -> Fields {
    vec![(field::KIND.to_owned(), PackKind::Zip.code().to_owned())]
}
