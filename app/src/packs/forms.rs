//! The form that asks for a file.

use super::types::PackKind;
use crate::form::{Answers, FormState};

/// Names of the fields.
pub mod field {
    /// Which file is to be made.
    pub const KIND: &str = "kind";
}

/// Reads which file is asked for.
///
/// # Errors
/// None of those that are made.
pub fn kind(answers: Answers) -> Result<PackKind, FormState> {
    let mut form = FormState::new(answers);
    let kind = form.need_choice(
        field::KIND,
        "Select which file is to be made",
        PackKind::from_code,
    );
    kind.ok_or(form)
}
