//! Official figures: the pages of performance, and the files the figures come
//! from: kept as they came, checked, approved by a second person, undone.

mod apply;
mod areas;
pub mod check;
mod export;
mod file;
pub mod files;
pub mod handlers;
pub mod store;

pub use apply::{Applied, Whole, approve, take};

use app::paths;

use crate::sheets::Limits;

/// How large an official file may be, in bytes.
pub const FILE_BYTES: usize = 64 * 1024 * 1024;

/// What a form holds besides its file, in bytes, at most.
const BESIDES: u64 = 64 * 1024;

/// Whether an address takes an official file.
pub fn takes_a_file(path: &str) -> bool {
    path == paths::IMPORT_FIGURES
}

/// How large a request with a file may be, in bytes.
pub fn largest_request() -> u64 {
    FILE_BYTES as u64 + BESIDES
}

/// How much a workbook may hold.
fn limits() -> Limits {
    Limits::default()
}
