//! Plain data about invitations.

use chrono::{DateTime, Utc};

use crate::{
    access::words,
    ids::{BoardId, InvitationId, PersonId, SeatId},
    mail::types::MailEntry,
};

words! {
    /// How an invitation stands. Follows from what happened and from dates,
    /// never typed.
    InvitationState {
        Pending = "pending", "Pending";
        Accepted = "accepted", "Accepted";
        Expired = "expired", "Expired";
        Withdrawn = "withdrawn", "Withdrawn";
        /// What it was for is over: the appointment, the seat or the board has
        /// ended, or the person has another address now.
        Void = "void", "No longer applies";
    }
}

/// An invitation as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub person: PersonId,
    pub full_name: String,
    /// The address whose account may be bound.
    pub email: String,
    /// The seat it is for; none where an operator invited.
    pub place: Option<Place>,
    /// Who invited, where it was a person.
    pub invited_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub bound_at: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub state: InvitationState,
    /// What became of the mail with its link, where there was one.
    pub mail: Option<MailEntry>,
}

/// What an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub board: BoardId,
    pub board_slug: String,
    pub board_name: String,
    pub seat: SeatId,
    pub seat_title: String,
}

/// Why somebody is not invited. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody invites themselves.
    Oneself,
    /// There is no address to invite.
    NoEmail,
    /// They can sign in already.
    HasAccount,
    /// They no longer hold the seat, or it is no more.
    Over,
}
