//! What every page shares: the document around it, and the problem pages.

mod document;
mod form;
mod placeholders;
mod problems;

pub use document::{Brand, Crumb, Frame, Page, Section, document};
pub use form::error_summary;
pub use problems::{Problem, problem_page};
