//! Action logs that boards kept before: kept as they came, matched with what the
//! portal knows, taken over as a whole, undone.

pub mod apply;
pub mod check;
pub mod handlers;
pub mod reading;
pub mod store;

use app::paths;

/// Whether an address takes a file, and so more than others do.
pub fn takes_a_file(path: &str) -> bool {
    let slug = path.split('/').nth(2).unwrap_or_default();
    !slug.is_empty() && path == paths::import_actions(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_import_takes_files() {
        assert!(takes_a_file("/boards/alpha/actions/import"));
        for other in [
            "/boards/alpha/actions",
            "/boards//actions/import",
            "/boards/alpha/actions/import/template",
            "/boards/alpha/beta/actions/import",
        ] {
            assert!(!takes_a_file(other), "{other}");
        }
    }
}
