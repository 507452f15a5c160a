//! The days on which people in England work.
//!
//! Source: Banking and Financial Dealings Act 1971, schedule 1, and the royal
//! proclamations that moved or added days, as GOV.UK lists them.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Days that were proclaimed once, and those that they took the place of.
const PROCLAIMED: [(i32, u32, u32, &str); 5] = [
    (2020, 5, 8, "Early May bank holiday (VE Day)"),
    (2022, 6, 2, "Spring bank holiday"),
    (2022, 6, 3, "Platinum Jubilee bank holiday"),
    (
        2022,
        9,
        19,
        "Bank Holiday for the State Funeral of Queen Elizabeth II",
    ),
    (
        2023,
        5,
        8,
        "Bank holiday for the coronation of King Charles III",
    ),
];

/// Days that were moved elsewhere in their year.
const MOVED: [(i32, u32, u32); 2] = [(2020, 5, 4), (2022, 5, 30)];

/// The bank holiday in England and Wales on a day, by the name GOV.UK gives it.
pub fn bank_holiday(day: NaiveDate) -> Option<&'static str> {
    let date = (day.year(), day.month(), day.day());
    let proclaimed = PROCLAIMED
        .iter()
        .find(|(year, month, of_month, _)| (*year, *month, *of_month) == date);
    if let Some((.., name)) = proclaimed {
        return Some(name);
    }
    if MOVED.contains(&date) {
        return None;
    }
    by_rule(day)
}

fn by_rule(day: NaiveDate) -> Option<&'static str> {
    use Weekday::{Mon, Sat, Sun, Tue};

    let easter = easter_sunday(day.year());
    if Some(day) == easter.and_then(|sunday| sunday.checked_sub_days(Days::new(2))) {
        return Some("Good Friday");
    }
    if Some(day) == easter.and_then(|sunday| sunday.succ_opt()) {
        return Some("Easter Monday");
    }
    match (day.month(), day.day(), day.weekday()) {
        // Where a day falls on a weekend, the next working day takes its place.
        (1, 1, weekday) if !matches!(weekday, Sat | Sun) => Some("New Year’s Day"),
        (1, 2 | 3, Mon) => Some("New Year’s Day (substitute day)"),
        (5, 1..=7, Mon) => Some("Early May bank holiday"),
        (5, 25..=31, Mon) => Some("Spring bank holiday"),
        (8, 25..=31, Mon) => Some("Summer bank holiday"),
        (12, 25, weekday) if !matches!(weekday, Sat | Sun) => Some("Christmas Day"),
        (12, 26, weekday) if !matches!(weekday, Sat | Sun) => Some("Boxing Day"),
        (12, 27, Mon | Tue) => Some("Christmas Day (substitute day)"),
        (12, 28, Mon | Tue) => Some("Boxing Day (substitute day)"),
        _ => None,
    }
}

/// Easter Sunday in the Gregorian calendar, by the rule of Meeus, Jones and
/// Butcher.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let shift = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - shift + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let place = moon + sunday - 7 * late + 114;
    let (month, day) = (place / 31, place % 31 + 1);
    NaiveDate::from_ymd_opt(year, month.try_into().ok()?, day.try_into().ok()?)
}

/// Whether a day is neither at a weekend nor a bank holiday in England.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && bank_holiday(day).is_none()
}

/// How many working days there are from a day on, before another: none where that
/// is not later.
pub fn working_days(from: NaiveDate, before: NaiveDate) -> u32 {
    from.iter_days()
        .take_while(|day| *day < before)
        .filter(|day| is_working_day(*day))
        .fold(0, |number, _| number + 1)
}

/// The day so many working days after another: the next one is the first.
pub fn working_days_after(day: NaiveDate, days: u32) -> NaiveDate {
    let mut left = days;
    day.iter_days()
        .skip(1)
        .find(|day| {
            if is_working_day(*day) {
                left = left.saturating_sub(1);
            }
            left == 0
        })
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_pass_over_weekends_and_bank_holidays() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        // The Thursday before Good Friday, and the Tuesday after Easter Monday.
        assert_eq!(working_days_after(day(4, 2), 1), day(4, 7));
        assert_eq!(working_days_after(day(4, 2), 5), day(4, 13));
        // Across the change to summer time and the end of the financial year.
        assert_eq!(working_days_after(day(3, 27), 5), day(4, 7));
        assert_eq!(working_days_after(day(10, 23), 1), day(10, 26));
    }

    /// Every bank holiday in England and Wales that GOV.UK has published for
    /// these years.
    const PUBLISHED: &str = "
        2020 01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28
        2021 01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28
        2022 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27
        2023 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26
        2024 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
        2025 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
        2026 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
        2027 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28";

    #[test]
    fn the_bank_holidays_are_those_that_were_published() {
        for line in PUBLISHED.trim().lines() {
            let mut words = line.split_whitespace();
            let year: i32 = words.next().unwrap().parse().unwrap();
            let published: Vec<String> = words.map(|day| format!("{year}-{day}")).collect();
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let found: Vec<String> = first
                .iter_days()
                .take_while(|day| day.year() == year)
                .filter(|day| bank_holiday(*day).is_some())
                .map(|day| day.to_string())
                .collect();
            assert_eq!(found, published);
        }
    }

    #[test]
    fn weekends_and_bank_holidays_are_no_working_days() {
        let works = |text: &str| is_working_day(text.parse().unwrap());
        assert!(works("2026-12-24"));
        for day in ["2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28"] {
            assert!(!works(day), "{day}");
        }
        assert!(works("2026-12-29"));
    }

    #[test]
    fn working_days_are_counted_over_bank_holidays() {
        let between =
            |from: &str, before: &str| working_days(from.parse().unwrap(), before.parse().unwrap());
        // The week in which Christmas Day falls on a Friday.
        assert_eq!(between("2026-12-21", "2026-12-29"), 4);
        assert_eq!(between("2026-12-26", "2026-12-29"), 0);
        assert_eq!(between("2026-12-29", "2026-12-21"), 0);
        assert_eq!(between("2026-12-29", "2026-12-30"), 1);
    }

    #[test]
    fn easter_keeps_its_bounds() {
        for year in 1900..2200 {
            let easter = easter_sunday(year).unwrap();
            assert_eq!(easter.weekday(), Weekday::Sun, "{year}");
            let place = (easter.month(), easter.day());
            assert!(((3, 22)..=(4, 25)).contains(&place), "{easter}");
        }
    }
}
