//! The minutes of meetings: what other slices may ask of this one.

pub mod handlers;
pub mod store;
