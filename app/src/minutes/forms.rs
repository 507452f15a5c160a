//! The forms about minutes.

use uuid::Uuid;

use crate::{
    form::{Answers, FormState},
    ids::MeetingId,
};

/// Names of the fields.
pub mod field {
    pub const KEY: &str = "key";
    /// The hash of the text that was looked at.
    pub const SEEN: &str = "seen";
    pub const VERSION: &str = "version";
    /// The meeting that agreed them.
    pub const AT: &str = "at";
    pub const TEXT: &str = "text";
}

/// Longest correction, in characters.
const TEXT_LIMIT: usize = 2_000;

/// The version of the minutes that a form saw: 0 for a draft.
pub fn version(answers: &Answers) -> Option<i32> {
    let version = answers.text(field::VERSION).parse().ok();
    version.filter(|version| (0..i32::MAX).contains(version))
}

/// Reads which of these meetings agreed the minutes.
///
/// # Errors
/// None was selected.
pub fn agreed_at(answers: Answers, meetings: &[MeetingId]) -> Result<MeetingId, FormState> {
    let mut form = FormState::new(answers);
    let chosen = form.need_choice(field::AT, "Select the meeting that agreed them", |code| {
        let id = MeetingId(Uuid::parse_str(code).ok()?);
        meetings.contains(&id).then_some(id)
    });
    chosen.ok_or(form)
}

/// Reads a correction with the key that its form was given.
///
/// # Errors
/// It says nothing, or did not arrive whole.
pub fn correction(answers: Answers) -> Result<(Uuid, String), FormState> {
    let mut form = FormState::new(answers);
    let text = form.need_text(
        field::TEXT,
        "Enter what is to be noted",
        "The note",
        TEXT_LIMIT,
    );
    let key = form.need_key(field::KEY, field::TEXT);
    match key {
        Some(key) if !form.is_refused() => Ok((key, text)),
        _ => Err(form),
    }
}
