//! Mail the portal sends: its words, and what people see of it.

pub mod letters;
pub mod reminders;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
