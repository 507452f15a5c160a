//! What every page shares: the document around it, and the problem pages.

mod document;
mod fields;
mod form;
mod placeholders;
mod problems;

pub use document::{Brand, Crumb, Frame, Page, Reader, Section, document};
pub use fields::{Checked, Fields, Width, check_answers, form, interruption};
pub use form::{changed_meanwhile, error_summary};
pub(crate) use placeholders::without_placeholders;
pub use problems::{Problem, problem_page};
