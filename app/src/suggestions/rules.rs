//! From what stands on the record to suggested items. Pure.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::types::{
    CarryOver, Dropped, DueDecision, OpenAction, OpenMinutes, Origin, Subject, Suggestion,
};
use crate::{
    actions::types::{Priority, Status},
    meetings::types::{AgendaItem, Part, Purpose},
    membership::types::{SeatRow, SeatState},
    wording,
};

/// An action that was carried over so often is to be done, dropped or deferred.
pub const OFTEN: u32 = 3;

/// And so is one that has been open for more days than this.
pub const LONG_DAYS: i64 = 180;

/// Minutes of a meeting that a suggested item is given.
const MINUTES: u32 = 5;

/// Longest title of an item, in characters.
const TITLE_LIMIT: usize = 150;

/// Most characters of a text that a reason quotes.
const GLIMPSE: usize = 200;

/// The suggestions for an agenda: in the order of their origins, each object
/// once, without what was dropped for the same cause and what the agenda has
/// already. Within an origin the order of `candidates` is kept.
pub fn compile(
    mut candidates: Vec<Suggestion>,
    dropped: &[Dropped],
    on_agenda: &BTreeSet<Subject>,
) -> Vec<Suggestion> {
    candidates.sort_by_key(|one| one.origin);
    let mut seen = BTreeSet::new();
    candidates.retain(|one| seen.insert(one.subject.clone()));
    candidates.retain(|one| {
        let key = one.key();
        !on_agenda.contains(&one.subject)
            && !dropped
                .iter()
                .any(|known| known.key == key && known.cause == one.cause)
    });
    candidates
}

/// How often an action was carried over: at each meeting of its board that was
/// held after the day on which it was raised. `held` may be in any order.
pub fn carry_over(raised_on: NaiveDate, held: &[NaiveDate]) -> CarryOver {
    let after = held.iter().filter(|day| raised_on < **day);
    CarryOver {
        times: u32::try_from(after.clone().count()).unwrap_or(u32::MAX),
        since: after.min().copied(),
    }
}

impl CarryOver {
    /// "Carried over 3 times, since March 2026"; nothing for never.
    pub fn in_words(self) -> Option<String> {
        let since = self.since?;
        let times = match self.times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        };
        let month = wording::month_name(since.month()).unwrap_or_default();
        Some(format!(
            "Carried over {times}, since {month} {}",
            since.year()
        ))
    }
}

/// Whether an action is to be done, dropped or deferred before it is carried
/// over once more.
pub fn needs_settling(action: &OpenAction, today: NaiveDate) -> bool {
    action.carried.times >= OFTEN || (today - action.raised_on).num_days() > LONG_DAYS
}

/// Sorts the actions of an agenda: what needs a decision comes first. To be
/// settled, said to be complete, blocked, late, then the rest; within these what
/// matters most and is due first.
pub fn by_need(actions: &mut [OpenAction], today: NaiveDate) {
    actions.sort_by_cached_key(|action| {
        let need = if needs_settling(action, today) {
            0
        } else if action.is_claimed() {
            1
        } else if action.is_blocked() {
            2
        } else if action.row.is_late(today) {
            3
        } else {
            4
        };
        let high = action.row.priority == Priority::High;
        (need, !high, action.row.due_on, action.row.reference.clone())
    });
}

/// What the lead of an action says, or its date, where that needs a decision.
fn pressing(action: &OpenAction, today: NaiveDate) -> Option<(String, String)> {
    let row = &action.row;
    match row.status {
        Status::Complete => Some((
            format!(
                "{} says it is complete: accept it or send it back.",
                row.organisation_name
            ),
            "complete".to_owned(),
        )),
        Status::Blocked if row.last_note.is_empty() => {
            Some(("It is blocked.".to_owned(), "blocked".to_owned()))
        }
        Status::Blocked => Some((
            format!("It is blocked. {}", glimpse(&row.last_note)),
            "blocked".to_owned(),
        )),
        _ if row.is_late(today) => Some((
            format!(
                "It was due on {} and is {}.",
                wording::date(row.due_on),
                wording::due(row.due_on, today)
            ),
            format!("due {}", row.due_on),
        )),
        _ => None,
    }
}

/// What the actions of a board suggest, both those that need a decision and
/// those that were carried over too often. `actions` are in the order of
/// [`by_need`].
pub fn actions(actions: &[OpenAction], today: NaiveDate) -> Vec<Suggestion> {
    actions
        .iter()
        .filter_map(|action| {
            let pressing = pressing(action, today);
            let (origin, reason, cause) = if needs_settling(action, today) {
                let age = match action.carried.in_words() {
                    Some(words) if action.carried.times >= OFTEN => words,
                    _ => format!("Open since {}", wording::date(action.raised_on)),
                };
                let more = pressing
                    .map(|(words, _)| format!(" {words}"))
                    .unwrap_or_default();
                (
                    Origin::Standing,
                    format!("{age}. Do it, drop it or defer it.{more}"),
                    format!(
                        "{}, carried over {}",
                        action.row.status.code(),
                        action.carried.times
                    ),
                )
            } else {
                let (reason, cause) = pressing?;
                (Origin::Action, reason, cause)
            };
            Some(Suggestion {
                origin,
                subject: Subject::Action(action.row.reference.clone()),
                title: short(&action.row.title),
                reason,
                cause,
                purpose: Purpose::Decision,
                minutes: MINUTES,
                part: Part::A,
                version: 0,
            })
        })
        .collect()
}

