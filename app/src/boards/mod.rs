//! Boards: the national Family Justice Board and the local ones, as data with dates.

pub mod forms;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
