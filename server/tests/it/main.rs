//! The portal over HTTP, without sockets: one module for each slice, and what
//! holds for every address.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

mod access;
mod access_dates;
mod action_imports;
mod action_measures;
mod action_requests;
mod actions;
mod any_history;
mod any_input;
mod any_session;
mod audit;
mod backup;
mod bad_addresses;
mod bad_input;
mod boards;
mod bucket;
mod calls;
mod canaries;
mod concurrency;
mod cookies;
mod crash;
mod digest;
mod feeds;
mod handover;
mod headers;
mod imports;
mod invitations;
mod large_papers;
mod live;
mod logs;
mod mail;
mod mail_links;
mod measures;
mod meetings;
mod members;
mod minutes;
mod my_boards;
mod news;
mod organisations;
mod outcomes;
mod over_time;
mod overload;
mod own_details;
mod packs;
mod papers;
mod people;
mod performance;
mod pilot_comparator;
mod pilot_evidence;
mod pilot_returns;
mod pilots;
mod problems;
mod proceedings;
mod public_minutes;
mod queries;
mod replies;
mod series;
mod sessions;
mod sign_in;
mod starting;
mod stores;
mod suggestions;
mod vacancies;
mod writes;
