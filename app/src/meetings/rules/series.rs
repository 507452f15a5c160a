//! The days of a series: "second Tuesday of March, June, September and December".

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::access::words;

words! {
    /// Which of the same weekdays of a month.
    Nth {
        First = "1", "First";
        Second = "2", "Second";
        Third = "3", "Third";
        Fourth = "4", "Fourth";
        /// The fourth in some months, the fifth in others.
        Last = "5", "Last";
    }
}

impl Nth {
    fn weeks(self) -> u64 {
        match self {
            Self::First => 0,
            Self::Second => 1,
            Self::Third => 2,
            Self::Fourth => 3,
            Self::Last => 4,
        }
    }
}

/// When a series meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesRule {
    pub nth: Nth,
    pub weekday: Weekday,
    /// Numbers of months, from 1, in order.
    pub months: Vec<u32>,
}

impl SeriesRule {
    /// The day of a month on which the series meets.
    fn day_in(&self, first_of_month: NaiveDate) -> Option<NaiveDate> {
        let ahead = self.weekday.days_since(first_of_month.weekday());
        let first = first_of_month.checked_add_days(Days::new(u64::from(ahead)))?;
        let day = first.checked_add_days(Days::new(7 * self.nth.weeks()))?;
        if day.month() == first_of_month.month() {
            Some(day)
        } else {
            day.checked_sub_days(Days::new(7))
        }
    }

    /// The next days from a day on, that day included, in order.
    pub fn days_from(&self, from: NaiveDate, how_many: usize) -> Vec<NaiveDate> {
        let Some(mut month) = from.with_day(1) else {
            return Vec::new();
        };
        let mut days = Vec::new();
        // A rule with any month gives a day at least once a year.
        for _ in 0..12 * (how_many + 1) {
            if days.len() == how_many {
                break;
            }
            if self.months.contains(&month.month())
                && let Some(day) = self.day_in(month).filter(|day| *day >= from)
            {
                days.push(day);
            }
            let Some(next) = month.checked_add_months(Months::new(1)) else {
                break;
            };
            month = next;
        }
        days
    }

    /// "Second Tuesday of March, June, September and December".
    pub fn in_words(&self) -> String {
        let names: Vec<&str> = self
            .months
            .iter()
            .filter_map(|month| crate::wording::month_name(*month))
            .collect();
        let months = match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => String::new(),
        };
        format!(
            "{} {} of {months}",
            self.nth.label(),
            crate::wording::weekday(self.weekday)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rule: &SeriesRule, from: &str, how_many: usize) -> Vec<String> {
        rule.days_from(from.parse().unwrap(), how_many)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_quarterly_series_comes_four_times_a_year() {
        let rule = SeriesRule {
            nth: Nth::Second,
            weekday: Weekday::Tue,
            months: vec![3, 6, 9, 12],
        };
        assert_eq!(
            days(&rule, "2026-11-25", 5),
            [
                "2026-12-08",
                "2027-03-09",
                "2027-06-08",
                "2027-09-14",
                "2027-12-14"
            ]
        );
        // The day itself counts, the day after leads to the next quarter.
        assert_eq!(days(&rule, "2026-12-08", 1), ["2026-12-08"]);
        assert_eq!(days(&rule, "2026-12-09", 1), ["2027-03-09"]);
        assert_eq!(
            rule.in_words(),
            "Second Tuesday of March, June, September and December"
        );
    }

    #[test]
    fn the_last_weekday_is_the_fourth_or_the_fifth() {
        let rule = SeriesRule {
            nth: Nth::Last,
            weekday: Weekday::Mon,
            months: (1..=12).collect(),
        };
        assert_eq!(
            days(&rule, "2026-01-01", 4),
            ["2026-01-26", "2026-02-23", "2026-03-30", "2026-04-27"]
        );
    }

    #[test]
    fn a_series_without_months_has_no_days() {
        let rule = SeriesRule {
            nth: Nth::First,
            weekday: Weekday::Fri,
            months: Vec::new(),
        };
        assert!(days(&rule, "2026-01-01", 4).is_empty());
    }
}
