//! Boards: the national Family Justice Board and the local ones, as data with dates.

pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
