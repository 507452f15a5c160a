//! What the pages about files of members have of their own.

mod import_page;
mod rows;
mod upload_page;

pub use import_page::{ImportView, import_page};
pub use upload_page::upload_page;
