//! Organisations: what other slices may ask of this one.

pub mod lookup;
pub mod store;
