//! The measure that an action is meant to move, and what it was before the action was
//! raised and after it was closed.
//!
//! Only whole periods count: one that was still running when the action was raised
//! belongs to neither side.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    measures::{
        amount::Unit,
        bands::{self, Better},
        period::Period,
    },
    performance::catalogue::Series,
    wording,
};

/// A measure that an action is linked to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A series of official figures, for the area of the action's board.
    Official(&'static Series),
    /// A measure of a reform pilot.
    Pilot(Uuid),
}

const OFFICIAL: &str = "official:";
const PILOT: &str = "pilot:";

impl Target {
    /// As it is stored and chosen in forms.
    pub fn code(self) -> String {
        match self {
            Self::Official(series) => format!("{OFFICIAL}{}", series.code),
            Self::Pilot(measure) => format!("{PILOT}{measure}"),
        }
    }

    /// What a code stands for; none for any other text.
    pub fn from_code(code: &str) -> Option<Self> {
        if let Some(series) = code.strip_prefix(OFFICIAL) {
            return Series::find(series).map(Self::Official);
        }
        let measure = Uuid::parse_str(code.strip_prefix(PILOT)?).ok()?;
        Some(Self::Pilot(measure))
    }
}

/// A figure of one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub period: Period,
    /// None where nothing was published, or it is hidden.
    pub value: Option<f64>,
    /// "39.4 weeks".
    pub words: String,
    /// How many sites of a pilot it is of; none for official figures.
    pub sites: Option<usize>,
}

/// A measure with what is published of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub name: String,
    /// The area or the pilot that the figures are of.
    pub of: String,
    /// Its page, where there is one.
    pub address: Option<String>,
    /// Who publishes the figures.
    pub source: String,
    pub unit: Unit,
    /// Which way is better; none where more is neither.
    pub better: Option<Better>,
    /// The earliest first.
    pub figures: Vec<Figure>,
    pub is_fictional: bool,
}

impl Measured {
    fn published(&self) -> impl DoubleEndedIterator<Item = &Figure> {
        self.figures.iter().filter(|figure| figure.value.is_some())
    }

    /// The latest figure of a period that was over before a day.
    pub fn before(&self, day: NaiveDate) -> Option<&Figure> {
        self.published().rfind(|figure| figure.period.last() < day)
    }

    /// The first figure of a period that began after a day.
    pub fn after(&self, day: NaiveDate) -> Option<&Figure> {
        self.published().find(|figure| figure.period.first() > day)
    }

    /// The latest figure of a period that began after a day.
    pub fn latest_after(&self, day: NaiveDate) -> Option<&Figure> {
        self.published().rfind(|figure| figure.period.first() > day)
    }

    /// How one figure differs from an earlier one: "2 weeks less (better)". A count of
    /// more sites is more whatever was done, so it is neither.
    pub fn difference(&self, from: &Figure, to: &Figure) -> Option<String> {
        let (earlier, later) = (from.value?, to.value?);
        let words = bands::difference(later, earlier, self.unit);
        let sites = from.sites.zip(to.sites);
        Some(match (self.better, sites) {
            (_, Some((from, to))) if self.unit == Unit::Count && from != to => {
                let of = wording::count(from as u64, "site", "sites");
                format!("{words}, but of {of} and then of {to}")
            }
            (Some(better), _) => bands::change(later, earlier, self.unit, better),
            (None, _) => words,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::period::Calendar;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Quarters of 2025 and the first of 2026; nothing was published of the third.
    fn measured() -> Measured {
        let values = [Some(42.0), Some(41.0), None, Some(39.5), Some(38.0)];
        let figures = values.into_iter().enumerate().map(|(at, value)| {
            let at = at as u32;
            let year = 2025 + (at / 4) as i32;
            Figure {
                period: Period::quarter(Calendar::Calendar, year, at % 4 + 1).unwrap(),
                value,
                words: String::new(),
                sites: None,
            }
        });
        Measured {
            name: "Weeks".to_owned(),
            of: "Alpha".to_owned(),
            address: None,
            source: String::new(),
            unit: Unit::Weeks,
            better: Some(Better::Down),
            figures: figures.collect(),
            is_fictional: false,
        }
    }

    #[test]
    fn only_whole_periods_before_and_after_count() {
        let it = measured();
        let value = |figure: Option<&Figure>| figure.and_then(|figure| figure.value);
        // The first quarter was over on 31 March, the second was running.
        assert_eq!(value(it.before(day("2025-04-01"))), Some(42.0));
        assert_eq!(value(it.before(day("2025-03-31"))), None);
        assert_eq!(value(it.before(day("2025-06-30"))), Some(42.0));
        // Nothing was published of the third quarter, so the second stands.
        assert_eq!(value(it.before(day("2025-12-31"))), Some(41.0));
        assert_eq!(value(it.after(day("2025-06-30"))), Some(39.5));
        assert_eq!(value(it.after(day("2025-09-30"))), Some(39.5));
        assert_eq!(value(it.after(day("2025-10-01"))), Some(38.0));
        assert_eq!(value(it.after(day("2026-01-01"))), None);
        assert_eq!(value(it.latest_after(day("2025-06-30"))), Some(38.0));
        assert_eq!(value(it.latest_after(day("2026-01-01"))), None);
    }

    #[test]
    fn a_difference_is_judged_where_a_direction_is_better() {
        let it = measured();
        let (from, to) = (&it.figures[0], &it.figures[3]);
        assert_eq!(
            it.difference(from, to).as_deref(),
            Some("2.5 weeks less (better)")
        );
        let neutral = Measured {
            better: None,
            ..measured()
        };
        assert_eq!(
            neutral.difference(from, to).as_deref(),
            Some("2.5 weeks less")
        );
        assert_eq!(it.difference(from, &it.figures[2]), None);
        let of_sites = |sites| Figure {
            sites: Some(sites),
            ..from.clone()
        };
        let counted = Measured {
            unit: Unit::Count,
            ..measured()
        };
        let more = Figure {
            value: Some(72.0),
            ..of_sites(6)
        };
        assert_eq!(
            counted.difference(&of_sites(2), &more).as_deref(),
            Some("30 more, but of 2 sites and then of 6")
        );
        assert_eq!(
            counted.difference(&of_sites(6), &more).as_deref(),
            Some("30 more (worse)")
        );
    }

    #[test]
    fn a_target_is_read_back_as_it_is_written() {
        let series = Series::find("cafcass_duration").unwrap();
        for target in [Target::Official(series), Target::Pilot(Uuid::from_u128(7))] {
            assert_eq!(Target::from_code(&target.code()), Some(target));
        }
        for other in [
            "",
            "official:",
            "official:nothing",
            "pilot:7",
            "cafcass_duration",
        ] {
            assert_eq!(Target::from_code(other), None, "{other}");
        }
    }
}
