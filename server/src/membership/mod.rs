//! Seats, people and appointments: what other slices may ask of this one.

pub mod invitations;
pub mod store;
