//! The register of boards and the demonstration data, on both databases.

mod demo;
mod register;
mod support;
