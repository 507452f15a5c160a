//! What an agenda suggests by itself, and the actions that every agenda shows.

pub mod forms;
pub mod rules;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
