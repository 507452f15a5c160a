//! Organisations: what other slices may ask of this one.

pub mod counts;
pub mod handlers;
pub mod keeping;
pub mod lookup;
pub mod store;
