//! Days as people write them in the United Kingdom: the day first.

use chrono::{Month, NaiveDate, NaiveDateTime, NaiveTime};

/// The day that a text is: "2026-06-04", "4 June 2026", "4 Jun 2026",
/// "4th June 2026", "4-Jun-26", "4/6/2026", "04-06-2026" or
/// "2026-06-04 00:00:00". Nothing if it is none of these, if there is no such day,
/// or if the year has two digits and the month no name.
pub(super) fn read(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    // Longer texts are no dates, and most cells need no closer look.
    if text.len() > "30th September 2026".len()
        || !text.ends_with(|last: char| last.is_ascii_digit())
    {
        return None;
    }
    iso(text)
        .or_else(|| day_first(text, '/'))
        .or_else(|| day_first(text, '-'))
        .or_else(|| with_month_name(text.split_whitespace()))
        .or_else(|| with_month_name(text.split('-')))
        .or_else(|| moment_with_space(text))
}

/// A day or moment as XML writes it: "2026-06-04", "2026-06-04T09:30:00".
pub(super) fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    match text.split_once('T') {
        None => iso(text)?.and_hms_opt(0, 0, 0),
        Some((day, time)) => {
            iso(day)?;
            let time = time.trim_end_matches('Z');
            NaiveDateTime::parse_from_str(&format!("{day}T{time}"), "%Y-%m-%dT%H:%M:%S%.f").ok()
        }
    }
}

fn iso(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = parts(text.split('-'))?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(four_digits(year)?, one_or_two(month)?, one_or_two(day)?)
}

fn day_first(text: &str, separator: char) -> Option<NaiveDate> {
    let [day, month, year] = parts(text.split(separator))?;
    NaiveDate::from_ymd_opt(four_digits(year)?, one_or_two(month)?, one_or_two(day)?)
}

/// A day and time as databases and other programs write them.
fn moment_with_space(text: &str) -> Option<NaiveDate> {
    let (day, time) = text.split_once(' ')?;
    let day = iso(day)?;
    NaiveTime::parse_from_str(time, "%H:%M:%S").ok()?;
    Some(day)
}

fn with_month_name<'a>(text: impl Iterator<Item = &'a str>) -> Option<NaiveDate> {
    let [day, month, year] = parts(text)?;
    let day = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|ending| day.strip_suffix(ending))
        .unwrap_or(day);
    let month = if month.eq_ignore_ascii_case("sept") {
        // The short form of the GOV.UK style guide.
        Month::September
    } else {
        month.parse().ok()?
    };
    NaiveDate::from_ymd_opt(
        four_digits(year).or_else(|| two_digits(year))?,
        month.number_from_month(),
        one_or_two(day)?,
    )
}

fn parts<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<[&'a str; 3]> {
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn four_digits(text: &str) -> Option<i32> {
    (text.len() == 4 && is_digits(text)).then(|| text.parse().ok())?
}

/// A year without its century, as spreadsheet programs understand it.
fn two_digits(text: &str) -> Option<i32> {
    let year: i32 = (text.len() == 2 && is_digits(text)).then(|| text.parse().ok())??;
    Some(if year < 50 { 2000 + year } else { 1900 + year })
}

fn one_or_two(text: &str) -> Option<u32> {
    (text.len() <= 2 && is_digits(text)).then(|| text.parse().ok())?
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_read_day_first() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 4);
        for text in [
            "2026-06-04",
            "4 June 2026",
            "04 june 2026",
            "4 Jun 2026",
            "4/6/2026",
            "04/06/2026",
            "04-06-2026",
            "  4  June\u{a0}2026 ",
            "4th June 2026",
            "04-Jun-26",
            "4-Jun-2026",
            "2026-06-04 00:00:00",
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        assert_eq!(read("14 Sept 2026"), NaiveDate::from_ymd_opt(2026, 9, 14));
    }

    #[test]
    fn what_is_no_day_stays_text() {
        for text in [
            "",
            "2026",
            "4/6/26",
            "4-6-26",
            "2026-06-04 25:00:00",
            "June 4th 26",
            "6/25/2026",
            "31 June 2026",
            "2026-02-30",
            "2026-6-4",
            "4/6-2026",
            "4/6/2026/1",
            "4 Juneish 2026",
            "June 2026",
            "4.6.2026",
            "0207-946-0000",
            "٤/٦/٢٠٢٦",
            "+4/6/2026",
            "-4-6-2026",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_left(text in ".{0,40}") {
            read(&text);
            iso_moment(&text);
        }

        #[test]
        fn every_day_is_read_as_it_is_written(days in 0..800_000i32) {
            let day = NaiveDate::from_num_days_from_ce_opt(600_000 + days).unwrap();
            for format in ["%Y-%m-%d", "%-d %B %Y", "%-d %b %Y", "%d/%m/%Y", "%-d/%-m/%Y", "%d-%m-%Y"] {
                prop_assert_eq!(read(&day.format(format).to_string()), Some(day));
            }
            prop_assert_eq!(read(&app::wording::short_date(day)), Some(day));
        }
    }
}
