//! Writing events for calendars: iCalendar (RFC 5545), with the methods of RFC
//! 5546.

use chrono::{DateTime, MappedLocalTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::London;

use crate::content_lines::{escaped, push};

/// What whoever reads a file is to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Show the events: a file somebody downloads, or a feed.
    Publish,
    /// Answer an invitation.
    Request,
    /// Take the events out.
    Cancel,
}

impl Method {
    /// What a file says is to be done with it; nothing where it is none of ours.
    pub fn of(file: &str) -> Option<Self> {
        let name = file.lines().find_map(|line| line.strip_prefix("METHOD:"))?;
        [Self::Publish, Self::Request, Self::Cancel]
            .into_iter()
            .find(|method| method.name() == name.trim_end())
    }

    /// As the file and the part of a mail that holds it say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// One event. What is empty is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Stays the same for as long as there is a trace of the event anywhere.
    pub uid: String,
    /// Rises with each change that those who have it must know of.
    pub sequence: u32,
    pub changed_at: DateTime<Utc>,
    pub when: When,
    pub title: String,
    pub place: String,
    pub description: String,
    pub url: String,
    pub is_cancelled: bool,
    /// Who asks whom to come, where the file is for one person.
    pub asked: Option<Asked>,
}

/// When an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From a moment to another.
    Between(DateTime<Utc>, DateTime<Utc>),
    /// All of a UK day, which keeps nobody from anything else on it.
    Day(NaiveDate),
}

/// Who asks whom, by their addresses. Nobody else who comes is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub organiser: String,
    pub attendee: String,
}

/// The zone in which clocks of the United Kingdom go, by the rule since 1996.
const ZONE: [&str; 16] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
];

/// Writes a calendar of this name.
pub fn write(name: &str, method: Method, events: &[Event]) -> String {
    let mut file = String::new();
    push(&mut file, "BEGIN:VCALENDAR");
    push(&mut file, "VERSION:2.0");
    push(&mut file, "PRODID:-//Family justice boards//Portal//EN");
    push(&mut file, &format!("METHOD:{}", method.name()));
    push(&mut file, &format!("X-WR-CALNAME:{}", escaped(name)));
    for line in ZONE {
        push(&mut file, line);
    }
    push(&mut file, "END:VTIMEZONE");
    for event in events {
        push_event(&mut file, event);
    }
    push(&mut file, "END:VCALENDAR");
    file
}

fn push_event(file: &mut String, event: &Event) {
    push(file, "BEGIN:VEVENT");
    push(file, &format!("UID:{}", escaped(&event.uid)));
    push(file, &format!("SEQUENCE:{}", event.sequence));
    push(file, &format!("DTSTAMP:{}", in_utc(event.changed_at)));
    match event.when {
        When::Between(starts_at, ends_at) => {
            push(file, &format!("DTSTART{}", moment(starts_at)));
            push(file, &format!("DTEND{}", moment(ends_at)));
        }
        When::Day(day) => {
            push(file, &format!("DTSTART{}", date(day)));
            // The end is the first day that is none of it; nothing stands for a day.
            if let Some(next) = day.succ_opt() {
                push(file, &format!("DTEND{}", date(next)));
            }
            push(file, "TRANSP:TRANSPARENT");
        }
    }
    for (property, value) in [
        ("SUMMARY", &event.title),
        ("LOCATION", &event.place),
        ("DESCRIPTION", &event.description),
    ] {
        if !value.is_empty() {
            push(file, &format!("{property}:{}", escaped(value)));
        }
    }
    if let Some(asked) = &event.asked {
        push(
            file,
            &format!("ORGANIZER:mailto:{}", one_line(&asked.organiser)),
        );
        // Answers are taken on the page: a mail to the portal reaches nobody.
        push(
            file,
            &format!(
                "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{}",
                one_line(&asked.attendee)
            ),
        );
    }
    if !event.url.is_empty() {
        push(file, &format!("URL:{}", one_line(&event.url)));
    }
    let status = if event.is_cancelled {
        "CANCELLED"
    } else {
        "CONFIRMED"
    };
    push(file, &format!("STATUS:{status}"));
    push(file, "END:VEVENT");
}

