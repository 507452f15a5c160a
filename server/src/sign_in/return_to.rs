//! Where to go after signing in: always a page of ours.

use percent_encoding::percent_decode_str;
use url::Url;

/// Longer than any address we hand out.
const LONGEST: usize = 2_000;

/// Pages that would send the person in a circle, or are no place to arrive at.
const NOT_A_DESTINATION: [&str; 4] = ["/sign-in", "/sign-out", "/signed-out", "/demo"];

/// The path and query of `raw` when they are those of a page of ours, otherwise `/`.
///
/// Nothing is repaired: what looks odd (a second slash, a backslash, a control
/// character, dot segments, also when percent-encoded) leads to the first page.
pub fn local_path(raw: &str) -> String {
    checked(raw).unwrap_or_else(|| "/".to_owned())
}

fn checked(raw: &str) -> Option<String> {
    if raw.len() > LONGEST || !raw.starts_with('/') || !harmless(raw) {
        return None;
    }
    let path = raw.split(['?', '#']).next()?;
    if !path_is_ours(path) {
        return None;
    }

    // The browser's own rules have the last word: whatever we overlooked, the
    // answer must stay on the host that it started from.
    let base = Url::parse("https://portal.test/").ok()?;
    let joined = base.join(raw).ok()?;
    if joined.origin() != base.origin() || !joined.username().is_empty() {
        return None;
    }
    Some(match joined.query() {
        Some(query) => format!("{}?{query}", joined.path()),
        None => joined.path().to_owned(),
    })
}

fn path_is_ours(path: &str) -> bool {
    let mut seen = path.to_owned();
    // A proxy may decode once more than the browser did, so look at each layer.
    for _ in 0..3 {
        let has_dots = seen
            .split('/')
            .any(|segment| segment == "." || segment == "..");
        if seen.starts_with("//") || seen.contains("//") || has_dots || !harmless(&seen) {
            return false;
        }
        let leads_in_a_circle = NOT_A_DESTINATION.iter().any(|page| {
            seen.strip_prefix(page)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if leads_in_a_circle {
            return false;
        }
        let Ok(decoded) = percent_decode_str(&seen).decode_utf8() else {
            return false;
        };
        if decoded == seen {
            return true;
        }
        seen = decoded.into_owned();
    }
    false
}

fn harmless(text: &str) -> bool {
    !text.chars().any(|c| c == '\\' || c.is_control())
}
