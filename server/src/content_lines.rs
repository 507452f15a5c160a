//! The lines of which contacts and calendars are made: vCard (RFC 6350, section
//! 3.2) and iCalendar (RFC 5545, section 3.1).

/// Octets of a line without its end.
pub const LINE: usize = 75;

/// A value that ends neither its line nor itself, whatever somebody has typed.
pub fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ',' | ';' => out.extend(['\\', letter]),
            // Some programs end a line at each of these.
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Adds a line, folded where it is too long, but never inside a letter.
pub fn push(file: &mut String, line: &str) {
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > LINE {
            file.push_str("\r\n ");
            octets = 1;
        }
        file.push(letter);
        octets += letter.len_utf8();
    }
    file.push_str("\r\n");
}
