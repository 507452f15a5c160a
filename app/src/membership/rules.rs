//! What follows from the dates of appointments, and who may fill which seat.
//! Pure: no clock, no database.

use chrono::{Days, Months, NaiveDate};

use super::types::{Capacity, Category, SeatState, Span};
use crate::access::Role;

/// The dates of whoever holds a seat, as far as its state needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub expected_end_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

/// How a seat stands on a day. `warning_days` is how long before its end a term
/// counts as ending soon.
pub fn state(day: NaiveDate, holder: Option<Term>, covered: bool, warning_days: u32) -> SeatState {
    let Some(term) = holder else {
        return if covered {
            SeatState::Covered
        } else {
            SeatState::Vacant
        };
    };
    let soon = |end: NaiveDate| end <= day + Days::new(u64::from(warning_days));
    match (term.ends_on, term.expected_end_on) {
        // A settled last day counts, whatever was expected.
        (Some(end), _) if soon(end) => SeatState::EndsSoon,
        (Some(_), _) => SeatState::Filled,
        (None, Some(end)) if end < day => SeatState::CarriedOver,
        (None, Some(end)) if soon(end) => SeatState::EndsSoon,
        (None, _) => SeatState::Filled,
    }
}

/// The first day on which a seat had no holder, counted back from a day on
/// which it has none: the day after the last holder left, or the day it was
/// set up.
pub fn vacant_since(seat_since: NaiveDate, last_holder_left: Option<NaiveDate>) -> NaiveDate {
    match last_holder_left {
        Some(left) => seat_since.max(left + Days::new(1)),
        None => seat_since,
    }
}

/// Whether two appointments to one seat cannot both be: two holders, two
/// deputies, or one person twice, on one day. Substitutes may be several.
pub fn collide(
    (one, one_span): (Capacity, Span),
    (other, other_span): (Capacity, Span),
    same_person: bool,
) -> bool {
    let exclusive = one == other && one != Capacity::Substitute;
    (exclusive || same_person) && one_span.meets(other_span)
}

/// Whether somebody with these roles on a board may set up or fill a seat of
/// this role. Roles over all boards are given only by those who have the
/// register, so that no single board can make itself national.
pub fn may_fill(role: Role, is_national_secretariat: bool) -> bool {
    !role.is_national() || is_national_secretariat
}

/// The roles a seat of a category may have, the usual one first.
pub fn roles_of(category: Category) -> &'static [Role] {
    match category {
        Category::Officers => &[
            Role::Chair,
            Role::DeputyChair,
            Role::Secretariat,
            Role::Sponsor,
        ],
        // Judges attend as observers (domain paper 2.4).
        Category::Judiciary => &[Role::Observer],
        Category::National => &[Role::NationalSecretariat, Role::PolicyLead],
        _ => &[Role::Member, Role::Observer],
    }
}

/// Whether a seat of this role may have a vote. Observers, secretariats,
/// sponsors and national roles have none (domain paper 2.4).
pub fn may_vote(role: Role) -> bool {
    matches!(role, Role::Chair | Role::DeputyChair | Role::Member)
}

/// How often members are asked whether their details are right.
const CONFIRM_EVERY: Months = Months::new(6);

/// How long after they were asked their details count as unconfirmed, in days.
const CONFIRM_WITHIN: Days = Days::new(30);

/// How the details of a person stand on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// They said so less than six months ago.
    Fresh,
    /// They are asked.
    Asked,
    /// They were asked more than 30 days ago; the register says so (US-4).
    Unconfirmed,
}

/// Whether somebody is to be asked for their details, counted from the day they
/// last confirmed them, or else were entered.
pub fn confirmation(day: NaiveDate, confirmed_on: NaiveDate) -> Confirmation {
    let asked_on = confirmed_on + CONFIRM_EVERY;
    if day < asked_on {
        Confirmation::Fresh
    } else if day <= asked_on + CONFIRM_WITHIN {
        Confirmation::Asked
    } else {
        Confirmation::Unconfirmed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn term(expected: Option<NaiveDate>, last: Option<NaiveDate>) -> Option<Term> {
        Some(Term {
            expected_end_on: expected,
            ends_on: last,
        })
    }

    #[test]
    fn the_state_of_a_seat_follows_from_its_dates() {
        let today = day(2026, 3, 29);
        for (holder, covered, expected) in [
            (None, false, SeatState::Vacant),
            (None, true, SeatState::Covered),
            (term(None, None), true, SeatState::Filled),
            (
                term(Some(day(2026, 3, 28)), None),
                false,
                SeatState::CarriedOver,
            ),
            (term(Some(today), None), false, SeatState::EndsSoon),
            (
                term(Some(day(2026, 5, 28)), None),
                false,
                SeatState::EndsSoon,
            ),
            (term(Some(day(2026, 5, 29)), None), false, SeatState::Filled),
            // A settled last day outweighs what was expected.
            (
                term(Some(day(2026, 3, 1)), Some(day(2027, 3, 31))),
                false,
                SeatState::Filled,
            ),
            (term(None, Some(today)), false, SeatState::EndsSoon),
        ] {
            assert_eq!(state(today, holder, covered, 60), expected, "{holder:?}");
        }
    }

    #[test]
    fn a_seat_is_vacant_from_the_day_after_its_holder_left() {
        let set_up = day(2020, 4, 1);
        assert_eq!(vacant_since(set_up, None), set_up);
        assert_eq!(
            vacant_since(set_up, Some(day(2026, 3, 31))),
            day(2026, 4, 1)
        );
    }

    #[test]
    fn details_are_asked_for_after_six_months_and_missed_after_thirty_days_more() {
        let confirmed = day(2025, 8, 31);
        for (on, expected) in [
            // Six months after the last day of August is the last of February.
            (day(2026, 2, 27), Confirmation::Fresh),
            (day(2026, 2, 28), Confirmation::Asked),
            (day(2026, 3, 30), Confirmation::Asked),
            (day(2026, 3, 31), Confirmation::Unconfirmed),
        ] {
            assert_eq!(confirmation(on, confirmed), expected, "{on}");
        }
    }

    #[test]
    fn no_board_makes_itself_national() {
        for role in Role::ALL {
            assert_eq!(may_fill(*role, false), !role.is_national());
            assert!(may_fill(*role, true));
        }
    }

    #[test]
    fn judges_observe_and_observers_have_no_vote() {
        assert_eq!(roles_of(Category::Judiciary), [Role::Observer]);
        assert!(!may_vote(Role::Observer));
    }

    proptest! {
        #[test]
        fn spans_meet_exactly_where_a_day_lies_in_both(
            a in 0i64..40, a_length in prop::option::of(0i64..20),
            b in 0i64..40, b_length in prop::option::of(0i64..20),
        ) {
            let start = day(2026, 3, 1);
            let span = |first: i64, length: Option<i64>| {
                let first = start + chrono::Duration::days(first);
                Span::new(first, length.map(|length| first + chrono::Duration::days(length)))
            };
            let (one, other) = (span(a, a_length), span(b, b_length));
            let both = (0..200).any(|offset| {
                let on = start + chrono::Duration::days(offset);
                one.holds(on) && other.holds(on)
            });
            prop_assert_eq!(one.meets(other), both);
            prop_assert_eq!(other.meets(one), both);
        }
    }
}
