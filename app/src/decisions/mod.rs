//! What boards decide, at a meeting or between two.

pub mod forms;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
