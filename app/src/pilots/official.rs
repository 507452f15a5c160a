//! Official figures as the comparator of a measure. They are of quarters or years, of one
//! publisher and one calendar; the sites of a pilot report months. So nothing is worked
//! out: a quarter is drawn over its three months, and named as a quarter.

use chrono::NaiveDate;

use super::{evidence, types::Unit};
use crate::{
    measures::{
        amount,
        period::{Mixed, Period, one_series},
    },
    performance::{
        catalogue::{Measure, SERIES, Series},
        rules::History,
        types::{Area, ENGLAND, Source},
    },
    wording,
};

/// Which official series of which areas somebody chose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub series: &'static Series,
    /// Keys of areas.
    pub areas: Vec<String>,
}

impl Choice {
    /// "Weeks of a care application (Cafcass), of 6 areas".
    pub fn in_words(&self) -> String {
        let areas = wording::count(self.areas.len() as u64, "area", "areas");
        format!("{}, of {areas}", self.series.name)
    }
}

/// An area that has official figures, with the series it has figures of.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    pub area: Area,
    pub series: Vec<&'static Series>,
}

/// The official figures that a measure is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Official {
    pub series: &'static Series,
    /// Each area with its figures.
    pub areas: Vec<(Area, History)>,
    /// Where they are from, the latest first.
    pub sources: Vec<Source>,
}

/// What the areas have in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The quarter or year that the month is in.
    pub period: Period,
    pub lowest: f64,
    pub highest: f64,
    /// How many areas have a figure.
    pub areas: usize,
}

/// The series that a measure can be compared with: those of the core measures of boards.
pub fn comparable() -> impl Iterator<Item = &'static Series> {
    SERIES
        .iter()
        .filter(|series| series.measure != Measure::Later)
}

/// Whether a series counts in the unit of a measure.
///
/// # Errors
/// It does not, and the words say what each counts in.
pub fn fits(unit: Unit, series: &Series) -> Result<(), String> {
    if evidence::measured(unit) == series.unit {
        return Ok(());
    }
    Err(format!(
        "“{}” is {} and this measure is {}. Select a series in the same unit",
        series.name,
        unit_in_words(series.unit),
        unit_in_words(evidence::measured(unit)),
    ))
}

fn unit_in_words(unit: amount::Unit) -> &'static str {
    match unit {
        amount::Unit::Count => "a count",
        amount::Unit::Percent => "a percentage",
        amount::Unit::Weeks => "in weeks",
        amount::Unit::Hearings => "in hearings",
    }
}

impl Official {
    /// Whether the figures may stand in one line: all of one calendar and one length, and
    /// of one area none over another.
    ///
    /// # Errors
    /// They may not.
    pub fn check(&self) -> Result<(), Mixed> {
        let calendar = self.series.publisher.calendar();
        let mut length = None;
        for (_, history) in &self.areas {
            let periods: Vec<_> = history
                .iter()
                .map(|(period, _)| (calendar, *period))
                .collect();
            one_series(&periods)?;
            for (_, period) in periods {
                if *length.get_or_insert(period.length()) != period.length() {
                    return Err(Mixed::Lengths);
                }
            }
        }
        Ok(())
    }

    /// The figures of the period that a month is in; none where no area has one.
    pub fn at(&self, month: NaiveDate) -> Option<Level> {
        let mut level: Option<Level> = None;
        for (_, history) in &self.areas {
            let figure = history.iter().find(|(period, amount)| {
                amount.value.is_some() && (period.first()..=period.last()).contains(&month)
            });
            let Some((period, Some(value))) =
                figure.map(|(period, amount)| (*period, amount.value))
            else {
                continue;
            };
            level = Some(match level {
                None => Level {
                    period,
                    lowest: value,
                    highest: value,
                    areas: 1,
                },
                Some(level) => Level {
                    lowest: level.lowest.min(value),
                    highest: level.highest.max(value),
                    areas: level.areas + 1,
                    ..level
                },
            });
        }
        level
    }

    /// Short enough to stand beside a line: "England (Cafcass)", "5 areas (Cafcass)".
    pub fn name(&self) -> String {
        let publisher = self.series.publisher.short();
        match self.areas.as_slice() {
            [(area, _)] => format!("{} ({publisher})", area.name),
            areas => format!("{} areas ({publisher})", areas.len()),
        }
    }

    /// What the areas have in a month: "39.4 weeks, January to March 2026", or from the
    /// lowest to the highest of so many areas.
    pub fn in_words(&self, month: NaiveDate) -> Option<String> {
        let level = self.at(month)?;
        let period = level.period.name();
        let unit = self.series.unit;
        let lowest = unit.in_words(level.lowest);
        let words = if level.lowest < level.highest {
            format!("{lowest} to {}", unit.in_words(level.highest))
        } else {
            lowest
        };
        let of = match self.areas.len() {
            1 => String::new(),
            of => format!(" ({} of {of} areas)", level.areas),
        };
        Some(format!("{words}{of}, {period}"))
    }
}

