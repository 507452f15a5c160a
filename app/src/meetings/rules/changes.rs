//! What differs between two published versions of an agenda.

use crate::meetings::types::PublishedItem;

/// One difference, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub words: String,
}

fn change(words: String) -> Change {
    Change { words }
}

/// The differences from one version to the next, in the order of the later one;
/// what is gone comes last.
pub fn changes(before: &[PublishedItem], after: &[PublishedItem]) -> Vec<Change> {
    let mut found = Vec::new();
    for item in after {
        let name = format!("{} {}", item.number, item.title);
        let Some(old) = before.iter().find(|old| old.id == item.id) else {
            found.push(change(format!("Added: {name}")));
            continue;
        };
        if item.is_taken() != old.is_taken() {
            found.push(change(match &item.not_taken {
                Some(reason) => format!("Not taken: {name}. {reason}"),
                None => format!("Taken after all: {name}"),
            }));
            continue;
        }
        let mut what = Vec::new();
        if item.title != old.title {
            what.push(format!("title, before: “{}”", old.title));
        }
        if item.minutes != old.minutes {
            what.push(format!("{} minutes, before: {}", item.minutes, old.minutes));
        }
        for (differs, words) in [
            (item.purpose != old.purpose, "purpose"),
            (item.presenter != old.presenter, "presenter"),
            (item.detail != old.detail, "what it is about"),
            (item.linked != old.linked, "linked action"),
            (item.about != old.about, "what it is linked to"),
            (
                item.conflict_note != old.conflict_note,
                "note on conflicts of interest",
            ),
            (item.part != old.part, "part"),
            (
                item.not_taken != old.not_taken,
                "reason why it is not taken",
            ),
        ] {
            if differs {
                what.push(words.to_owned());
            }
        }
        if !what.is_empty() {
            found.push(change(format!("Changed: {name} ({})", what.join("; "))));
        }
    }
    let gone = before
        .iter()
        .filter(|old| !after.iter().any(|item| item.id == old.id));
    found.extend(gone.map(|old| change(format!("Removed: {} {}", old.number, old.title))));
    found
}

/// "3 changes": what a message says that everybody gets.
pub fn summary(changes: &[Change]) -> String {
    crate::wording::count(changes.len() as u64, "change", "changes")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::AgendaItemId,
        meetings::types::{Part, Purpose},
    };

    fn item(id: u128, number: &str, title: &str) -> PublishedItem {
        PublishedItem {
            id: AgendaItemId(Uuid::from_u128(id)),
            number: number.to_owned(),
            depth: 0,
            title: title.to_owned(),
            detail: String::new(),
            purpose: Purpose::Discussion.code().to_owned(),
            minutes: 10,
            presenter: None,
            part: Part::A.code().to_owned(),
            linked: None,
            about: None,
            conflict_note: None,
            not_taken: None,
            action_log: false,
        }
    }

    fn words(before: &[PublishedItem], after: &[PublishedItem]) -> Vec<String> {
        changes(before, after)
            .into_iter()
            .map(|one| one.words)
            .collect()
    }

    #[test]
    fn nothing_changed_is_an_empty_list() {
        let items = [item(1, "1", "Welcome"), item(2, "2", "Data")];
        assert!(words(&items, &items).is_empty());
    }

    #[test]
    fn every_kind_of_change_is_said() {
        let before = [
            item(1, "1", "Welcome"),
            item(2, "2", "Data"),
            item(3, "3", "Events"),
        ];
        let after = [
            PublishedItem {
                minutes: 5,
                ..item(1, "1", "Welcome all")
            },
            item(4, "1a", "Rota"),
            PublishedItem {
                not_taken: Some("No figures yet".to_owned()),
                ..item(2, "2", "Data")
            },
        ];
        assert_eq!(
            words(&before, &after),
            [
                "Changed: 1 Welcome all (title, before: “Welcome”; 5 minutes, before: 10)",
                "Added: 1a Rota",
                "Not taken: 2 Data. No figures yet",
                "Removed: 3 Events",
            ]
        );
        assert!(words(&after, &after).is_empty());
    }
}
