//! Stops what looks like the data of a case: the portal holds none.
//!
//! Source: Children Act 1989, section 97, and Administration of Justice Act 1960,
//! section 12: nobody may be led to a child in proceedings. What is stopped has
//! to be written in another way; nothing of it is kept or logged.

/// What a text seems to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseData {
    /// Such as BS23C50123, or the sixteen digits of an online case.
    CaseNumber,
    /// Ten digits that pass the check of the NHS (mod 11).
    NhsNumber,
    DateOfBirth,
    /// A name right after "child", "son" and the like.
    NameOfAChild,
}

impl CaseData {
    /// What it is, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Self::CaseNumber => "a case number",
            Self::NhsNumber => "an NHS number",
            Self::DateOfBirth => "a date of birth",
            Self::NameOfAChild => "the name of a child",
        }
    }
}

/// What of a case a text seems to hold, and the words that look like it.
pub fn found_in(text: &str) -> Option<(CaseData, String)> {
    let runs = runs(text);
    for from in 0..runs.len() {
        let here = runs.get(from..).unwrap_or_default();
        if let Some((kind, length)) = number(here).or_else(|| words(here)) {
            let last = here.get(length - 1).or(here.first());
            let (start, end) = (here.first()?.start, last?.end);
            return Some((kind, text.get(start..end)?.to_owned()));
        }
    }
    None
}

/// Letters and digits that stand together.
struct Run<'a> {
    text: &'a str,
    /// Where it begins and ends, in bytes.
    start: usize,
    end: usize,
    /// Whether one mark such as a hyphen or a space, and nothing else, parts it
    /// from the run before.
    follows: bool,
    /// Whether a sentence may begin with it.
    begins: bool,
}

impl Run<'_> {
    fn digits(&self, count: usize) -> bool {
        self.text.len() == count && self.text.bytes().all(|sign| sign.is_ascii_digit())
    }

    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut rest = 0;
    while let Some(begin) = text
        .get(rest..)
        .and_then(|rest| rest.find(char::is_alphanumeric))
    {
        let start = rest + begin;
        let tail = text.get(start..).unwrap_or_default();
        let length = tail
            .find(|sign: char| !sign.is_alphanumeric())
            .unwrap_or(tail.len());
        let between = text.get(rest..start).unwrap_or_default();
        runs.push(Run {
            text: tail.get(..length).unwrap_or_default(),
            start,
            end: start + length,
            follows: matches!(between, " " | "-" | "/" | "." | "–"),
            begins: runs.is_empty() || between.contains(['.', '!', '?', ':', '\n']),
        });
        rest = start + length;
    }
    runs
}

