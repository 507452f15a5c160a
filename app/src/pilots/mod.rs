//! Reform pilots: what each is for, where it runs, what its sites report, what was
//! learned, and the decision it ends in.

pub mod evidence;
pub mod forms;
pub mod official;
pub mod rough;
pub mod rules;
pub mod status;
pub mod suggested;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
