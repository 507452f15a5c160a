//! What a measure is to reach from a day on.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    super::{rules, types::Unit},
    field,
};
use crate::form::{Answers, FormState};

/// A target as somebody sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTarget {
    pub key: Uuid,
    pub holds_from: NaiveDate,
    /// In tenths of the unit; none where there is no target from then on.
    pub tenths: Option<i64>,
}

/// The largest share, in tenths of a per cent.
const ALL: i64 = 1_000;

/// Reads a target of a measure with these values.
///
/// # Errors
/// There is no date, no target, or it cannot be.
pub fn period_target(answers: Answers, unit: Unit) -> Result<NewTarget, FormState> {
    let mut form = FormState::new(answers);
    let typed = form.answers.text(field::TARGET_VALUE).trim().to_owned();
    let has_none = form.answers.is_ticked(field::NO_TARGET);
    let tenths = rules::tenths(&typed);
    if has_none && !typed.is_empty() {
        form.refuse(
            field::TARGET_VALUE,
            "Take out the target, or do not say that there is none",
        );
    } else if !has_none && typed.is_empty() {
        form.refuse(
            field::TARGET_VALUE,
            "Enter the target, or say that there is none from then on",
        );
    } else if !has_none && tenths.is_none() {
        form.refuse(
            field::TARGET_VALUE,
            format!("Target must be a number like 26, 26.5 or 1,234, not “{typed}”"),
        );
    } else if unit == Unit::Ratio && tenths.is_some_and(|tenths| tenths > ALL) {
        form.refuse(
            field::TARGET_VALUE,
            "Target must be 100 or less, because it is a percentage",
        );
    }
    let holds_from = field::TARGET_FROM.read(&mut form, "Date from which the target holds");
    let key = form.need_key(field::KEY, field::TARGET_VALUE);
    match (key, holds_from) {
        (Some(key), Some(holds_from)) if !form.is_refused() => Ok(NewTarget {
            key,
            holds_from,
            tenths: tenths.filter(|_| !has_none),
        }),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::YES;

    #[test]
    fn a_target_has_a_value_and_a_date_from_which_it_holds() {
        let read = |value: &str, none: bool, from: Option<&str>| {
            let answers = Answers::default()
                .with(field::KEY, Uuid::nil().to_string())
                .with(field::TARGET_VALUE, value)
                .with(field::NO_TARGET, if none { YES } else { "" });
            let from = from.map(|day| day.parse().unwrap());
            period_target(field::TARGET_FROM.fill(answers, from), Unit::Ratio)
        };
        let from = Some("2026-04-01");
        assert_eq!(read("62.5", false, from).unwrap().tenths, Some(625));
        assert_eq!(read("", true, from).unwrap().tenths, None);
        assert!(read("0", false, from).is_ok());
        let refused = read("62.5", false, None).unwrap_err();
        assert_eq!(
            refused.error(field::TARGET_FROM.day),
            Some("Enter the date from which the target holds")
        );
        for (value, none) in [
            ("", false),
            ("62", true),
            ("26wks", false),
            ("101", false),
            ("1.234,5", false),
            ("-3", false),
        ] {
            let refused = read(value, none, from).unwrap_err();
            assert!(refused.error(field::TARGET_VALUE).is_some(), "{value}");
            assert_eq!(refused.answers.text(field::TARGET_VALUE), value);
        }
    }
}
