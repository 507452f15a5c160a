//! What an address says of a list: read and written alike by every list, so that
//! it can be shared and the back button works.

use std::ops::RangeInclusive;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::wording;

/// Longest text that is searched for, in characters.
const SEARCH_LIMIT: usize = 100;

/// Years that every database can hold; a row of ours is never outside them, and an
/// address that names another one means nothing.
pub const STORED_YEARS: RangeInclusive<i32> = 1..=9999;

/// The words of a search as typed, without what nobody can see.
pub fn search(value: &str) -> String {
    wording::tidied(value).chars().take(SEARCH_LIMIT).collect()
}

/// What a list is ordered by, and whether upwards: "age", or "-age" for the other
/// way round.
pub fn order<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<(T, bool)> {
    let (code, upwards) = match value.strip_prefix('-') {
        Some(code) => (code, false),
        None => (value, true),
    };
    read(code).map(|sort| (sort, upwards))
}

/// An order as [`order`] reads it.
pub fn order_code(code: &str, upwards: bool) -> String {
    let down = if upwards { "" } else { "-" };
    format!("{down}{code}")
}

/// An address with a query string.
pub fn address(path: &str, pairs: &[(&'static str, String)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}
