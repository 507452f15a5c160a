//! What comes from a file: [`members`], and [`actions`] of the log that a board kept
//! before. What both say and show alike is here; what rows mean is theirs.

pub mod actions;
pub mod forms;
pub mod kind;
pub mod members;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;

use crate::wording;

/// A text without what may differ between two that mean the same.
pub fn plain(text: &str) -> String {
    wording::folded(&wording::tidied(text))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
