//! The span of days that a figure is of, and its names in both calendars.
//!
//! The Ministry of Justice counts quarters from January, Cafcass from April:
//! "Q1" alone means nothing. A period is its two days; the names follow.

use chrono::{Datelike, Days, Months, NaiveDate};
use thiserror::Error;

use crate::{access::words, wording};

words! {
    /// From when a publisher counts the quarters of a year.
    Calendar {
        Calendar = "calendar", "Calendar year, from January";
        Financial = "financial", "Financial year, from April";
    }
}

impl Calendar {
    /// The month its first quarter begins in.
    fn first_month(self) -> u32 {
        match self {
            Self::Calendar => 1,
            Self::Financial => 4,
        }
    }
}

words! {
    /// How long a period is.
    Length {
        Month = "month", "month";
        Quarter = "quarter", "quarter";
        Year = "year", "year";
    }
}

impl Length {
    /// "months", "quarters", "years".
    pub fn plural(self) -> &'static str {
        match self {
            Self::Month => "months",
            Self::Quarter => "quarters",
            Self::Year => "years",
        }
    }

    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// Whole months that make a month, a quarter or a year, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    first: NaiveDate,
    length: Length,
}

/// Why no period can be read from some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// A quarter is named, but not in which calendar.
    #[error("does not say whether its quarters are of the calendar year or of the financial year")]
    NoCalendar,
    #[error("is not a month, quarter or year")]
    NotAPeriod,
}

/// Periods that must not stand in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Mixed {
    #[error("figures of calendar years and of financial years cannot stand in one series")]
    Calendars,
    #[error("months, quarters and years cannot stand in one series")]
    Lengths,
    #[error("two periods of one series overlap")]
    Overlap,
}

impl Period {
    /// A month; none where there is no such month.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::starting(year, month, Length::Month)
    }

    /// A quarter of a year of a calendar, from 1 to 4. The year of a financial
    /// year is the one it begins in.
    pub fn quarter(calendar: Calendar, year: i32, number: u32) -> Option<Self> {
        if !(1..=4).contains(&number) {
            return None;
        }
        let months = calendar.first_month() - 1 + (number - 1) * 3;
        let year = year.checked_add(i32::try_from(months / 12).ok()?)?;
        Self::starting(year, months % 12 + 1, Length::Quarter)
    }

    /// A year; that of a financial year is the one it begins in.
    pub fn year(calendar: Calendar, year: i32) -> Option<Self> {
        Self::starting(year, calendar.first_month(), Length::Year)
    }

    fn starting(year: i32, month: u32, length: Length) -> Option<Self> {
        if !(1900..=2200).contains(&year) {
            return None;
        }
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Self { first, length })
    }

    /// The period of two days, where they are the first and last of one.
    pub fn from_days(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let fits = |length: &&Length| {
            let begins = match length {
                Length::Month => true,
                Length::Quarter => first.month0().is_multiple_of(3),
                Length::Year => matches!(first.month(), 1 | 4),
            };
            begins
                && Self::starting(first.year(), first.month(), **length)
                    .is_some_and(|period| period.first == first && period.last() == last)
        };
        let length = *Length::ALL.iter().find(fits)?;
        Some(Self { first, length })
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.shifted(self.length.months()).first - Days::new(1)
    }

    pub fn length(self) -> Length {
        self.length
    }

    fn shifted(self, months: u32) -> Self {
        Self {
            first: self.first + Months::new(months),
            ..self
        }
    }

    /// The one that begins on the day after.
    #[must_use]
    pub fn next(self) -> Self {
        self.shifted(self.length.months())
    }

    /// The same of the year before.
    #[must_use]
    pub fn a_year_before(self) -> Self {
        Self {
            first: self.first - Months::new(12),
            ..self
        }
    }

    /// Whether they share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last() && other.first <= self.last()
    }

    /// "January to March 2024", "March 2024", "April 2023 to March 2024".
    pub fn name(self) -> String {
        let last = self.last();
        let month = |day: NaiveDate| wording::month_name(day.month()).unwrap_or("");
        if self.length == Length::Month {
            format!("{} {}", month(last), last.year())
        } else if self.first.year() == last.year() {
            format!("{} to {} {}", month(self.first), month(last), last.year())
        } else {
            format!(
                "{} {} to {} {}",
                month(self.first),
                self.first.year(),
                month(last),
                last.year()
            )
        }
    }

    /// What one calendar calls it: "Q1 2024", "Q4 2023-24", "2023-24". None for a
    /// month, and for a year that is not one of this calendar.
    pub fn name_in(self, calendar: Calendar) -> Option<String> {
        let begins = calendar.first_month();
        let year = match calendar {
            Calendar::Financial if self.first.month() < 4 => self.first.year() - 1,
            _ => self.first.year(),
        };
        let year_name = match calendar {
            Calendar::Calendar => year.to_string(),
            Calendar::Financial => format!("{year}-{:02}", (year + 1) % 100),
        };
        match self.length {
            Length::Month => None,
            Length::Quarter => {
                let number = (self.first.month() + 12 - begins) % 12 / 3 + 1;
                Some(format!("Q{number} {year_name}"))
            }
            Length::Year => (self.first.month() == begins).then_some(year_name),
        }
    }

    /// Both names at once: "Q1 2024 by calendar year, Q4 2023-24 by financial
    /// year"; empty for a month.
    pub fn names_in_both(self) -> String {
        let named = |calendar: Calendar, kind: &str| {
            self.name_in(calendar)
                .map(|name| format!("{name} by {kind} year"))
        };
        [
            named(Calendar::Calendar, "calendar"),
            named(Calendar::Financial, "financial"),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }

    /// Short enough for the axis of a chart: "Jan–Mar 24", "Mar 24", "2023-24".
    pub fn short(self) -> String {
        let last = self.last();
        let month = |day: NaiveDate| -> String {
            let name = wording::month_name(day.month()).unwrap_or("");
            name.chars().take(3).collect()
        };
        match self.length {
            Length::Month => format!("{} {:02}", month(last), last.year() % 100),
            Length::Quarter => format!(
                "{}–{} {:02}",
                month(self.first),
                month(last),
                last.year() % 100
            ),
            Length::Year if self.first.month() == 4 => self
                .name_in(Calendar::Financial)
                .unwrap_or_else(|| last.year().to_string()),
            Length::Year => last.year().to_string(),
        }
    }

    /// Reads a quarter as files write it: "2024-Q1", "2024 Q1", "Q1 2024",
    /// "Q1 2024-25", "2024/25 Q1", "Q1 2024/2025". A year of two is financial, and
    /// one alone is of the calendar that the publisher counts by.
    ///
    /// # Errors
    /// It is none, or does not say of which calendar.
    pub fn read_quarter(text: &str, counts_by: Option<Calendar>) -> Result<Self, PeriodError> {
        let text = text.trim().to_ascii_uppercase().replace(['–', '—'], "-");
        let at = text.find('Q').ok_or(PeriodError::NotAPeriod)?;
        let (before, rest) = text.split_at(at);
        let mut rest = rest.chars();
        rest.next();
        let number = rest.next().and_then(|digit| digit.to_digit(10));
        let number = number.ok_or(PeriodError::NotAPeriod)?;
        let separators = |sign: char| sign.is_whitespace() || matches!(sign, '-' | '/' | ',');
        let after = rest.as_str().trim_matches(separators);
        let before = before.trim_matches(separators);
        let year = match (before.is_empty(), after.is_empty()) {
            (false, true) => before,
            (true, false) => after,
            _ => return Err(PeriodError::NotAPeriod),
        };
        let (year, is_double) = read_year(year).ok_or(PeriodError::NotAPeriod)?;
        let calendar = if is_double {
            Calendar::Financial
        } else {
            counts_by.ok_or(PeriodError::NoCalendar)?
        };
        Self::quarter(calendar, year, number).ok_or(PeriodError::NotAPeriod)
    }
}

