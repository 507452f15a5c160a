//! Plain data about declared interests.

use chrono::NaiveDate;

use crate::{
    access::words,
    ids::{InterestId, PersonId},
    membership::types::Span,
};

words! {
    /// What kind of interest it is.
    InterestKind {
        Employment = "employment", "Employment or practice";
        Contract = "contract", "Contract or supplier";
        Financial = "financial", "Financial interest";
        Office = "office", "Office in another body";
        Family = "family", "Family or close friend";
        Other = "other", "Another interest";
    }
}

/// Something a person has declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    pub id: InterestId,
    pub kind: InterestKind,
    pub description: String,
    pub span: Span,
}

/// What somebody who sits on a board has declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pub person: PersonId,
    pub full_name: String,
    /// The titles of their seats on the board.
    pub seats: Vec<String>,
    pub interests: Vec<Interest>,
    /// The day they said that they have nothing to declare, where they did.
    pub nothing_on: Option<NaiveDate>,
}
