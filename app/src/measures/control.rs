//! Change or noise: run charts, and XmR charts as in NHS England's "Making Data
//! Count".
//!
//! The limits of an XmR chart are the mean ± 2.66 × the mean moving range (Wheeler,
//! "Understanding Variation"). The four rules are those of Making Data Count, as
//! its published R package NHSRplotthedots has them: seven points in a row on one
//! side of the mean; six rises or six falls in a row, which are seven points; two
//! of three points in a row in the outer third towards one limit; and a point
//! beyond a limit. Unlike that package, a point beyond a limit counts for the third
//! rule too, as in the rules of Western Electric.
//!
//! A run chart has the median, and the rules of Perla, Provost and Murray (2011):
//! six points in a row on one side, or five rising or falling.
//!
//! A period without a figure ends every run, and is part of no moving range.

use std::{collections::BTreeSet, ops::Range};

use super::{bands::Better, period::Length};
use crate::access::words;

/// Moving ranges are turned into limits by this: 3 / 1.128.
pub const SCALE: f64 = 2.66;

/// Points on one side of the mean that are no accident.
const RUN: usize = 7;

/// Rises or falls in a row that are no accident.
const STEPS: usize = 6;

/// Fewer figures than these give no limits.
pub const FEWEST: usize = 6;

/// A run chart of fewer figures says nothing where it finds nothing.
pub const RUN_CHART_FEWEST: usize = 10;

/// With fewer figures than these, limits are rough.
pub const ENOUGH: usize = 12;

words! {
    /// What a rule says of a point.
    Signal {
        Beyond = "beyond", "outside the expected range";
        Run = "run", "part of 7 or more in a row on one side of the average";
        Trend = "trend", "part of 6 or more rises or falls in a row";
        NearLimit = "near_limit", "2 of 3 in a row near one limit";
    }
}

/// What the rules say of some points together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There are too few figures for the rules.
    TooEarly,
    NoSign,
    Better,
    Worse,
}

/// The expected range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub mean: f64,
    pub mean_range: f64,
    pub lower: f64,
    pub upper: f64,
}

