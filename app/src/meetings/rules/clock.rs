//! Times of day: as people type them, as UTC, and along an agenda.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::London;

use crate::wording;

/// A time as people type it: "2pm", "2:30pm", "2.30 pm", "14:00", "midday".
pub fn read_time(typed: &str) -> Option<NaiveTime> {
    let text: String = typed
        .trim()
        .to_lowercase()
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| if sign == '.' { ':' } else { sign })
        .collect();
    if text == "midday" || text == "noon" {
        return NaiveTime::from_hms_opt(12, 0, 0);
    }
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (None, Some(clock)) => (clock, Some(12)),
        (None, None) => (text.as_str(), None),
    };
    let number = |part: &str| {
        (part.len() <= 2 && part.chars().all(|sign| sign.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (number(hour)?, number(minute)?),
        Some(_) => return None,
        // "14" may be an hour or the start of something: "2pm" is an hour.
        None => (number(clock).filter(|_| half.is_some())?, 0),
    };
    match half {
        Some(later) if (1..=12).contains(&hour) => {
            NaiveTime::from_hms_opt(hour % 12 + later, minute, 0)
        }
        Some(_) => None,
        None => NaiveTime::from_hms_opt(hour, minute, 0),
    }
}

/// A time that no clock in the United Kingdom shows on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchTime;

/// A UK day and time as a moment. The hour that comes twice when the clocks go
/// back means the first.
///
/// # Errors
/// The clocks go forward over this time.
pub fn uk_moment(day: NaiveDate, time: NaiveTime) -> Result<DateTime<Utc>, NoSuchTime> {
    match London.from_local_datetime(&day.and_time(time)) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => {
            Ok(moment.with_timezone(&Utc))
        }
        LocalResult::None => Err(NoSuchTime),
    }
}

/// When each of some items begins, one after the other.
pub fn timetable(
    starts_at: DateTime<Utc>,
    minutes: impl IntoIterator<Item = u32>,
) -> Vec<DateTime<Utc>> {
    let mut next = starts_at;
    minutes
        .into_iter()
        .map(|minutes| {
            let begins = next;
            next += TimeDelta::minutes(i64::from(minutes));
            begins
        })
        .collect()
}

/// How the minutes of an agenda stand to the length of its meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    Fits { left: u32 },
    Over { by: u32 },
}

/// Compares the minutes of all items with the length of the meeting.
pub fn timing(total: u32, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Timing {
    let length = u32::try_from((ends_at - starts_at).num_minutes()).unwrap_or(0);
    match length.checked_sub(total) {
        Some(left) => Timing::Fits { left },
        None => Timing::Over { by: total - length },
    }
}

impl Timing {
    /// "The agenda runs 15 minutes over the end of the meeting."
    pub fn in_words(self) -> String {
        let minutes = |number: u32| wording::count(u64::from(number), "minute", "minutes");
        match self {
            Self::Fits { left: 0 } => "The agenda takes the whole meeting.".to_owned(),
            Self::Fits { left } => format!("The agenda leaves {} free.", minutes(left)),
            Self::Over { by } => {
                format!(
                    "The agenda runs {} over the end of the meeting.",
                    minutes(by)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("2pm", "14:00"),
            ("2 PM", "14:00"),
            ("2:30pm", "14:30"),
            ("2.30 pm", "14:30"),
            ("14:00", "14:00"),
            ("9:05", "09:05"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
            ("midday", "12:00"),
        ] {
            let time = read_time(typed).map(|time| time.format("%H:%M").to_string());
            assert_eq!(time.as_deref(), Some(expected), "{typed}");
        }
        for typed in [
            "", "14", "25:00", "13pm", "0am", "2:3pm", "two", "2:60pm", "-1:00", "+2pm", "\u{0}",
        ] {
            assert_eq!(read_time(typed), None, "{typed}");
        }
    }

    #[test]
    fn uk_time_is_right_across_both_clock_changes() {
        let moment =
            |day: &str, time: &str| uk_moment(day.parse().unwrap(), read_time(time).unwrap());
        assert_eq!(moment("2026-12-08", "2pm"), Ok(at("2026-12-08T14:00:00Z")));
        assert_eq!(moment("2026-06-09", "2pm"), Ok(at("2026-06-09T13:00:00Z")));
        // Clocks go forward at 1am: half past one is not there.
        assert_eq!(moment("2027-03-28", "0:59"), Ok(at("2027-03-28T00:59:00Z")));
        assert_eq!(moment("2027-03-28", "1:00"), Err(NoSuchTime));
        assert_eq!(moment("2027-03-28", "1:59"), Err(NoSuchTime));
        assert_eq!(moment("2027-03-28", "2:00"), Ok(at("2027-03-28T01:00:00Z")));
        // Clocks go back at 2am: half past one is there twice.
        assert_eq!(moment("2026-10-25", "1:30"), Ok(at("2026-10-25T00:30:00Z")));
        assert_eq!(moment("2026-10-25", "2:00"), Ok(at("2026-10-25T02:00:00Z")));
    }

    #[test]
    fn clock_times_follow_from_minutes() {
        let times = timetable(at("2026-12-08T14:00:00Z"), [5, 0, 25, 10]);
        let words: Vec<String> = times.into_iter().map(wording::time).collect();
        assert_eq!(words, ["2pm", "2:05pm", "2:05pm", "2:30pm"]);
    }

    #[test]
    fn overrun_is_said_in_words() {
        let (from, to) = (at("2026-12-08T14:00:00Z"), at("2026-12-08T16:00:00Z"));
        for (total, expected) in [
            (121, "The agenda runs 1 minute over the end of the meeting."),
            (
                135,
                "The agenda runs 15 minutes over the end of the meeting.",
            ),
            (120, "The agenda takes the whole meeting."),
            (90, "The agenda leaves 30 minutes free."),
        ] {
            assert_eq!(timing(total, from, to).in_words(), expected);
        }
    }
}
