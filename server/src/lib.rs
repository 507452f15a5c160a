//! What an operator would recognise: configuration, storage, sign-in, addresses.

#![forbid(unsafe_code)]

pub mod clock;
pub mod secrets;

pub mod audit;
pub mod db;
pub mod outbox;

pub mod actions;
pub mod boards;
pub mod membership;
pub mod sessions;
pub mod sign_in;

pub mod demo;
pub mod register;
