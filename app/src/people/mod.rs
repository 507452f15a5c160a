//! People, with or without an account: one profile over all boards.

pub mod forms;
pub mod rules;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
