//! Fictional meetings: for each board a series, three meetings that are over, one
//! whose agenda is out, and one whose agenda is a draft. Those of the boards of people
//! whom one can choose to be have come to something.

use app::{
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::{
        forms::{ItemForm, Leaving, QUARTER_MONTHS, SeriesDay, SeriesForm},
        rules::{Nth, SeriesRule},
        types::{Part, Purpose},
    },
    replies::{forms::ReplyForm, types::Answer},
};
use chrono::{DateTime, Days, Months, NaiveDate, Utc, Weekday};
use uuid::Uuid;

use super::{
    dice::uk_time,
    outcomes::{self, Sitting},
    papers,
    pen::{Pen, nobody},
    register::Board,
};
use crate::{
    meetings::{
        agenda,
        publishing::{self, Published, Publishing},
        store,
    },
    replies::{self, calls, store::Of},
};

/// Items of the national core under which a board puts its own.
pub(super) const PUBLIC_LAW: &str = "Public law";
pub(super) const PRIVATE_LAW: &str = "Private law";

/// Meetings of each board that are over: some actions were open at all of them.
const PAST: usize = 3;

/// What a board adds to an agenda, in turn, beside the standing items.
const TOPICS: [(&str, &str, Purpose); 5] = [
    (
        "Duty scheme over the summer",
        "Cover for August is agreed in principle and needs a date.",
        Purpose::Decision,
    ),
    (
        "Experts: waiting times",
        "Reports by psychologists take longest. What can partners do together?",
        Purpose::Discussion,
    ),
    (
        "Pre-proceedings: what works",
        "Two councils show how they work before an application.",
        Purpose::Information,
    ),
    (
        "Separated parents: information meetings",
        "Take-up is low at two of five venues.",
        Purpose::Discussion,
    ),
    (
        "Listing and the use of rooms",
        "A short report on how hearing rooms are used.",
        Purpose::Assurance,
    ),
];

fn rule(number: usize) -> SeriesRule {
    let weekdays = [Weekday::Tue, Weekday::Wed, Weekday::Thu];
    let nths = [Nth::First, Nth::Second, Nth::Third];
    SeriesRule {
        nth: nths.get(number / 3 % 3).copied().unwrap_or(Nth::Second),
        weekday: weekdays.get(number % 3).copied().unwrap_or(Weekday::Tue),
        months: QUARTER_MONTHS.to_vec(),
    }
}

/// How the meetings went that are over, where something came of them.
const SITTINGS: [Sitting; PAST] = [Sitting::Inquorate, Sitting::Usual, Sitting::Latest];

/// Gives a board its series and meetings. `number` makes boards differ; with
/// a `scale` of the actions, its meetings have come to something.
pub(super) async fn board(
    pen: &mut Pen<'_>,
    number: usize,
    board: &Board,
    today: NaiveDate,
    scale: Option<u32>,
) -> anyhow::Result<()> {
    let rule = rule(number);
    let hour = if number.is_multiple_of(2) { 14 } else { 10 };
    let span = |on: NaiveDate| SeriesDay {
        on,
        starts_at: uk_time(on, hour * 3_600),
        ends_at: uk_time(on, (hour + 2) * 3_600),
    };
    // The last three that are over, the next one, and the one after that.
    let mut past: Vec<NaiveDate> = rule
        .days_from(today - Months::new(13), 8)
        .into_iter()
        .take_while(|day| *day < today)
        .collect();
    let earlier = past.len().saturating_sub(PAST);
    let begun = past.len() - earlier;
    let days: Vec<SeriesDay> = past
        .drain(earlier..)
        .chain(rule.days_from(today + Days::new(1), 2))
        .map(span)
        .collect();
    let series: Uuid = {
        let (_, random, at) = pen.write();
        random.id(at)
    };
    let new = SeriesForm {
        id: series,
        title: "Board meeting".to_owned(),
        rule,
        starts: format!("{hour}:00"),
        ends: format!("{}:00", hour + 2),
        place: format!("Fictional meeting room, {}", board.name),
        link: "https://meet.example/fictional".to_owned(),
        days,
    };
    let (tx, random, at) = pen.write();
    store::plan_series(tx, random, &nobody(), at, board.id, &new).await?;
    let mut last = None;
    let mut before = None;
    // Of more sittings than meetings, the later ones happened.
    let mut sittings = SITTINGS.iter().skip(SITTINGS.len().saturating_sub(begun));
    for (place, day) in new.days.iter().enumerate() {
        let meeting = planned(pen, board.id, day.starts_at).await?;
        if place < begun {
            outcomes::take_up(pen, board.id, (meeting, day.starts_at)).await?;
        }
        topics(pen, meeting, number + place).await?;
        // The last one stays a draft.
        if place + 1 < new.days.len() {
            publish(pen, meeting, day.starts_at).await?;
            papers::add(pen, meeting).await?;
            who_comes(pen, meeting, number + place, today).await?;
            let (tx, _, at) = pen.write();
            calls::note(tx, meeting, at).await?;
        }
        if day.on < today {
            last = Some(meeting);
        }
        if let Some(scale) = scale
            && let Some(sitting) = sittings.next()
        {
            outcomes::hold(pen, meeting, before, (*sitting, scale)).await?;
            before = Some(meeting);
        }
    }
    if scale.is_some() {
        outcomes::between_meetings(pen, board.id, today - Days::new(12)).await?;
    }
    // Where something came of the meetings, the last one deferred an item itself.
    if let Some(last) = last.filter(|_| scale.is_none()) {
        park(pen, last).await?;
    }
    Ok(())
}

