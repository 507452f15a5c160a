//! When an invitation is live. Pure: no clock, no database.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::types::InvitationState;
use crate::{membership::types::Span, wording};

/// How long an invitation may be taken up, in days of 24 hours.
const VALID_DAYS: Days = Days::new(7);

/// The moment from which an invitation made now is no longer taken.
pub fn expires_at(now: DateTime<Utc>) -> DateTime<Utc> {
    now + VALID_DAYS
}

/// What happened to an invitation, and what it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub expires_at: DateTime<Utc>,
    pub bound_at: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Whether the invited address is still the person's.
    pub address_holds: bool,
    /// What it is for; none where an operator invited.
    pub grounds: Option<Grounds>,
}

/// The last days of what an invitation is for, where there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    pub board_last: Option<NaiveDate>,
    pub seat_last: Option<NaiveDate>,
    /// The person's appointments to the seat that were not entered in error.
    pub appointments: Vec<Span>,
}

impl Grounds {
    /// Whether there is nothing left to be invited for on a day. An appointment
    /// that has yet to begin counts: accounts are set up beforehand.
    pub fn are_over(&self, day: NaiveDate) -> bool {
        let over = |last: Option<NaiveDate>| last.is_some_and(|last| last < day);
        over(self.board_last)
            || over(self.seat_last)
            || self.appointments.iter().all(|span| over(span.last))
    }
}

/// How an invitation stands at a moment. What happened to it first counts most.
pub fn state(now: DateTime<Utc>, facts: &Facts) -> InvitationState {
    let over = |grounds: &Grounds| grounds.are_over(wording::uk_day(now));
    if facts.bound_at.is_some() {
        InvitationState::Accepted
    } else if facts.withdrawn_at.is_some() {
        InvitationState::Withdrawn
    } else if facts.expires_at <= now {
        InvitationState::Expired
    } else if !facts.address_holds || facts.grounds.as_ref().is_some_and(over) {
        InvitationState::Void
    } else {
        InvitationState::Pending
    }
}

/// An e-mail address by which its owner knows it and nobody else does:
/// "p…@bradford.gov.uk".
pub fn masked(email: &str) -> String {
    let (name, domain) = email.rsplit_once('@').unwrap_or(("", email));
    let first: String = name.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn at(month: u32, date: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, month, date, hour, minute, 0)
            .unwrap()
    }

    fn grounds(last: Option<NaiveDate>) -> Grounds {
        Grounds {
            appointments: vec![Span::new(day(2025, 1, 1), last)],
            ..Default::default()
        }
    }

    fn open(made: DateTime<Utc>, grounds: Grounds) -> Facts {
        Facts {
            expires_at: expires_at(made),
            bound_at: None,
            withdrawn_at: None,
            address_holds: true,
            grounds: Some(grounds),
        }
    }

    #[test]
    fn an_invitation_lasts_seven_days_to_the_second() {
        let made = at(3, 26, 12, 0);
        let facts = open(made, grounds(None));
        let end = made + TimeDelta::days(7);
        // The clocks go forward in between; an hour of daylight is no day.
        for (moment, expected) in [
            (made, InvitationState::Pending),
            (end - TimeDelta::seconds(1), InvitationState::Pending),
            (end, InvitationState::Expired),
        ] {
            assert_eq!(state(moment, &facts), expected, "{moment}");
        }
    }

    #[test]
    fn it_ends_with_the_last_day_of_the_appointment_in_uk_time() {
        for (made, last, on_it, after_it) in [
            // The last day of winter time, and the day the clocks go forward.
            (
                at(3, 26, 9, 0),
                day(2026, 3, 28),
                at(3, 28, 23, 59),
                at(3, 29, 0, 0),
            ),
            (
                at(3, 26, 9, 0),
                day(2026, 3, 29),
                at(3, 29, 22, 59),
                at(3, 29, 23, 0),
            ),
            // The last day of summer time, and the day the clocks go back.
            (
                at(10, 22, 9, 0),
                day(2026, 10, 24),
                at(10, 24, 22, 59),
                at(10, 24, 23, 0),
            ),
            (
                at(10, 22, 9, 0),
                day(2026, 10, 25),
                at(10, 25, 23, 59),
                at(10, 26, 0, 0),
            ),
        ] {
            let board = Grounds {
                board_last: Some(last),
                ..grounds(None)
            };
            let seat = Grounds {
                seat_last: Some(last),
                ..grounds(None)
            };
            for what in [grounds(Some(last)), board, seat] {
                let facts = open(made, what);
                assert_eq!(state(on_it, &facts), InvitationState::Pending, "{last}");
                assert_eq!(state(after_it, &facts), InvitationState::Void, "{last}");
            }
        }
    }

    #[test]
    fn one_appointment_that_goes_on_or_has_yet_to_begin_is_enough() {
        let now = at(6, 1, 9, 0);
        let mut both = grounds(Some(day(2026, 3, 1)));
        assert!(both.are_over(wording::uk_day(now)));
        both.appointments.push(Span::new(day(2026, 7, 1), None));
        assert_eq!(state(now, &open(now, both)), InvitationState::Pending);
        let none = Grounds::default();
        assert_eq!(state(now, &open(now, none)), InvitationState::Void);
    }

    #[test]
    fn what_happened_counts_before_what_is_over() {
        let now = at(6, 1, 9, 0);
        let later = now + TimeDelta::days(30);
        let void = open(now, Grounds::default());
        for (facts, expected) in [
            (
                Facts {
                    bound_at: Some(now),
                    ..void.clone()
                },
                InvitationState::Accepted,
            ),
            (
                Facts {
                    withdrawn_at: Some(now),
                    ..void.clone()
                },
                InvitationState::Withdrawn,
            ),
            (void, InvitationState::Expired),
        ] {
            assert_eq!(state(later, &facts), expected);
        }
    }

    #[test]
    fn it_does_not_outlive_the_address_and_an_operators_has_no_seat() {
        let now = at(6, 1, 9, 0);
        let operator = Facts {
            grounds: None,
            ..open(now, Grounds::default())
        };
        assert_eq!(state(now, &operator), InvitationState::Pending);
        let moved = Facts {
            address_holds: false,
            ..operator
        };
        assert_eq!(state(now, &moved), InvitationState::Void);
    }

    #[test]
    fn an_address_is_known_to_its_owner_only() {
        assert_eq!(masked("petra@bradford.gov.uk"), "p…@bradford.gov.uk");
        assert_eq!(masked("é@x.example"), "é…@x.example");
        assert_eq!(masked(""), "…@");
    }
}