impl Limits {
    /// The limits that figures give; none where there are too few.
    pub fn of(values: &[Option<f64>]) -> Option<Self> {
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        let ranges: Vec<f64> = values
            .windows(2)
            .filter_map(|pair| match pair {
                [Some(one), Some(other)] => Some((other - one).abs()),
                _ => None,
            })
            .collect();
        if known.len() < FEWEST || ranges.is_empty() {
            return None;
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let mean_range = ranges.iter().sum::<f64>() / ranges.len() as f64;
        Some(Self {
            mean,
            mean_range,
            lower: mean - SCALE * mean_range,
            upper: mean + SCALE * mean_range,
        })
    }

    /// Which side of the mean: 1 above, -1 below, 0 on it.
    fn side(&self, value: f64) -> i8 {
        match value.partial_cmp(&self.mean) {
            Some(std::cmp::Ordering::Greater) => 1,
            Some(std::cmp::Ordering::Less) => -1,
            _ => 0,
        }
    }

    /// The side whose outer third the value is in, or beyond; 0 for none.
    fn outer(&self, value: f64) -> i8 {
        let third = SCALE * self.mean_range * 2.0 / 3.0;
        if third <= 0.0 {
            0
        } else if value >= self.mean + third {
            1
        } else if value <= self.mean - third {
            -1
        } else {
            0
        }
    }
}

/// What the rules say of each point, against limits.
pub fn signals(values: &[Option<f64>], limits: &Limits) -> Vec<BTreeSet<Signal>> {
    let mut signals = vec![BTreeSet::new(); values.len()];
    for (at, value) in values.iter().enumerate() {
        let is_beyond = value.is_some_and(|value| value < limits.lower || value > limits.upper);
        if is_beyond {
            mark(&mut signals, at..at + 1, Signal::Beyond);
        }
    }
    let sides: Vec<i8> = values
        .iter()
        .map(|value| value.map_or(0, |value| limits.side(value)))
        .collect();
    for run in runs(&sides, RUN) {
        mark(&mut signals, run, Signal::Run);
    }
    for run in runs(&steps(values), STEPS) {
        // Six steps lead over seven points.
        mark(&mut signals, run.start..run.end + 1, Signal::Trend);
    }
    let outer: Vec<i8> = values
        .iter()
        .map(|value| value.map_or(0, |value| limits.outer(value)))
        .collect();
    for at in 0..values.len().saturating_sub(2) {
        let three = at..at + 3;
        let has_gap = values
            .get(three.clone())
            .is_none_or(|three| three.contains(&None));
        for side in [1, -1] {
            let there: Vec<usize> = three
                .clone()
                .filter(|point| outer.get(*point) == Some(&side))
                .collect();
            if !has_gap && there.len() >= 2 {
                for point in there {
                    mark(&mut signals, point..point + 1, Signal::NearLimit);
                }
            }
        }
    }
    signals
}

fn mark(signals: &mut [BTreeSet<Signal>], points: Range<usize>, signal: Signal) {
    for point in signals.get_mut(points).into_iter().flatten() {
        point.insert(signal);
    }
}

/// Which way each point goes on to the next.
fn steps(values: &[Option<f64>]) -> Vec<i8> {
    values
        .windows(2)
        .map(|pair| match pair {
            [Some(one), Some(other)] if other > one => 1,
            [Some(one), Some(other)] if other < one => -1,
            _ => 0,
        })
        .collect()
}

/// Where a sign other than 0 stands so many times in a row.
fn runs(signs: &[i8], fewest: usize) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 1..=signs.len() {
        if at == signs.len() || signs.get(at) != signs.get(start) {
            if signs.get(start).is_some_and(|sign| *sign != 0) && at - start >= fewest {
                runs.push(start..at);
            }
            start = at;
        }
    }
    runs
}

/// A chart with a baseline that somebody chose, and a step where something began.
#[derive(Clone, Debug, PartialEq)]
pub struct Xmr {
    /// The limits from the baseline, and the points they are held against.
    pub baseline: Option<Limits>,
    /// The limits after the step by themselves, with the first point they are of;
    /// none until there are enough.
    pub after: Option<(usize, Limits)>,
    /// What the rules say of every point, all against the limits of the baseline.
    pub signals: Vec<BTreeSet<Signal>>,
}

impl Xmr {
    /// Limits come from the points of `baseline`; those from `step` on are held
    /// against them. Without a step all points are.
    pub fn of(values: &[Option<f64>], baseline: Range<usize>, step: Option<usize>) -> Self {
        let limits = values.get(baseline).and_then(Limits::of);
        let after = step
            .and_then(|step| Some((step, Limits::of(values.get(step..)?)?)))
            .filter(|_| limits.is_some());
        let signals = limits.as_ref().map_or_else(
            || vec![BTreeSet::new(); values.len()],
            |limits| match step {
                // A run does not begin before what it may be a sign of.
                Some(step) if step <= values.len() => {
                    let (before, since) = values.split_at(step);
                    let mut all = signals(before, limits);
                    all.extend(signals(since, limits));
                    all
                }
                _ => signals(values, limits),
            },
        );
        Self {
            baseline: limits,
            after,
            signals,
        }
    }

    /// What the rules say of the points from `from` on, in a word. Where they say
    /// something of several, the latest counts.
    pub fn finding(&self, values: &[Option<f64>], from: usize, better: Better) -> Finding {
        let has_any = values
            .get(from..)
            .is_some_and(|since| since.iter().any(Option::is_some));
        let Some(limits) = self.baseline.filter(|_| has_any) else {
            return Finding::TooEarly;
        };
        let marked = self.signals.iter().enumerate().skip(from);
        let latest = marked
            .filter(|(_, signals)| !signals.is_empty())
            .map(|(at, _)| at)
            .next_back();
        let Some(latest) = latest else {
            return Finding::NoSign;
        };
        let value = values.get(latest).copied().flatten().unwrap_or(limits.mean);
        if (value < limits.mean) == (better == Better::Down) {
            Finding::Better
        } else {
            Finding::Worse
        }
    }

