//! Signing in: choosing a provider, and in a demonstration choosing who to be.

#[cfg(feature = "ssr")]
pub mod views;
