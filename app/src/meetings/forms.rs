//! The forms about meetings and agendas.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use uuid::Uuid;

use super::{
    rules::{NoSuchTime, Nth, SeriesRule, read_time, uk_moment},
    types::{AgendaItem, Meeting, Part, Purpose, SeriesDetail, TemplateItem},
};
use crate::{
    date_field,
    form::{Answers, FormState, date::DateField},
    ids::{AgendaItemId, BoardId, MeetingId, SeatId},
    wording,
};

/// Names of the fields of these forms.
pub mod field {
    use super::{DateField, date_field};

    /// Drawn fresh with each form, so that a second click makes one thing.
    pub const KEY: &str = "key";
    pub const VERSION: &str = "version";
    pub const TITLE: &str = "title";
    pub const DAY: DateField = date_field!("on");
    pub const STARTS: &str = "starts";
    pub const ENDS: &str = "ends";
    pub const PLACE: &str = "place";
    pub const LINK: &str = "link";
    pub const WITH: &str = "with";
    pub const NTH: &str = "nth";
    pub const WEEKDAY: &str = "weekday";
    pub const MONTHS: &str = "months";
    pub const HOW_MANY: &str = "how-many";
    pub const REASON: &str = "reason";
    pub const DETAIL: &str = "detail";
    pub const PURPOSE: &str = "purpose";
    pub const MINUTES: &str = "minutes";
    pub const PRESENTER: &str = "presenter";
    pub const PART: &str = "part";
    pub const ACTION: &str = "action";
    pub const CONFLICT: &str = "conflict";
    /// Whether papers are expected for the item.
    pub const PAPERS: &str = "papers-expected";
    pub const UNDER: &str = "under";
    pub const MEETING: &str = "meeting";
    pub const DECISION: &str = "decision";
    pub const DIRECTION: &str = "direction";
    /// What the agenda was like when the page was drawn.
    pub const SEEN: &str = "seen";
    /// The item of a template that is changed; drawn fresh for a new one.
    pub const ROW: &str = "row";
    /// Pressed to plan another year of a series.
    pub const EXTEND: &str = "extend";
    /// Pressed to end a series.
    pub const END: &str = "end";
    /// Pressed instead of saving.
    pub const REMOVE: &str = "remove";
}

/// Longest title, in characters.
const TITLE_LIMIT: usize = 150;
/// Longest place, in characters.
const PLACE_LIMIT: usize = 200;
/// Longest address of an online meeting, in characters.
const LINK_LIMIT: usize = 500;
/// Longest text about an item, in characters.
const DETAIL_LIMIT: usize = 2_000;
/// Longest reason, in characters.
const REASON_LIMIT: usize = 500;
/// Most minutes of one item.
const MINUTES: std::ops::RangeInclusive<u32> = 1..=480;
/// Most meetings of a series planned at once.
const HOW_MANY: std::ops::RangeInclusive<u32> = 1..=12;
/// Longest meeting.
const LONGEST_HOURS: i64 = 12;
/// Most items of one agenda.
pub const ITEMS_LIMIT: usize = 100;

/// The months of a quarterly series, unless somebody chooses others.
pub const QUARTER_MONTHS: [u32; 4] = [3, 6, 9, 12];

/// When and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingForm {
    pub id: MeetingId,
    pub title: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub place: String,
    pub link: String,
    /// The other boards of a joint meeting.
    pub with: Vec<BoardId>,
    pub version: i32,
}

/// A series and how many meetings of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesForm {
    pub id: Uuid,
    pub title: String,
    pub rule: SeriesRule,
    pub starts: String,
    pub ends: String,
    pub place: String,
    pub link: String,
    /// The days of the rule with their UTC moments.
    pub days: Vec<SeriesDay>,
}

/// One day of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesDay {
    pub on: NaiveDate,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// An item as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemForm {
    pub id: AgendaItemId,
    pub title: String,
    pub detail: String,
    pub purpose: Purpose,
    pub minutes: u32,
    pub presenter: Option<SeatId>,
    pub part: Part,
    pub linked: Option<String>,
    pub conflict_note: String,
    /// Whether papers are expected for it.
    pub wants_papers: bool,
    pub under: Option<AgendaItemId>,
    pub version: i32,
}

/// An item that a member proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: AgendaItemId,
    pub title: String,
    pub detail: String,
    pub purpose: Purpose,
    pub minutes: u32,
    /// None for whichever meeting comes.
    pub meeting: Option<MeetingId>,
}