    /// What the rules say of the points from `from` on, and no more. `length` is
    /// that of their periods.
    pub fn in_words(
        &self,
        values: &[Option<f64>],
        from: usize,
        length: Length,
        better: Better,
    ) -> String {
        let counted = |number: usize| {
            let noun = if number == 1 {
                length.label()
            } else {
                length.plural()
            };
            format!("{number} {noun}")
        };
        let since = values.get(from..).unwrap_or_default();
        let known = since.iter().flatten().count();
        if self.baseline.is_none() {
            let all = values.iter().flatten().count();
            return format!(
                "Too early to say: {} with figures, and the expected range takes {FEWEST} or more.",
                counted(all)
            );
        }
        if known == 0 {
            return "Too early to say: no figures yet.".to_owned();
        }
        let marked = |signal: Signal| {
            let signals = self.signals.iter().enumerate().skip(from);
            signals
                .filter(move |(_, signals)| signals.contains(&signal))
                .map(|(at, _)| at)
                .collect::<Vec<usize>>()
        };
        let found: Vec<(Signal, Vec<usize>)> = Signal::ALL
            .iter()
            .map(|signal| (*signal, marked(*signal)))
            .filter(|(_, points)| !points.is_empty())
            .collect();
        if found.is_empty() {
            let range = if known == 1 { "within" } else { "all within" };
            return format!(
                "No sign of change yet: {}, {range} the expected range.",
                counted(known)
            );
        }
        let reasons: Vec<String> = found
            .iter()
            .map(|(signal, points)| {
                let points_in_words = counted(points.len());
                match signal {
                    Signal::Beyond => format!("{points_in_words} outside the expected range"),
                    Signal::Run => {
                        format!("{points_in_words} in runs of 7 or more on one side of the average")
                    }
                    Signal::Trend => {
                        format!("{points_in_words} in 6 or more rises or falls in a row")
                    }
                    Signal::NearLimit => {
                        format!("{points_in_words} near one limit, 2 of 3 in a row")
                    }
                }
            })
            .collect();
        let judged = match self.finding(values, from, better) {
            Finding::Better => "better",
            Finding::TooEarly | Finding::NoSign | Finding::Worse => "worse",
        };
        format!(
            "A sign of change for the {judged}: {}. The rules say that something changed, not why.",
            reasons.join("; ")
        )
    }
}

/// A run chart: its median, and which points are part of a shift or a trend.
#[derive(Clone, Debug, PartialEq)]
pub struct RunChart {
    pub median: f64,
    pub shift: Vec<bool>,
    pub trend: Vec<bool>,
}

impl RunChart {
    /// What the rules say, and no more. `length` is that of the periods.
    pub fn in_words(&self, values: &[Option<f64>], length: Length) -> String {
        let counted = |number: usize| {
            let noun = if number == 1 {
                length.label()
            } else {
                length.plural()
            };
            format!("{number} {noun}")
        };
        let known = values.iter().flatten().count();
        let part_of = |parts: &[bool]| parts.iter().filter(|is| **is).count();
        let mut found = Vec::new();
        if part_of(&self.shift) > 0 {
            found.push(format!(
                "a shift, {} in runs of 6 or more on one side of the median",
                counted(part_of(&self.shift))
            ));
        }
        if part_of(&self.trend) > 0 {
            found.push(format!(
                "a trend, {} in 5 or more that rise or fall",
                counted(part_of(&self.trend))
            ));
        }
        if !found.is_empty() {
            format!(
                "A sign of change: {}. The rules say that something changed, not why.",
                found.join("; ")
            )
        } else if known < RUN_CHART_FEWEST {
            format!(
                "Too early to say: {} with figures, and a run chart takes {RUN_CHART_FEWEST} or more.",
                counted(known)
            )
        } else {
            format!("No shift and no trend: {}.", counted(known))
        }
    }

