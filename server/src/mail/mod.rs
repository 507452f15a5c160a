//! Mail: written in the transaction of what it is about, sent by a worker that
//! tries again, seen by whom it was sent to.

pub mod handlers;
pub mod mailer;
pub mod news;
pub mod store;
pub mod worker;

pub use mailer::Mailer;
