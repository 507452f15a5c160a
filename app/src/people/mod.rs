//! People, with or without an account: one profile over all boards.

pub mod types;
