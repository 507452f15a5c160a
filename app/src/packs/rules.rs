//! What a pack says of a meeting, and how the files in it are called.

use std::collections::BTreeSet;

use super::types::{Contents, PackActions, PackFile, PackItem, PackPaper};
use crate::{
    meetings::{
        rules::timetable,
        types::{About, Meeting, Publication, PublishedItem, Purpose, action_log},
    },
    papers::types::Papers,
    suggestions::views::ActionsView,
    wording,
};

/// Longest part of a name that is made of a title, in characters.
const NAME_LIMIT: usize = 80;

/// What a reader gets of a meeting, of the agenda and papers that they may see.
pub fn contents(
    meeting: &Meeting,
    agenda: &Publication,
    papers: &Papers,
    actions: Option<&ActionsView>,
) -> Contents {
    let log = action_log(&agenda.items);
    let actions = actions.map(|view| PackActions {
        heading: view.heading(),
        notes: view.notes(),
        rows: view.in_words(),
    });
    let boards: Vec<&str> = meeting.boards().map(|board| board.name.as_str()).collect();
    let times = timetable(
        meeting.starts_at,
        agenda.items.iter().map(PublishedItem::taking),
    );
    let highest = agenda
        .items
        .iter()
        .flat_map(|item| papers.under(item.id))
        .map(|paper| paper.marking)
        .max();
    Contents {
        title: meeting.title.clone(),
        boards: boards.join(", "),
        when: meeting.when(),
        place: meeting.place.clone(),
        version: format!(
            "Agenda version {}, published on {}.",
            agenda.number,
            wording::date_and_time(agenda.published_at)
        ),
        marking: highest.map_or_else(String::new, |marking| {
            format!("Highest marking of a paper: {}", marking.label())
        }),
        items: agenda
            .items
            .iter()
            .zip(times)
            .map(|(item, begins)| {
                let actions = actions.clone().filter(|_| log == Some(item.id));
                item_of(item, &wording::time(begins), papers, actions)
            })
            .collect(),
        actions: actions.filter(|_| log.is_none()),
    }
}

fn item_of(
    item: &PublishedItem,
    begins: &str,
    papers: &Papers,
    actions: Option<PackActions>,
) -> PackItem {
    let about = match (&item.not_taken, Purpose::from_code(&item.purpose)) {
        (Some(reason), _) => format!("Not taken: {reason}"),
        (None, purpose) => {
            let mut words = vec![begins.to_owned()];
            words.push(wording::count(item.minutes.into(), "minute", "minutes"));
            words.extend(purpose.map(|purpose| purpose.label().to_owned()));
            words.extend(item.presenter.clone());
            words.join(", ")
        }
    };
    let part_b = item
        .is_part_b()
        .then(|| "Part B: not for observers, sponsors and substitutes".to_owned());
    let linked = match (&item.linked, &item.about) {
        (Some(reference), _) => Some(format!("Action {reference}")),
        (None, Some(About::Decision(reference))) => Some(format!("Decision {reference}")),
        (None, _) => None,
    };
    let conflict = item
        .conflict_note
        .as_ref()
        .map(|words| format!("Conflict of interest: {words}"));
    PackItem {
        id: item.id,
        number: item.number.clone(),
        depth: item.depth,
        title: item.title.clone(),
        lines: [
            Some(about),
            part_b,
            Some(item.detail.clone()),
            linked,
            conflict,
        ]
        .into_iter()
        .flatten()
        .filter(|words| !words.is_empty())
        .collect(),
        actions,
        papers: papers
            .under(item.id)
            .map(|paper| PackPaper {
                title: paper.title.clone(),
                about: paper.about(),
                late: papers.late(paper).unwrap_or_default(),
                file: paper.is_open(papers.scans).then(|| PackFile {
                    hash: paper.hash.clone(),
                    bytes: paper.bytes,
                    ending: paper.kind.code(),
                }),
            })
            .collect(),
    }
}

