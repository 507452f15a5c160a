//! Seats and appointments: what other slices may ask of this one.

pub mod access;
pub mod appointments;
pub mod invitations;
pub(crate) mod scope;
pub mod seats;
