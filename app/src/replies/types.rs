//! Plain data about who comes to a meeting.

use chrono::{DateTime, Utc};

use crate::{
    access::{Role, words},
    ids::{BoardId, PersonId, SeatId},
    membership::types::Category,
};

words! {
    /// Whether somebody comes to a meeting.
    Answer {
        Coming = "coming", "Coming";
        Online = "online", "Coming online";
        NotComing = "not_coming", "Not coming";
    }
}

/// What was said for a seat about a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub seat: SeatId,
    /// Whose place it is about. What is said for somebody who has left the seat
    /// since counts no more.
    pub person: PersonId,
    pub answer: Answer,
    pub note: String,
    pub said_at: DateTime<Utc>,
    pub version: i32,
}

/// Who comes to one meeting for whoever has a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    pub seat: SeatId,
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
    pub email: Option<String>,
}

/// Somebody who has a place at a meeting: who holds a seat, or stands in where
/// nobody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub seat: SeatId,
    /// "Director of children's services", and the board where there are several.
    pub title: String,
    pub board: BoardId,
    pub category: Category,
    pub role: Role,
    pub person: PersonId,
    pub full_name: String,
    pub reply: Option<Reply>,
    pub substitute: Option<Substitute>,
}

impl Place {
    /// Who comes for it, as far as is said: themselves, or somebody else where those
    /// count.
    pub fn comes(&self, substitutes_count: bool) -> Option<PersonId> {
        match self.reply.as_ref()?.answer {
            Answer::Coming | Answer::Online => Some(self.person),
            Answer::NotComing => self
                .substitute
                .as_ref()
                .filter(|_| substitutes_count)
                .map(|who| who.person),
        }
    }
}

/// Somebody who may be named to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub person: PersonId,
    pub full_name: String,
    pub post: String,
}
