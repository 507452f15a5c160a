//! Plain data about mail.

use chrono::{DateTime, Utc};

use crate::access::words;

words! {
    /// What a mail is for.
    Kind {
        Invitation = "invitation", "Invitation";
        /// What is new for somebody, once a working day at most.
        News = "news", "News for you";
        /// To a meeting, with the event for one's calendar.
        Call = "call", "Meeting";
    }
}

/// What somebody wants by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// What is new for them.
    pub news: bool,
    /// Meetings, for their calendar.
    pub calls: bool,
}

words! {
    /// How far a mail has come.
    MailState {
        Waiting = "waiting", "Waiting to be sent";
        /// The mail server of the portal took it. What became of it then is not known.
        Sent = "sent", "Sent";
        /// A demonstration shows it and sends nothing.
        Shown = "shown", "Not sent: this is a demonstration";
        Failed = "failed", "Could not be sent";
    }
}

/// What stands in the text where a link is that only the addressee may have.
pub const LINK: &str = "{link}";

/// A mail in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailEntry {
    pub kind: Kind,
    pub created_at: DateTime<Utc>,
    pub address: String,
    pub subject: String,
    /// Without the link that only the mail itself holds.
    pub body: String,
    pub state: MailState,
    pub settled_at: Option<DateTime<Utc>>,
    /// What the mail server said, where it said no.
    pub trouble: String,
}

impl MailEntry {
    /// What became of it and when, in one line.
    pub fn outcome(&self) -> String {
        match (self.state, self.settled_at) {
            (MailState::Sent, Some(at)) => {
                format!(
                    "{} {}",
                    self.state.label(),
                    crate::wording::date_and_time(at)
                )
            }
            (MailState::Waiting, _) if !self.trouble.is_empty() => {
                "The mail server did not take it yet. It is tried again".to_owned()
            }
            _ => self.state.label().to_owned(),
        }
    }
}