    /// Of at least one figure.
    pub fn of(values: &[Option<f64>]) -> Option<Self> {
        let mut known: Vec<f64> = values.iter().copied().flatten().collect();
        known.sort_by(f64::total_cmp);
        let middle = known.len() / 2;
        let upper = *known.get(middle)?;
        let median = if known.len() % 2 == 1 {
            upper
        } else {
            f64::midpoint(*known.get(middle - 1)?, upper)
        };
        // Points on the median, and steps to an equal value, neither make nor break
        // a run; only what is missing does.
        let sides = values
            .iter()
            .map(|value| value.map(|value| sign(value - median)));
        let shift = joined(&sides.collect::<Vec<_>>(), 6);
        let steps: Vec<Option<i8>> = values
            .windows(2)
            .map(|pair| match pair {
                [Some(one), Some(other)] => Some(sign(other - one)),
                _ => None,
            })
            .collect();
        let rising = joined(&steps, 4);
        let trend = (0..values.len())
            .map(|at| {
                let is_in = |step: Option<usize>| {
                    step.and_then(|step| rising.get(step))
                        .copied()
                        .unwrap_or(false)
                };
                is_in(Some(at)) || is_in(at.checked_sub(1))
            })
            .collect();
        Some(Self {
            median,
            shift,
            trend,
        })
    }
}

fn sign(difference: f64) -> i8 {
    if difference > 0.0 {
        1
    } else if difference < 0.0 {
        -1
    } else {
        0
    }
}

