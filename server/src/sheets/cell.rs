//! What stands in a cell: its text as a person reads it, and the day it means.

use app::wording;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::dates;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// As a person reads it. Text stays letter for letter as it was typed.
    pub text: String,
    /// The day, where the cell was a date or its text is one.
    pub date: Option<NaiveDate>,
    /// Whether there was more text than is kept. It ends with "…" then.
    pub is_cut: bool,
}

impl Cell {
    /// Whether a person sees nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The cell with no more letters of its text than these.
    pub(super) fn cut(mut self, letters: usize) -> Self {
        if let Some((end, _)) = self.text.char_indices().nth(letters) {
            let mut text = self.text.get(..end).unwrap_or_default().to_owned();
            text.push('…');
            self.text = text;
            self.is_cut = true;
        }
        self
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let date = dates::read(&text);
        Self {
            text,
            date,
            is_cut: false,
        }
    }

    /// A number, or something like it that is not a date: "42", never "42.0".
    pub(super) fn number(number: f64) -> Self {
        // Spreadsheets show 15 digits: 0.1 + 0.2 is 0.3 to whoever reads it.
        let shown = format!("{number:.14e}").parse().unwrap_or(number);
        // A negative zero is nothing that anybody has typed.
        let shown = if shown == 0.0 { 0.0 } else { shown };
        Self {
            text: shown.to_string(),
            ..Self::default()
        }
    }

    pub(super) fn truth(truth: bool) -> Self {
        Self {
            text: if truth { "TRUE" } else { "FALSE" }.to_owned(),
            ..Self::default()
        }
    }

    /// A day, with its time unless that is midnight.
    pub(super) fn moment(moment: NaiveDateTime) -> Self {
        let day = moment.date();
        let text = if moment.time() == NaiveTime::MIN {
            wording::date(day)
        } else {
            format!("{} {}", wording::date(day), moment.format("%H:%M"))
        };
        Self {
            text,
            date: Some(day),
            is_cut: false,
        }
    }

    /// A day or moment as XML writes it; as text if it is none.
    pub(super) fn iso(text: &str) -> Self {
        dates::iso_moment(text).map_or_else(|| Self::text(text), Self::moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_see_them() {
        for (number, text) in [
            (42.0, "42"),
            (-1.0, "-1"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (2.5, "2.5"),
            (1e15, "1000000000000000"),
            (7_946_000_123.0, "7946000123"),
        ] {
            assert_eq!(Cell::number(number).text, text);
        }
        assert_eq!(Cell::number(f64::NAN).text, "NaN");
    }

    #[test]
    fn moments_show_their_time_if_they_have_one() {
        let cell = Cell::iso("2026-06-04");
        assert_eq!(cell.text, "4 June 2026");
        assert_eq!(cell.date, NaiveDate::from_ymd_opt(2026, 6, 4));
        assert_eq!(Cell::iso("2026-06-04T00:00:00").text, "4 June 2026");
        assert_eq!(
            Cell::iso("2026-06-04T09:30:00.000").text,
            "4 June 2026 09:30"
        );
        assert_eq!(
            Cell::iso("2026-02-30"),
            Cell {
                text: "2026-02-30".to_owned(),
                ..Cell::default()
            }
        );
    }

    #[test]
    fn text_stays_as_it_was_typed() {
        for text in ["e\u{301}", "é", "  Anna ", "مرحبا", "+44 20 7946 0000"] {
            assert_eq!(
                Cell::text(text),
                Cell {
                    text: text.to_owned(),
                    ..Cell::default()
                }
            );
        }
    }
}
