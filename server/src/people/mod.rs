//! People, with or without an account: what other slices may ask of this one.

pub mod handlers;
pub mod own;
pub mod store;
