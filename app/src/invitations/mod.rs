//! Invitations: how somebody on a board comes to an account of their own.
//!
//! The secretariat makes a link and sends it to the person. What opens the
//! portal is not the link but an account whose verified e-mail address is the
//! invited one; it is bound once.

pub mod rules;
pub mod types;

#[cfg(feature = "ssr")]
pub mod views;
