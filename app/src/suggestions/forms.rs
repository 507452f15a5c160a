//! The form that takes suggested items, or drops them.

use crate::form::{Answers, FormState, THEN};

/// Names of the fields of this form.
pub mod field {
    /// The suggestions that are ticked.
    pub const TAKE: &str = "take";
    /// Why they are dropped.
    pub const REASON: &str = "reason";
    /// The button that drops them.
    pub const DROP: &str = "drop";
    /// The button that puts them on the agenda.
    pub const ACCEPT: &str = "accept";
    /// Why an agenda is published with actions that are not settled.
    pub const UNSETTLED: &str = "unsettled";
}

/// Longest reason, in characters.
const REASON_LIMIT: usize = 500;

/// Most suggestions taken or dropped at once.
const CHOSEN_LIMIT: usize = 100;

/// What becomes of the suggestions that are ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Accept,
    Drop { reason: String },
}

/// Reads which suggestions are ticked, and what becomes of them.
///
/// # Errors
/// The form with what is wrong with it.
pub fn choice(answers: Answers) -> Result<(Vec<String>, Choice), FormState> {
    let drops = answers.text(THEN) == field::DROP;
    let mut form = FormState::new(answers);
    let mut chosen: Vec<String> = form
        .answers
        .all(field::TAKE)
        .iter()
        .filter(|key| !key.trim().is_empty())
        .take(CHOSEN_LIMIT)
        .cloned()
        .collect();
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() {
        form.refuse(field::TAKE, "Select at least one suggestion");
    }
    let choice = if drops {
        Choice::Drop {
            reason: form.need_text(
                field::REASON,
                "Enter the reason why you drop it",
                "Reason",
                REASON_LIMIT,
            ),
        }
    } else {
        Choice::Accept
    };
    if form.is_refused() {
        Err(form)
    } else {
        Ok((chosen, choice))
    }
}

/// Reads why an agenda is published although actions on it are not settled;
/// none where the form does not say.
pub fn unsettled(form: &mut FormState) -> Option<String> {
    let reason = form.need_text(
        field::UNSETTLED,
        "Enter why these actions are carried over once more",
        "Reason",
        REASON_LIMIT,
    );
    (!form.is_refused()).then_some(reason)
}
