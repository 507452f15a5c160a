//! Which seats are held on which board, and who owes a name.

mod export;
pub mod handlers;
mod store;
