//! Files of members: kept as they came, checked, taken over as a whole, undone.

pub mod apply;
pub mod check;
pub mod handlers;
pub mod store;
pub mod undo;

use app::paths;

use crate::sheets::Limits;

/// What a form holds besides its file, in bytes, at most.
const BESIDES: u64 = 64 * 1024;

/// How many times as long as a form a file may take to arrive. With the usual
/// limit of 15 seconds, 10 MB come over a connection of 1.4 Mbit/s.
pub const PATIENCE: u32 = 4;

/// Whether an address takes a file, and so more than others do.
pub fn takes_a_file(path: &str) -> bool {
    let slug = path.split('/').nth(2).unwrap_or_default();
    !slug.is_empty() && path == paths::import_members(slug)
}

/// How large a request with a file may be, in bytes.
pub fn largest_request() -> u64 {
    Limits::default().bytes as u64 + BESIDES
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
