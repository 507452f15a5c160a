//! The pages of a meeting that is held.

mod outcomes_page;
mod rules_page;
mod run_page;

pub use outcomes_page::{OutcomesView, PastItem, outcomes_page};
pub use rules_page::{RulesView, rules_page};
pub use run_page::{ActionView, RunItem, RunView, action_page, run_page};
