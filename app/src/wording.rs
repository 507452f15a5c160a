//! Dates, times and counts as GOV.UK writes them, in UK time.
//!
//! Source: GOV.UK style guide, "Dates" and "Times"; MoJ style guide, "Dates".

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc, Weekday};
use chrono_tz::Europe::London;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const SHORT_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
];

fn month_of(date: NaiveDate, names: &[&'static str; 12]) -> &'static str {
    names.get(date.month0() as usize).copied().unwrap_or("")
}

/// The calendar day in the United Kingdom at this moment.
pub fn uk_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The hour of the day in the United Kingdom at this moment, from 0 to 23.
pub fn uk_hour(at: DateTime<Utc>) -> u32 {
    at.with_timezone(&London).hour()
}

/// "June"; none for what is no month.
pub fn month_name(number: u32) -> Option<&'static str> {
    MONTHS.get(number.checked_sub(1)? as usize).copied()
}

/// "Tuesday".
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// "Tuesday 4 June 2026, 2pm to 4pm", in UK time.
pub fn day_and_times(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let (first, last) = (uk_day(from), uk_day(to));
    let day = format!("{} {}", weekday(first.weekday()), date(first));
    if first == last {
        format!("{day}, {} to {}", time(from), time(to))
    } else {
        format!("{day}, {} to {} on {}", time(from), time(to), date(last))
    }
}

/// "4 June 2026".
pub fn date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month_of(day, &MONTHS), day.year())
}

/// "4 Sept 2026", for dense tables.
pub fn short_date(day: NaiveDate) -> String {
    format!(
        "{} {} {}",
        day.day(),
        month_of(day, &SHORT_MONTHS),
        day.year()
    )
}

/// "9:32am", "midday", "midnight", "3pm", in UK time.
pub fn time(at: DateTime<Utc>) -> String {
    clock(at.with_timezone(&London).time())
}

/// As [`time`], for a time of day.
pub fn clock(time: NaiveTime) -> String {
    let (afternoon, hour) = time.hour12();
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, minute) => {
            let half = if afternoon { "pm" } else { "am" };
            if minute == 0 {
                format!("{hour}{half}")
            } else {
                format!("{hour}:{minute:02}{half}")
            }
        }
    }
}

/// "4 June 2026 at 3:30pm", in UK time.
pub fn date_and_time(at: DateTime<Utc>) -> String {
    format!("{} at {}", date(uk_day(at)), time(at))
}

/// "1 action", "2 actions".
pub fn count(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", grouped(number))
}

/// "15,980".
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How a due date stands on a given UK day, in words.
///
/// An action is late from the day after its due date.
pub fn due(due_on: NaiveDate, today: NaiveDate) -> String {
    match (today - due_on).num_days() {
        0 => "due today".to_owned(),
        -1 => "due tomorrow".to_owned(),
        1 => "1 day late".to_owned(),
        days if days > 1 => format!("{days} days late"),
        days => format!("due in {} days", -days),
    }
}

/// Lower case without accents, for finding "Siân" by "sian".
pub fn folded(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    text.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// "p…@bradford.gov.uk": enough to recognise an address that one knows.
pub fn masked_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((name, domain)) => {
            let first: String = name.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
        None => "…".to_owned(),
    }
}

/// What somebody typed, without what nobody can see: surrounding space, control
/// characters other than line breaks, zero-width characters and the marks that
/// reorder text. Letters of every script stay as they are.
pub fn tidied(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|letter| match letter {
            '\n' => true,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => *letter == '\u{200d}',
            '\u{2060}'..='\u{2069}' | '\u{feff}' => false,
            other => !other.is_control(),
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_follow_the_style_guides() {
        assert_eq!(date(day(2026, 6, 4)), "4 June 2026");
        assert_eq!(short_date(day(2026, 9, 14)), "14 Sept 2026");
        assert_eq!(short_date(day(2026, 7, 1)), "1 July 2026");
    }

    #[test]
    fn times_are_uk_times_across_both_clock_changes() {
        let table = [
            // The hour before and after clocks go forward on 29 March 2026.
            ((2026, 3, 29, 0, 59), "29 March 2026 at 12:59am"),
            ((2026, 3, 29, 1, 0), "29 March 2026 at 2am"),
            // The hour that happens twice on 25 October 2026.
            ((2026, 10, 25, 0, 30), "25 October 2026 at 1:30am"),
            ((2026, 10, 25, 1, 30), "25 October 2026 at 1:30am"),
            // A UK day starts an hour before the UTC day in summer.
            ((2026, 6, 30, 23, 0), "1 July 2026 at midnight"),
            ((2026, 12, 31, 23, 59), "31 December 2026 at 11:59pm"),
            ((2026, 7, 1, 11, 0), "1 July 2026 at midday"),
            // The financial year ends on 31 March, already in summer time.
            ((2026, 3, 31, 22, 59), "31 March 2026 at 11:59pm"),
            ((2026, 3, 31, 23, 0), "1 April 2026 at midnight"),
        ];
        for ((year, month, date, hour, minute), expected) in table {
            let at = Utc
                .with_ymd_and_hms(year, month, date, hour, minute, 0)
                .unwrap();
            assert_eq!(date_and_time(at), expected);
        }
    }

    #[test]
    fn lateness_is_said_in_words() {
        let today = day(2026, 3, 1);
        for (due_on, expected) in [
            (day(2026, 2, 26), "3 days late"),
            (day(2026, 2, 28), "1 day late"),
            (day(2026, 3, 1), "due today"),
            (day(2026, 3, 2), "due tomorrow"),
            (day(2026, 3, 8), "due in 7 days"),
        ] {
            assert_eq!(due(due_on, today), expected);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(count(1, "action", "actions"), "1 action");
        assert_eq!(count(0, "action", "actions"), "0 actions");
        assert_eq!(count(1_234_567, "action", "actions"), "1,234,567 actions");
    }

    #[test]
    fn accents_do_not_hide_a_name() {
        assert_eq!(
            folded("Siân O'Brien-Ní Dhomhnaill"),
            folded("sian o'brien-ni dhomhnaill")
        );
    }

    #[test]
    fn text_that_reorders_or_hides_is_tidied_and_scripts_are_kept() {
        assert_eq!(tidied("  a\u{202e}b\u{200b}c\u{0} \r\n d "), "abc \n d");
        assert_eq!(tidied("مرحبا 👩\u{200d}⚖️"), "مرحبا 👩\u{200d}⚖️");
    }

    proptest! {
        #[test]
        fn a_day_is_late_exactly_when_it_is_past(offset in -4000i64..4000, start in 0i64..20_000) {
            let today = day(1990, 1, 1) + chrono::Days::new(start.unsigned_abs());
            let due_on = today + chrono::Duration::days(offset);
            prop_assert_eq!(due(due_on, today).ends_with("late"), due_on < today);
        }

        #[test]
        fn tidying_twice_changes_nothing_more(text in ".*") {
            let once = tidied(&text);
            prop_assert_eq!(tidied(&once), once);
        }
    }
}