/// Required seats that nobody holds.
pub fn vacancies(seats: &[SeatRow]) -> Vec<Suggestion> {
    seats
        .iter()
        .filter(|seat| seat.is_required_gap())
        .map(|seat| {
            let since = seat
                .vacant_since
                .map(|day| format!(" since {}", wording::date(day)))
                .unwrap_or_default();
            let covered = if seat.state == SeatState::Covered {
                " A deputy stands in."
            } else {
                ""
            };
            Suggestion {
                origin: Origin::Vacancy,
                subject: Subject::Seat(seat.seat),
                title: short(&format!("Vacant seat: {}", seat.title)),
                reason: format!("A required seat has been vacant{since}.{covered}"),
                cause: format!("vacant{since}"),
                purpose: Purpose::Discussion,
                minutes: MINUTES,
                part: Part::A,
                version: 0,
            }
        })
        .collect()
}

/// Seats whose holder leaves before a day, that of the meeting after this one.
pub fn terms(seats: &[SeatRow], until: NaiveDate) -> Vec<Suggestion> {
    let mut ending: Vec<(NaiveDate, &SeatRow)> = seats
        .iter()
        .filter_map(|seat| {
            let holder = seat.holder.as_ref()?;
            let end = holder.ends_on.or(holder.expected_end_on)?;
            (end < until).then_some((end, seat))
        })
        .collect();
    ending.sort_by_key(|(end, seat)| (*end, seat.seat));
    ending
        .into_iter()
        .map(|(end, seat)| {
            let day = wording::date(end);
            Suggestion {
                origin: Origin::Term,
                subject: Subject::Seat(seat.seat),
                title: short(&format!("Term that ends: {}", seat.title)),
                reason: if seat.state == SeatState::CarriedOver {
                    format!("The term was over on {day} and nobody has followed.")
                } else {
                    format!("The term ends on {day}, before the next meeting after this one.")
                },
                cause: format!("ends {end}"),
                purpose: Purpose::Discussion,
                minutes: MINUTES,
                part: Part::A,
                version: 0,
            }
        })
        .collect()
}

/// Decisions that the board wanted to look at again.
pub fn decisions(due: &[DueDecision]) -> Vec<Suggestion> {
    due.iter()
        .map(|decision| Suggestion {
            origin: Origin::Decision,
            subject: Subject::Decision(decision.reference.clone()),
            title: format!("Review of decision {}", decision.reference),
            reason: format!(
                "The board set {} to look at it again: {}",
                wording::date(decision.review_on),
                ended(glimpse(&decision.text))
            ),
            cause: format!("review {}", decision.review_on),
            purpose: Purpose::Decision,
            minutes: MINUTES,
            part: decision.part,
            version: 0,
        })
        .collect()
}

/// Minutes that a board has yet to agree.
pub fn minutes(open: &[OpenMinutes]) -> Vec<Suggestion> {
    open.iter()
        .map(|minutes| {
            let circulated = match minutes.circulated_on {
                Some(day) => format!("They were circulated on {}", wording::date(day)),
                None => "They were circulated".to_owned(),
            };
            Suggestion {
                origin: Origin::Minutes,
                subject: Subject::Minutes(minutes.meeting),
                title: short(&format!(
                    "Minutes of “{}” on {}",
                    minutes.title,
                    wording::date(minutes.held_on)
                )),
                reason: format!("{circulated} and are not agreed yet."),
                cause: "circulated".to_owned(),
                purpose: Purpose::Decision,
                minutes: MINUTES,
                part: Part::A,
                version: 0,
            }
        })
        .collect()
}

fn of_item(item: &AgendaItem, origin: Origin, reason: String) -> Suggestion {
    Suggestion {
        origin,
        subject: Subject::Item(item.id),
        title: item.title.clone(),
        reason,
        cause: format!("version {}", item.version),
        purpose: item.purpose,
        minutes: item.minutes,
        part: item.part,
        version: item.version,
    }
}

/// Items that were kept for a later meeting.
pub fn parked(items: &[AgendaItem]) -> Vec<Suggestion> {
    items
        .iter()
        .map(|item| {
            let reason = if item.reason.is_empty() {
                "It was parked for a later meeting.".to_owned()
            } else {
                ended(format!(
                    "It was parked for a later meeting: {}",
                    item.reason
                ))
            };
            of_item(item, Origin::Parked, reason)
        })
        .collect()
}

/// Proposals that nobody has decided about.
pub fn waiting(items: &[AgendaItem]) -> Vec<Suggestion> {
    items
        .iter()
        .map(|item| {
            let by = item
                .proposed_by_name
                .as_ref()
                .map(|name| format!(" by {name}"))
                .unwrap_or_default();
            let reason = format!("It was proposed{by} and waits for a meeting.");
            of_item(item, Origin::Waiting, reason)
        })
        .collect()
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

/// A title that fits an item.
pub(crate) fn short(title: &str) -> String {
    cut(title, TITLE_LIMIT)
}

/// A sentence with its full stop, whether or not somebody typed it.
pub(crate) fn ended(mut text: String) -> String {
    if !text.ends_with(['.', '…']) {
        text.push('.');
    }
    text
}

fn glimpse(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    cut(&words.join(" "), GLIMPSE)
}

#[cfg(test)]
mod tests;
