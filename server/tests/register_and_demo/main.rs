//! The register of boards and the demonstration data, on both databases.

mod register;
mod support;
