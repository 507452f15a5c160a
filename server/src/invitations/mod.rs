//! Invitations: what other slices may ask of this one.

pub mod handlers;
mod reading;
pub mod store;

pub use reading::{live_to, open_of, with_token};
