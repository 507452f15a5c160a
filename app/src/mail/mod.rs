//! Mail the portal sends: its words, and what people see of it.

pub mod letters;
pub mod types;
pub mod views;
