//! Agreed minutes for everybody: made by an officer, read without signing in.

pub mod handlers;
pub mod store;
