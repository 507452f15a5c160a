//! How the figures of an area stand.

use super::{
    catalogue::Series,
    types::{Amount, Settings},
};
use crate::measures::{
    bands::{self, Band},
    period::Period,
};

/// Said where there is no figure. Never a zero.
pub const NOT_AVAILABLE: &str = "Not available";

/// The figures of one area, by period.
pub type History = Vec<(Period, Amount)>;

/// The figure of one period, with what can be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub value: Option<f64>,
    /// "39.4 weeks", or that it is not available.
    pub words: String,
    /// Since a year ago.
    pub change: String,
    /// From the target; none where there is no target.
    pub distance: Option<String>,
    pub band: Option<Band>,
}

/// The latest period of which anything is known in some histories.
pub fn latest<'a>(histories: impl IntoIterator<Item = &'a History>) -> Option<Period> {
    histories
        .into_iter()
        .flatten()
        .filter(|(_, amount)| amount.value.is_some())
        .map(|(period, _)| *period)
        .max()
}

/// The value of a period.
pub fn value_of(history: &History, period: Period) -> Option<f64> {
    history
        .iter()
        .find(|(other, _)| *other == period)
        .and_then(|(_, amount)| amount.value)
}

/// How an area stands in a period.
pub fn standing(
    series: &Series,
    settings: &Settings,
    history: &History,
    period: Option<Period>,
) -> Standing {
    let value = period.and_then(|period| value_of(history, period));
    let before = period.and_then(|period| value_of(history, period.a_year_before()));
    let change = match (value, before) {
        (Some(value), Some(before)) if series.is_judged => {
            bands::change(value, before, series.unit, series.better)
        }
        (Some(value), Some(before)) => bands::difference(value, before, series.unit),
        _ => NOT_AVAILABLE.to_owned(),
    };
    Standing {
        value,
        words: value.map_or_else(
            || NOT_AVAILABLE.to_owned(),
            |value| series.unit.in_words(value),
        ),
        change,
        distance: value
            .zip(settings.target)
            .map(|(value, target)| bands::distance(value, target, series.unit)),
        band: value
            .zip(settings.bands)
            .map(|(value, bands)| bands.of(value, series.better)),
    }
}

/// Every period from the first to the last of some histories, those without a
/// figure too: a gap is seen as a gap.
pub fn periods<'a>(histories: impl IntoIterator<Item = &'a History> + Clone) -> Vec<Period> {
    let all = || {
        histories
            .clone()
            .into_iter()
            .flatten()
            .map(|(period, _)| *period)
    };
    let (Some(first), Some(last)) = (all().min(), all().max()) else {
        return Vec::new();
    };
    let mut periods = vec![first];
    let mut at = first;
    // A hundred years of months are no series of ours.
    while at < last && periods.len() < 1_200 {
        at = at.next();
        periods.push(at);
    }
    periods
}

/// The values of some periods, one for each.
pub fn along(history: &History, periods: &[Period]) -> Vec<Option<f64>> {
    periods
        .iter()
        .map(|period| value_of(history, *period))
        .collect()
}

/// "From 42 weeks to 39 weeks over 8 quarters", for a line without words.
pub fn line_in_words(series: &Series, periods: &[Period], values: &[Option<f64>]) -> String {
    let mut known = values.iter().flatten();
    let (Some(first), Some(last)) = (known.next(), values.iter().rev().flatten().next()) else {
        return NOT_AVAILABLE.to_owned();
    };
    let length = periods
        .first()
        .map_or("periods", |period| period.length().plural());
    format!(
        "From {} to {} over {} {length}",
        series.unit.in_words(*first),
        series.unit.in_words(*last),
        periods.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::period::Calendar;

    fn quarter(year: i32, number: u32) -> Period {
        Period::quarter(Calendar::Calendar, year, number).unwrap()
    }

    fn value(value: f64) -> Amount {
        Amount {
            value: Some(value),
            ..Amount::NONE
        }
    }

    #[test]
    fn a_figure_stands_beside_its_target_and_a_year_ago() {
        let series = Series::find("cafcass_duration").unwrap();
        let settings = Settings::usual(series);
        let history = vec![
            (quarter(2023, 1), value(42.0)),
            (quarter(2024, 1), value(39.4)),
        ];
        let found = standing(series, &settings, &history, latest([&history]));
        assert_eq!(found.words, "39.4 weeks");
        assert_eq!(found.change, "2.6 weeks less (better)");
        assert_eq!(
            found.distance.as_deref(),
            Some("13.4 weeks above the target")
        );
        assert_eq!(found.band, Some(Band::Red));
    }

    #[test]
    fn what_is_missing_is_not_available_and_never_zero() {
        let series = Series::find("moj_public_started").unwrap();
        let settings = Settings::usual(series);
        let history = vec![
            (quarter(2024, 1), Amount::NONE),
            (quarter(2023, 1), value(0.0)),
        ];
        let now = standing(series, &settings, &history, Some(quarter(2024, 1)));
        assert_eq!(
            (now.words.as_str(), now.change.as_str()),
            (NOT_AVAILABLE, NOT_AVAILABLE)
        );
        assert_eq!((now.distance, now.band), (None, None));
        let zero = standing(series, &settings, &history, Some(quarter(2023, 1)));
        assert_eq!(zero.words, "0");
    }

    #[test]
    fn more_cases_are_neither_better_nor_worse() {
        let series = Series::find("moj_public_started").unwrap();
        let history = vec![
            (quarter(2023, 1), value(100.0)),
            (quarter(2024, 1), value(90.0)),
        ];
        let found = standing(
            series,
            &Settings::usual(series),
            &history,
            Some(quarter(2024, 1)),
        );
        assert_eq!(found.change, "10 less");
    }

    #[test]
    fn gaps_in_a_series_are_periods_too() {
        let history = vec![
            (quarter(2021, 4), value(1.0)),
            (quarter(2022, 3), value(2.0)),
        ];
        let periods = periods([&history]);
        assert_eq!(periods.len(), 4);
        assert_eq!(
            along(&history, &periods),
            [Some(1.0), None, None, Some(2.0)]
        );
    }
}
