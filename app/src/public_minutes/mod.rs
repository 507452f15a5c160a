//! Minutes for everybody: what is left of agreed minutes once an officer has taken out
//! what the public is not to read.

pub mod forms;
pub mod types;
#[cfg(feature = "ssr")]
pub mod views;
