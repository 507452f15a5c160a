//! Private addresses from which calendar programs fetch somebody's meetings.

pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
