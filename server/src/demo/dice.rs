//! Choices and days, the same for the same seed.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc, Weekday};
use chrono_tz::Europe::London;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

/// A source of choices. Each part of the demonstration has one of its own, so
/// that more actions do not change the people.
pub(super) struct Dice(StdRng);

impl Dice {
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(StdRng::seed_from_u64(
            seed ^ stream.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        ))
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0.random_range(low..=high.max(low))
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = u32::try_from(from.len()).ok()?.checked_sub(1)?;
        from.get(self.between(0, last) as usize)
    }

    /// One of a list of words; nothing from an empty list.
    pub fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).copied().unwrap_or_default()
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// A working day from `first` to `last`, as near as there is one.
    pub fn day(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let span = u32::try_from((last - first).num_days()).unwrap_or(0);
        let day = first + Days::new(u64::from(self.between(0, span)));
        let next = on_or_after(day);
        if next > last { on_or_before(day) } else { next }
    }

    /// A moment of UK office hours on a day.
    pub fn moment(&mut self, day: NaiveDate) -> DateTime<Utc> {
        // Twenty to nine in the morning until five in the afternoon.
        let second = self.between(8 * 3_600 + 2_400, 17 * 3_600);
        uk_time(day, second)
    }
}

/// So many seconds after midnight of a UK day. Office hours are never in the
/// hour that the clocks change.
pub(super) fn uk_time(day: NaiveDate, second: u32) -> DateTime<Utc> {
    let local = day.and_hms_opt(second / 3_600, second / 60 % 60, second % 60);
    local
        .and_then(|local| London.from_local_datetime(&local).earliest())
        .map_or_else(
            || day.and_time(chrono::NaiveTime::MIN).and_utc(),
            |moment| moment.with_timezone(&Utc),
        )
}

/// Monday to Friday without the bank holidays of England, and without the days
/// between Christmas and New Year, when no board meets.
pub(super) fn is_working(day: NaiveDate) -> bool {
    let easter = easter_sunday(day.year());
    let week = Days::new(7);
    !(matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        || matches!((day.month(), day.day()), (12, 25..) | (1, 1 | 2))
        || Some(day + Days::new(2)) == easter
        || Some(day - Days::new(1)) == easter
        // The first and the last Monday of May, and the last of August.
        || day.weekday() == Weekday::Mon
            && (day.month() == 5 && day.day() <= 7
                || matches!(day.month(), 5 | 8) && (day + week).month() != day.month()))
}

/// Easter Sunday of a year, by the rule of the Gregorian calendar: the Sunday
/// after the full moon of the church's calendar on or after 21 March.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let (golden, century) = (year % 19, year / 100);
    let moon = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    let moon = moon - (moon / 28) * (1 - (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    let day = u32::try_from(28 + moon - weekday).ok()?;
    if day > 31 {
        NaiveDate::from_ymd_opt(year, 4, day - 31)
    } else {
        NaiveDate::from_ymd_opt(year, 3, day)
    }
}

/// The working day on or after a day.
pub(super) fn on_or_after(day: NaiveDate) -> NaiveDate {
    day.iter_days().find(|day| is_working(*day)).unwrap_or(day)
}

/// The working day on or before a day.
pub(super) fn on_or_before(day: NaiveDate) -> NaiveDate {
    day.iter_days()
        .rev()
        .find(|day| is_working(*day))
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn holidays_and_weekends_are_not_worked() {
        assert_eq!(on_or_after(day(2026, 12, 25)), day(2027, 1, 4));
        assert_eq!(on_or_before(day(2026, 12, 27)), day(2026, 12, 24));
        for (month, date) in [(4, 3), (4, 6), (5, 4), (5, 25), (8, 31)] {
            assert!(!is_working(day(2026, month, date)), "{date}.{month}.");
        }
        for (month, date) in [(4, 2), (4, 7), (5, 11), (5, 18), (8, 24), (9, 28)] {
            assert!(is_working(day(2026, month, date)), "{date}.{month}.");
        }
        for (year, month, date) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28)] {
            assert_eq!(easter_sunday(year), Some(day(year, month, date)));
        }
    }

    #[test]
    fn office_hours_are_those_of_the_united_kingdom() {
        let summer = uk_time(day(2026, 7, 1), 9 * 3_600);
        assert_eq!(summer.to_rfc3339(), "2026-07-01T08:00:00+00:00");
        let mut dice = Dice::new(1, 1);
        for _ in 0..1_000 {
            let moment = dice.moment(day(2026, 7, 1)).with_timezone(&London);
            assert!((8..=17).contains(&chrono::Timelike::hour(&moment)));
        }
    }

    #[test]
    fn a_day_lies_in_its_span() {
        let mut dice = Dice::new(1, 2);
        let (first, last) = (day(2026, 12, 24), day(2026, 12, 29));
        for _ in 0..100 {
            let chosen = dice.day(first, last);
            assert!(first <= chosen && chosen <= last && is_working(chosen));
        }
    }
}
