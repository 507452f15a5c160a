//! Action logs that boards kept before: their columns matched with what the portal
//! knows, judged as a whole on every reading.

pub mod apply;
pub mod check;
pub mod handlers;
mod imported;
pub mod reading;
pub mod store;
