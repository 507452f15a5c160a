//! Fictional meetings: for each board a series, one meeting that is over, one
//! whose agenda is out, and one whose agenda is a draft. The boards of those whom one
//! can choose to be have held three, with all that came of them.

use app::{
    ids::{AgendaItemId, BoardId, MeetingId},
    meetings::{
        forms::{ItemForm, QUARTER_MONTHS, SeriesDay, SeriesForm},
        rules::{Nth, SeriesRule},
        types::{Part, Purpose, TemplateItem},
    },
};
use chrono::{DateTime, Days, Months, NaiveDate, Utc, Weekday};
use uuid::Uuid;

use super::{
    dice::uk_time,
    outcomes::{self, Sitting},
    pen::{Pen, nobody},
    register::Board,
};
use crate::meetings::{
    agenda,
    publishing::{self, Published, Publishing},
    store, template,
};

pub(super) const PUBLIC_LAW: &str = "Public law";
pub(super) const PRIVATE_LAW: &str = "Private law";

/// The standing agenda of a board (domain paper 2.5).
const CORE: [(&str, Purpose, u32); 12] = [
    (
        "Welcome, apologies and substitutes",
        Purpose::Information,
        5,
    ),
    ("Declarations of interest", Purpose::Information, 3),
    (
        "Minutes of the last meeting and action log",
        Purpose::Decision,
        15,
    ),
    ("National and judicial update", Purpose::Information, 10),
    ("Performance data", Purpose::Assurance, 20),
    (PUBLIC_LAW, Purpose::Discussion, 5),
    (PRIVATE_LAW, Purpose::Discussion, 5),
    ("Partner updates by exception", Purpose::Information, 10),
    (
        "Voice of the child and domestic abuse",
        Purpose::Discussion,
        10,
    ),
    ("Training and events", Purpose::Information, 5),
    ("Risks and issues to raise", Purpose::Decision, 5),
    (
        "Any other business and next meeting",
        Purpose::Information,
        5,
    ),
];

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

/// Enters the national core.
pub(super) async fn core(pen: &mut Pen<'_>) -> anyhow::Result<()> {
    for (title, purpose, minutes) in CORE {
        let (tx, random, at) = pen.write();
        let item = TemplateItem {
            id: random.id(at),
            board: None,
            position: 0,
            title: title.to_owned(),
            purpose,
            minutes,
            part: Part::A,
            version: 0,
        };
        template::save(tx, random, &nobody(), at, &item).await?;
    }
    Ok(())
}

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
const SITTINGS: [Sitting; 3] = [Sitting::Inquorate, Sitting::Usual, Sitting::Latest];

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
    // The last ones that are over, the next one, and the one after that.
    let mut past: Vec<NaiveDate> = rule
        .days_from(today - Months::new(13), 8)
        .into_iter()
        .filter(|day| *day < today)
        .collect();
    let held = if scale.is_some() { SITTINGS.len() } else { 1 };
    let past = past.split_off(past.len().saturating_sub(held));
    let begun = past.len();
    let days: Vec<SeriesDay> = past
        .into_iter()
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
    let sittings = SITTINGS
        .iter()
        .skip(SITTINGS.len() - begun.min(SITTINGS.len()));
    let mut sittings = sittings.take(begun);
    let mut before = None;
    for (place, day) in new.days.iter().enumerate() {
        let meeting = planned(pen, board.id, day.starts_at).await?;
        outcomes::take_up(pen, board.id, (meeting, day.starts_at)).await?;
        topics(pen, meeting, number + place).await?;
        // The last one stays a draft.
        if place + 1 < new.days.len() {
            publish(pen, meeting, day.starts_at).await?;
        }
        if let (Some(scale), Some(sitting)) = (scale, sittings.next()) {
            outcomes::hold(pen, meeting, before, (*sitting, scale)).await?;
            before = Some(meeting);
        }
    }
    if scale.is_some() {
        outcomes::between_meetings(pen, board.id, today - Days::new(12)).await?;
    }
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
