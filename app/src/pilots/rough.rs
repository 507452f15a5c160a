//! Dates that sources give to the day, the month, the quarter or the year, and no
//! finer: what is not known is not made up.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::wording;

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Precision {
    Day,
    Month,
    /// A calendar quarter.
    Quarter,
    Year,
}

/// A day, or the month, calendar quarter or year in which something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rough {
    /// The first day of it.
    first: NaiveDate,
    precision: Precision,
}

/// What is said where a date cannot be read.
pub const HOW_TO_WRITE: &str =
    "a date like 3 March 2026, March 2026, January to March 2026, or 2026";

/// The years that a date of a pilot may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

impl Rough {
    /// A date that is known to the day.
    pub fn day(day: NaiveDate) -> Self {
        Self {
            first: day,
            precision: Precision::Day,
        }
    }

    /// The first day that it may be.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day that it may be.
    pub fn last(self) -> NaiveDate {
        let months = match self.precision {
            Precision::Day => return self.first,
            Precision::Month => 1,
            Precision::Quarter => 3,
            Precision::Year => 12,
        };
        self.first
            .checked_add_months(Months::new(months))
            .and_then(|next| next.checked_sub_days(Days::new(1)))
            .unwrap_or(self.first)
    }

    /// Whether the day is known.
    pub fn is_exact(self) -> bool {
        self.precision == Precision::Day
    }

    /// As it is stored: "2026-03-03", "2026-03", "2026-Q1" or "2026".
    pub fn code(self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.precision {
            Precision::Day => self.first.to_string(),
            Precision::Month => format!("{year:04}-{month:02}"),
            Precision::Quarter => format!("{year:04}-Q{}", month.div_ceil(3)),
            Precision::Year => format!("{year:04}"),
        }
    }

    /// Reads what was stored.
    pub fn from_code(code: &str) -> Option<Self> {
        let year = code.split('-').next()?;
        if year.len() != 4 || !year.bytes().all(|sign| sign.is_ascii_digit()) {
            return None;
        }
        let rough = match *code.split('-').collect::<Vec<_>>().as_slice() {
            [year] => Self::of(year.parse().ok()?, 1, Precision::Year),
            [year, part] => match part.strip_prefix('Q') {
                Some(quarter) => {
                    let quarter: u32 = quarter.parse().ok()?;
                    Self::of(
                        year.parse().ok()?,
                        quarter.checked_mul(3)?.checked_sub(2)?,
                        Precision::Quarter,
                    )
                }
                None => Self::of(year.parse().ok()?, part.parse().ok()?, Precision::Month),
            },
            [_, _, _] => code.parse().ok().map(Self::day),
            _ => None,
        }?;
        YEARS.contains(&rough.first.year()).then_some(rough)
    }

    fn of(year: i32, month: u32, precision: Precision) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self { first, precision })
    }

    /// Reads what somebody typed: as [`Rough::in_words`] writes it, a short name of a
    /// month, "Q1 2026", or as it is stored.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(rough) = Self::from_code(text) {
            return Some(rough);
        }
        let words: Vec<&str> = text
            .split(|sign: char| sign.is_whitespace() || sign == ',')
            .filter(|word| !word.is_empty())
            .collect();
        let year = |word: &str| {
            (word.len() == 4)
                .then(|| word.parse::<i32>().ok())
                .flatten()
                .filter(|year| YEARS.contains(year))
        };
        match *words.as_slice() {
            [day, name, of] => {
                let day = NaiveDate::from_ymd_opt(year(of)?, month(name)?, day.parse().ok()?)?;
                Some(Self::day(day))
            }
            [quarter, of] if quarter.starts_with(['Q', 'q']) => {
                let quarter: u32 = quarter.get(1..)?.parse().ok()?;
                let first = quarter.checked_mul(3)?.checked_sub(2)?;
                Self::of(year(of)?, first, Precision::Quarter)
            }
            [name, of] => Self::of(year(of)?, month(name)?, Precision::Month),
            [from, "to", to, of] => {
                let (from, to) = (month(from)?, month(to)?);
                let is_quarter = from % 3 == 1 && to == from + 2;
                is_quarter
                    .then(|| Self::of(year(of)?, from, Precision::Quarter))
                    .flatten()
            }
            _ => None,
        }
    }

    /// "3 March 2026", "March 2026", "January to March 2026" or "2026".
    pub fn in_words(self) -> String {
        let name = |month| wording::month_name(month).unwrap_or_default();
        let (year, month) = (self.first.year(), self.first.month());
        match self.precision {
            Precision::Day => wording::date(self.first),
            Precision::Month => format!("{} {year}", name(month)),
            Precision::Quarter => format!("{} to {} {year}", name(month), name(month + 2)),
            Precision::Year => year.to_string(),
        }
    }
}

/// The number of a month by its name, or the beginning of one.
fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    (1..=12).find(|number| {
        wording::month_name(*number).is_some_and(|name| name.to_lowercase().starts_with(&word))
    })
}

/// "June 2026", of the month that begins on a day.
pub fn month_in_words(month: NaiveDate) -> String {
    let name = wording::month_name(month.month()).unwrap_or_default();
    format!("{name} {}", month.year())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_is_as_exact_as_its_source() {
        for (typed, code, words, last) in [
            ("3 March 2025", "2025-03-03", "3 March 2025", "2025-03-03"),
            ("apr. 2024", "2024-04", "April 2024", "2024-04-30"),
            (
                "January to March 2022",
                "2022-Q1",
                "January to March 2022",
                "2022-03-31",
            ),
            (
                "q4 2026",
                "2026-Q4",
                "October to December 2026",
                "2026-12-31",
            ),
            ("2008", "2008", "2008", "2008-12-31"),
        ] {
            let rough = Rough::typed(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(rough.code(), code);
            assert_eq!(rough.in_words(), words);
            assert_eq!(rough.last().to_string(), last);
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "26wks",
            "31 February 2026",
            "Q5 2026",
            "Q0 2026",
            "2026-Q0",
            "2026-13",
            "February to April 2026",
            "1066",
            "3 March",
            "March 26",
            "Ma 2026",
            "+2026",
            "-1-1-1",
            "12026-01-01",
        ] {
            assert_eq!(Rough::typed(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(text in "\\PC{0,30}") {
            if let Some(rough) = Rough::typed(&text) {
                prop_assert_eq!(Rough::typed(&rough.in_words()), Some(rough));
                prop_assert_eq!(Rough::from_code(&rough.code()), Some(rough));
                prop_assert!(rough.first() <= rough.last());
            }
        }

        #[test]
        fn every_code_is_read_as_it_was_written(year in 1990..2100_i32, month in 1..=12_u32, kind in 0..4) {
            let code = match kind {
                0 => format!("{year}"),
                1 => format!("{year}-{month:02}"),
                2 => format!("{year}-Q{}", month.div_ceil(3)),
                _ => format!("{year}-{month:02}-07"),
            };
            let rough = Rough::from_code(&code);
            prop_assert_eq!(rough.map(Rough::code), Some(code));
            prop_assert_eq!(rough.and_then(|rough| Rough::typed(&rough.in_words())), rough);
        }
    }
}