/// "2024", or "2024-25" and "2024/2025", which are of two years.
pub fn read_year(text: &str) -> Option<(i32, bool)> {
    let digits = |text: &str| text.chars().all(|sign| sign.is_ascii_digit());
    let text = text.trim();
    let (first, second) = match text.split_once(['-', '/']) {
        None if text.len() == 4 && digits(text) => return Some((text.parse().ok()?, false)),
        None if text.len() == 6 && digits(text) => text.split_at(4),
        None => return None,
        Some(both) => both,
    };
    if first.len() != 4 || !digits(first) || !digits(second) {
        return None;
    }
    let year: i32 = first.parse().ok()?;
    let follows = match second.len() {
        2 => second.parse::<i32>().ok()? == (year + 1) % 100,
        4 => second.parse::<i32>().ok()? == year + 1,
        _ => false,
    };
    follows.then_some((year, true))
}

/// Whether periods may stand in one series: all of one calendar and of one
/// length, and none over another.
///
/// # Errors
/// They may not.
pub fn one_series(periods: &[(Calendar, Period)]) -> Result<(), Mixed> {
    let Some((calendar, first)) = periods.first() else {
        return Ok(());
    };
    if periods.iter().any(|(other, _)| other != calendar) {
        return Err(Mixed::Calendars);
    }
    if periods
        .iter()
        .any(|(_, other)| other.length != first.length)
    {
        return Err(Mixed::Lengths);
    }
    let mut sorted: Vec<Period> = periods.iter().map(|(_, period)| *period).collect();
    sorted.sort();
    let overlaps = sorted.windows(2).any(|pair| match pair {
        [one, other] => one.overlaps(*other),
        _ => false,
    });
    if overlaps {
        Err(Mixed::Overlap)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_quarter_has_two_names_and_the_same_days() {
        let moj = Period::quarter(Calendar::Calendar, 2024, 1).unwrap();
        let cafcass = Period::quarter(Calendar::Financial, 2023, 4).unwrap();
        assert_eq!(moj, cafcass);
        assert_eq!(
            (moj.first(), moj.last()),
            (day(2024, 1, 1), day(2024, 3, 31))
        );
        assert_eq!(moj.name(), "January to March 2024");
        assert_eq!(
            moj.names_in_both(),
            "Q1 2024 by calendar year, Q4 2023-24 by financial year"
        );
        assert_eq!(
            Period::quarter(Calendar::Financial, 2024, 1)
                .unwrap()
                .names_in_both(),
            "Q2 2024 by calendar year, Q1 2024-25 by financial year"
        );
    }

    #[test]
    fn years_differ_between_the_calendars() {
        let financial = Period::year(Calendar::Financial, 2023).unwrap();
        assert_eq!(
            (financial.first(), financial.last()),
            (day(2023, 4, 1), day(2024, 3, 31))
        );
        assert_eq!(financial.name(), "April 2023 to March 2024");
        assert_eq!(financial.names_in_both(), "2023-24 by financial year");
        assert_eq!(
            Period::year(Calendar::Calendar, 2023)
                .unwrap()
                .names_in_both(),
            "2023 by calendar year"
        );
        assert_eq!(
            Period::year(Calendar::Financial, 1999)
                .unwrap()
                .name_in(Calendar::Financial),
            Some("1999-00".to_owned())
        );
    }

    #[test]
    fn quarters_are_read_as_files_write_them() {
        let calendar = Some(Calendar::Calendar);
        for (text, counts_by, read) in [
            ("2024-Q1", calendar, Ok("January to March 2024")),
            ("2024 Q1", calendar, Ok("January to March 2024")),
            ("Q1 2024", calendar, Ok("January to March 2024")),
            ("q4 2024", calendar, Ok("October to December 2024")),
            (
                "Q1 2024",
                Some(Calendar::Financial),
                Ok("April to June 2024"),
            ),
            ("Q1 2024-25", None, Ok("April to June 2024")),
            ("Q4 2023/24", None, Ok("January to March 2024")),
            ("2024/2025 Q3", None, Ok("October to December 2024")),
            ("202425 Q3", None, Ok("October to December 2024")),
            ("Q1 2024", None, Err(PeriodError::NoCalendar)),
            ("2024-Q1", None, Err(PeriodError::NoCalendar)),
            ("Q1", None, Err(PeriodError::NotAPeriod)),
            ("Q5 2024", calendar, Err(PeriodError::NotAPeriod)),
            ("Q1 2024-27", None, Err(PeriodError::NotAPeriod)),
            ("2024", calendar, Err(PeriodError::NotAPeriod)),
            ("Q1 20245", calendar, Err(PeriodError::NotAPeriod)),
            ("", calendar, Err(PeriodError::NotAPeriod)),
        ] {
            let found = Period::read_quarter(text, counts_by).map(Period::name);
            assert_eq!(found.as_deref().map_err(|error| *error), read, "{text}");
        }
    }

    #[test]
    fn mixed_calendars_lengths_and_overlaps_are_refused() {
        let quarter = |number| Period::quarter(Calendar::Calendar, 2024, number).unwrap();
        let (moj, cafcass) = (Calendar::Calendar, Calendar::Financial);
        assert_eq!(one_series(&[]), Ok(()));
        assert_eq!(one_series(&[(moj, quarter(1)), (moj, quarter(2))]), Ok(()));
        assert_eq!(
            one_series(&[(moj, quarter(1)), (cafcass, quarter(2))]),
            Err(Mixed::Calendars)
        );
        let month = Period::month(2024, 5).unwrap();
        assert_eq!(
            one_series(&[(moj, quarter(1)), (moj, month)]),
            Err(Mixed::Lengths)
        );
        assert_eq!(
            one_series(&[(moj, quarter(1)), (moj, quarter(1))]),
            Err(Mixed::Overlap)
        );
    }

    proptest! {
        #[test]
        fn a_period_is_found_again_by_its_days_and_names(
            year in 1990i32..2100, number in 1u32..=4, financial: bool
        ) {
            let calendar = if financial { Calendar::Financial } else { Calendar::Calendar };
            let period = Period::quarter(calendar, year, number).unwrap();
            prop_assert_eq!(Period::from_days(period.first(), period.last()), Some(period));
            for calendar in Calendar::ALL {
                let name = period.name_in(*calendar).unwrap();
                prop_assert_eq!(Period::read_quarter(&name, Some(*calendar)), Ok(period));
            }
            prop_assert_eq!(period.next().first(), period.last() + Days::new(1));
            prop_assert!(!period.overlaps(period.next()));
            prop_assert_eq!(period.a_year_before().next().next().next().next(), period);
        }
    }
}
