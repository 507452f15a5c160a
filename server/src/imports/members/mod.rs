//! Files of members: checked in the background, imported through the same commands as
//! the pages use, and undone.

pub mod apply;
pub mod check;
pub mod handlers;
mod imported;
pub mod store;
pub mod undo;