/// What becomes of an item that was proposed or parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Accept(MeetingId),
    Park { reason: String },
    Return { reason: String },
}

/// Which way an item moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    /// The value of the button.
    pub fn code(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Up, Self::Down]
            .into_iter()
            .find(|one| one.code() == code)
    }
}

/// The version a form was written against; 0, which nothing has, where it names
/// none.
pub fn version(answers: &Answers) -> i32 {
    answers.text(field::VERSION).parse().unwrap_or(0)
}

fn key(form: &mut FormState, name: &'static str) -> Uuid {
    form.key(name).unwrap_or_else(|| {
        form.refuse(name, "Open the form again: it did not arrive whole");
        Uuid::nil()
    })
}

/// A form that makes something new.
pub fn blank(key: Uuid) -> FormState {
    FormState::new(Answers::default().with(field::KEY, key.to_string()))
}

/// The form for a new meeting, as first shown.
pub fn blank_meeting(key: Uuid) -> FormState {
    let mut form = blank(key);
    form.answers = form
        .answers
        .with(field::TITLE, "Board meeting")
        .with(field::STARTS, "2pm")
        .with(field::ENDS, "4pm");
    form
}

/// The form for a new series, as first shown.
pub fn blank_series(key: Uuid) -> FormState {
    let mut form = blank_meeting(key);
    form.answers = form
        .answers
        .with(field::NTH, Nth::Second.code())
        .with(field::WEEKDAY, "1")
        .with(field::HOW_MANY, "4");
    for month in QUARTER_MONTHS {
        form.answers.add(field::MONTHS, month.to_string());
    }
    form
}

/// The form of a meeting that is there.
pub fn filled_meeting(meeting: &Meeting) -> FormState {
    let answers = Answers::default()
        .with(field::KEY, meeting.id.to_string())
        .with(field::VERSION, meeting.version.to_string())
        .with(field::TITLE, meeting.title.clone())
        .with(field::STARTS, wording::time(meeting.starts_at))
        .with(field::ENDS, wording::time(meeting.ends_at))
        .with(field::PLACE, meeting.place.clone())
        .with(field::LINK, meeting.link.clone());
    FormState::new(field::DAY.fill(answers, Some(wording::uk_day(meeting.starts_at))))
}

fn moment(
    form: &mut FormState,
    name: &'static str,
    what: &str,
    day: Option<NaiveDate>,
) -> Option<DateTime<Utc>> {
    let typed = form.answers.text(name).trim().to_owned();
    if typed.is_empty() {
        form.refuse(name, format!("Enter the {what}"));
        return None;
    }
    let Some(time) = read_time(&typed) else {
        form.refuse(
            name,
            format!("The {what} must be a time, like 2pm or 2:30pm"),
        );
        return None;
    };
    match uk_moment(day?, time) {
        Ok(moment) => Some(moment),
        Err(NoSuchTime) => {
            form.refuse(
                name,
                format!(
                    "The {what} must be another time: the clocks go forward that night, and {typed} does not exist"
                ),
            );
            None
        }
    }
}

fn times(form: &mut FormState, day: Option<NaiveDate>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let starts = moment(form, field::STARTS, "start time", day);
    let ends = moment(form, field::ENDS, "end time", day);
    let (starts, ends) = starts.zip(ends)?;
    if ends <= starts {
        form.refuse(field::ENDS, "The end time must be after the start time");
        return None;
    }
    if (ends - starts).num_hours() > LONGEST_HOURS {
        form.refuse(field::ENDS, "A meeting must end within 12 hours");
        return None;
    }
    Some((starts, ends))
}

fn place_and_link(form: &mut FormState) -> (String, String) {
    let place = form.optional_text(field::PLACE, "Place", PLACE_LIMIT);
    let link = form.optional_text(field::LINK, "Link", LINK_LIMIT);
    if let Some(link) = &link
        && (!link.starts_with("https://") || link.contains(char::is_whitespace))
    {
        form.refuse(field::LINK, "Link must start with https://");
    }
    (place.unwrap_or_default(), link.unwrap_or_default())
}

