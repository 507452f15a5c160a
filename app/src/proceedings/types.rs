//! Plain data about a meeting as it is held.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{Role, words},
    actions::types::Verification,
    ids::{AgendaItemId, BoardId, PersonId, SeatId},
    membership::types::Category,
    wording,
};

words! {
    /// Whether somebody came for a seat.
    Presence {
        Present = "present", "Present";
        Apologies = "apologies", "Apologies";
        Absent = "absent", "Absent";
        /// Somebody else came for the seat.
        Substitute = "substitute", "Substitute came";
    }
}

impl Presence {
    /// Whether anybody was there for the seat.
    pub fn is_there(self) -> bool {
        matches!(self, Self::Present | Self::Substitute)
    }
}

words! {
    /// What came of an item.
    Outcome {
        Noted = "noted", "Noted";
        Agreed = "agreed", "Agreed";
        /// It waits, parked, for a later meeting.
        Deferred = "deferred", "Deferred to a later meeting";
        NotReached = "not_reached", "Not reached";
    }
}

/// What is recorded of one seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// A code of [`Presence`].
    pub presence: String,
    /// Who came, or who should have, as they were called on the day.
    pub name: String,
    /// Where they came late, when.
    pub arrived: Option<NaiveTime>,
    /// Where they left early, when.
    pub left: Option<NaiveTime>,
}

impl Mark {
    pub fn presence(&self) -> Option<Presence> {
        Presence::from_code(&self.presence)
    }

    /// The same for the same mark and for no other: what a form says it saw.
    pub fn token(mark: Option<&Self>) -> String {
        let time = |time: Option<NaiveTime>| time.map_or_else(String::new, |at| at.to_string());
        mark.map_or_else(String::new, |mark| {
            let (arrived, left) = (time(mark.arrived), time(mark.left));
            format!("{}/{arrived}/{left}/{}", mark.presence, mark.name)
        })
    }

    /// "Present, from 2:15pm", "Substitute came: Kim Guest".
    pub fn in_words(mark: Option<&Self>) -> String {
        let Some(mark) = mark else {
            return "Not recorded".to_owned();
        };
        let mut words = mark.presence().map_or("", Presence::label).to_owned();
        if mark.presence() == Some(Presence::Substitute) {
            words = format!("{words}: {}", mark.name);
        }
        if let Some(at) = mark.arrived {
            words = format!("{words}, from {}", wording::clock(at));
        }
        if let Some(at) = mark.left {
            words = format!("{words}, until {}", wording::clock(at));
        }
        words
    }
}

/// A seat of a board that meets, with what is recorded of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatMark {
    pub seat: SeatId,
    pub board: BoardId,
    pub board_name: String,
    pub title: String,
    pub category: Category,
    pub role: Role,
    /// Whom the holder represents, or else whom the seat is kept for.
    pub organisation: String,
    /// Who holds it on the day of the meeting.
    pub holder: Option<(PersonId, String)>,
    /// Deputies and substitutes in force that day.
    pub stand_ins: Vec<String>,
    pub mark: Option<Mark>,
}

/// Somebody in attendance who holds no seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    pub id: Uuid,
    pub name: String,
    pub organisation: String,
}

/// What is written at one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemRecord {
    pub notes: String,
    /// What a judge said that they would do: it has no owner and no date, because
    /// a board holds no judge to account.
    pub judicial_note: String,
    /// Interests declared at this item, and what followed.
    pub interests: String,
    pub outcome: Option<Outcome>,
    /// 0 while nothing was saved.
    pub version: i32,
}

/// An action raised at an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaisedAction {
    pub item: Option<AgendaItemId>,
    pub reference: String,
    pub title: String,
    pub organisation: String,
    pub due_on: NaiveDate,
}

/// What a board holds itself to. No rule for boards is published; the defaults are
/// what is usual with public bodies (domain paper 2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRules {
    /// People who must be there at least.
    pub least: u32,
    /// Categories of which somebody must be there.
    pub categories: Vec<Category>,
    /// Whether whoever comes for a member counts.
    pub substitutes_count: bool,
    /// Working days before a meeting on which papers are due.
    pub papers_days: u32,
    /// Working days after a meeting within which its minutes go out.
    pub minutes_days: u32,
    /// Working days after a meeting within which its actions go out.
    pub actions_days: u32,
    /// Working days within which an offered action is answered.
    pub offer_days: u32,
    /// Of which actions somebody else checks that they are done.
    pub verification: Verification,
    /// How many open actions the board wants at most; 0 where it set none.
    pub actions_most: u32,
    /// Whether officers may publish agreed minutes for everybody.
    pub publishes_minutes: bool,
    /// 0 while the board keeps the defaults.
    pub version: i32,
}

impl Default for BoardRules {
    fn default() -> Self {
        Self {
            least: 4,
            categories: vec![
                Category::Officers,
                Category::ChildrensServices,
                Category::Cafcass,
                Category::Hmcts,
            ],
            substitutes_count: true,
            papers_days: 5,
            minutes_days: 10,
            actions_days: 5,
            offer_days: 5,
            verification: Verification::Nothing,
            actions_most: 0,
            publishes_minutes: false,
            version: 0,
        }
    }
}
