//! Who comes to a meeting, and who comes for whom.

pub mod forms;
pub mod letters;
pub mod rules;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