/// Reads the form of a meeting. `partners` are the boards it may be held with.
///
/// # Errors
/// The form with what is wrong with it.
pub fn meeting(
    answers: Answers,
    partners: &[BoardId],
    now: DateTime<Utc>,
) -> Result<MeetingForm, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::KEY);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let day = field::DAY.read(&mut form, "Date");
    let span = times(&mut form, day);
    if let Some((starts, _)) = span
        && starts <= now
    {
        form.refuse(field::DAY.day, "The meeting must start in the future");
    }
    let (place, link) = place_and_link(&mut form);
    let chosen: Vec<Uuid> = form
        .answers
        .all(field::WITH)
        .iter()
        .filter_map(|typed| Uuid::parse_str(typed).ok())
        .collect();
    let with = partners
        .iter()
        .filter(|board| chosen.contains(&board.0))
        .copied()
        .collect();
    let version = version(&form.answers);
    match span {
        Some((starts_at, ends_at)) if !form.is_refused() => Ok(MeetingForm {
            id: MeetingId(id),
            title,
            starts_at,
            ends_at,
            place,
            link,
            with,
            version,
        }),
        _ => Err(form),
    }
}

/// The words for a weekday's number, from Monday, which is 0.
pub fn weekday(number: &str) -> Option<Weekday> {
    match number {
        "0" => Some(Weekday::Mon),
        "1" => Some(Weekday::Tue),
        "2" => Some(Weekday::Wed),
        "3" => Some(Weekday::Thu),
        "4" => Some(Weekday::Fri),
        _ => None,
    }
}

fn whole_number(
    form: &mut FormState,
    name: &'static str,
    what: &str,
    bounds: std::ops::RangeInclusive<u32>,
) -> u32 {
    let typed = form.answers.text(name).trim().to_owned();
    if typed.is_empty() {
        form.refuse(name, format!("Enter the {}", what.to_lowercase()));
        return 0;
    }
    match typed
        .parse::<u32>()
        .ok()
        .filter(|number| bounds.contains(number))
    {
        Some(number) => number,
        None => {
            form.refuse(
                name,
                format!(
                    "{what} must be a whole number between {} and {}",
                    bounds.start(),
                    bounds.end()
                ),
            );
            0
        }
    }
}

/// Reads the form of a series.
///
/// # Errors
/// The form with what is wrong with it.
pub fn series(answers: Answers, now: DateTime<Utc>) -> Result<SeriesForm, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::KEY);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let nth = form.need_choice(field::NTH, "Select which of the weekdays", Nth::from_code);
    let weekday = form.need_choice(field::WEEKDAY, "Select a weekday", weekday);
    let mut months: Vec<u32> = form
        .answers
        .all(field::MONTHS)
        .iter()
        .filter_map(|typed| typed.parse().ok())
        .filter(|month| (1..=12).contains(month))
        .collect();
    months.sort_unstable();
    months.dedup();
    if months.is_empty() {
        form.refuse(field::MONTHS, "Select at least one month");
    }
    let how_many = whole_number(&mut form, field::HOW_MANY, "Number of meetings", HOW_MANY);
    let rule = nth.zip(weekday).map(|(nth, weekday)| SeriesRule {
        nth,
        weekday,
        months,
    });
    let tomorrow = wording::uk_day(now).succ_opt();
    let days = rule
        .as_ref()
        .zip(tomorrow)
        .map(|(rule, from)| rule.days_from(from, how_many as usize))
        .unwrap_or_default();
    // Where no days follow, the times are still read on a day that has them all.
    let sample = NaiveDate::from_ymd_opt(wording::uk_day(now).year(), 1, 2);
    times(&mut form, days.first().copied().or(sample));
    let (place, link) = place_and_link(&mut form);
    let Some(rule) = rule.filter(|_| !form.is_refused()) else {
        return Err(form);
    };
    let mut planned = Vec::with_capacity(days.len());
    for on in days {
        match times(&mut form, Some(on)) {
            Some((starts_at, ends_at)) => planned.push(SeriesDay {
                on,
                starts_at,
                ends_at,
            }),
            None => return Err(form),
        }
    }
    let clock = |name: &str| {
        read_time(form.answers.text(name))
            .map(|time| time.format("%H:%M").to_string())
            .unwrap_or_default()
    };
    Ok(SeriesForm {
        id,
        title,
        rule,
        starts: clock(field::STARTS),
        ends: clock(field::ENDS),
        place,
        link,
        days: planned,
    })
}

/// When and where the meetings of a series are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesTimes {
    /// UK times such as "14:00".
    pub starts: String,
    pub ends: String,
    pub place: String,
    pub link: String,
    pub version: i32,
}

/// The form of a series that is there.
pub fn filled_series(series: &SeriesDetail) -> FormState {
    let clock = |text: &str| read_time(text).map(wording::clock).unwrap_or_default();
    FormState::new(
        Answers::default()
            .with(field::VERSION, series.version.to_string())
            .with(field::STARTS, clock(&series.starts))
            .with(field::ENDS, clock(&series.ends))
            .with(field::PLACE, series.place.clone())
            .with(field::LINK, series.link.clone()),
    )
}

