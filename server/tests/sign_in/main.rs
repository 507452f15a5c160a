//! Signing in, against the stand-in, a provider that forges, and one that nobody
//! here wrote.

#![expect(clippy::indexing_slicing, reason = "what is not there fails the test")]

mod happy_path;
mod support;
