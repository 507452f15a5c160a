//! Plans the actions of a board: what is raised when, and how it goes on.

use app::{
    actions::{
        measured::Target,
        types::{Priority, Status},
    },
    boards::types::BoardKind,
    ids::SeatId,
    membership::types::Category,
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    business::{BEGUN, Business, CLOSED, GOING_ON, HELD_UP, RESUMED},
    dice::{Dice, on_or_after, on_or_before},
    seats::Seat,
};

/// An action to be raised, with everything that will be said about it.
pub(super) struct Planned {
    pub raised_at: DateTime<Utc>,
    pub seat: SeatId,
    pub title: String,
    pub outcome: String,
    pub priority: Priority,
    pub due_on: NaiveDate,
    pub measure: Option<Target>,
    pub steps: Vec<Step>,
}

/// An update to be made.
pub(super) struct Step {
    pub at: DateTime<Utc>,
    pub status: Status,
    pub note: String,
}

/// How an action stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Closed,
    /// Open, and late by so many days.
    Late(u32),
    /// Open, and due in so many days.
    Due(u32),
}

/// Of twenty actions, eleven are closed, three late and six under way. How many
/// days the late and the open ones have is settled when they are dealt.
fn deck() -> Vec<Stand> {
    let piles = [(11, Stand::Closed), (3, Stand::Late(1)), (6, Stand::Due(0))];
    piles
        .into_iter()
        .flat_map(|(count, stand)| vec![stand; count])
        .collect()
}

/// What the council officer one can choose to be finds on each of their boards.
const PROMISED: [Stand; 4] = [
    Stand::Late(3),
    Stand::Late(16),
    Stand::Due(4),
    Stand::Due(9),
];

/// One board while its actions are planned.
pub(super) struct Planner<'a> {
    pub dice: Dice,
    pub kind: BoardKind,
    /// Seats that may lead actions.
    pub seats: Vec<&'a Seat>,
    /// Led by the council officer one can choose to be, if this is their board.
    pub officer: Option<SeatId>,
    pub business: &'a [Business],
    pub opened: NaiveDate,
    pub today: NaiveDate,
    meetings: Vec<NaiveDate>,
    deck: Vec<Stand>,
}

impl<'a> Planner<'a> {
    pub fn new(
        mut dice: Dice,
        kind: BoardKind,
        seats: Vec<&'a Seat>,
        officer: Option<SeatId>,
        business: &'a [Business],
        (opened, today): (NaiveDate, NaiveDate),
    ) -> Self {
        let meetings = meetings(&mut dice, opened, today);
        Self {
            dice,
            kind,
            seats,
            officer,
            business,
            opened,
            today,
            meetings,
            deck: Vec::new(),
        }
    }

    /// Plans so many actions.
    pub fn plan(&mut self, count: usize) -> Vec<Planned> {
        let officer = self.officer;
        let promised = PROMISED.into_iter().filter(|_| officer.is_some());
        let promised: Vec<_> = promised.map(|stand| (stand, officer)).take(count).collect();
        let rest = count - promised.len();
        let mut plans = Vec::with_capacity(count);
        let mut agenda = Vec::new();
        let mut round = 0;
        for (stand, officer) in promised {
            let led_by = |business: &Business| business.led_by == Category::ChildrensServices;
            let business = self.next_business(&mut agenda, &mut round, led_by);
            if let (Some(business), Some(seat)) = (business, officer) {
                plans.push(self.action(business, seat, stand, round));
            }
        }
        for _ in 0..rest {
            let Some(business) = self.next_business(&mut agenda, &mut round, |_| true) else {
                break;
            };
            let leads: Vec<_> = self
                .seats
                .iter()
                .filter(|seat| seat.category == business.led_by)
                .map(|seat| seat.id)
                .collect();
            let stand = self.next_stand();
            if let Some(seat) = self.dice.pick(&leads).copied() {
                plans.push(self.action(business, seat, stand, round));
            }
        }
        plans
    }

