//! Files that are imported: kept as they came, checked, taken over as a whole, undone.
//! What every import does is here; [`members`] and [`actions`] say through [`Imported`]
//! what is theirs.

pub mod actions;
mod background;
pub mod handlers;
mod imported;
pub mod members;
pub mod store;

use app::{
    case_data::{self, CaseData},
    imports::kind::{ACTIONS, MEMBERS},
    layout::Problem,
};

pub use self::{background::Background, imported::Imported};
use crate::{layers::Upload, sheets::Limits};

/// What a form holds besides its file, in bytes, at most.
const BESIDES: u64 = 64 * 1024;

/// How many times as long as a form a file may take to arrive. With the usual
/// limit of 15 seconds, 10 MB come over a connection of 1.4 Mbit/s.
const PATIENCE: u32 = 4;

/// Whether an address takes a file, and so more than others do.
pub fn takes_a_file(path: &str) -> bool {
    let slug = path.split('/').nth(2).unwrap_or_default();
    let mut kinds = [MEMBERS, ACTIONS].into_iter();
    !slug.is_empty() && kinds.any(|kind| path == (kind.uploads)(slug))
}

/// What an address may take that takes a file.
pub fn upload() -> Upload {
    Upload {
        bytes: Limits::default().bytes as u64 + BESIDES,
        patience: PATIENCE,
        too_large: Problem::FileTooLarge,
        answers_itself: false,
    }
}

/// Why a file with this cell is not kept, in whichever column it stands. The name
/// of a child is looked for in what is read only: elsewhere too much looks like one.
fn of_a_case(cell: &str) -> Option<String> {
    let (kind, words) = case_data::found_in(cell)?;
    (kind != CaseData::NameOfAChild).then(|| {
        let name = kind.name();
        format!(
            "stands “{words}”, which looks like {name}. The portal holds no case data and has \
             not kept the file"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_imports_take_files() {
        assert!(takes_a_file("/boards/alpha/members/import"));
        assert!(takes_a_file("/boards/alpha/actions/import"));
        for other in [
            "/",
            "/boards",
            "/boards/alpha",
            "/boards//members/import",
            "/boards/alpha/members",
            "/boards/alpha/members/import/more",
            "/boards/alpha/beta/members/import",
            "/imports/boards/members/import",
            "/boards/alpha/actions",
            "/boards//actions/import",
            "/boards/alpha/actions/import/template",
            "/boards/alpha/beta/actions/import",
        ] {
            assert!(!takes_a_file(other), "{other}");
        }
    }
}
