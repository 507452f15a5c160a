//! The performance of boards: official figures of their areas, with source,
//! period and definition, and the official files they come from.
//!
//! Read by everybody who is signed in; kept by the national secretariat.

pub mod catalogue;
pub mod forms;
pub mod query;
pub mod reading;
pub mod rules;
pub mod types;
pub mod wide;

#[cfg(feature = "ssr")]
pub mod views;