/// A number that begins here, and over how many runs it goes.
fn number(runs: &[Run<'_>]) -> Option<(CaseData, usize)> {
    // As many runs as belong together, at most the four of an online case.
    let together = 1 + runs
        .iter()
        .skip(1)
        .take(3)
        .take_while(|run| run.follows)
        .count();
    (1..=together).rev().find_map(|length| {
        let parts = runs.get(..length)?;
        let joined: String = parts.iter().map(|run| run.text).collect();
        let kind = if is_court_number(&joined)
            || is_appeal_number(parts)
            || is_online_number(parts, &joined)
        {
            CaseData::CaseNumber
        } else if is_nhs_number(parts, &joined) {
            CaseData::NhsNumber
        } else {
            return None;
        };
        Some((kind, length))
    })
}

/// Two letters of the court, two digits of the year, the letter of the kind and
/// five digits: BS23C50123.
fn is_court_number(joined: &str) -> bool {
    joined.len() == 10
        && joined.bytes().enumerate().all(|(place, sign)| match place {
            0 | 1 | 4 => sign.is_ascii_alphabetic(),
            _ => sign.is_ascii_digit(),
        })
}

/// CA-2024-001234.
fn is_appeal_number(parts: &[Run<'_>]) -> bool {
    matches!(parts, [court, year, number] if court.is("CA") && year.digits(4) && number.digits(6))
}

/// Sixteen digits, in one or in fours, that pass the check of Luhn.
fn is_online_number(parts: &[Run<'_>], joined: &str) -> bool {
    let grouped = parts.len() == 4 && parts.iter().all(|run| run.digits(4));
    (grouped || parts.len() == 1)
        && joined.len() == 16
        && digits(joined).is_some_and(|digits| luhn(&digits))
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|sign| sign.to_digit(10)).collect()
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Written as 943 476 5919, which hardly anything else is.
fn is_nhs_number(parts: &[Run<'_>], joined: &str) -> bool {
    let grouped = matches!(
        parts,
        [first, second, third] if first.digits(3) && second.digits(3) && third.digits(4)
    );
    grouped && digits(joined).is_some_and(|digits| mod_11(&digits))
}

fn mod_11(digits: &[u32]) -> bool {
    let Some((check, weighed)) = digits.split_last() else {
        return false;
    };
    let sum: u32 = weighed
        .iter()
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    (11 - sum % 11) % 11 == *check
}

/// Words for a child that a name may follow. Written in capitals they begin the
/// name of a programme, such as Child Focused Courts.
const CHILD: [&str; 10] = [
    "child", "baby", "infant", "toddler", "boy", "girl", "son", "daughter", "sibling", "twin",
];

/// Words in capitals that may follow such a word and name nobody.
const NO_NAMES: [&str; 13] = [
    "Abuse",
    "Arrangements",
    "Cafcass",
    "Care",
    "Death",
    "Exploitation",
    "Focused",
    "Health",
    "Ofsted",
    "Parliament",
    "Protection",
    "Safeguarding",
    "Services",
];

/// Words that begin here and tell of a child, and over how many runs they go.
fn words(runs: &[Run<'_>]) -> Option<(CaseData, usize)> {
    let (first, rest) = runs.split_first()?;
    let is_birth = first.is("DOB")
        || (first.is("d") && rest.first()?.is("o") && rest.get(1)?.is("b"))
        || (first.is("born") && matches!(rest.first(), Some(on) if on.is("on") || on.is("in")))
        || (first.is("date") && rest.first()?.is("of") && rest.get(1)?.is("birth"));
    if is_birth {
        // "Date of birth" alone is the name of a field.
        let dated = runs
            .iter()
            .take(6)
            .position(|run| run.text.starts_with(|sign: char| sign.is_ascii_digit()))?;
        return Some((CaseData::DateOfBirth, dated + 1));
    }
    let name = rest.first()?;
    let is_name = name.follows
        && !name.begins
        && name.text.len() > 1
        && name.text.starts_with(char::is_uppercase)
        && name.text.chars().skip(1).all(char::is_lowercase)
        && !NO_NAMES.contains(&name.text);
    (CHILD.contains(&first.text) && is_name).then_some((CaseData::NameOfAChild, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn stops(text: &str, kind: CaseData, words: &str) {
        assert_eq!(found_in(text), Some((kind, words.to_owned())), "{text}");
    }

    #[test]
    fn case_numbers_of_every_shape_are_found() {
        for (text, words) in [
            ("BS23C50123", "BS23C50123"),
            ("See zc24p00012, please", "zc24p00012"),
            ("Case LS 22 C 01234 was listed", "LS 22 C 01234"),
            ("(ME21F00007)", "ME21F00007"),
            ("appeal CA-2024-001234 heard", "CA-2024-001234"),
            ("online 1700-0000-0000-0001", "1700-0000-0000-0001"),
            ("1700000000000001", "1700000000000001"),
        ] {
            stops(text, CaseData::CaseNumber, words);
        }
    }

    #[test]
    fn what_tells_of_a_child_is_found() {
        stops("NHS 943 476 5919", CaseData::NhsNumber, "943 476 5919");
        for text in [
            "DOB 12/03/2017",
            "d.o.b. 12.3.17",
            "born on 3 May",
            "Date of birth: 2017-03-12",
        ] {
            let found = found_in(text).map(|(kind, _)| kind);
            assert_eq!(found, Some(CaseData::DateOfBirth), "{text}");
        }
        stops(
            "We heard about the child Ava and her mother",
            CaseData::NameOfAChild,
            "child Ava",
        );
        stops("his son Jake moved", CaseData::NameOfAChild, "son Jake");
    }

    #[test]
    fn ordinary_business_is_let_through() {
        for text in [
            "WYK-2026-014 is carried over to 12/03/2027",
            "Child Focused Courts began on 1 April 2025 in 10 areas",
            "Each child Cafcass works with is asked",
            "A child. Bradford agreed.",
            "Every child: Leeds to report",
            "Designated nurse for child Protection",
            "[2024] EWFC 123 and [2025] EWHC 45 (Fam) were noted",
            "Call 0161 496 0000 or 020 7946 0018",
            "Order 2026 0001 for 12 chairs",
            "Weeks 26, 27 to 29, and 30 or more; 41.3 weeks on average",
            "4 in 10 cases took 52 weeks, down from 56 in Q4 2025",
            "Practice Direction 12J and rule 16.4",
            "The form has a field for the date of birth",
            "Children aged 7 to 11 and siblings together",
            "ASCII 1234567890123456 is no case",
            "boy or girl, son or daughter",
        ] {
            assert_eq!(found_in(text), None, "{text}");
        }
    }
}
