//! Official figures: the pages of performance, and the files the figures come
//! from: kept as they came, checked, approved by a second person, undone.

mod apply;
mod areas;
pub mod beside;
pub mod check;
mod export;
mod file;
pub mod files;
pub mod handlers;
pub mod of_board;
pub mod store;

pub use apply::{Applied, Whole, approve, take};

use app::{layout::Problem, paths};

use crate::{layers::Upload, sheets::Limits};

/// How large an official file may be, in bytes.
pub const FILE_BYTES: usize = 64 * 1024 * 1024;

/// What a form holds besides its file, in bytes, at most.
const BESIDES: u64 = 64 * 1024;

/// How many times as long as a form an official file may take to arrive.
const PATIENCE: u32 = 4;

/// Whether an address takes an official file.
pub fn takes_a_file(path: &str) -> bool {
    path == paths::IMPORT_FIGURES
}

/// What an address may take that takes an official file.
pub const UPLOAD: Upload = Upload {
    bytes: FILE_BYTES as u64 + BESIDES,
    patience: PATIENCE,
    too_large: Problem::OfficialFileTooLarge,
    answers_itself: false,
};

/// How much a workbook may hold.
fn limits() -> Limits {
    Limits::default()
}
