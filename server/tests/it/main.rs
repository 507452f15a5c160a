//! The portal over HTTP, without sockets: one module for each slice, and what
//! holds for every address.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

mod access;
mod actions;
mod any_input;
mod bad_addresses;
mod bad_input;
mod canaries;
mod cookies;
mod headers;
mod problems;
mod sessions;
mod sign_in;
mod writes;
