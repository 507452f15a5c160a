//! Which target of a measure holds in a period.

use chrono::NaiveDate;

use crate::pilots::types::{Definition, PeriodTarget};

/// The target that holds in the period that begins on a day, in tenths of the unit; none
/// where there is none. One that begins later in the period holds from the next one on.
/// Of two from the same day, the one that was set last holds.
pub fn target_at(targets: &[PeriodTarget], period: NaiveDate) -> Option<i64> {
    targets
        .iter()
        .filter(|target| target.holds_from <= period)
        .max_by_key(|target| (target.holds_from, target.set_at, target.id))?
        .tenths
}

/// What a measure is to reach in a month: what was said to hold from a day on or, where
/// nothing ever was, its one target.
pub fn aim_in(definition: &Definition, targets: &[PeriodTarget], month: NaiveDate) -> Option<i64> {
    if targets.is_empty() {
        definition.target.map(|target| target.tenths)
    } else {
        target_at(targets, month)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;

    fn target(from: &str, tenths: Option<i64>, set_at: i64) -> PeriodTarget {
        PeriodTarget {
            id: Uuid::nil(),
            holds_from: from.parse().unwrap(),
            tenths,
            set_by: String::new(),
            set_at: DateTime::<Utc>::from_timestamp(set_at, 0).unwrap(),
        }
    }

    #[test]
    fn a_target_holds_from_its_date_until_another_does() {
        let targets = [
            target("2026-04-01", Some(700), 1),
            target("2026-01-15", Some(600), 2),
            target("2026-08-01", None, 3),
        ];
        let at = |day: &str| target_at(&targets, day.parse().unwrap());
        assert_eq!(at("2025-12-01"), None);
        // In the middle of January is not the whole of January.
        assert_eq!(at("2026-01-01"), None);
        assert_eq!(at("2026-02-01"), Some(600));
        assert_eq!(at("2026-04-01"), Some(700));
        assert_eq!(at("2026-07-01"), Some(700));
        assert_eq!(at("2026-09-01"), None);
        assert_eq!(target_at(&[], "2026-04-01".parse().unwrap()), None);
    }

    #[test]
    fn of_two_from_one_day_the_later_word_holds() {
        let targets = [
            target("2026-04-01", Some(750), 5),
            target("2026-04-01", Some(700), 1),
        ];
        assert_eq!(
            target_at(&targets, "2026-04-01".parse().unwrap()),
            Some(750)
        );
    }
}
