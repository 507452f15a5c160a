//! Dates as people write them in a log: read, asked about, or refused in plain
//! English. Nothing is guessed.

use chrono::{Datelike, Days, Month, NaiveDate};

use super::super::types::DateOrder;
use crate::wording;

/// The years that a date of a log may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// What spreadsheet programs show of a day whose cell has the format of a number:
/// days since 30 December 1899, from 1990 to 2100.
const SERIALS: std::ops::RangeInclusive<u64> = 32_874..=73_415;

/// Words that stand where a date would and say that there is none.
const NO_DATE: [&str; 12] = [
    "-", "–", "n/a", "na", "none", "tbc", "tba", "tbd", "ongoing", "asap", "not set", "no date",
];

/// What a text means as a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Nothing, or words that say that there is no date.
    Nothing,
    On(NaiveDate),
    /// Which day it is depends on whether the day or the month comes first; one of
    /// them may be no day at all.
    Either {
        day_first: Option<NaiveDate>,
        month_first: NaiveDate,
    },
    /// It is no day; the sentence says why.
    Not(String),
}

/// What a text means, where the order of dates in figures is not said.
pub fn read(text: &str) -> Written {
    let text = wording::tidied(text);
    let text = text.trim();
    if text.is_empty() || NO_DATE.contains(&text.to_lowercase().as_str()) {
        return Written::Nothing;
    }
    if let Some(serial) = serial(text) {
        return Written::On(serial);
    }
    let without_time = without_time(text);
    let written = in_figures(without_time)
        .or_else(|| with_month_name(without_time))
        .unwrap_or_else(|| Written::Not(format!("“{text}” is not a date. {HOW}")));
    match written {
        Written::On(day) => in_range(day, text),
        Written::Either {
            day_first,
            month_first,
        } if [day_first, Some(month_first)]
            .into_iter()
            .flatten()
            .any(|day| !YEARS.contains(&day.year())) =>
        {
            in_range(day_first.unwrap_or(month_first), text)
        }
        other => other,
    }
}

const HOW: &str = "Write it such as 12 March 2026";

fn in_range(day: NaiveDate, text: &str) -> Written {
    if YEARS.contains(&day.year()) {
        Written::On(day)
    } else {
        let (first, last) = (YEARS.start(), YEARS.end());
        Written::Not(format!(
            "“{text}” is not between {first} and {last}. Correct the year"
        ))
    }
}

/// What a text means once it is said which part comes first.
pub fn read_in(text: &str, order: DateOrder) -> Written {
    match (read(text), order) {
        (Written::Either { day_first, .. }, DateOrder::DayFirst) => day_first.map_or_else(
            || {
                Written::Not(format!(
                    "“{}” is not a date with the day first: it has no such month. {HOW}",
                    text.trim()
                ))
            },
            Written::On,
        ),
        (Written::Either { month_first, .. }, DateOrder::MonthFirst) => Written::On(month_first),
        (Written::On(_), DateOrder::MonthFirst) if is_day_first_only(text) => {
            Written::Not(format!(
                "“{}” is not a date with the month first: it has no such month. {HOW}",
                text.trim()
            ))
        }
        (other, _) => other,
    }
}

/// Whether a date in figures makes sense with the day first and in no other way.
fn is_day_first_only(text: &str) -> bool {
    let text = wording::tidied(text);
    let Some([first, second, _]) = figures(without_time(text.trim())) else {
        return false;
    };
    first.len() <= 2 && number(first).is_some_and(|day| day > 12) && number(second).is_some()
}

fn serial(text: &str) -> Option<NaiveDate> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let days: u64 = whole.parse().ok()?;
    let is_number = text
        .bytes()
        .all(|sign| sign.is_ascii_digit() || sign == b'.');
    if !is_number || whole.len() != 5 || !SERIALS.contains(&days) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

/// A moment without its time: "12 March 2026 09:30", "2026-03-12T09:30:00".
fn without_time(text: &str) -> &str {
    let day = match text.rsplit_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    };
    day.trim_end_matches(',').trim_end()
}

/// Three groups of figures between slashes, dots or hyphens.
fn figures(text: &str) -> Option<[&str; 3]> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let all_figures = [first, second, third]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_digit()));
    all_figures.then_some([*first, *second, *third])
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn in_figures(text: &str) -> Option<Written> {
    let [first, second, third] = figures(text)?;
    if first.len() == 4 && second.len() <= 2 && third.len() <= 2 {
        let (year, month, day) = (year_of(first)?, number(second)?, number(third)?);
        return Some(day_or_why(text, year, month, day));
    }
    if first.len() > 2 || second.len() > 2 {
        return None;
    }
    let (first, second, year) = (number(first)?, number(second)?, year_of(third)?);
    let day_first = NaiveDate::from_ymd_opt(year, second, first);
    let month_first = NaiveDate::from_ymd_opt(year, first, second);
    Some(match (day_first, month_first) {
        (Some(day), Some(other)) if day == other => Written::On(day),
        (day_first, Some(month_first)) => Written::Either {
            day_first,
            month_first,
        },
        (Some(day), None) => Written::On(day),
        (None, None) => day_or_why(text, year, second, first),
    })
}

