//! Links in mail by which one person updates one action, once, without signing in.
//!
//! The address holds 256 random bits, of which the portal keeps only the hash. It
//! opens nothing but that action, for as long as the person answers for it; what the
//! person may do is asked anew each time, of the same rules as on the page.

pub mod handlers;
pub mod store;
