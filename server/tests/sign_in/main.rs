//! Signing in, against the stand-in, a provider that forges, and one that nobody
//! here wrote.

#![expect(
    clippy::indexing_slicing,
    reason = "what is not there fails the test, which is what tests are for"
)]

mod answers;
mod forged_tokens;
mod forger;
mod happy_path;
mod metadata;
mod npm_provider;
mod return_to;
mod stand_in_rules;
mod support;
mod verified_email;
