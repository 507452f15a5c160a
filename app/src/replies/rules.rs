//! What follows from what was said. Pure.

use super::types::{Answer, Place};
use crate::wording;

/// How many come, and how many have not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub coming: u64,
    /// Of those who do not come, how many send somebody.
    pub sending: u64,
    pub not_coming: u64,
    pub silent: u64,
}

/// Counts the places of a meeting.
pub fn tally(places: &[Place]) -> Tally {
    let mut tally = Tally::default();
    for place in places {
        match place.reply.as_ref().map(|reply| reply.answer) {
            Some(Answer::Coming | Answer::Online) => tally.coming += 1,
            Some(Answer::NotComing) => {
                tally.not_coming += 1;
                tally.sending += u64::from(place.substitute.is_some());
            }
            None => tally.silent += 1,
        }
    }
    tally
}

impl Tally {
    /// "12 coming, 3 not coming (1 sends somebody), 5 have not said".
    pub fn in_words(self) -> String {
        let sending = match self.sending {
            0 => String::new(),
            number => format!(
                " ({})",
                wording::count(number, "sends somebody", "send somebody")
            ),
        };
        format!(
            "{} coming, {} not coming{sending}, {}.",
            self.coming,
            self.not_coming,
            wording::count(self.silent, "has not said", "have not said")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart() {
        let tally = Tally {
            coming: 12,
            sending: 1,
            not_coming: 3,
            silent: 5,
        };
        assert_eq!(
            tally.in_words(),
            "12 coming, 3 not coming (1 sends somebody), 5 have not said."
        );
        assert_eq!(
            Tally {
                silent: 1,
                ..Tally::default()
            }
            .in_words(),
            "0 coming, 0 not coming, 1 has not said."
        );
    }
}
