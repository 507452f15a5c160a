//! What an operator would recognise: configuration, storage, sign-in, addresses.
//!
//! Reading order: what an operator asks, what is put together, what answers
//! which address; then the slices; then what they stand on.

#![forbid(unsafe_code)]

pub mod command;
pub mod config;
mod content_lines;
pub mod portal;
pub mod router;
pub mod state;

pub mod actions;
pub mod boards;
pub mod decisions;
pub mod help;
pub mod ics;
pub mod imports;
pub mod interests;
pub mod invitations;
pub mod meetings;
pub mod membership;
pub mod minutes;
pub mod organisations;
pub mod packs;
pub mod papers;
pub mod people;
pub mod performance;
pub mod pilots;
pub mod proceedings;
pub mod public_minutes;
pub mod replies;
pub mod sessions;
pub mod sign_in;
pub mod suggestions;
pub mod vacancies;

pub mod demo;
pub mod register;
pub mod sheets;

pub mod audit;
pub mod live;
pub mod mail;
pub mod mail_links;
pub mod notices;
pub mod outbox;
pub mod queue;

pub mod clock;
pub mod db;
pub mod downloads;
pub mod error;
pub mod extract;
pub mod feeds;
pub mod files;
pub mod layers;
pub mod render;
pub mod secrets;
pub mod serve;
pub mod telemetry;
