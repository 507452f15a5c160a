//! Actions: what a board has asked an organisation to do, and where it stands.
//!
//! An action is led by a seat and its organisation, not by a person. *Complete*
//! is what the lead claims; *closed* is what the chair accepts. The two differ,
//! or actions would vanish between meetings (domain paper 2.5).

pub mod forms;
pub mod list;
pub mod measured;
pub mod over_time;
pub mod rules;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
