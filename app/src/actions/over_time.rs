//! How many actions were opened, closed and left open, month by month. Pure: no
//! clock, no database.

use chrono::{Datelike, Days, NaiveDate};

use crate::{
    ids::{BoardId, OrganisationId},
    measures::period::Period,
    query, wording,
};

/// How many months are shown, the present one included.
pub const MONTHS: usize = 12;

/// How old what is open is, in bands. An action of more than 180 days is done,
/// dropped or deferred before the next agenda is published.
pub const BANDS: [Band; 4] = [
    Band::new("up to 30 days", 0, Some(30)),
    Band::new("31 to 90 days", 31, Some(90)),
    Band::new("91 to 180 days", 91, Some(180)),
    Band::new("over 180 days", 181, None),
];

/// Ages in days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub label: &'static str,
    from: u64,
    to: Option<u64>,
}

impl Band {
    const fn new(label: &'static str, from: u64, to: Option<u64>) -> Self {
        Self { label, from, to }
    }

    /// The days on which an action of this age was raised, both included, as seen on
    /// a day; no first one where the band has no end.
    pub fn raised(self, seen_on: NaiveDate) -> (Option<NaiveDate>, NaiveDate) {
        (
            self.to.map(|days| seen_on - Days::new(days)),
            seen_on - Days::new(self.from),
        )
    }
}

/// Which actions are counted: those of every board that somebody reads, unless it
/// says more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub board: Option<BoardId>,
    pub organisation: Option<OrganisationId>,
}

impl Scope {
    /// Reads an address; what is not understood is left out.
    pub fn from_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut scope = Self::default();
        for (name, value) in pairs {
            match name {
                "board" => scope.board = value.parse().ok().map(BoardId),
                "organisation" => scope.organisation = value.parse().ok().map(OrganisationId),
                _ => {}
            }
        }
        scope
    }

    /// The address of a page about this.
    pub fn address(self, path: &str) -> String {
        let board = self.board.map(|id| ("board", id.to_string()));
        let organisation = self.organisation.map(|id| ("organisation", id.to_string()));
        let pairs: Vec<_> = board.into_iter().chain(organisation).collect();
        query::address(path, &pairs)
    }
}

/// One month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    pub period: Period,
    pub opened: u64,
    /// Closed or dropped.
    pub closed: u64,
    /// Open at its end, in the order of [`BANDS`].
    pub open: [u64; BANDS.len()],
}

impl Month {
    /// How many were open at its end.
    pub fn all_open(&self) -> u64 {
        self.open.iter().sum()
    }
}

/// The months up to the one of a day, the oldest first.
pub fn months(today: NaiveDate) -> Vec<Period> {
    let months = i32::try_from(MONTHS).unwrap_or(i32::MAX);
    let number = today.year() * 12 + today.month0().cast_signed() + 1 - months;
    let first = Period::month(
        number.div_euclid(12),
        number.rem_euclid(12).cast_unsigned() + 1,
    );
    std::iter::successors(first, |month| Some(month.next()))
        .take(MONTHS)
        .collect()
}

/// The last day of a month that has come.
pub fn seen_on(month: Period, today: NaiveDate) -> NaiveDate {
    month.last().min(today)
}

/// What the months say about what was opened and closed, as a sentence.
pub fn movement(months: &[Month]) -> String {
    let opened: u64 = months.iter().map(|month| month.opened).sum();
    let closed: u64 = months.iter().map(|month| month.closed).sum();
    format!(
        "In these {} months {} opened and {} closed or dropped",
        months.len(),
        wording::count(opened, "action was", "actions were"),
        wording::grouped(closed),
    )
}

/// What the months say about what is open, as a sentence.
pub fn standing(months: &[Month]) -> String {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return "No action is open".to_owned();
    };
    let old = last.open.last().copied().unwrap_or_default();
    let old = match (last.all_open(), old) {
        (0, _) | (_, 0) => "none of them".to_owned(),
        (_, old) => format!("{} of them", wording::grouped(old)),
    };
    format!(
        "{} open now, {old} for more than 180 days; {} at the end of {}",
        wording::count(last.all_open(), "action is", "actions are"),
        wording::grouped(first.all_open()),
        first.period.name(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn twelve_months_end_with_the_present_one_over_a_change_of_year() {
        for (today, first) in [
            (day(2026, 11, 26), day(2025, 12, 1)),
            (day(2026, 12, 31), day(2026, 1, 1)),
            (day(2027, 1, 1), day(2026, 2, 1)),
            (day(2028, 2, 29), day(2027, 3, 1)),
        ] {
            let months = months(today);
            assert_eq!(months.len(), MONTHS);
            assert_eq!(months[0].first(), first);
            assert!(months[MONTHS - 1].first() <= today && today <= months[MONTHS - 1].last());
            assert_eq!(seen_on(months[MONTHS - 1], today), today);
            assert_eq!(seen_on(months[0], today), months[0].last());
        }
    }

    #[test]
    fn every_age_is_in_exactly_one_band() {
        let today = day(2026, 11, 26);
        for age in 0..1000 {
            let raised = today - Days::new(age);
            let bands = BANDS.iter().filter(|band| {
                let (from, to) = band.raised(today);
                from.is_none_or(|from| from <= raised) && raised <= to
            });
            assert_eq!(bands.count(), 1, "{age}");
        }
    }

    #[test]
    fn sentences_say_the_numbers_and_no_more() {
        let period = Period::month(2026, 11).unwrap();
        let month = |opened, closed, open| Month {
            period,
            opened,
            closed,
            open,
        };
        let months = [month(1, 0, [1, 0, 0, 0]), month(0, 2, [3, 0, 0, 2])];
        assert_eq!(
            movement(&months),
            "In these 2 months 1 action was opened and 2 closed or dropped"
        );
        assert_eq!(
            standing(&months),
            "5 actions are open now, 2 of them for more than 180 days; 1 at the end of November 2026"
        );
    }

    #[test]
    fn an_address_that_makes_no_sense_counts_everything() {
        let pairs = [("board", "x"), ("organisation", ""), ("other", "1")];
        assert_eq!(Scope::from_pairs(pairs.into_iter()), Scope::default());
        let scope = Scope {
            board: Some(BoardId(uuid::Uuid::from_u128(1))),
            organisation: None,
        };
        let address = scope.address("/actions/over-time");
        assert!(
            address.starts_with("/actions/over-time?board="),
            "{address}"
        );
    }
}
