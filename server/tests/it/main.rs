//! The portal over HTTP, without sockets: one module for each slice, and what
//! holds for every address.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

mod actions;
mod audit;
mod backup;
mod concurrency;
mod crash;
mod live;
mod queries;
mod starting;
mod stores;
