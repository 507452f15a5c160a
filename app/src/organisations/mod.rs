//! Organisations: who holds seats on boards, and who owes a name.

pub mod forms;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
