//! Plain data about mail.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

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

/// The hour, in UK time, from which news is mailed to whoever chose none.
pub const MAIL_HOUR: u8 = 8;

/// The hours from which one may choose, in UK time.
pub const MAIL_HOURS: std::ops::RangeInclusive<u8> = 6..=20;

words! {
    /// A working day of the week.
    MailDay {
        Monday = "mon", "Monday";
        Tuesday = "tue", "Tuesday";
        Wednesday = "wed", "Wednesday";
        Thursday = "thu", "Thursday";
        Friday = "fri", "Friday";
    }
}

impl MailDay {
    /// The working day of the week that a day is.
    pub fn of(day: NaiveDate) -> Option<Self> {
        Self::ALL
            .get(day.weekday().num_days_from_monday() as usize)
            .copied()
    }
}

/// What somebody wants by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wants {
    /// What is new for them.
    pub news: bool,
    /// Meetings, for their calendar.
    pub calls: bool,
    /// The hour, in UK time, from which news is mailed.
    pub hour: u8,
    /// Days without it. What is new then comes with the next mail.
    pub quiet: Vec<MailDay>,
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
    /// Without the links that only the mail itself holds.
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
