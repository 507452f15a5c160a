//! The pages of people.

mod merge_page;
mod moved_on_page;
mod person_page;

pub use merge_page::{MergeView, Shown, merge_page};
pub use moved_on_page::{Leaving, MovedOnView, interrupt_moved_on_page, moved_on_page};
pub use person_page::{PersonView, change_person_page, person_page};
