//! Papers of agenda items.

pub mod forms;
pub mod rules;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