/// Reads when and where the meetings of a series are held.
///
/// # Errors
/// The form with what is wrong with it.
pub fn series_times(answers: Answers, now: DateTime<Utc>) -> Result<SeriesTimes, FormState> {
    let mut form = FormState::new(answers);
    // The times are read on a day that has them all.
    let sample = NaiveDate::from_ymd_opt(wording::uk_day(now).year(), 1, 2);
    let span = times(&mut form, sample);
    let (place, link) = place_and_link(&mut form);
    let version = version(&form.answers);
    let clock = |at: DateTime<Utc>| at.format("%H:%M").to_string();
    match span {
        // In January the United Kingdom keeps UTC.
        Some((starts, ends)) if !form.is_refused() => Ok(SeriesTimes {
            starts: clock(starts),
            ends: clock(ends),
            place,
            link,
            version,
        }),
        _ => Err(form),
    }
}

/// The form for a new item, as first shown.
pub fn blank_item(key: Uuid) -> FormState {
    let mut form = blank(key);
    form.answers = form
        .answers
        .with(field::PURPOSE, Purpose::Discussion.code())
        .with(field::MINUTES, "10")
        .with(field::PART, Part::A.code());
    form
}

/// The form of an item that is there.
pub fn filled_item(item: &AgendaItem) -> FormState {
    let optional = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    FormState::new(
        Answers::default()
            .with(field::KEY, item.id.to_string())
            .with(field::VERSION, item.version.to_string())
            .with(field::TITLE, item.title.clone())
            .with(field::DETAIL, item.detail.clone())
            .with(field::PURPOSE, item.purpose.code())
            .with(field::MINUTES, item.minutes.to_string())
            .with(
                field::PRESENTER,
                optional(item.presenter.map(|seat| seat.0)),
            )
            .with(field::PART, item.part.code())
            .with(field::ACTION, item.linked.clone().unwrap_or_default())
            .with(field::CONFLICT, item.conflict_note.clone())
            .with(field::PAPERS, if item.wants_papers { "yes" } else { "" })
            .with(field::UNDER, optional(item.under.map(|under| under.0))),
    )
}

/// Reads the form of an item. `seats` may present it, and it may stand under
/// one of `above`.
///
/// # Errors
/// The form with what is wrong with it.
pub fn item(
    answers: Answers,
    seats: &[SeatId],
    above: &[AgendaItemId],
) -> Result<ItemForm, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::KEY);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let detail = form.optional_text(field::DETAIL, "What it is about", DETAIL_LIMIT);
    let purpose = form.need_choice(field::PURPOSE, "Select a purpose", Purpose::from_code);
    let minutes = whole_number(&mut form, field::MINUTES, "Minutes", MINUTES);
    let chosen = |form: &FormState, name: &str| Uuid::parse_str(form.answers.text(name)).ok();
    let presenter = chosen(&form, field::PRESENTER)
        .map(SeatId)
        .filter(|seat| seats.contains(seat));
    let under = chosen(&form, field::UNDER)
        .map(AgendaItemId)
        .filter(|item| above.contains(item));
    let linked = form
        .optional_text(field::ACTION, "Action", 40)
        .map(|reference| reference.to_uppercase());
    let conflict = form.optional_text(field::CONFLICT, "Note", REASON_LIMIT);
    let wants_papers = form.answers.is_ticked(field::PAPERS);
    let part = form.need_choice(field::PART, "Select who the item is for", Part::from_code);
    let version = version(&form.answers);
    match purpose.zip(part) {
        Some((purpose, part)) if !form.is_refused() => Ok(ItemForm {
            id: AgendaItemId(id),
            title,
            detail: detail.unwrap_or_default(),
            purpose,
            minutes,
            presenter,
            part,
            linked,
            conflict_note: conflict.unwrap_or_default(),
            wants_papers,
            under,
            version,
        }),
        _ => Err(form),
    }
}

