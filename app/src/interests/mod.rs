//! Interests: declared once by a person, seen on every board they sit on.

pub mod forms;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