    /// The next point of business that some seat of the board can lead. When
    /// all have had their turn, a new round begins.
    fn next_business(
        &mut self,
        agenda: &mut Vec<&'a Business>,
        round: &mut u32,
        fits: impl Fn(&Business) -> bool,
    ) -> Option<&'a Business> {
        if !agenda.iter().any(|business| fits(business)) {
            let seats = &self.seats;
            let mut fresh: Vec<_> = self
                .business
                .iter()
                .filter(|business| business.level == self.kind)
                .filter(|business| seats.iter().any(|seat| seat.category == business.led_by))
                .collect();
            self.dice.shuffle(&mut fresh);
            agenda.extend(fresh);
            *round += 1;
        }
        let at = agenda.iter().position(|business| fits(business))?;
        Some(agenda.remove(at))
    }

    fn next_stand(&mut self) -> Stand {
        if self.deck.is_empty() {
            self.deck = deck();
            self.dice.shuffle(&mut self.deck);
        }
        match self.deck.pop() {
            // Most late actions are late by weeks, few by months.
            Some(Stand::Late(_)) => {
                Stand::Late(self.dice.between(1, 95).min(self.dice.between(1, 95)))
            }
            Some(Stand::Due(_)) => Stand::Due(self.dice.between(0, 120)),
            Some(Stand::Closed) | None => Stand::Closed,
        }
    }

    fn action(&mut self, business: &Business, seat: SeatId, stand: Stand, round: u32) -> Planned {
        let (raised_on, due_on, steps_until) = self.days(stand);
        let raised_at = self.dice.moment(raised_on);
        let statuses = self.statuses(stand, raised_on);
        let steps = self.steps(business, &statuses, raised_on, steps_until);
        let title = if round > 1 {
            let month = wording::date(raised_on);
            let month = month.split_once(' ').map_or("", |(_, month)| month);
            format!("{}, review of {month}", business.title)
        } else {
            business.title.clone()
        };
        Planned {
            raised_at,
            seat,
            title,
            outcome: business.outcome.clone(),
            priority: if self.dice.chance(20) {
                Priority::High
            } else {
                Priority::Normal
            },
            due_on,
            measure: business.measure,
            steps,
        }
    }

    /// The day an action is raised, its due day, and the last day that
    /// something is said about it.
    fn days(&mut self, stand: Stand) -> (NaiveDate, NaiveDate, NaiveDate) {
        let yesterday = on_or_before(self.today - Days::new(1));
        match stand {
            Stand::Closed => {
                let raised = self.raise_day(self.opened, self.today - Days::new(45));
                let due = on_or_after(raised + self.days_of(28, 150));
                let latest = (due + Days::new(25)).min(yesterday);
                let closed = self.dice.day(raised + Days::new(20), latest);
                (raised, due, closed)
            }
            Stand::Late(by) => {
                let due = on_or_before(self.today - Days::new(u64::from(by.max(1))));
                let raised = self.raise_day(due - Days::new(170), due - Days::new(21));
                (raised, due, yesterday)
            }
            Stand::Due(within) => {
                let due = on_or_after(self.today + Days::new(u64::from(within)));
                let last = (due - Days::new(14)).min(self.today - Days::new(2));
                let raised = self.raise_day(due - Days::new(170), last);
                (raised, due, yesterday)
            }
        }
    }

    fn days_of(&mut self, low: u32, high: u32) -> Days {
        Days::new(u64::from(self.dice.between(low, high)))
    }

    /// Most actions are raised at a meeting or in the days after it.
    fn raise_day(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let first = first.max(self.opened + Days::new(7));
        let meetings: Vec<_> = self
            .meetings
            .iter()
            .copied()
            .filter(|day| first <= *day && *day <= last)
            .collect();
        match self.dice.pick(&meetings).copied() {
            Some(meeting) if self.dice.chance(60) => meeting,
            Some(meeting) => self.dice.day(meeting, (meeting + Days::new(6)).min(last)),
            None => self.dice.day(first.min(last), last),
        }
    }

    /// The positions an action passes through, in order.
    fn statuses(&mut self, stand: Stand, raised_on: NaiveDate) -> Vec<Status> {
        use Status::{Blocked, Closed, Complete, InProgress};
        let mut path = Vec::new();
        let fresh = self.today - raised_on < chrono::TimeDelta::days(10);
        let last = match stand {
            Stand::Closed => None,
            _ if fresh || self.dice.chance(33) => return path,
            Stand::Late(_) => Some(self.one_of([(65, InProgress), (25, Blocked)], Complete)),
            Stand::Due(_) => Some(self.one_of([(68, InProgress), (12, Blocked)], Complete)),
        };
        for _ in 0..self.dice.between(0, 2) {
            let blocked = path.last() == Some(&InProgress) && self.dice.chance(15);
            path.push(if blocked { Blocked } else { InProgress });
        }
        match last {
            Some(last) => path.push(last),
            None => {
                if self.dice.chance(80) {
                    path.push(Complete);
                }
                path.push(Closed);
            }
        }
        path
    }

    fn one_of(&mut self, shares: [(u32, Status); 2], otherwise: Status) -> Status {
        let mut left = self.dice.between(1, 100);
        for (share, status) in shares {
            if left <= share {
                return status;
            }
            left -= share;
        }
        otherwise
    }

    /// Spreads positions over the working days after `raised`; the last one is
    /// on `until` where the action is closed on that day.
    fn steps(
        &mut self,
        business: &Business,
        statuses: &[Status],
        raised: NaiveDate,
        until: NaiveDate,
    ) -> Vec<Step> {
        let mut days: Vec<_> = statuses
            .iter()
            .map(|_| self.dice.day(raised + Days::new(1), until))
            .filter(|day| *day > raised)
            .collect();
        if statuses.last() == Some(&Status::Closed)
            && let Some(day) = days.last_mut()
        {
            *day = until;
        }
        days.sort();
        days.dedup();
        // Where days fell together, the first positions are passed over.
        let skip = statuses.len() - days.len();
        let mut before = Status::Open;
        let mut told: Vec<String> = Vec::new();
        days.into_iter()
            .zip(statuses.iter().skip(skip))
            .map(|(day, status)| {
                let note = self.note(business, before, *status, &told);
                before = *status;
                told.push(note.clone());
                Step {
                    at: self.dice.moment(day),
                    status: *status,
                    note,
                }
            })
            .collect()
    }

    fn note(
        &mut self,
        business: &Business,
        before: Status,
        status: Status,
        told: &[String],
    ) -> String {
        let pool = match (before, status) {
            (_, Status::Closed) => CLOSED,
            (_, Status::Complete) => return business.done.clone(),
            (_, Status::Blocked) => HELD_UP,
            (Status::Blocked, _) => RESUMED,
            (Status::Open, _) if self.dice.chance(50) => BEGUN,
            _ if !told.contains(&business.going_on) => return business.going_on.clone(),
            _ => GOING_ON,
        };
        let fresh: Vec<_> = pool
            .iter()
            .copied()
            .filter(|note| !told.iter().any(|said| said == note))
            .collect();
        self.dice.word(&fresh).to_owned()
    }
}

/// Meetings four times a year.
fn meetings(dice: &mut Dice, opened: NaiveDate, today: NaiveDate) -> Vec<NaiveDate> {
    let mut meetings = Vec::new();
    let mut next = opened + Days::new(u64::from(dice.between(10, 80)));
    while next < today {
        meetings.push(on_or_after(next));
        next = next + Days::new(u64::from(dice.between(84, 98)));
    }
    meetings.retain(|day| *day < today);
    meetings
}
