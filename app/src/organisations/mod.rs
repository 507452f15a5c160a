//! Organisations: the bodies that fill seats and lead actions.

pub mod types;
