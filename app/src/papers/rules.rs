//! When a paper is late, and how large it is in words.

use chrono::NaiveDate;

use crate::{calendar::is_working_day, wording};

/// That a paper is late, in words: it was added less than so many working days
/// before its meeting, the day it was added counted.
pub fn late(added_on: NaiveDate, meeting_on: NaiveDate, wanted_days: u32) -> Option<String> {
    let before = added_on
        .iter_days()
        .take_while(|day| *day < meeting_on)
        .filter(|day| is_working_day(*day))
        .take(wanted_days as usize)
        .count() as u64;
    if before >= u64::from(wanted_days) {
        return None;
    }
    Some(if before == 0 {
        "Late: not before the day of the meeting".to_owned()
    } else {
        let days = wording::count(before, "working day", "working days");
        format!("Late: {days} before the meeting")
    })
}

/// A size as people read it: "12KB", "1.5MB".
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    if bytes < MB {
        format!("{}KB", bytes.div_ceil(KB).max(1))
    } else {
        format!("{}.{}MB", bytes / MB, bytes % MB * 10 / MB)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_bank_holidays_do_not_count() {
        let late = |added: &str, meeting: &str, wanted| {
            late(added.parse().unwrap(), meeting.parse().unwrap(), wanted)
        };
        // Tuesday 8 December; Friday and Monday are two working days.
        let two = Some("Late: 2 working days before the meeting".to_owned());
        assert_eq!(late("2026-12-04", "2026-12-08", 5), two);
        assert_eq!(late("2026-12-01", "2026-12-08", 5), None);
        // Christmas: only Thursday 24 December is a working day.
        let one = Some("Late: 1 working day before the meeting".to_owned());
        assert_eq!(late("2026-12-24", "2026-12-29", 5), one);
        let same_day = Some("Late: not before the day of the meeting".to_owned());
        assert_eq!(late("2026-12-08", "2026-12-08", 5), same_day);
        assert_eq!(late("2026-12-09", "2026-12-08", 5), same_day);
        assert_eq!(late("2026-12-09", "2026-12-08", 0), None);
    }

    #[test]
    fn sizes_are_in_round_words() {
        for (bytes, words) in [
            (1, "1KB"),
            (1_025, "2KB"),
            (1_572_864, "1.5MB"),
            (10_485_760, "10.0MB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }
}
