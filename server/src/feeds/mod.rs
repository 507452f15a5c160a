//! Private addresses from which calendar programs fetch somebody's meetings.

pub mod handlers;
pub mod store;
