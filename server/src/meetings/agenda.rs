//! Queries and commands about the items of agendas.

mod items;
mod proposals;
mod reading;

pub use items::{Added, Moved, add, add_about, change, leave, shift};
pub use proposals::{Decided, decide, propose};
pub use reading::{find, of_meeting, proposed_by, some, waiting, waiting_of};

pub(crate) use super::store::hold;

/// Room between the positions of two items.
pub(super) const GAP: i64 = 1 << 20;

/// What an item may be linked to.
const ACTION: &str = "action";