/// Which of some signs are part of so many alike, those of 0 between them not
/// counted.
fn joined(signs: &[Option<i8>], fewest: usize) -> Vec<bool> {
    let mut is_part = vec![false; signs.len()];
    let mut run: Vec<usize> = Vec::new();
    let mut current = 0;
    let mut close = |run: &mut Vec<usize>| {
        if run.len() >= fewest {
            for at in run.iter() {
                if let Some(part) = is_part.get_mut(*at) {
                    *part = true;
                }
            }
        }
        run.clear();
    };
    for (at, sign) in signs.iter().enumerate() {
        match sign {
            None => {
                close(&mut run);
                current = 0;
            }
            Some(0) => {}
            Some(sign) if *sign == current => run.push(at),
            Some(sign) => {
                close(&mut run);
                current = *sign;
                run.push(at);
            }
        }
    }
    close(&mut run);
    is_part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    fn points(signals: &[BTreeSet<Signal>], signal: Signal) -> Vec<usize> {
        let with = signals.iter().enumerate();
        with.filter(|(_, signals)| signals.contains(&signal))
            .map(|(at, _)| at)
            .collect()
    }

    /// Published in the documentation of the Python library spc_plotly 0.1.3
    /// (libraries.io): 38 months with a mean of 2,820.63, a mean moving range of
    /// 571.89 and an upper limit of 4,341.86.
    #[test]
    fn limits_agree_with_a_published_example() {
        let values = [
            2478.0, 2350.0, 2485.0, 2296.0, 2359.0, 2567.0, 3089.0, 2668.0, 1788.0, 2854.0, 2365.0,
            1883.0, 1959.0, 1927.0, 2640.0, 2626.0, 2144.0, 2409.0, 4412.0, 3287.0, 3049.0, 3364.0,
            3078.0, 2972.0, 3415.0, 2753.0, 3102.0, 2191.0, 3693.0, 4385.0, 4699.0, 3031.0, 2659.0,
            3885.0, 2628.0, 2621.0, 3071.0, 2002.0,
        ];
        let limits = Limits::of(&all(&values)).unwrap();
        assert!(
            (limits.mean - 2_820.631_578_947_368_3).abs() < 1e-9,
            "{limits:?}"
        );
        assert!((limits.mean_range - 571.891_891_891_891_9).abs() < 1e-9);
        assert!((limits.upper - 4_341.864_011_379_801).abs() < 1e-9);
    }

    /// By hand: 10 12 11 13 12 14 12; mean 84/7 = 12, ranges 2 1 2 1 2 2 = 10/6.
    #[test]
    fn limits_by_hand() {
        let limits = Limits::of(&all(&[10.0, 12.0, 11.0, 13.0, 12.0, 14.0, 12.0])).unwrap();
        assert!((limits.mean - 12.0).abs() < 1e-9);
        assert!((limits.mean_range - 10.0 / 6.0).abs() < 1e-9);
        assert!((limits.upper - (12.0 + 2.66 * 10.0 / 6.0)).abs() < 1e-9);
        assert!((limits.lower - (12.0 - 2.66 * 10.0 / 6.0)).abs() < 1e-9);
        assert_eq!(Limits::of(&all(&[1.0, 2.0, 3.0, 4.0, 5.0])), None);
    }

    fn unit() -> Limits {
        // A mean of 0, and limits of ±3.
        Limits {
            mean: 0.0,
            mean_range: 3.0 / SCALE,
            lower: -3.0,
            upper: 3.0,
        }
    }

    #[test]
    fn a_point_beyond_a_limit_is_a_signal_and_one_on_it_is_not() {
        let found = signals(&all(&[3.0, -3.0, 3.1, -3.1]), &unit());
        assert_eq!(points(&found, Signal::Beyond), [2, 3]);
    }

    #[test]
    fn seven_on_one_side_are_a_run_and_six_are_not() {
        let seven = [1.0, 0.5, 1.0, 0.5, 1.0, 0.5, 1.0, -0.5];
        let found = signals(&all(&seven), &unit());
        assert_eq!(points(&found, Signal::Run), [0, 1, 2, 3, 4, 5, 6]);
        let six = [1.0, 0.5, 1.0, 0.5, 1.0, 0.5, 0.0, 0.5];
        assert!(points(&signals(&all(&six), &unit()), Signal::Run).is_empty());
    }

    #[test]
    fn six_rises_are_a_trend_and_five_are_not() {
        let rising = [0.6, -0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9];
        let found = signals(&all(&rising), &unit());
        assert_eq!(points(&found, Signal::Trend), [1, 2, 3, 4, 5, 6, 7]);
        let five = [-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.6];
        assert!(points(&signals(&all(&five), &unit()), Signal::Trend).is_empty());
    }

    #[test]
    fn two_of_three_near_one_limit_are_a_signal_on_one_side_only() {
        let found = signals(&all(&[2.1, 0.0, 2.2, -0.1]), &unit());
        assert_eq!(points(&found, Signal::NearLimit), [0, 2]);
        assert!(
            points(
                &signals(&all(&[2.1, 0.0, -2.2]), &unit()),
                Signal::NearLimit
            )
            .is_empty()
        );
        assert!(
            points(
                &signals(&all(&[2.1, 0.0, 0.0, 2.2]), &unit()),
                Signal::NearLimit
            )
            .is_empty()
        );
    }

    #[test]
    fn a_missing_period_ends_every_run() {
        let mut values = all(&[1.0, 0.5, 1.0, 0.5, 1.0, 0.5, 1.0, 0.5]);
        values[4] = None;
        assert!(points(&signals(&values, &unit()), Signal::Run).is_empty());
        let limits = Limits::of(&[
            Some(1.0),
            Some(2.0),
            None,
            Some(9.0),
            Some(8.0),
            Some(8.0),
            Some(8.0),
        ])
        .unwrap();
        assert!((limits.mean_range - 2.0 / 4.0).abs() < 1e-9);
    }

    #[test]
    fn the_sentence_says_what_the_rules_say() {
        let steady = [40.0, 42.0, 41.0, 43.0, 40.0, 42.0, 41.0, 42.0];
        let mut values = all(&steady);
        values.extend(all(&[41.0, 42.0, 40.0, 43.0, 41.0, 42.0, 41.0]));
        let chart = Xmr::of(&values, 0..8, Some(8));
        assert_eq!(
            chart.in_words(&values, 8, Length::Month, Better::Down),
            "No sign of change yet: 7 months, all within the expected range."
        );
        let mut values = all(&steady);
        values.extend(all(&[30.0, 31.0]));
        let chart = Xmr::of(&values, 0..8, Some(8));
        assert_eq!(
            chart.in_words(&values, 8, Length::Month, Better::Down),
            "A sign of change for the better: 2 months outside the expected range. \
             The rules say that something changed, not why."
        );
        assert!(
            chart
                .in_words(&values, 8, Length::Month, Better::Up)
                .starts_with("A sign of change for the worse")
        );
        let few = all(&[1.0, 2.0]);
        assert_eq!(
            Xmr::of(&few, 0..2, None).in_words(&few, 0, Length::Quarter, Better::Down),
            "Too early to say: 2 quarters with figures, and the expected range takes 6 or more."
        );
    }

    #[test]
    fn the_step_has_its_own_limits_when_it_is_old_enough() {
        let values = all(&[
            40.0, 42.0, 41.0, 43.0, 40.0, 42.0, 30.0, 32.0, 31.0, 33.0, 30.0, 32.0,
        ]);
        let chart = Xmr::of(&values, 0..6, Some(6));
        let (step, after) = chart.after.unwrap();
        assert_eq!(step, 6);
        assert!((after.mean - 188.0 / 6.0).abs() < 1e-9);
        assert_eq!(Xmr::of(&values[..8], 0..6, Some(6)).after, None);
    }

    #[test]
    fn a_run_chart_has_its_median_and_skips_points_on_it() {
        let values = all(&[
            5.0, 6.0, 7.0, 6.0, 5.0, 6.0, 6.0, 6.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
        ]);
        let chart = RunChart::of(&values).unwrap();
        assert!((chart.median - 5.0).abs() < 1e-9);
        assert_eq!(chart.shift.iter().filter(|shift| **shift).count(), 6 + 7);
        assert!(!chart.shift[0]);
        let rising = RunChart::of(&all(&[3.0, 1.0, 2.0, 3.0, 4.0, 5.0, 1.0])).unwrap();
        assert_eq!(rising.trend, [false, true, true, true, true, true, false]);
        assert_eq!(RunChart::of(&[None]), None);
    }

    proptest! {
        #[test]
        fn moving_and_stretching_figures_changes_no_signal(
            values in proptest::collection::vec(proptest::option::weighted(0.9, -50i32..50), 6..40),
            shift in -100i32..100, scale in 1i32..5,
        ) {
            let as_is: Vec<Option<f64>> = values.iter().map(|v| v.map(f64::from)).collect();
            let moved: Vec<Option<f64>> = values
                .iter().map(|v| v.map(|v| f64::from(v * scale + shift))).collect();
            // Signals against limits that are far from every whole number.
            let limits = Limits { mean: 0.25, mean_range: 10.0 / SCALE, lower: -9.75, upper: 10.25 };
            let far = |value: f64| value * f64::from(scale) + f64::from(shift);
            let moved_limits = Limits {
                mean: far(limits.mean),
                mean_range: limits.mean_range * f64::from(scale),
                lower: far(limits.lower),
                upper: far(limits.upper),
            };
            prop_assert_eq!(signals(&as_is, &limits), signals(&moved, &moved_limits));
        }

        #[test]
        fn what_is_missing_has_no_signal(
            values in proptest::collection::vec(proptest::option::of(-9i32..9), 0..30)
        ) {
            let values: Vec<Option<f64>> = values.iter().map(|v| v.map(f64::from)).collect();
            for (value, signals) in values.iter().zip(signals(&values, &unit())) {
                prop_assert!(value.is_some() || signals.is_empty());
            }
        }
    }
}