/// The areas of a series that may be offered beside a pilot: countries first, then the
/// areas of boards, without those where the pilot runs.
pub fn offered_beside(mut offered: Vec<Offered>, own: &[String]) -> Vec<Offered> {
    offered.retain(|one| !own.contains(&one.area.key));
    let is_country = |area: &Area| !area.key.contains(':');
    offered.sort_by_cached_key(|one| {
        (
            !is_country(&one.area),
            one.area.key != ENGLAND,
            wording::folded(&one.area.name),
        )
    });
    offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        measures::period::Calendar,
        performance::types::{Amount, dfj_area},
    };

    fn series(code: &str) -> &'static Series {
        Series::find(code).unwrap()
    }

    fn quarter(year: i32, number: u32) -> Period {
        Period::quarter(Calendar::Calendar, year, number).unwrap()
    }

    fn area(name: &str) -> Area {
        Area {
            key: dfj_area(name),
            name: name.to_owned(),
        }
    }

    fn official(areas: &[&[(Period, Option<f64>)]]) -> Official {
        let areas = areas.iter().enumerate().map(|(at, figures)| {
            let history = figures
                .iter()
                .map(|(period, value)| {
                    let amount = Amount {
                        value: *value,
                        ..Amount::NONE
                    };
                    (*period, amount)
                })
                .collect();
            (area(&format!("Area {at}")), history)
        });
        Official {
            series: series("cafcass_duration"),
            areas: areas.collect(),
            sources: Vec::new(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_stands_in_each_of_its_months_and_in_no_other() {
        let it = official(&[&[(quarter(2026, 1), Some(39.0)), (quarter(2026, 2), None)]]);
        for month in ["2026-01-01", "2026-02-01", "2026-03-01"] {
            assert_eq!(
                it.in_words(day(month)).unwrap(),
                "39 weeks, January to March 2026"
            );
        }
        assert_eq!(it.at(day("2025-12-01")), None);
        assert_eq!(it.at(day("2026-04-01")), None, "nothing was published");
    }

    #[test]
    fn several_areas_are_a_range_from_the_lowest_to_the_highest() {
        let it = official(&[
            &[(quarter(2026, 1), Some(39.0))],
            &[
                (quarter(2026, 1), Some(33.0)),
                (quarter(2026, 2), Some(30.0)),
            ],
            &[(quarter(2026, 1), Some(47.0))],
        ]);
        let level = it.at(day("2026-02-01")).unwrap();
        assert_eq!((level.lowest, level.highest, level.areas), (33.0, 47.0, 3));
        assert_eq!(
            it.in_words(day("2026-05-01")).unwrap(),
            "30 weeks (1 of 3 areas), April to June 2026"
        );
        assert_eq!(it.name(), "3 areas (Cafcass)");
    }

    #[test]
    fn quarters_and_years_stand_in_no_one_line() {
        let year = Period::year(Calendar::Financial, 2025).unwrap();
        let fine = official(&[&[(quarter(2026, 1), Some(1.0)), (quarter(2026, 2), Some(2.0))]]);
        assert_eq!(fine.check(), Ok(()));
        let mixed = official(&[&[(quarter(2026, 1), Some(1.0))], &[(year, Some(2.0))]]);
        assert_eq!(mixed.check(), Err(Mixed::Lengths));
        let mixed = official(&[&[(quarter(2026, 1), Some(1.0)), (year, Some(2.0))]]);
        assert_eq!(mixed.check(), Err(Mixed::Lengths));
    }

    #[test]
    fn only_the_unit_of_the_measure_fits() {
        assert_eq!(fits(Unit::Weeks, series("cafcass_duration")), Ok(()));
        assert_eq!(fits(Unit::Ratio, series("moj_care_26")), Ok(()));
        let words = fits(Unit::Ratio, series("cafcass_duration")).unwrap_err();
        assert!(
            words.contains("in weeks") && words.contains("a percentage"),
            "{words}"
        );
        assert!(comparable().all(|series| fits(Unit::Count, series).is_err()));
    }

    #[test]
    fn countries_come_first_and_no_area_where_the_pilot_runs() {
        let offered = ["dfj:b", "england_and_wales", "dfj:a", "england"].map(|key| Offered {
            area: Area {
                key: key.to_owned(),
                name: key.to_owned(),
            },
            series: Vec::new(),
        });
        let keys: Vec<String> = offered_beside(offered.into(), &["dfj:b".to_owned()])
            .into_iter()
            .map(|one| one.area.key)
            .collect();
        assert_eq!(keys, ["england", "england_and_wales", "dfj:a"]);
    }
}
