//! When whoever reports for a site is told of its returns in the mail of the day: a week
//! before one is due, on the day, and every week from then on, until it is sent in; and
//! once each time that they are reminded by hand.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::due_on;
use crate::{mail::reminders::weekly, pilots::rough::month_in_words, wording};

/// Days before a return is due on which it is spoken of first.
const BEFORE: Days = Days::new(7);

/// What a site still owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The months that are not sent in, the latest first.
    pub months: Vec<NaiveDate>,
    /// When somebody last reminded the site by hand.
    pub chased_at: Option<DateTime<Utc>>,
}

/// What one site owes, as whoever reports for it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    pub site: Uuid,
    pub site_name: String,
    pub pilot_title: String,
    pub owed: Owed,
    /// The day of the last reminder by hand.
    pub chased_on: Option<NaiveDate>,
}

impl Owed {
    /// "Late: September 2026. Due on 15 December 2026: November 2026".
    pub fn in_words(&self, today: NaiveDate) -> String {
        let mut words = Vec::new();
        let late: Vec<String> = self
            .months
            .iter()
            .filter(|month| due_on(**month) < today)
            .map(|month| month_in_words(*month))
            .collect();
        if !late.is_empty() {
            words.push(format!("Late: {}", late.join(", ")));
        }
        for month in &self.months {
            let (due, name) = (due_on(*month), month_in_words(*month));
            if due == today {
                words.push(format!("Due today: {name}"));
            } else if due > today {
                words.push(format!("Due on {}: {name}", wording::date(due)));
            }
        }
        words.join(". ")
    }
}

/// What somebody who was mailed last at `since` is told today of the returns of a site,
/// if anything.
pub fn nudge(owed: &Owed, since: Option<DateTime<Utc>>, today: NaiveDate) -> Option<String> {
    let told_on = since.map(wording::uk_day);
    let is_due = owed
        .months
        .iter()
        .any(|month| weekly(due_on(*month) - BEFORE, told_on, today));
    let chased = owed
        .chased_at
        .filter(|at| since.is_none_or(|since| *at > since));
    match chased {
        _ if owed.months.is_empty() => None,
        Some(at) => Some(format!(
            "{}. You were reminded on {}",
            owed.in_words(today),
            wording::date(wording::uk_day(at))
        )),
        None => is_due.then(|| owed.in_words(today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::is_working_day;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
        day.and_hms_opt(hour, 0, 0).unwrap().and_utc()
    }

    fn owed(months: &[&str]) -> Owed {
        Owed {
            months: months.iter().map(|month| day(month)).collect(),
            chased_at: None,
        }
    }

    #[test]
    fn a_return_is_spoken_of_before_it_is_due_on_the_day_and_weekly_after() {
        let owed = owed(&["2026-10-01"]);
        let mut told = Vec::new();
        let mut since = Some(at(day("2026-11-02"), 8));
        for today in day("2026-11-03").iter_days().take(40) {
            // Mail is written on working days only.
            if is_working_day(today) {
                told.extend(nudge(&owed, since, today).map(|words| (today, words)));
                since = Some(at(today, 8));
            }
        }
        let days: Vec<NaiveDate> = told.iter().map(|(day, _)| *day).collect();
        // 8 and 15 November 2026 are Sundays.
        let expected = [
            "2026-11-09",
            "2026-11-16",
            "2026-11-23",
            "2026-11-30",
            "2026-12-07",
        ];
        assert_eq!(days, expected.map(day));
        assert_eq!(told[0].1, "Due on 15 November 2026: October 2026");
        assert_eq!(told[1].1, "Late: October 2026");
    }

    #[test]
    fn what_is_sent_in_is_not_spoken_of() {
        assert_eq!(nudge(&owed(&[]), None, day("2026-11-16")), None);
        let chased = Owed {
            chased_at: Some(at(day("2026-11-16"), 9)),
            ..owed(&[])
        };
        assert_eq!(nudge(&chased, None, day("2026-11-17")), None);
    }

    #[test]
    fn who_is_reminded_by_hand_after_the_mail_of_the_day_is_told_with_the_next_one_once() {
        let chased = Owed {
            chased_at: Some(at(day("2026-11-17"), 10)),
            ..owed(&["2026-10-01"])
        };
        let told = |since| nudge(&chased, Some(since), day("2026-11-18"));
        assert_eq!(
            told(at(day("2026-11-17"), 8)).as_deref(),
            Some("Late: October 2026. You were reminded on 17 November 2026")
        );
        assert_eq!(told(at(day("2026-11-18"), 8)), None);
    }

    #[test]
    fn several_months_are_one_sentence_each() {
        let owed = owed(&["2026-11-01", "2026-10-01", "2026-09-01"]);
        assert_eq!(
            owed.in_words(day("2026-12-15")),
            "Late: October 2026, September 2026. Due today: November 2026"
        );
    }
}
