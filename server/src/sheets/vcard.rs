//! Writing contacts for address books: vCard 4.0 (RFC 6350).

use crate::content_lines::{escaped, push};

/// Somebody or some post to be reached. What is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub full_name: String,
    /// The post.
    pub title: String,
    pub organisation: String,
    pub email: String,
    pub note: String,
    pub categories: Vec<String>,
}

/// Writes contacts, one card after the other.
pub fn write(contacts: &[Contact]) -> String {
    let mut file = String::new();
    for contact in contacts {
        push(&mut file, "BEGIN:VCARD");
        push(&mut file, "VERSION:4.0");
        push(&mut file, &format!("FN:{}", escaped(&contact.full_name)));
        // Programs ask for the name in parts. It is not ours to take apart.
        push(&mut file, &format!("N:;{};;;", escaped(&contact.full_name)));
        for (property, value) in [
            ("TITLE", &contact.title),
            ("ORG", &contact.organisation),
            ("EMAIL", &contact.email),
            ("NOTE", &contact.note),
        ] {
            if !value.is_empty() {
                push(&mut file, &format!("{property}:{}", escaped(value)));
            }
        }
        let categories: Vec<String> = contact.categories.iter().map(|one| escaped(one)).collect();
        if !categories.is_empty() {
            push(&mut file, &format!("CATEGORIES:{}", categories.join(",")));
        }
        push(&mut file, "END:VCARD");
    }
    file
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content_lines::LINE;

    #[test]
    fn a_card_has_what_is_known() {
        let contact = Contact {
            full_name: "Anna Example; Deputy".to_owned(),
            title: "Chair, acting".to_owned(),
            email: "anna@board.example".to_owned(),
            note: "Line\r\nline\\".to_owned(),
            categories: vec!["North, west".to_owned(), "Chairs".to_owned()],
            ..Contact::default()
        };
        assert_eq!(
            write(&[contact]),
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna Example\\; Deputy\r\n\
             N:;Anna Example\\; Deputy;;;\r\nTITLE:Chair\\, acting\r\n\
             EMAIL:anna@board.example\r\nNOTE:Line\\nline\\\\\r\n\
             CATEGORIES:North\\, west,Chairs\r\nEND:VCARD\r\n"
        );
        assert_eq!(write(&[]), "");
    }

    proptest! {
        #[test]
        fn nothing_typed_begins_a_line(
            name in "\\PC{0,90}",
            note in "([\r\n:;,\\\\\u{85}\u{2028}é👩]|EMAIL|END:VCARD){0,60}",
        ) {
            let contact = Contact {
                full_name: name,
                note: note.clone(),
                ..Contact::default()
            };
            let file = write(&[contact]);
            let lines: Vec<&str> = file.split("\r\n").collect();
            prop_assert!(lines.iter().all(|line| line.len() <= LINE));
            let unfolded = file.replace("\r\n ", "");
            prop_assert!(!unfolded.replace("\r\n", "").contains(['\r', '\n']));
            let properties: Vec<&str> = unfolded
                .lines()
                .map(|line| line.split(':').next().unwrap())
                .collect();
            let mut expected = vec!["BEGIN", "VERSION", "FN", "N", "NOTE", "END"];
            if note.is_empty() {
                expected.retain(|property| *property != "NOTE");
            }
            prop_assert_eq!(properties, expected);
        }
    }
}
