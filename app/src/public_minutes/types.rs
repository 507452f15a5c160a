//! Plain data about minutes for everybody.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::MeetingId,
    minutes::types::{Attendee, Minutes, MinutesItem},
    wording,
};

/// Minutes as everybody may read them. Kept as JSON, so the names of the fields stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMinutes {
    pub title: String,
    /// Every board that met, the one that led first.
    pub boards: Vec<String>,
    pub when: String,
    /// One for who was there and one for each item of Part A, in this order; what was
    /// taken out is empty.
    pub sections: Vec<PublicSection>,
}

/// A part of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSection {
    pub heading: String,
    pub text: String,
}

impl PublicSection {
    pub fn is_empty(&self) -> bool {
        self.heading.is_empty() && self.text.is_empty()
    }
}

impl PublicMinutes {
    /// What an officer begins with: Part A of agreed minutes, seats in place of names,
    /// and without judicial notes, interests, and who disagreed.
    pub fn begun_from(minutes: &Minutes) -> Self {
        let minutes = minutes.clone().without_part_b();
        let attendance = PublicSection {
            heading: "Who was there".to_owned(),
            text: attendance(&minutes),
        };
        Self {
            sections: std::iter::once(attendance)
                .chain(minutes.items.iter().map(section))
                .collect(),
            title: minutes.title,
            boards: minutes.boards,
            when: minutes.when,
        }
    }

    /// The sections that were not taken out.
    pub fn shown(&self) -> impl Iterator<Item = &PublicSection> {
        self.sections.iter().filter(|section| !section.is_empty())
    }
}

fn attendance(minutes: &Minutes) -> String {
    let line = |heading: &str, people: &[Attendee]| {
        let people: Vec<&str> = people
            .iter()
            .map(|one| {
                if one.seat.is_empty() {
                    one.organisation.as_str()
                } else {
                    one.seat.as_str()
                }
            })
            .filter(|words| !words.is_empty())
            .collect();
        (!people.is_empty()).then(|| format!("{heading}: {}.", people.join("; ")))
    };
    [
        ("Present", &minutes.present),
        ("In attendance", &minutes.in_attendance),
        ("Apologies", &minutes.apologies),
    ]
    .into_iter()
    .filter_map(|(heading, people)| line(heading, people))
    .chain(minutes.quorum.iter().cloned())
    .collect::<Vec<_>>()
    .join("\n")
}

fn section(item: &MinutesItem) -> PublicSection {
    let mut lines = Vec::new();
    lines.extend(
        item.not_taken
            .as_ref()
            .map(|reason| format!("Not taken: {reason}")),
    );
    lines.extend(Some(item.notes.clone()).filter(|notes| !notes.is_empty()));
    lines.extend(
        item.outcome
            .as_ref()
            .map(|outcome| format!("Outcome: {outcome}.")),
    );
    lines.extend(
        item.decisions
            .iter()
            .map(|decision| format!("Decision {}: {}", decision.reference, decision.text)),
    );
    lines.extend(item.actions.iter().map(|action| {
        format!(
            "Action {}: {}. {}, due on {}.",
            action.reference,
            action.title,
            action.organisation,
            wording::date(action.due_on)
        )
    }));
    PublicSection {
        heading: format!("{} {}", item.number, item.title),
        text: lines.join("\n\n"),
    }
}

/// Minutes that are out for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub content: PublicMinutes,
    pub at: DateTime<Utc>,
}

/// Minutes in the list of those that everybody may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub meeting: MeetingId,
    pub title: String,
    pub boards: Vec<String>,
    pub when: String,
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{
        meetings::types::Part,
        minutes::types::{MinutesAction, MinutesDecision},
    };

    fn decision(text: &str, part: Part) -> MinutesDecision {
        MinutesDecision {
            reference: "ALP-D-2026-001".to_owned(),
            text: text.to_owned(),
            reason: "Reason".to_owned(),
            how: "By consensus".to_owned(),
            taken_by: "The board".to_owned(),
            dissent: "Ada Test disagreed".to_owned(),
            abstained: String::new(),
            for_ratification: false,
            part: part.code().to_owned(),
        }
    }

    fn item(title: &str, part: Part) -> MinutesItem {
        MinutesItem {
            number: "1".to_owned(),
            title: title.to_owned(),
            part: part.code().to_owned(),
            not_taken: None,
            notes: format!("Notes of {title}"),
            judicial_note: "The judge said".to_owned(),
            interests: "Ada Test declared".to_owned(),
            outcome: Some("Agreed".to_owned()),
            decisions: vec![decision("Open", Part::A), decision("Closed", Part::B)],
            actions: vec![MinutesAction {
                reference: "ALP-2026-001".to_owned(),
                title: "Draw up a rota".to_owned(),
                organisation: "Ayton".to_owned(),
                due_on: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
            }],
        }
    }

    #[test]
    fn it_begins_with_part_a_and_without_names() {
        let ada = Attendee {
            name: "Ada Test".to_owned(),
            seat: "Head of Law".to_owned(),
            organisation: "Ayton".to_owned(),
            note: String::new(),
        };
        let minutes = Minutes {
            title: "Board meeting".to_owned(),
            boards: vec!["Alpha".to_owned()],
            when: "Tuesday".to_owned(),
            place: "Court house".to_owned(),
            quorum: vec!["Quorate.".to_owned()],
            quorate: true,
            present: vec![ada],
            apologies: Vec::new(),
            absent: Vec::new(),
            in_attendance: Vec::new(),
            items: vec![item("Rota", Part::A), item("Secret", Part::B)],
        };
        let begun = PublicMinutes::begun_from(&minutes);
        assert_eq!(begun.sections.len(), 2);
        assert_eq!(begun.sections[0].text, "Present: Head of Law.\nQuorate.");
        assert_eq!(
            begun.sections[1].text,
            "Notes of Rota\n\nOutcome: Agreed.\n\nDecision ALP-D-2026-001: Open\n\nAction ALP-2026-001: Draw up a rota. Ayton, due on 1 December 2026."
        );
        let all = serde_json::to_string(&begun).unwrap();
        for word in ["Ada", "Secret", "Closed", "judge", "disagreed"] {
            assert!(!all.contains(word), "{word}: {all}");
        }
    }
}
