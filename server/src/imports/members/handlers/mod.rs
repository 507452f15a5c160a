//! What is asked about files of members alone.

mod choosing;
mod files;

pub(super) use self::files::verdicts;
pub use self::{choosing::post_choose, files::get_errors};
