//! Plain data about meetings and their agendas.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{Change, Numbered, SeriesRule, number};
use crate::{
    access::words,
    ids::{AgendaItemId, BoardId, MeetingId, PersonId, SeatId},
    wording,
};

words! {
    /// How far a meeting has come. Whether it is over follows from the clock.
    MeetingState {
        /// Its date is known; its agenda is being made and is for officers only.
        Planned = "planned", "Agenda in preparation";
        Published = "published", "Agenda published";
        Cancelled = "cancelled", "Cancelled";
    }
}

words! {
    /// What is wanted of the meeting.
    Purpose {
        Decision = "decision", "Decision";
        Discussion = "discussion", "Discussion";
        Information = "information", "Information";
        Assurance = "assurance", "Assurance";
    }
}

words! {
    /// For whom an item is.
    Part {
        A = "a", "Part A: everybody on the board";
        /// Not for observers, sponsors and those who stand in.
        B = "b", "Part B: the chair, deputy chair, secretariat and members only";
    }
}

words! {
    /// Where an item stands.
    ItemState {
        Proposed = "proposed", "Waiting for the chair";
        Accepted = "accepted", "On the agenda";
        Returned = "returned", "Returned";
        /// Kept for a later meeting.
        Parked = "parked", "Parked for a later meeting";
        Dropped = "dropped", "Not taken";
    }
}

/// A board that holds a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingBoard {
    pub id: BoardId,
    pub slug: String,
    pub name: String,
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    /// The board that leads and keeps the agenda.
    pub lead: MeetingBoard,
    /// The other boards of a joint meeting, by name.
    pub others: Vec<MeetingBoard>,
    pub series: Option<Uuid>,
    pub title: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Empty where it is held online only, or not known yet.
    pub place: String,
    /// Where to join it; empty where there is no such address.
    pub link: String,
    pub state: MeetingState,
    pub cancel_reason: String,
    /// Number of the agenda's version last published; 0 before the first.
    pub agenda_version: i32,
    pub version: i32,
}

impl Meeting {
    /// Every board that holds it, the one that leads first.
    pub fn boards(&self) -> impl Iterator<Item = &MeetingBoard> {
        std::iter::once(&self.lead).chain(&self.others)
    }

    /// "Tuesday 8 December 2026, 2pm to 4pm".
    pub fn when(&self) -> String {
        wording::day_and_times(self.starts_at, self.ends_at)
    }

    /// Whether its agenda can still be worked on.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.state != MeetingState::Cancelled && now < self.ends_at
    }

    /// How it stands, in a few words.
    pub fn standing(&self, now: DateTime<Utc>) -> &'static str {
        match self.state {
            MeetingState::Cancelled => self.state.label(),
            _ if now >= self.ends_at => "Over",
            state => state.label(),
        }
    }
}

/// What an item is about, where that is not an action. Kept as JSON, so the
/// names stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Seat(SeatId),
    /// By its reference.
    Decision(String),
    /// The minutes of this meeting.
    Minutes(MeetingId),
    /// The site of a pilot.
    Site(Uuid),
    /// A pilot, by its address.
    Pilot(String),
    /// What a pilot has learned.
    Lesson(Uuid),
}

impl About {
    /// The word that is stored for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Seat(_) => "seat",
            Self::Decision(_) => "decision",
            Self::Minutes(_) => "minutes",
            Self::Site(_) => "pilot_site",
            Self::Pilot(_) => "pilot",
            Self::Lesson(_) => "lesson",
        }
    }

    /// What is stored beside its kind.
    pub fn id(&self) -> String {
        match self {
            Self::Seat(id) => id.to_string(),
            Self::Decision(reference) => reference.clone(),
            Self::Minutes(id) => id.to_string(),
            Self::Pilot(slug) => slug.clone(),
            Self::Site(id) | Self::Lesson(id) => id.to_string(),
        }
    }

    /// What was stored; nothing for any other kind.
    pub fn stored(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "seat" => Uuid::parse_str(id).ok().map(|id| Self::Seat(SeatId(id))),
            "decision" => Some(Self::Decision(id.to_owned())),
            "minutes" => Uuid::parse_str(id)
                .ok()
                .map(|id| Self::Minutes(MeetingId(id))),
            "pilot_site" => Uuid::parse_str(id).ok().map(Self::Site),
            "pilot" => Some(Self::Pilot(id.to_owned())),
            "lesson" => Uuid::parse_str(id).ok().map(Self::Lesson),
            _ => None,
        }
    }
}

