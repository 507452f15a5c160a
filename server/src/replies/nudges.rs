//! Reminders about meetings, written as notices that go with the news of the day:
//! once each, and none where what they are about is done.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    ids::{BoardId, MeetingId, PersonId},
    meetings::types::{Meeting, MeetingState},
    notices::Kind,
    wording,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TryInsertResult};

use super::{occupant, seats_of, sits_in, store};
use crate::{
    clock::Random,
    db::entities::{board_rules, minutes, nudge},
    meetings::store as meetings,
    membership::appointments,
    notices,
    papers::missing,
    proceedings::rules,
};

app::words! {
    /// What people are reminded of, once each for a meeting.
    Nudge {
        /// No agenda is out ten working days before.
        AgendaSoon = "agenda_soon", "No agenda ten working days before";
        AgendaLate = "agenda_late", "No agenda six working days before";
        /// Somebody has not said whether they come, five working days before.
        Reply = "reply", "No reply five working days before";
        /// Papers that are expected are not in, two working days before they are
        /// wanted.
        Papers = "papers", "No papers two working days before they are wanted";
        /// The minutes are not out when the board wants them.
        Minutes = "minutes", "No minutes in time";
        /// Nor five working days later.
        MinutesLate = "minutes_late", "No minutes five working days later";
    }
}

/// Working days before a meeting on which somebody is reminded of its agenda.
const AGENDA: (u32, u32) = (10, 6);
/// Working days before a meeting on which members are reminded to reply.
const REPLY: u32 = 5;
/// Working days before papers are wanted on which those who owe some are reminded.
const PAPERS: u32 = 2;
/// Working days after a meeting in which minutes go out, unless its board says
/// otherwise.
const MINUTES: u32 = 10;
/// Working days between the two reminders about minutes.
const AGAIN: u32 = 5;
/// What is longer ago is not asked for: such a meeting was before the portal.
const LOOK_BACK: Days = Days::new(60);
/// Meetings that are further away need no reminder.
const LOOK_AHEAD: Days = Days::new(30);

/// Writes the reminders of a working day.
///
/// # Errors
/// The database refuses.
pub async fn write(
    tx: &impl ConnectionTrait,
    random: &Random,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for meeting in meetings::between(tx, now - LOOK_BACK, now + LOOK_AHEAD).await? {
        if meeting.state == MeetingState::Cancelled {
            continue;
        }
        let due = if now < meeting.starts_at {
            papers(tx, random, &meeting, day, now).await?;
            before(&meeting, day)
        } else if meeting.ends_at <= now {
            after(tx, &meeting, day).await?
        } else {
            Vec::new()
        };
        for nudge in due {
            if !note(tx, meeting.id, nudge, now).await? {
                continue;
            }
            let people = addressees(tx, &meeting, nudge, day).await?;
            let words = in_words(nudge, &meeting);
            notices::write_to_people(tx, random, now, Kind::Reminder, &people, &words).await?;
        }
    }
    Ok(())
}

/// What is due before a meeting. Of two stages of one thing only the later is
/// said.
fn before(meeting: &Meeting, day: NaiveDate) -> Vec<Nudge> {
    let left = app::calendar::working_days(day, wording::uk_day(meeting.starts_at));
    let mut due = Vec::new();
    if meeting.agenda_version == 0 {
        if left <= AGENDA.1 {
            due.push(Nudge::AgendaLate);
        } else if left <= AGENDA.0 {
            due.push(Nudge::AgendaSoon);
        }
    }
    if left <= REPLY {
        due.push(Nudge::Reply);
    }
    due
}

