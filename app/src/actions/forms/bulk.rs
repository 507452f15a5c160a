//! The form that changes several actions at once.

use chrono::NaiveDate;
use uuid::Uuid;

use super::details::REASON_LIMIT;
use crate::{
    access::words,
    actions::types::Priority,
    form::{Answers, FormState, OPEN_AGAIN},
};

/// Names of the form's fields; date and reason are those of [`super::field`].
pub mod field {
    /// A ticked action, with the version it was seen in.
    pub const ACTION: &str = "action";
    pub const WHAT: &str = "what";
    /// There once the questions were shown.
    pub const ASKED: &str = "asked";
}

/// Most actions that are changed at once.
pub const MOST: usize = 200;

/// What a tick stands for: the action and the version it was seen in.
pub fn picked(reference: &str, version: i32) -> String {
    format!("{reference}~{version}")
}

/// Reads what was ticked, each once.
///
/// # Errors
/// What to say where nothing was, or too much, or what is no tick of ours.
pub fn read_picked(answers: &Answers) -> Result<Vec<(String, i32)>, String> {
    let ticks = answers.all(field::ACTION);
    if ticks.is_empty() {
        return Err("Select the actions that should change".to_owned());
    }
    let mut picked = Vec::new();
    for tick in ticks {
        let read = tick.rsplit_once('~').and_then(|(reference, version)| {
            let version = version.parse::<i32>().ok()?;
            (1..i32::MAX)
                .contains(&version)
                .then(|| (reference.to_owned(), version))
        });
        let Some(read) = read else {
            return Err(OPEN_AGAIN.to_owned());
        };
        if !picked.iter().any(|(known, _)| *known == read.0) {
            picked.push(read);
        }
        if picked.len() > MOST {
            return Err(format!("Select {MOST} actions or fewer"));
        }
    }
    Ok(picked)
}

words! {
    /// What happens to each of several actions.
    What {
        Close = "close", "Close them: the board accepts them as done";
        Drop = "drop", "Drop them: the board gives them up";
        Due = "due", "Move their due date";
        High = "high", "Set high priority";
        Normal = "normal", "Set normal priority";
    }
}

/// A change of several actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkChange {
    pub key: Uuid,
    pub change: Each,
    pub reason: String,
}

/// What changes about each action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    Close,
    Drop,
    Due(NaiveDate),
    Priority(Priority),
}

impl Each {
    /// "The due date becomes 8 September 2026".
    pub fn in_words(self) -> String {
        match self {
            Self::Close => "Closed as done".to_owned(),
            Self::Drop => "Dropped".to_owned(),
            Self::Due(day) => format!("Due date becomes {}", crate::wording::date(day)),
            Self::Priority(priority) => {
                format!("Priority becomes {}", priority.label().to_lowercase())
            }
        }
    }
}

/// Reads the questions.
///
/// # Errors
/// Nothing is chosen, the date has passed, or no reason is given.
pub fn parse(answers: Answers, today: NaiveDate) -> Result<BulkChange, FormState> {
    let mut form = FormState::new(answers);
    let what = form.need_choice(
        field::WHAT,
        "Select what should happen to them",
        What::from_code,
    );
    let mut due_on = None;
    if what == Some(What::Due) {
        due_on = super::field::DUE.read(&mut form, "New due date");
        if due_on.is_some_and(|day| day < today) {
            form.refuse(super::field::DUE.day, "New due date must be today or later");
        }
    }
    let reason = form.need_text(super::field::REASON, "Enter why", "Reason", REASON_LIMIT);
    let key = form.need_key(super::field::KEY, field::WHAT);
    let change = match (what, due_on) {
        (Some(What::Close), _) => Some(Each::Close),
        (Some(What::Drop), _) => Some(Each::Drop),
        (Some(What::High), _) => Some(Each::Priority(Priority::High)),
        (Some(What::Normal), _) => Some(Each::Priority(Priority::Normal)),
        (Some(What::Due), Some(day)) => Some(Each::Due(day)),
        (Some(What::Due), None) | (None, _) => None,
    };
    match (key, change) {
        (Some(key), Some(change)) if !form.is_refused() => Ok(BulkChange {
            key,
            change,
            reason,
        }),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticked(ticks: impl IntoIterator<Item = String>) -> Answers {
        ticks
            .into_iter()
            .map(|tick| (field::ACTION.to_owned(), tick))
            .collect()
    }

    #[test]
    fn what_is_ticked_counts_once() {
        let answers = ticked([picked("ALP-2026-001", 3), picked("ALP-2026-001", 4)]);
        let read = read_picked(&answers).unwrap();
        assert_eq!(read, [("ALP-2026-001".to_owned(), 3)]);
    }

    #[test]
    fn nothing_too_much_and_what_is_no_tick_are_refused() {
        let many = (0..10_000).map(|number| picked(&format!("ALP-2026-{number}"), 1));
        for (answers, message) in [
            (
                Answers::default(),
                "Select the actions that should change".to_owned(),
            ),
            (ticked(many), "Select 200 actions or fewer".to_owned()),
            (ticked(["ALP-2026-001".to_owned()]), OPEN_AGAIN.to_owned()),
            (ticked(["ALP-2026-001~0".to_owned()]), OPEN_AGAIN.to_owned()),
        ] {
            assert_eq!(read_picked(&answers), Err(message));
        }
    }

    #[test]
    fn a_date_is_asked_for_where_the_date_moves_and_a_reason_always() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        let answers = Answers::default()
            .with(super::super::field::KEY, Uuid::from_u128(1).to_string())
            .with(field::WHAT, "due");
        let form = parse(answers.clone(), today).unwrap_err();
        assert!(form.error(super::super::field::DUE.day).is_some());
        assert!(form.error(super::super::field::REASON).is_some());
        let answers = answers
            .with(field::WHAT, "drop")
            .with(super::super::field::REASON, "Overtaken");
        assert_eq!(parse(answers, today).unwrap().change, Each::Drop);
    }
}
