//! Private addresses from which calendar programs fetch somebody's meetings, and the
//! days by which their actions are due.

pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
