//! Papers of agenda items, and everything of a meeting as one document.

pub mod forms;
pub mod rules;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