/// Reads what a member proposes, for one of `meetings` or whichever comes.
///
/// # Errors
/// The form with what is wrong with it.
pub fn proposal(answers: Answers, meetings: &[MeetingId]) -> Result<Proposal, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::KEY);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let detail = form.need_text(
        field::DETAIL,
        "Enter why it should be discussed",
        "Why it should be discussed",
        DETAIL_LIMIT,
    );
    let purpose = form.need_choice(field::PURPOSE, "Select a purpose", Purpose::from_code);
    let minutes = whole_number(&mut form, field::MINUTES, "Minutes", MINUTES);
    let meeting = Uuid::parse_str(form.answers.text(field::MEETING))
        .ok()
        .map(MeetingId)
        .filter(|meeting| meetings.contains(meeting));
    match purpose {
        Some(purpose) if !form.is_refused() => Ok(Proposal {
            id: AgendaItemId(id),
            title,
            detail,
            purpose,
            minutes,
            meeting,
        }),
        _ => Err(form),
    }
}

/// The values of the answers to "What should happen with it?".
pub mod decision {
    pub const ACCEPT: &str = "accept";
    pub const PARK: &str = "park";
    pub const RETURN: &str = "return";
    pub const DROP: &str = "drop";
}

/// Reads what becomes of an item that was proposed or parked.
///
/// # Errors
/// The form with what is wrong with it.
pub fn decision_on(answers: Answers, meetings: &[MeetingId]) -> Result<(Decision, i32), FormState> {
    let mut form = FormState::new(answers);
    let chosen = form.need_choice(
        field::DECISION,
        "Select what should happen with it",
        |code| {
            [decision::ACCEPT, decision::PARK, decision::RETURN]
                .into_iter()
                .find(|known| *known == code)
        },
    );
    let meeting = Uuid::parse_str(form.answers.text(field::MEETING))
        .ok()
        .map(MeetingId)
        .filter(|meeting| meetings.contains(meeting));
    if chosen == Some(decision::ACCEPT) && meeting.is_none() {
        form.refuse(field::MEETING, "Select a meeting");
    }
    let reason = if chosen == Some(decision::RETURN) {
        form.need_text(
            field::REASON,
            "Enter the reason, for whoever proposed it",
            "Reason",
            REASON_LIMIT,
        )
    } else {
        form.optional_text(field::REASON, "Reason", REASON_LIMIT)
            .unwrap_or_default()
    };
    let version = version(&form.answers);
    if form.is_refused() {
        return Err(form);
    }
    match (chosen, meeting) {
        (Some(decision::ACCEPT), Some(meeting)) => Ok((Decision::Accept(meeting), version)),
        (Some(decision::PARK), _) => Ok((Decision::Park { reason }, version)),
        (Some(decision::RETURN), _) => Ok((Decision::Return { reason }, version)),
        _ => Err(form),
    }
}

/// What becomes of an item that leaves the agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Kept for a later meeting, or else dropped.
    pub parked: bool,
    pub reason: String,
    pub version: i32,
}

/// Reads how an item leaves the agenda. `explained` says that it cannot go
/// without a reason.
///
/// # Errors
/// The form with what is wrong with it.
pub fn leaving(answers: Answers, explained: bool) -> Result<Leaving, FormState> {
    let mut form = FormState::new(answers);
    let chosen = form.need_choice(
        field::DECISION,
        "Select what should happen with it",
        |code| {
            [decision::PARK, decision::DROP]
                .into_iter()
                .find(|known| *known == code)
        },
    );
    let reason = if explained {
        form.need_text(
            field::REASON,
            "Enter the reason: it shows on the agenda",
            "Reason",
            REASON_LIMIT,
        )
    } else {
        form.optional_text(field::REASON, "Reason", REASON_LIMIT)
            .unwrap_or_default()
    };
    match chosen {
        Some(chosen) if !form.is_refused() => Ok(Leaving {
            parked: chosen == decision::PARK,
            reason,
            version: version(&form.answers),
        }),
        _ => Err(form),
    }
}

/// Reads why a meeting is cancelled, and which version of it.
///
/// # Errors
/// The form with what is wrong with it.
pub fn cancelling(answers: Answers) -> Result<(String, i32), FormState> {
    let mut form = FormState::new(answers);
    let reason = form.need_text(
        field::REASON,
        "Enter the reason: everybody on the board gets it",
        "Reason",
        REASON_LIMIT,
    );
    if form.is_refused() {
        return Err(form);
    }
    let version = version(&form.answers);
    Ok((reason, version))
}

/// Which way an item moves; none for what is no button of ours.
pub fn direction(answers: &Answers) -> Option<Direction> {
    Direction::from_code(answers.text(field::DIRECTION))
}

/// The form of an item of a template that is there.
pub fn filled_template(item: &TemplateItem) -> FormState {
    FormState::new(
        Answers::default()
            .with(field::ROW, item.id.to_string())
            .with(field::VERSION, item.version.to_string())
            .with(field::TITLE, item.title.clone())
            .with(field::PURPOSE, item.purpose.code())
            .with(field::MINUTES, item.minutes.to_string())
            .with(field::PART, item.part.code()),
    )
}

