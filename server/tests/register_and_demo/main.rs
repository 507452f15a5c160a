//! The register of boards and the demonstration data, on both databases.

mod believable;
mod demo;
mod register;
mod support;
