//! Actions: what other slices may ask of this one.

pub mod export;
pub mod handlers;
pub mod leads;
pub mod lists;
pub mod measured;
pub mod over_time;
pub mod requests;
pub mod steps;
pub mod store;
pub mod taken_over;