/// An item as whoever keeps the agenda sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaItem {
    pub id: AgendaItemId,
    pub board: BoardId,
    pub board_name: String,
    pub board_slug: String,
    pub meeting: Option<MeetingId>,
    pub under: Option<AgendaItemId>,
    pub position: i64,
    /// Empty before it was published.
    pub number: String,
    pub title: String,
    pub detail: String,
    pub purpose: Purpose,
    pub minutes: u32,
    pub presenter: Option<SeatId>,
    pub presenter_title: Option<String>,
    pub part: Part,
    /// Reference of the action it is about.
    pub linked: Option<String>,
    /// What else it is about.
    pub about: Option<About>,
    pub conflict_note: String,
    /// Whether papers are expected for it.
    pub wants_papers: bool,
    pub state: ItemState,
    pub reason: String,
    pub core: bool,
    pub proposed_by: Option<PersonId>,
    pub proposed_by_name: Option<String>,
    pub version: i32,
}

impl AgendaItem {
    /// Whether it stands on the agenda, taken or not: an item of the national
    /// core, or one that was published, never goes without a word.
    pub fn is_shown(&self) -> bool {
        match self.state {
            ItemState::Accepted => true,
            ItemState::Dropped | ItemState::Parked | ItemState::Returned => {
                self.core || !self.number.is_empty()
            }
            ItemState::Proposed => false,
        }
    }

    /// Whether it is the item of the core at which the action log is gone through,
    /// by its name.
    pub fn is_for_the_action_log(&self) -> bool {
        self.core
            && self.state == ItemState::Accepted
            && wording::folded(&self.title).contains("action log")
    }

    /// Why it is on the agenda and is not taken.
    pub fn not_taken(&self) -> Option<String> {
        match self.state {
            ItemState::Dropped | ItemState::Returned if self.reason.is_empty() => {
                Some("No longer needed".to_owned())
            }
            ItemState::Dropped | ItemState::Returned => Some(self.reason.clone()),
            ItemState::Parked if self.reason.is_empty() => {
                Some("Parked for a later meeting".to_owned())
            }
            ItemState::Parked => Some(format!("Parked for a later meeting: {}", self.reason)),
            _ => None,
        }
    }
}

/// An item as it is published. Kept as JSON, so the names of the fields stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedItem {
    pub id: AgendaItemId,
    pub number: String,
    /// 0 for an item of its own, 1 for one that stands under another.
    pub depth: u32,
    pub title: String,
    pub detail: String,
    pub purpose: String,
    pub minutes: u32,
    pub presenter: Option<String>,
    pub part: String,
    pub linked: Option<String>,
    #[serde(default)]
    pub about: Option<About>,
    pub conflict_note: Option<String>,
    /// The reason, where it is on the agenda and is not taken.
    pub not_taken: Option<String>,
    /// Whether the open actions of the boards stand here.
    #[serde(default)]
    pub action_log: bool,
}

impl PublishedItem {
    pub fn is_taken(&self) -> bool {
        self.not_taken.is_none()
    }

    /// Minutes that it takes of the meeting.
    pub fn taking(&self) -> u32 {
        if self.is_taken() { self.minutes } else { 0 }
    }

    pub fn is_part_b(&self) -> bool {
        self.part == Part::B.code()
    }
}

/// The items of an agenda in the order in which they are read: each followed by
/// those that stand under it.
pub fn in_order(items: &[AgendaItem]) -> Vec<&AgendaItem> {
    let mut sorted: Vec<&AgendaItem> = items.iter().filter(|item| item.is_shown()).collect();
    sorted.sort_by_key(|item| (item.position, item.id));
    let stands = |id: Option<AgendaItemId>| {
        id.is_some_and(|id| {
            sorted
                .iter()
                .any(|item| item.id == id && item.under.is_none())
        })
    };
    let mut ordered = Vec::with_capacity(sorted.len());
    for item in &sorted {
        if stands(item.under) {
            continue;
        }
        ordered.push(*item);
        ordered.extend(
            sorted
                .iter()
                .filter(|below| below.under == Some(item.id))
                .copied(),
        );
    }
    ordered
}