/// The names of the files in a ZIP, in its order: the number of the item, the title
/// of the paper, the ending of its type. No name leaves its folder, begins with a
/// dot, comes twice or is refused by a system.
pub fn names(contents: &Contents) -> Vec<String> {
    let mut taken = BTreeSet::new();
    contents
        .files()
        .map(|(item, paper, file)| {
            let (number, title) = (plain(&item.number), plain(&paper.title));
            let stem = if title.is_empty() {
                format!("{number} Paper")
            } else {
                format!("{number} {title}")
            };
            let stem = stem.trim().to_owned();
            let mut name = format!("{stem}.{}", file.ending);
            let mut count = 1;
            // Systems differ in whether "A" and "a" are one name.
            while !taken.insert(name.to_lowercase()) {
                count += 1;
                name = format!("{stem} ({count}).{}", file.ending);
            }
            name
        })
        .collect()
}

/// What of a text may stand in a name: letters and digits of any script, and a dot
/// between two of them, as in "4.2a".
fn plain(text: &str) -> String {
    let is_letter = |sign: Option<&char>| sign.is_some_and(|sign| sign.is_alphanumeric());
    let signs: Vec<char> = text.chars().collect();
    let kept: String = signs
        .iter()
        .enumerate()
        .map(|(place, sign)| match sign {
            '-' | '_' => *sign,
            '.' => {
                let before = place.checked_sub(1).and_then(|place| signs.get(place));
                if is_letter(before) && is_letter(signs.get(place + 1)) {
                    '.'
                } else {
                    ' '
                }
            }
            sign if sign.is_alphanumeric() => *sign,
            _ => ' ',
        })
        .take(NAME_LIMIT)
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::AgendaItemId;

    fn item(number: &str, titles: &[&str]) -> PackItem {
        let paper = |title: &&str| PackPaper {
            title: (*title).to_owned(),
            about: String::new(),
            late: String::new(),
            file: Some(PackFile {
                hash: String::new(),
                bytes: 1,
                ending: "pdf",
            }),
        };
        PackItem {
            id: AgendaItemId(Uuid::nil()),
            number: number.to_owned(),
            depth: 0,
            title: "Item".to_owned(),
            lines: Vec::new(),
            actions: None,
            papers: titles.iter().map(paper).collect(),
        }
    }

    fn contents(items: Vec<PackItem>) -> Contents {
        Contents {
            title: String::new(),
            boards: String::new(),
            when: String::new(),
            place: String::new(),
            version: String::new(),
            marking: String::new(),
            items,
            actions: None,
        }
    }

    #[test]
    fn names_are_in_the_order_of_the_agenda_and_lead_nowhere() {
        let of = contents(vec![
            item("1", &["Figures: \"Q3\" ../../etc/passwd", "..", "figures"]),
            item(
                "4.2a",
                &[
                    "Figures",
                    "FIGURES",
                    "Siân’s note\u{202e}fdp.exe",
                    "a\0b\\c",
                ],
            ),
        ]);
        assert_eq!(
            names(&of),
            [
                "1 Figures Q3 etc passwd.pdf",
                "1 Paper.pdf",
                "1 figures.pdf",
                "4.2a Figures.pdf",
                "4.2a FIGURES (2).pdf",
                "4.2a Siân s note fdp.exe.pdf",
                "4.2a a b c.pdf",
            ]
        );
        let long = contents(vec![item("1", &[&"é".repeat(300)])]);
        assert_eq!(
            names(&long)[0].chars().count(),
            "1 ".len() + 80 + ".pdf".len()
        );
    }

    #[test]
    fn a_paper_that_waits_to_be_scanned_is_in_no_file() {
        let mut waiting = item("1", &["One", "Two"]);
        waiting.papers[0].file = None;
        let of = contents(vec![waiting]);
        assert_eq!(of.papers().count(), 2);
        assert_eq!(names(&of), ["1 Two.pdf"]);
    }
}