/// Keeps an item of the last meeting for a later one, which then suggests it.
async fn park(pen: &mut Pen<'_>, id: MeetingId) -> anyhow::Result<()> {
    let (tx, random, at) = pen.write();
    let Some(meeting) = store::find(tx, id).await? else {
        return Ok(());
    };
    let items = agenda::of_meeting(tx, id).await?;
    let Some(item) = items.iter().find(|item| !item.core) else {
        return Ok(());
    };
    let how = Leaving {
        parked: true,
        reason: "There was no time for it.".to_owned(),
        version: item.version,
    };
    agenda::leave(tx, random, &nobody(), at, (&meeting, item), &how).await?;
    Ok(())
}

/// The meeting of a board that begins at a moment.
async fn planned(
    pen: &mut Pen<'_>,
    board: BoardId,
    starts_at: DateTime<Utc>,
) -> anyhow::Result<MeetingId> {
    let (tx, ..) = pen.write();
    let before = starts_at - Days::new(1);
    store::upcoming(tx, &[board], before, 3)
        .await?
        .into_iter()
        .find(|meeting| meeting.starts_at == starts_at)
        .map(|meeting| meeting.id)
        .ok_or_else(|| anyhow::anyhow!("a meeting of the series is missing"))
}

async fn topics(pen: &mut Pen<'_>, id: MeetingId, number: usize) -> anyhow::Result<()> {
    let (tx, ..) = pen.write();
    let Some(meeting) = store::find(tx, id).await? else {
        return Ok(());
    };
    let standing = agenda::of_meeting(tx, id).await?;
    for (step, (under, part)) in [(PUBLIC_LAW, Part::A), (PRIVATE_LAW, Part::B)]
        .into_iter()
        .enumerate()
    {
        let Some((title, detail, purpose)) = TOPICS.get((number + step) % TOPICS.len()) else {
            continue;
        };
        let under = standing
            .iter()
            .find(|item| item.title == under)
            .map(|item| item.id);
        let (tx, random, at) = pen.write();
        let item = ItemForm {
            id: AgendaItemId(random.id(at)),
            title: (*title).to_owned(),
            detail: (*detail).to_owned(),
            purpose: *purpose,
            minutes: 10,
            presenter: None,
            part,
            linked: None,
            conflict_note: String::new(),
            // Whoever presents it is reminded of its papers.
            wants_papers: part == Part::A,
            under,
            version: 0,
        };
        agenda::add(tx, random, &nobody(), at, &meeting, &item).await?;
    }
    Ok(())
}

/// Publishes an agenda: today, or eight days before a meeting that is over.
async fn publish(pen: &mut Pen<'_>, id: MeetingId, starts_at: DateTime<Utc>) -> anyhow::Result<()> {
    let (tx, random, now) = pen.write();
    let at = now.min(starts_at - Days::new(8));
    let items = agenda::of_meeting(tx, id).await?;
    let version = store::find(tx, id)
        .await?
        .map_or(0, |meeting| meeting.version);
    let seen = publishing::seen(&items);
    let form = Publishing {
        id: random.id(at),
        seen: &seen,
        version,
    };
    let outcome = publishing::publish(tx, random, &nobody(), at, id, &form).await?;
    anyhow::ensure!(
        outcome == Published::Saved,
        "an agenda was not published: {outcome:?}"
    );
    Ok(())
}

/// What the members of a board say about a meeting: most come, some come online,
/// one in five sends somebody else where there is anybody, and some say nothing.
async fn who_comes(
    pen: &mut Pen<'_>,
    id: MeetingId,
    number: usize,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let (tx, ..) = pen.write();
    let Some(meeting) = store::find(tx, id).await? else {
        return Ok(());
    };
    let rows = replies::seats_of(tx, &meeting, today).await?;
    let mut sent = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let answer = match (place + number) % 5 {
            0 | 1 => Answer::Coming,
            2 => Answer::Online,
            3 => Answer::NotComing,
            _ => continue,
        };
        let Some((person, _)) = replies::occupant(row) else {
            continue;
        };
        let of = Of {
            meeting: id,
            board: row.board,
            seat: row.seat,
            person,
        };
        let new = ReplyForm {
            answer,
            note: String::new(),
            version: 1,
        };
        let (tx, random, now) = pen.write();
        let at = now.min(meeting.starts_at - Days::new(7));
        replies::store::say(tx, random, &nobody(), at, &of, &new).await?;
        if answer != Answer::NotComing {
            continue;
        }
        let colleagues = match row.organisation {
            Some(organisation) => replies::store::colleagues(tx, organisation, today).await?,
            None => Vec::new(),
        };
        let free = colleagues.into_iter().map(|one| one.person).find(|person| {
            !sent.contains(person) && !rows.iter().any(|row| replies::sits_in(row, *person))
        });
        if let Some(person) = free {
            sent.push(person);
            replies::store::name(tx, random, &nobody(), at, &of, (Some(person), 1)).await?;
        }
    }
    Ok(())
}
