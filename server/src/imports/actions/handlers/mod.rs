//! What is asked about earlier logs alone.

mod answers;
mod columns;
mod files;

pub(super) use self::files::verdicts;
pub use self::{
    answers::post_answers,
    columns::{get_columns, post_columns},
    files::get_template,
};