/// The form of a new item of a template.
pub fn blank_template(row: Uuid) -> FormState {
    let mut form = blank_item(row);
    form.answers = form
        .answers
        .with(field::ROW, row.to_string())
        .with(field::VERSION, "0");
    form
}

/// Reads the form of an item of a template.
///
/// # Errors
/// The form with what is wrong with it.
pub fn template_item(answers: Answers, board: Option<BoardId>) -> Result<TemplateItem, FormState> {
    let mut form = FormState::new(answers);
    let id = key(&mut form, field::ROW);
    let title = form.need_text(field::TITLE, "Enter a title", "Title", TITLE_LIMIT);
    let purpose = form.need_choice(field::PURPOSE, "Select a purpose", Purpose::from_code);
    let minutes = whole_number(&mut form, field::MINUTES, "Minutes", MINUTES);
    let part = form.need_choice(field::PART, "Select who the item is for", Part::from_code);
    let version = version(&form.answers);
    match purpose.zip(part) {
        Some((purpose, part)) if !form.is_refused() => Ok(TemplateItem {
            id,
            board,
            position: 0,
            title,
            purpose,
            minutes,
            part,
            version,
        }),
        _ => Err(form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn answers() -> Answers {
        let day: NaiveDate = "2026-12-08".parse().unwrap();
        let answers = blank_meeting(Uuid::from_u128(1)).answers;
        field::DAY.fill(answers, Some(day))
    }

    fn wrong(answers: Answers) -> Vec<String> {
        let form = meeting(answers, &[], now()).unwrap_err();
        form.errors.into_iter().map(|error| error.message).collect()
    }

    #[test]
    fn a_meeting_is_read_in_uk_time() {
        let read = meeting(answers(), &[], now()).unwrap();
        assert_eq!(read.starts_at.to_rfc3339(), "2026-12-08T14:00:00+00:00");
        assert_eq!(read.ends_at.to_rfc3339(), "2026-12-08T16:00:00+00:00");
    }

    #[test]
    fn times_that_cannot_be_are_refused_in_words() {
        assert_eq!(
            wrong(answers().with(field::ENDS, "1pm")),
            ["The end time must be after the start time"]
        );
        assert_eq!(
            wrong(answers().with(field::STARTS, "soon")),
            ["The start time must be a time, like 2pm or 2:30pm"]
        );
        let night: NaiveDate = "2027-03-28".parse().unwrap();
        let night = field::DAY
            .fill(answers(), Some(night))
            .with(field::STARTS, "1:30am");
        assert_eq!(
            wrong(night),
            [
                "The start time must be another time: the clocks go forward that night, and 1:30am does not exist"
            ]
        );
        let past: NaiveDate = "2026-11-20".parse().unwrap();
        assert_eq!(
            wrong(field::DAY.fill(answers(), Some(past))),
            ["The meeting must start in the future"]
        );
        assert_eq!(
            wrong(answers().with(field::LINK, "javascript:alert(1)")),
            ["Link must start with https://"]
        );
    }

    #[test]
    fn minutes_are_a_whole_number_within_bounds() {
        for typed in ["-5", "0", "481", "1.5", "ten", "99999999999"] {
            let answers = blank_item(Uuid::from_u128(1))
                .answers
                .with(field::TITLE, "Rota")
                .with(field::MINUTES, typed);
            let form = item(answers, &[], &[]).unwrap_err();
            assert_eq!(
                form.error(field::MINUTES),
                Some("Minutes must be a whole number between 1 and 480"),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_series_gives_its_days() {
        let read = series(blank_series(Uuid::from_u128(1)).answers, now()).unwrap();
        let days: Vec<String> = read
            .days
            .iter()
            .map(|day| day.starts_at.to_rfc3339())
            .collect();
        assert_eq!(
            days,
            [
                "2026-12-08T14:00:00+00:00",
                "2027-03-09T14:00:00+00:00",
                "2027-06-08T13:00:00+00:00",
                "2027-09-14T13:00:00+00:00"
            ]
        );
    }

    #[test]
    fn an_item_of_the_core_leaves_only_with_a_reason() {
        let answers = Answers::default().with(field::DECISION, decision::DROP);
        assert!(leaving(answers.clone(), false).is_ok());
        assert!(leaving(answers, true).is_err());
    }
}
