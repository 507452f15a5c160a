//! Everything of a meeting that one reader may see, as files to keep.

pub mod forms;
#[cfg(feature = "ssr")]
pub mod rules;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