/// What would be published of these items.
pub fn published(items: &[AgendaItem], agenda_version: i32) -> Vec<PublishedItem> {
    let ordered = in_order(items);
    let places: Vec<Numbered<'_>> = ordered
        .iter()
        .map(|item| Numbered {
            under: item
                .under
                .and_then(|under| ordered.iter().position(|other| other.id == under)),
            fixed: &item.number,
        })
        .collect();
    let numbers = number(&places, agenda_version > 0);
    ordered
        .iter()
        .zip(&places)
        .zip(numbers)
        .map(|((item, place), number)| PublishedItem {
            id: item.id,
            number,
            depth: u32::from(place.under.is_some()),
            title: item.title.clone(),
            detail: item.detail.clone(),
            purpose: item.purpose.code().to_owned(),
            minutes: item.minutes,
            presenter: item.presenter_title.clone(),
            part: item.part.code().to_owned(),
            linked: item.linked.clone(),
            about: item.about.clone(),
            conflict_note: Some(item.conflict_note.clone()).filter(|note| !note.is_empty()),
            not_taken: item.not_taken(),
            action_log: item.is_for_the_action_log(),
        })
        .collect()
}

/// The item at which the open actions stand; where there is none, they stand below
/// the agenda.
pub fn action_log(items: &[PublishedItem]) -> Option<AgendaItemId> {
    items
        .iter()
        .find(|item| item.action_log)
        .map(|item| item.id)
}

/// A version of an agenda as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub number: i32,
    pub published_at: DateTime<Utc>,
    pub items: Vec<PublishedItem>,
}

impl Publication {
    /// An item as it stands on this version.
    pub fn item(&self, id: AgendaItemId) -> Option<&PublishedItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// This version for somebody who does not see Part B.
    #[must_use]
    pub fn without_part_b(mut self) -> Self {
        self.items.retain(|item| !item.is_part_b());
        self
    }

    /// This version for somebody who sees neither the action log nor the decisions.
    #[must_use]
    pub fn without_links(mut self) -> Self {
        for item in &mut self.items {
            item.linked = None;
            item.about
                .take_if(|about| matches!(about, About::Decision(_)));
        }
        self
    }
}

/// A version that was published, and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNote {
    pub number: i32,
    pub published_at: DateTime<Utc>,
    pub changes: Vec<Change>,
}

/// A series in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub id: Uuid,
    pub title: String,
    /// "Second Tuesday of March, June, September and December, 2pm to 4pm".
    pub words: String,
}

/// A series by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesDetail {
    pub id: Uuid,
    pub board: BoardId,
    pub board_name: String,
    pub board_slug: String,
    pub title: String,
    pub rule: SeriesRule,
    pub words: String,
    /// UK times such as "14:00".
    pub starts: String,
    pub ends: String,
    pub place: String,
    pub link: String,
    /// After which day nothing more is planned by it.
    pub ended_on: Option<NaiveDate>,
    pub version: i32,
}

/// An item of the national core, or one that a board adds to every agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateItem {
    pub id: Uuid,
    pub board: Option<BoardId>,
    pub position: i64,
    pub title: String,
    pub purpose: Purpose,
    pub minutes: u32,
    pub part: Part,
    pub version: i32,
}

/// Another meeting of people of this board at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    pub board_name: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// How many people sit on both boards.
    pub people: u64,
}

impl Clash {
    /// "2 people of this board are needed elsewhere: …".
    pub fn in_words(&self) -> String {
        let people = wording::count(self.people, "person sits", "people sit");
        format!(
            "{people} on {} too, which meets on {}.",
            self.board_name,
            wording::day_and_times(self.starts_at, self.ends_at)
        )
    }
}

/// What is unusual about a day for a meeting, in words.
pub fn unusual(day: NaiveDate) -> Option<String> {
    use chrono::{Datelike, Weekday};
    if let Some(name) = crate::calendar::bank_holiday(day) {
        return Some(format!("{} is a bank holiday: {name}.", wording::date(day)));
    }
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun).then(|| {
        format!(
            "{} is a {}.",
            wording::date(day),
            wording::weekday(day.weekday())
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_holiday_and_a_weekend_are_unusual() {
        let words = |day: &str| unusual(day.parse().unwrap());
        assert_eq!(
            words("2026-12-25").as_deref(),
            Some("25 December 2026 is a bank holiday: Christmas Day.")
        );
        assert_eq!(
            words("2026-11-28").as_deref(),
            Some("28 November 2026 is a Saturday.")
        );
        assert_eq!(words("2026-12-08"), None);
    }
}
