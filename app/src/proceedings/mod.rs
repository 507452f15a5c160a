//! What happens at a meeting: who came, whether they are enough, and what was said
//! and decided at each item.

pub mod forms;
pub mod lineage;
pub mod rules;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
