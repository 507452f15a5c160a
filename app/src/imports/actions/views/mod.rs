//! What the pages about earlier action logs have of their own: which column is what, and
//! what stands in the frame of every import.

mod columns_page;
mod import_page;
mod rows;
mod upload_page;

pub use columns_page::{ColumnsView, columns_page};
pub use import_page::{LogImportView, import_page};
pub use upload_page::upload_page;
