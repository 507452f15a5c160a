//! Members from a file: what its rows say, and what is to become of each.

pub mod forms;
pub mod rules;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
