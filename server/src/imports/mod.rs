//! Files of members: kept as they came, checked, taken over as a whole, undone.

pub mod apply;
pub mod check;
pub mod handlers;
pub mod store;
pub mod undo;

use app::{layout::Problem, paths};

use crate::{layers::Upload, sheets::Limits};

/// What a form holds besides its file, in bytes, at most.
const BESIDES: u64 = 64 * 1024;

/// How many times as long as a form a file may take to arrive. With the usual
/// limit of 15 seconds, 10 MB come over a connection of 1.4 Mbit/s.
const PATIENCE: u32 = 4;

/// Whether an address takes a file, and so more than others do.
pub fn takes_a_file(path: &str) -> bool {
    let slug = path.split('/').nth(2).unwrap_or_default();
    !slug.is_empty() && path == paths::import_members(slug)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_import_takes_files() {
        assert!(takes_a_file("/boards/alpha/members/import"));
        for other in [
            "/",
            "/boards",
            "/boards/alpha",
            "/boards//members/import",
            "/boards/alpha/members",
            "/boards/alpha/members/import/more",
            "/boards/alpha/beta/members/import",
            "/imports/boards/members/import",
        ] {
            assert!(!takes_a_file(other), "{other}");
        }
    }
}
