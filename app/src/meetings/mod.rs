//! Meetings and their agendas.

pub mod forms;
pub mod rules;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
