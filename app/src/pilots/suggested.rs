//! What pilots put on agendas by themselves, and why. Pure.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{
    rough::month_in_words,
    types::{Adopted, Adoption, Check, Entry, PilotRow, Stage},
};
use crate::{
    meetings::types::{Part, Purpose},
    suggestions::{
        rules::{ended, short},
        types::{Origin, Subject, Suggestion},
    },
    wording,
};

/// Minutes that a suggested item is given.
const MINUTES: u32 = 10;

/// How long what a board says of a lesson is news to it.
const NEWS: Days = Days::new(92);

/// The returns of a site that are late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateReturns {
    pub site: Uuid,
    pub site_name: String,
    pub pilot_title: String,
    /// The latest first.
    pub months: Vec<NaiveDate>,
}

fn suggestion(
    (origin, subject): (Origin, Subject),
    title: &str,
    (reason, cause): (String, String),
    purpose: Purpose,
) -> Suggestion {
    Suggestion {
        origin,
        subject,
        title: short(title),
        reason,
        cause,
        purpose,
        minutes: MINUTES,
        part: Part::A,
        version: 0,
    }
}

/// Returns of sites of the board that are late.
pub fn late_returns(late: &[LateReturns]) -> Vec<Suggestion> {
    late.iter()
        .map(|one| {
            let words: Vec<String> = one
                .months
                .iter()
                .map(|month| month_in_words(*month))
                .collect();
            let codes: Vec<String> = one.months.iter().map(ToString::to_string).collect();
            suggestion(
                (Origin::Return, Subject::Site(one.site)),
                &format!("Late returns: {}", one.pilot_title),
                (
                    format!(
                        "{} has not sent in its returns to the pilot for {}.",
                        one.site_name,
                        words.join(", ")
                    ),
                    format!("late {}", codes.join(" ")),
                ),
                Purpose::Discussion,
            )
        })
        .collect()
}

/// Pilots about which a decision is due by the day of a meeting.
pub fn decisions_due(rows: &[PilotRow], on: NaiveDate) -> Vec<Suggestion> {
    rows.iter()
        .filter(|row| row.pilot.stage != Stage::Decided)
        .filter_map(|row| {
            let due = row.pilot.record.decision_due?;
            (due.last() <= on).then(|| {
                suggestion(
                    (Origin::Pilot, Subject::Pilot(row.pilot.slug.clone())),
                    &format!("Decision about {}", row.pilot.record.title),
                    (
                        format!(
                            "A decision to scale, extend, adapt or stop is due by {}.",
                            due.in_words()
                        ),
                        format!("decision due {}", due.code()),
                    ),
                    Purpose::Decision,
                )
            })
        })
        .collect()
}

/// Checks of decided pilots that are due, each with the address and the name of its
/// pilot.
pub fn checks_due(checks: &[(Check, String, String)]) -> Vec<Suggestion> {
    checks
        .iter()
        .map(|(check, slug, title)| {
            suggestion(
                (Origin::Pilot, Subject::Pilot(slug.clone())),
                &format!("{} months after {title}", check.months),
                (
                    format!(
                        "{} was to look at its effect by {}.",
                        check.organisation_name,
                        wording::date(check.due_on)
                    ),
                    format!("check {}", check.due_on),
                ),
                Purpose::Discussion,
            )
        })
        .collect()
}

/// Lessons that the board has taken up lately, and those that were withdrawn since.
pub fn lessons(adopted: &[(Adopted, Entry)], today: NaiveDate) -> Vec<Suggestion> {
    let since = today.checked_sub_days(NEWS).unwrap_or(today);
    adopted
        .iter()
        .filter_map(|(one, lesson)| {
            let said = match one.state {
                Adoption::Considering => "The board is considering it",
                Adoption::Using => "The board uses it",
                Adoption::Left => return None,
            };
            let said_on = wording::uk_day(one.at);
            let (reason, cause) = match &lesson.withdrawn {
                Some((day, reason)) if *day >= since => (
                    ended(format!(
                        "{said}, and the pilot withdrew it on {}: {reason}",
                        wording::date(*day)
                    )),
                    format!("withdrawn {day}"),
                ),
                Some(_) => return None,
                None if said_on < since => return None,
                None if one.note.is_empty() => (
                    format!("{said} since {}.", wording::date(said_on)),
                    format!("{} {said_on}", one.state.code()),
                ),
                None => (
                    ended(format!(
                        "{said} since {}: {}",
                        wording::date(said_on),
                        one.note
                    )),
                    format!("{} {said_on}", one.state.code()),
                ),
            };
            Some(suggestion(
                (Origin::Lesson, Subject::Lesson(one.lesson)),
                &format!("Lesson: {}", lesson.content.title),
                (reason, cause),
                Purpose::Discussion,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::BoardId,
        pilots::types::{Content, EntryKind},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_lesson_is_news_for_a_quarter_and_again_when_it_is_withdrawn() {
        let adopted = |state| Adopted {
            lesson: Uuid::from_u128(4),
            board: BoardId(Uuid::nil()),
            board_name: "Beta".to_owned(),
            board_slug: "beta".to_owned(),
            state,
            note: "For our list".to_owned(),
            by_name: String::new(),
            at: "2026-06-01T09:00:00Z".parse().unwrap(),
            version: 1,
        };
        let lesson = |withdrawn: Option<&str>| Entry {
            id: Uuid::from_u128(4),
            pilot: Uuid::nil(),
            kind: EntryKind::Lesson,
            content: Content::default(),
            created_on: day("2026-01-01"),
            withdrawn: withdrawn.map(|on| (day(on), "It did not hold".to_owned())),
            version: 1,
        };
        let found = |state, withdrawn, today: &str| {
            lessons(&[(adopted(state), lesson(withdrawn))], day(today))
        };
        let new = found(Adoption::Considering, None, "2026-06-20");
        assert_eq!(
            new[0].reason,
            "The board is considering it since 1 June 2026: For our list."
        );
        assert!(found(Adoption::Considering, None, "2026-12-01").is_empty());
        assert!(found(Adoption::Left, None, "2026-06-20").is_empty());
        let gone = found(Adoption::Using, Some("2026-11-20"), "2026-12-01");
        assert!(gone[0].reason.contains("withdrew it on 20 November 2026"));
        assert_ne!(gone[0].cause, new[0].cause);
    }
}
