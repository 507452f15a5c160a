//! Text that a spreadsheet program would take for a formula.
//!
//! Source: OWASP, "CSV Injection". In a CSV file such text gets an apostrophe
//! before it, which spreadsheet programs take for "this is text".

use std::borrow::Cow;

const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Text for a CSV file. It comes out of `unprotected` as it went in.
pub(super) fn protected(text: &str) -> Cow<'_, str> {
    // Text that looks protected already gets one apostrophe more, so that the
    // one taken away again is ours.
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Text from a CSV file, without the apostrophe that protected it.
pub(super) fn unprotected(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// Whether any line begins with the sign of a formula, or the text with a tab or
/// the return of a carriage, which some programs pass over.
fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r'])
        || text
            .split(['\n', '\r'])
            .any(|line| line.trim_start_matches(is_blank).starts_with(SIGNS))
}

/// Whether nobody sees the letter.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_protected() {
        for text in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            " =1",
            "\u{a0}=1",
            "\u{200b}=1",
            "\u{0}=1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            "fine\n=1",
            "fine\r\n -1",
            "'=1",
        ] {
            assert_eq!(protected(text), format!("'{text}"));
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in ["", "Anna", "a=b", "O'Brien", "'tis", "5 - 4", "مرحبا", "''"] {
            assert_eq!(protected(text), text);
            assert_eq!(unprotected(text), text);
        }
    }

    proptest! {
        #[test]
        fn protection_comes_off_again(text in "['=+@\\- \t\r\na＝\u{a0}]{0,8}") {
            let written = protected(&text);
            prop_assert_eq!(unprotected(&written), &text);
        }
    }
}
