//! What every page shares: the document around it, and the problem pages.

mod document;
mod fields;
mod form;
mod list_filter;
mod narrow;
mod placeholders;
mod problems;
mod standalone;

pub use document::{Brand, Crumb, Frame, Page, Reader, Section, document};
pub use fields::{Checked, Fields, Width, carried, check_answers, form, interruption};
pub use form::{changed_meanwhile, error_summary};
pub use list_filter::{ListFilter, list_filter};
pub use narrow::{codes, narrow_by, narrow_by_words, narrowing};
pub use problems::{Problem, problem_page};
pub use standalone::standalone;
