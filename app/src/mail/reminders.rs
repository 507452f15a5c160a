//! When somebody is reminded of an action. Pure: no clock, no database.
//!
//! An action is put before whoever answers for it seven days before it is due, on the
//! day it is due, and every seven days from then on; as often while it is blocked and
//! nobody has updated it; and once before a meeting of its board. Whatever falls on a
//! day without mail comes with the next one. What is done is not spoken of again.

use chrono::{Days, NaiveDate};

use crate::{actions::types::Status, calendar, wording};

/// Days between two reminders of the same action.
const RHYTHM: u64 = 7;

/// What somebody was told last: on this UK day, or never anything.
pub type Since = Option<NaiveDate>;

/// Whether one of the days from `first` on, a week apart, has come since.
pub fn weekly(first: NaiveDate, since: Since, today: NaiveDate) -> bool {
    let Ok(gone) = u64::try_from((today - first).num_days()) else {
        return false;
    };
    let latest = first + Days::new(gone / RHYTHM * RHYTHM);
    since.is_none_or(|since| latest > since)
}

/// Whether a day has come since.
pub fn once(on: NaiveDate, since: Since, today: NaiveDate) -> bool {
    on <= today && since.is_none_or(|since| on > since)
}

/// Whether so many working days before a meeting have come since, and it is still to
/// come.
fn before_meeting(meeting: NaiveDate, days: u32, since: Since, today: NaiveDate) -> bool {
    let is_near = |day| calendar::working_days(day, meeting) <= days;
    meeting > today && is_near(today) && since.is_none_or(|since| !is_near(since))
}

/// An action as far as its reminders go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub status: Status,
    pub due_on: NaiveDate,
    /// The UK day of its latest step.
    pub updated_on: NaiveDate,
    /// The next meeting of its board, and how many working days before it the board
    /// wants its papers.
    pub meeting: Option<(NaiveDate, u32)>,
}

/// Why somebody is reminded of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Due,
    Blocked,
    /// Its board meets soon.
    Meeting(NaiveDate),
}

/// Why somebody who was told last on `since` is reminded of an action today, if they
/// are.
pub fn why(action: &Waiting, since: Since, today: NaiveDate) -> Option<Why> {
    // Complete, closed or dropped: there is nothing left to say for whoever leads.
    if !matches!(
        action.status,
        Status::Open | Status::InProgress | Status::Blocked
    ) {
        return None;
    }
    let week = Days::new(RHYTHM);
    if weekly(action.due_on - week, since, today) {
        return Some(Why::Due);
    }
    if action.status == Status::Blocked && weekly(action.updated_on + week, since, today) {
        return Some(Why::Blocked);
    }
    // Whoever said something in the week before has said it.
    let is_fresh = action.updated_on + week > today && action.status != Status::Open;
    let (meeting, days) = action.meeting?;
    (!is_fresh && before_meeting(meeting, days, since, today)).then_some(Why::Meeting(meeting))
}

impl Why {
    /// "Late: it was due on 3 November 2026".
    pub fn in_words(self, due_on: NaiveDate, today: NaiveDate) -> String {
        let due = wording::date(due_on);
        match self {
            Self::Due if due_on < today => format!("Late: it was due on {due}"),
            Self::Due if due_on == today => "Due today".to_owned(),
            Self::Due => format!("Due on {due}"),
            Self::Blocked => format!("Blocked. It is due on {due}"),
            Self::Meeting(on) => format!(
                "Its board meets on {}. It is due on {due}",
                wording::date(on)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn open(due_on: NaiveDate) -> Waiting {
        Waiting {
            status: Status::InProgress,
            due_on,
            updated_on: day(1, 5),
            meeting: None,
        }
    }

    /// The days of a year on which somebody with mail on every day is reminded.
    fn days(action: &Waiting, has_mail: impl Fn(NaiveDate) -> bool) -> Vec<NaiveDate> {
        let mut since = Some(day(1, 5));
        let mut told = Vec::new();
        for today in day(1, 6).iter_days().take(90).filter(|day| has_mail(*day)) {
            if why(action, since, today).is_some() {
                told.push(today);
            }
            since = Some(today);
        }
        told
    }

    #[test]
    fn an_action_is_spoken_of_a_week_before_on_the_day_and_weekly_never_daily() {
        let told = days(&open(day(2, 10)), |_| true);
        assert_eq!(told[..4], [day(2, 3), day(2, 10), day(2, 17), day(2, 24)]);
        assert!(told.windows(2).all(|two| (two[1] - two[0]).num_days() == 7));
    }

    #[test]
    fn what_falls_on_a_day_without_mail_comes_with_the_next_one() {
        // 14 February is a Saturday.
        let told = days(&open(day(2, 14)), calendar::is_working_day);
        assert_eq!(told[..3], [day(2, 9), day(2, 16), day(2, 23)]);
    }

    #[test]
    fn who_was_never_told_anything_is_told_what_is_late_or_soon_due() {
        let today = day(3, 2);
        for (due_on, expected) in [
            (day(1, 1), Some(Why::Due)),
            (day(3, 9), Some(Why::Due)),
            (day(3, 10), None),
        ] {
            assert_eq!(why(&open(due_on), None, today), expected, "{due_on}");
        }
    }

    #[test]
    fn what_is_done_is_not_spoken_of() {
        for status in [Status::Complete, Status::Closed, Status::Dropped] {
            let action = Waiting {
                status,
                meeting: Some((day(3, 4), 5)),
                ..open(day(1, 6))
            };
            assert_eq!(why(&action, None, day(3, 2)), None);
        }
    }

    #[test]
    fn a_blocked_action_is_spoken_of_weekly_from_its_update() {
        let action = Waiting {
            status: Status::Blocked,
            ..open(day(12, 1))
        };
        let told = days(&action, |_| true);
        assert_eq!(told[..2], [day(1, 12), day(1, 19)]);
        assert_eq!(
            why(&action, Some(day(1, 11)), day(1, 12)),
            Some(Why::Blocked)
        );
    }

    #[test]
    fn before_a_meeting_it_is_spoken_of_once_unless_somebody_just_said_something() {
        // A Thursday; five working days before is the Thursday of the week before.
        let meeting = day(3, 12);
        let action = Waiting {
            meeting: Some((meeting, 5)),
            ..open(day(12, 1))
        };
        assert_eq!(days(&action, |_| true), [day(3, 5)]);
        assert_eq!(
            why(&action, Some(day(3, 4)), day(3, 5)),
            Some(Why::Meeting(meeting))
        );
        let fresh = Waiting {
            updated_on: day(3, 3),
            ..action
        };
        assert_eq!(why(&fresh, Some(day(3, 4)), day(3, 5)), None);
        // On the day itself it is too late.
        assert_eq!(why(&action, None, meeting), None);
    }

    #[test]
    fn words_say_what_is_the_matter() {
        let today = day(3, 2);
        for (due_on, words) in [
            (day(3, 1), "Late: it was due on 1 March 2026"),
            (day(3, 2), "Due today"),
            (day(3, 3), "Due on 3 March 2026"),
        ] {
            assert_eq!(Why::Due.in_words(due_on, today), words);
        }
    }
}
