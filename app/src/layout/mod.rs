//! What every page shares: the document around it, and the problem pages.

mod document;
mod problems;

pub use document::{Brand, Crumb, Frame, Page, Section, document};
pub use problems::{Problem, problem_page};