/// Reminds whoever presents an item of the papers that are expected for it: each of
/// all their items in one notice, and whoever keeps the meeting of those that nobody
/// presents.
async fn papers(
    tx: &impl ConnectionTrait,
    random: &Random,
    meeting: &Meeting,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if meeting.agenda_version == 0 {
        return Ok(());
    }
    let wanted = rules::of_board(tx, meeting.lead.id).await?.papers_days;
    let left = app::calendar::working_days(day, wording::uk_day(meeting.starts_at));
    if left > wanted.saturating_add(PAPERS) {
        return Ok(());
    }
    let missing = missing::of_meeting(tx, meeting).await?;
    if missing.is_empty() || !note(tx, meeting.id, Nudge::Papers, now).await? {
        return Ok(());
    }
    let lead = meeting.lead.id;
    let keepers = appointments::keepers_of(tx, lead, day).await?;
    let seats = seats_of(tx, meeting, day).await?;
    let mut owed: BTreeMap<(PersonId, BoardId), Vec<&str>> = BTreeMap::new();
    for item in &missing {
        let presenter = seats
            .iter()
            .filter(|row| Some(row.seat) == item.presenter)
            .find_map(|row| Some((occupant(row)?.0, row.board)));
        let whom = match presenter {
            Some(presenter) => vec![presenter],
            None => keepers.iter().map(|person| (*person, lead)).collect(),
        };
        for who in whom {
            owed.entry(who).or_default().push(&item.called);
        }
    }
    for (who, items) in owed {
        let words = format!("{} {}.", in_words(Nudge::Papers, meeting), items.join(", "));
        notices::write_to_people(tx, random, now, Kind::Reminder, &[who], &words).await?;
    }
    Ok(())
}

/// What is due after a meeting.
async fn after(
    tx: &impl ConnectionTrait,
    meeting: &Meeting,
    day: NaiveDate,
) -> Result<Vec<Nudge>, DbErr> {
    let out = minutes::Entity::find_by_id(meeting.id.0)
        .filter(minutes::Column::CirculatedAt.is_not_null())
        .one(tx)
        .await?;
    // Where nobody published an agenda here, the board does not meet by the portal.
    if out.is_some() || meeting.agenda_version == 0 {
        return Ok(Vec::new());
    }
    let rules = board_rules::Entity::find_by_id(meeting.lead.id.0)
        .one(tx)
        .await?;
    let days = rules
        .and_then(|rules| u32::try_from(rules.minutes_days).ok())
        .unwrap_or(MINUTES);
    let next = wording::uk_day(meeting.ends_at) + Days::new(1);
    let gone = app::calendar::working_days(next, day);
    Ok(if gone >= days.saturating_add(AGAIN) {
        vec![Nudge::MinutesLate]
    } else if gone >= days {
        vec![Nudge::Minutes]
    } else {
        Vec::new()
    })
}

/// Notes that people are reminded; false where they were before.
async fn note(
    tx: &impl ConnectionTrait,
    meeting: MeetingId,
    nudge: Nudge,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = nudge::Model {
        meeting_id: meeting.0,
        kind: nudge.code().to_owned(),
        at,
    };
    let outcome = nudge::Entity::insert(nudge::ActiveModel::from(row))
        .on_conflict_do_nothing_on([nudge::Column::MeetingId, nudge::Column::Kind])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(outcome, TryInsertResult::Inserted(1)))
}

/// Who is reminded: whoever keeps the meeting, or whoever has not replied.
async fn addressees(
    tx: &impl ConnectionTrait,
    meeting: &Meeting,
    nudge: Nudge,
    day: NaiveDate,
) -> Result<Vec<(PersonId, BoardId)>, DbErr> {
    if nudge != Nudge::Reply {
        let lead = meeting.lead.id;
        let keepers = appointments::keepers_of(tx, lead, day).await?;
        return Ok(keepers.into_iter().map(|person| (person, lead)).collect());
    }
    let replies = store::of_meeting(tx, meeting.id).await?;
    let mut seen = BTreeSet::new();
    let mut silent = Vec::new();
    for row in seats_of(tx, meeting, day).await? {
        let said = replies
            .iter()
            .any(|reply| reply.seat == row.seat && sits_in(&row, reply.person));
        if let Some((person, _)) = occupant(&row).filter(|_| !said)
            && seen.insert(person)
        {
            silent.push((person, row.board));
        }
    }
    Ok(silent)
}

fn in_words(nudge: Nudge, meeting: &Meeting) -> String {
    let (title, when) = (&meeting.title, meeting.when());
    match nudge {
        Nudge::AgendaSoon | Nudge::AgendaLate => format!(
            "The agenda of “{title}” on {when} is not published yet. Edit and publish it on the page of the meeting."
        ),
        Nudge::Reply => format!(
            "Say whether you come to “{title}” on {when}. Reply on the page of the meeting."
        ),
        Nudge::Papers => format!(
            "Papers are expected for “{title}” on {when} and are not in yet. Send them to whoever keeps its agenda. They are for"
        ),
        Nudge::Minutes | Nudge::MinutesLate => {
            format!("The minutes of “{title}” on {when} have not been circulated yet.")
        }
    }
}
