//! x

#[cfg(feature = "ssr")]
pub mod govuk;