/// An address is not escaped like a text; what would end its line is left out.
fn one_line(address: &str) -> String {
    address.chars().filter(|sign| !sign.is_control()).collect()
}

fn in_utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn date(day: NaiveDate) -> String {
    format!(";VALUE=DATE:{}", day.format("%Y%m%d"))
}

/// A moment by the clock on the wall in London, which is what was agreed on; in
/// UTC where that clock shows the same time twice.
fn moment(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&London).naive_local();
    match London.from_local_datetime(&local) {
        MappedLocalTime::Single(_) => {
            format!(";TZID=Europe/London:{}", local.format("%Y%m%dT%H%M%S"))
        }
        MappedLocalTime::Ambiguous(..) | MappedLocalTime::None => format!(":{}", in_utc(at)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content_lines::LINE;

    fn event(title: &str) -> Event {
        let at = |hour| Utc.with_ymd_and_hms(2026, 6, 4, hour, 0, 0).unwrap();
        Event {
            uid: "1@boards.example".to_owned(),
            sequence: 2,
            changed_at: at(1),
            when: When::Between(at(9), at(11)),
            title: title.to_owned(),
            place: String::new(),
            description: String::new(),
            url: "https://boards.example/meetings/1".to_owned(),
            is_cancelled: false,
            asked: None,
        }
    }

    #[test]
    fn an_event_stands_at_the_time_on_the_wall() {
        let file = write(
            "Avon, and others",
            Method::Publish,
            &[event("Board; meeting")],
        );
        assert!(file.contains("\r\nX-WR-CALNAME:Avon\\, and others\r\n"));
        assert!(file.contains("\r\nDTSTART;TZID=Europe/London:20260604T100000\r\n"));
        assert!(file.contains("\r\nSUMMARY:Board\\; meeting\r\n"));
        assert!(file.contains("\r\nSTATUS:CONFIRMED\r\n"));
        assert!(!file.contains("LOCATION"));
    }

    #[test]
    fn a_day_is_all_of_it_and_keeps_nobody_busy() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        let due = Event {
            when: When::Day(day),
            ..event("Due")
        };
        let file = write("Avon", Method::Publish, &[due]);
        assert!(file.contains("\r\nDTSTART;VALUE=DATE:20261231\r\n"));
        assert!(file.contains("\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(file.contains("\r\nTRANSP:TRANSPARENT\r\n"));
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_in_utc() {
        for (hour, expected) in [
            (0, ":20261025T003000Z"),
            (1, ":20261025T013000Z"),
            (2, ";TZID=Europe/London:20261025T023000"),
        ] {
            let at = Utc.with_ymd_and_hms(2026, 10, 25, hour, 30, 0).unwrap();
            assert_eq!(moment(at), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_begins_a_line(
            title in "([\r\n:;,\\\\\u{85}\u{2028}é👩]|SUMMARY|END:VEVENT|\\PC){1,60}",
            url in "([\r\n:;,]|https|X-EVIL:1){0,20}",
        ) {
            let typed = Event { url, place: title.clone(), ..event(&title) };
            let file = write(&title, Method::Request, &[typed]);
            let lines: Vec<&str> = file.split("\r\n").collect();
            prop_assert!(lines.iter().all(|line| line.len() <= LINE));
            let unfolded = file.replace("\r\n ", "");
            prop_assert!(!unfolded.replace("\r\n", "").contains(['\r', '\n']));
            let ends = unfolded.lines().filter(|line| *line == "END:VEVENT").count();
            prop_assert_eq!(ends, 1);
            prop_assert!(unfolded.lines().all(|line| !line.starts_with("X-EVIL")));
        }
    }
}
