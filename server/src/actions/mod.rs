//! Actions: what other slices may ask of this one.

pub mod lists;
pub mod store;