/// A year of four figures, or of two as spreadsheet programs understand them.
fn year_of(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 if year < 50 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn day_or_why(text: &str, year: i32, month: u32, day: u32) -> Written {
    if let Some(day) = NaiveDate::from_ymd_opt(year, month, day) {
        return Written::On(day);
    }
    Written::Not(match wording::month_name(month) {
        Some(name) if (1..=31).contains(&day) => {
            let year = NaiveDate::from_ymd_opt(2024, month, day).map(|_| format!(" in {year}"));
            let year = year.unwrap_or_default();
            format!("“{text}” is not a date: there is no {day} {name}{year}")
        }
        _ => format!("“{text}” is not a date. {HOW}"),
    })
}

/// "12 March 2026", "12th Mar 26", "Thursday 12 March 2026", "March 12, 2026",
/// "12-Mar-26".
fn with_month_name(text: &str) -> Option<Written> {
    let mut parts: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '-' | '/' | '.'))
        .filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("of"))
        .collect();
    let is_weekday = |part: &str| part.len() >= 3 && part.parse::<chrono::Weekday>().is_ok();
    if parts.len() > 1 && parts.first().is_some_and(|part| is_weekday(part)) {
        parts.remove(0);
    }
    let (day, month, year) = match parts.as_slice() {
        [first, second, year] => match (month_of(first), month_of(second)) {
            (None, Some(month)) => (day_of(first)?, month, Some(year_of(year)?)),
            (Some(month), None) => (day_of(second)?, month, Some(year_of(year)?)),
            _ => return None,
        },
        [first, second] => match (month_of(first), month_of(second)) {
            (None, Some(month)) => (day_of(first)?, month, None),
            (Some(month), None) if second.len() <= 2 || day_of(second).is_some() => {
                (day_of(second)?, month, None)
            }
            (Some(_), None) if year_of(second).is_some() => {
                return Some(Written::Not(format!("“{text}” names no day. {HOW}")));
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(match year {
        Some(year) => day_or_why(text, year, month, day),
        // The 29th of February is a day of some years.
        None if NaiveDate::from_ymd_opt(2024, month, day).is_none() => {
            day_or_why(text, 2024, month, day)
        }
        None => Written::Not(format!("“{text}” names no year. {HOW}")),
    })
}

fn month_of(text: &str) -> Option<u32> {
    if text.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    let month: Month = (text.len() >= 3).then(|| text.parse().ok())??;
    Some(month.number_from_month())
}

fn day_of(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let figures = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|ending| lower.strip_suffix(ending))
        .unwrap_or(&lower);
    (figures.len() <= 2).then(|| number(figures))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> Written {
        Written::On(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    fn why(text: &str) -> String {
        match read(text) {
            Written::Not(why) => why,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn days_that_can_only_be_one_are_read() {
        for text in [
            "12 March 2026",
            "12 Mar 2026",
            "12th Mar 26",
            "12-Mar-26",
            "Thursday 12 March 2026",
            "Thu 12 March 2026",
            "March 12, 2026",
            "2026-03-12",
            "2026-03-12T09:30:00",
            "2026-03-12 00:00:00",
            "12 March 2026 09:30",
            "46093",
            "46093.5",
            " 12 March 2026 ",
        ] {
            assert_eq!(read(text), on(2026, 3, 12), "{text}");
        }
        assert_eq!(read("23/4/26"), on(2026, 4, 23));
        assert_eq!(read("23.04.2026"), on(2026, 4, 23));
        assert_eq!(read("5/5/26"), on(2026, 5, 5));
        assert_eq!(read("14 Sept 2026"), on(2026, 9, 14));
    }

    #[test]
    fn what_may_be_two_days_is_asked_about() {
        let either = |day_first: Option<(u32, u32)>, (month, day)| Written::Either {
            day_first: day_first
                .map(|(month, day)| NaiveDate::from_ymd_opt(2026, month, day).unwrap()),
            month_first: NaiveDate::from_ymd_opt(2026, month, day).unwrap(),
        };
        assert_eq!(read("3/4/26"), either(Some((4, 3)), (3, 4)));
        assert_eq!(read("03-04-2026"), either(Some((4, 3)), (3, 4)));
        assert_eq!(read("4/23/2026"), either(None, (4, 23)));
    }

    #[test]
    fn the_order_that_was_said_settles_it() {
        use DateOrder::{DayFirst, MonthFirst};
        assert_eq!(read_in("3/4/26", DayFirst), on(2026, 4, 3));
        assert_eq!(read_in("3/4/26", MonthFirst), on(2026, 3, 4));
        assert_eq!(read_in("4/23/26", MonthFirst), on(2026, 4, 23));
        for (text, order) in [("4/23/26", DayFirst), ("23/4/26", MonthFirst)] {
            let Written::Not(why) = read_in(text, order) else {
                panic!("{text}");
            };
            assert!(why.contains("it has no such month"), "{why}");
        }
        // What names its month is the same in both.
        assert_eq!(read_in("23 April 2026", MonthFirst), on(2026, 4, 23));
        assert_eq!(read_in("2026-04-23", MonthFirst), on(2026, 4, 23));
    }

    #[test]
    fn what_is_no_day_is_refused_in_plain_english() {
        for (text, said) in [
            ("30 February 2026", "there is no 30 February"),
            ("30 February", "there is no 30 February"),
            ("30/02/2026", "there is no 30 February"),
            ("29 February 2025", "there is no 29 February in 2025"),
            ("31 June 2026", "there is no 31 June"),
            (
                "next tuesdy",
                "“next tuesdy” is not a date. Write it such as 12 March 2026",
            ),
            ("12 March", "names no year"),
            ("March 2026", "names no day"),
            ("45/45/2026", "is not a date"),
            ("12 March 1926", "is not between 1990 and 2100"),
            ("7", "is not a date"),
            ("99999", "is not a date"),
        ] {
            assert!(why(text).contains(said), "{text}: {}", why(text));
        }
    }

    #[test]
    fn words_that_say_there_is_no_date_are_none() {
        for text in ["", "  ", "TBC", "n/a", "-", "Ongoing", "ASAP"] {
            assert_eq!(read(text), Written::Nothing, "{text}");
        }
    }
}
