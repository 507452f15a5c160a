//! Numbers of items: in order before publishing, and never moved after it.

/// What numbering needs to know of an item. Items come in order, each after
/// the one it stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered<'a> {
    /// Place in the list of the item it stands under.
    pub under: Option<usize>,
    /// The number it was published with; empty before that.
    pub fixed: &'a str,
}

/// The number of each item. Whoever has one keeps it; one that comes in between
/// takes the number before it with a letter: after "4.2" comes "4.2a".
///
/// `published` says whether an earlier version is out: only then do numbers
/// stand fast.
pub fn number(items: &[Numbered<'_>], published: bool) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let prefix = item
            .under
            .and_then(|under| numbers.get(under))
            .map(|above| format!("{above}."))
            .unwrap_or_default();
        let mut siblings = items
            .iter()
            .enumerate()
            .filter(|(_, other)| other.under == item.under);
        let number = if !item.fixed.is_empty() {
            item.fixed.to_owned()
        } else if published
            && siblings
                .clone()
                .any(|(at, other)| at > place && !other.fixed.is_empty())
        {
            let before = siblings
                .rfind(|(at, _)| *at < place)
                .and_then(|(at, _)| numbers.get(at))
                .cloned()
                .unwrap_or_else(|| format!("{prefix}0"));
            free(&before, items, &numbers)
        } else {
            let highest = siblings
                .filter_map(|(at, other)| match numbers.get(at) {
                    Some(given) => Some(given.as_str()),
                    None => Some(other.fixed).filter(|fixed| !fixed.is_empty()),
                })
                .filter_map(|number| whole(number, &prefix))
                .max()
                .unwrap_or(0);
            format!("{prefix}{}", highest + 1)
        };
        numbers.push(number);
    }
    numbers
}

/// "4.12b" below "4." is 12.
fn whole(number: &str, prefix: &str) -> Option<u32> {
    let rest = number.strip_prefix(prefix)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The next number with a letter that nobody has: "4.2a", "4.2b", … "4.2z",
/// "4.2za".
fn free(before: &str, items: &[Numbered<'_>], given: &[String]) -> String {
    let taken = |number: &str| {
        items.iter().any(|item| item.fixed == number) || given.iter().any(|one| one == number)
    };
    let mut stem = before
        .trim_end_matches(|sign: char| sign.is_ascii_lowercase())
        .to_owned();
    let start = before
        .strip_prefix(stem.as_str())
        .and_then(|letters| letters.chars().last());
    loop {
        for letter in 'a'..='z' {
            if start.is_some_and(|start| letter <= start && before.len() == stem.len() + 1) {
                continue;
            }
            let number = format!("{stem}{letter}");
            if !taken(&number) {
                return number;
            }
        }
        stem.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(items: &[(Option<usize>, &str)], published: bool) -> Vec<String> {
        let items: Vec<Numbered<'_>> = items
            .iter()
            .map(|(under, fixed)| Numbered {
                under: *under,
                fixed,
            })
            .collect();
        number(&items, published)
    }

    #[test]
    fn before_publishing_numbers_follow_the_order() {
        let items = [
            (None, ""),
            (None, ""),
            (Some(1), ""),
            (Some(1), ""),
            (None, ""),
        ];
        assert_eq!(numbers(&items, false), ["1", "2", "2.1", "2.2", "3"]);
    }

    #[test]
    fn what_comes_late_takes_a_letter_and_moves_nobody() {
        let items = [
            (None, "1"),
            (None, "2"),
            (Some(1), "2.1"),
            (Some(1), ""),
            (Some(1), "2.2"),
            (None, ""),
            (None, ""),
            (None, "3"),
            (None, ""),
        ];
        assert_eq!(
            numbers(&items, true),
            ["1", "2", "2.1", "2.1a", "2.2", "2a", "2b", "3", "4"]
        );
    }

    #[test]
    fn a_second_late_item_finds_the_next_letter() {
        let items = [(None, "1"), (None, "1a"), (None, ""), (None, "2")];
        assert_eq!(numbers(&items, true), ["1", "1a", "1b", "2"]);
        let before_it = [(None, "1"), (None, ""), (None, "1a"), (None, "2")];
        assert_eq!(numbers(&before_it, true), ["1", "1b", "1a", "2"]);
        let first = [(None, ""), (None, "1")];
        assert_eq!(numbers(&first, true), ["0a", "1"]);
    }

    #[test]
    fn a_number_that_was_given_is_not_given_again() {
        // Item 3 was the last and is gone from the order, but still listed.
        let items = [(None, "1"), (None, "3"), (None, "")];
        assert_eq!(numbers(&items, true), ["1", "3", "4"]);
    }

    #[test]
    fn thirty_late_items_all_differ() {
        let mut items = vec![(None, "1")];
        items.extend(std::iter::repeat_n((None, ""), 60));
        items.push((None, "2"));
        let mut all = numbers(&items, true);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), items.len());
    }
}
