//! Actions from the log that a board kept before: which column is what, what its
//! words mean, and what is to become of each row.

pub mod forms;
pub mod rules;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
