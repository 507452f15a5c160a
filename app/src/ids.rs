//! Identifiers that cannot be mistaken for one another.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    )+};
}

identifiers! {
    /// An action in the log of one board.
    ActionId;
    /// An offer of an action, or a wish for another date.
    ActionRequestId;
    /// An item of an agenda, or one that waits for a meeting.
    AgendaItemId;
    /// A person's time in a seat.
    AppointmentId;
    /// A national or local family justice board, or a body beside them.
    BoardId;
    /// A file on its way in: of members, or of an earlier action log.
    ImportId;
    /// Something a person has declared.
    InterestId;
    /// Who may bind an account by an e-mail address.
    InvitationId;
    /// A meeting of one board or of several.
    MeetingId;
    /// A body that fills seats and leads actions, such as a council.
    OrganisationId;
    /// A file that was made of a meeting for one person.
    PackId;
    /// A file that belongs to an item of an agenda.
    PaperId;
    /// An official file of figures.
    PublicationId;
    /// Somebody known to the portal, with or without an account.
    PersonId;
    /// A place on a board, whether or not anybody holds it.
    SeatId;
    /// One signed-in browser of a person.
    SessionId;
}
