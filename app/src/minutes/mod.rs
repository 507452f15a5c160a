//! The minutes of meetings: built from what was written at the items, sent out, agreed
//! and then never changed.

pub mod forms;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
