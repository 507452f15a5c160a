//! Somebody who moved on, and leaves all their seats in one step.

use app::{
    ids::BoardId,
    membership::types::{Appointment, EndReason},
    people::types::Person,
    wording,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{
    audit::Actor,
    clock::Random,
    membership::appointments::{self, Ended, Ending},
    notices::{self, Kind, Notice, To},
};

/// What moving on changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedOn {
    /// Appointments that end with the last day.
    pub ended: Vec<Appointment>,
    /// Those on boards where whoever said so may change nothing. Their chairs
    /// are told.
    pub told: Vec<Appointment>,
}

/// Ends every appointment of a person after a last day, in one step. Their
/// actions stay with the seats (US-4). `boards` are those whose members the
/// actor may change; all of them where it is `None`.
///
/// # Errors
/// The database refuses.
pub async fn move_on(
    tx: &impl ConnectionTrait,
    random: &Random,
    actor: &Actor,
    at: DateTime<Utc>,
    person: &Person,
    last_day: NaiveDate,
    boards: Option<&[BoardId]>,
) -> Result<MovedOn, DbErr> {
    let mut outcome = MovedOn::default();
    let from = wording::uk_day(at).min(last_day);
    for held in appointments::from_day_on(tx, person.id, from).await? {
        // What is settled to end by then needs no ending.
        if held.span.last.is_some_and(|last| last <= last_day) {
            continue;
        }
        if boards.is_some_and(|boards| !boards.contains(&held.board)) {
            outcome.told.push(held);
            continue;
        }
        if held.span.first > last_day {
            appointments::void(tx, random, actor, at, &held).await?;
        } else {
            let ending = Ending {
                appointment: held.id,
                last_day,
                reason: EndReason::MovedOn,
                seen: None,
            };
            let ended = appointments::end(tx, random, actor, at, &ending).await?;
            if ended != Ended::Saved {
                continue;
            }
        }
        outcome.ended.push(held);
    }
    for held in &outcome.told {
        let words = format!(
            "{} is said to have moved on, with {} as the last day. They hold the seat {} on {}. \
             End it if that is so.",
            person.full_name,
            wording::date(last_day),
            held.seat_title,
            held.board_name
        );
        let day = wording::uk_day(at);
        for to in appointments::keepers_of(tx, held.board, day).await? {
            let notice = Notice {
                kind: Kind::MovedOn,
                board: held.board,
                seat: Some(held.seat),
                to: To::Person(to),
                words: words.clone(),
            };
            notices::write(tx, random, at, &notice).await?;
        }
    }
    Ok(outcome)
}
