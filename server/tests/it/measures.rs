//! The rules of XmR charts against an implementation in Python that was written
//! from the same sources and shares nothing with ours.

use std::collections::BTreeSet;

use app::measures::control::{Limits, RunChart, Signal, signals};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde::Deserialize;

use crate::support::python;

/// Series tried.
const SERIES: usize = 400;

const PROGRAM: &str = r#"
import json, statistics, sys

def stretches(values):
    out, now = [], []
    for at, value in enumerate(values):
        if value is None:
            out.append(now)
            now = []
        else:
            now.append((at, value))
    out.append(now)
    return [stretch for stretch in out if stretch]

def xmr(values):
    known = [v for v in values if v is not None]
    moving = [abs(b[1] - a[1]) for s in stretches(values) for a, b in zip(s, s[1:])]
    if len(known) < 6 or not moving:
        return None
    mean = statistics.fmean(known)
    reach = 2.66 * statistics.fmean(moving)
    marks = {"beyond": set(), "run": set(), "trend": set(), "near_limit": set()}
    for stretch in stretches(values):
        for at, v in stretch:
            if abs(v - mean) > reach:
                marks["beyond"].add(at)
        for i in range(len(stretch) - 6):
            seven = stretch[i:i + 7]
            ats = {at for at, _ in seven}
            vs = [v for _, v in seven]
            if all(v > mean for v in vs) or all(v < mean for v in vs):
                marks["run"] |= ats
            if all(a < b for a, b in zip(vs, vs[1:])) or all(a > b for a, b in zip(vs, vs[1:])):
                marks["trend"] |= ats
        for i in range(len(stretch) - 2):
            three = stretch[i:i + 3]
            for sign in (1, -1):
                far = {at for at, v in three if reach > 0 and sign * (v - mean) >= reach * 2 / 3}
                if len(far) >= 2:
                    marks["near_limit"] |= far
    return {"mean": mean, "reach": reach, "marks": {k: sorted(v) for k, v in marks.items()}}

def run_chart(values):
    known = [v for v in values if v is not None]
    median = statistics.median(known)
    shift, trend = set(), set()
    for stretch in stretches(values):
        off = [(at, v > median) for at, v in stretch if v != median]
        for i in range(len(off) - 5):
            if len({side for _, side in off[i:i + 6]}) == 1:
                shift |= {at for at, _ in off[i:i + 6]}
        steps = [(a[0], b[1] > a[1]) for a, b in zip(stretch, stretch[1:]) if a[1] != b[1]]
        for i in range(len(steps) - 3):
            if len({up for _, up in steps[i:i + 4]}) == 1:
                for at, _ in steps[i:i + 4]:
                    trend |= {at, at + 1}
    return {"median": median, "shift": sorted(shift), "trend": sorted(trend)}

print(json.dumps([
    {"xmr": xmr(values), "run": run_chart(values) if any(v is not None for v in values) else None}
    for values in json.load(sys.stdin)
]))
"#;

#[derive(Deserialize)]
struct Theirs {
    xmr: Option<Xmr>,
    run: Option<Run>,
}

#[derive(Deserialize)]
struct Xmr {
    mean: f64,
    reach: f64,
    marks: std::collections::BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
struct Run {
    median: f64,
    shift: Vec<usize>,
    trend: Vec<usize>,
}

fn series() -> Vec<Vec<Option<f64>>> {
    // In halves, so that sums are exact and equal values come up.
    let value = proptest::option::weighted(0.93, (-12i32..60).prop_map(|v| f64::from(v) / 2.0));
    let drift = prop_oneof![Just(0.0), Just(1.5), Just(-0.5)];
    let strategy = (proptest::collection::vec(value, 0..40), drift).prop_map(|(values, drift)| {
        let drifting = values.into_iter().enumerate();
        drifting
            .map(|(at, value)| value.map(|value| value + drift * at as f64))
            .collect()
    });
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    (0..SERIES)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

fn places(marks: impl IntoIterator<Item = bool>) -> Vec<usize> {
    let marks = marks.into_iter().enumerate();
    marks
        .filter(|(_, marked)| *marked)
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn charts_agree_with_an_implementation_of_others() {
    let series = series();
    let theirs = python(PROGRAM, serde_json::to_string(&series).unwrap().as_bytes());
    let theirs: Vec<Theirs> = serde_json::from_slice(&theirs).unwrap();
    assert_eq!(theirs.len(), series.len());
    let mut seen = BTreeSet::new();
    for (values, theirs) in series.iter().zip(theirs) {
        let limits = Limits::of(values);
        assert_eq!(limits.is_some(), theirs.xmr.is_some(), "{values:?}");
        if let (Some(limits), Some(theirs)) = (limits, theirs.xmr) {
            assert!((limits.mean - theirs.mean).abs() < 1e-9, "{values:?}");
            assert!(
                (limits.upper - theirs.mean - theirs.reach).abs() < 1e-9,
                "{values:?}"
            );
            assert!(
                (limits.lower - theirs.mean + theirs.reach).abs() < 1e-9,
                "{values:?}"
            );
            let ours = signals(values, &limits);
            for signal in Signal::ALL {
                let ours = places(ours.iter().map(|signals| signals.contains(signal)));
                assert_eq!(ours, theirs.marks[signal.code()], "{signal:?} {values:?}");
                if !ours.is_empty() {
                    seen.insert(signal.code());
                }
            }
        }
        let run = RunChart::of(values);
        assert_eq!(run.is_some(), theirs.run.is_some(), "{values:?}");
        if let (Some(run), Some(theirs)) = (run, theirs.run) {
            assert!((run.median - theirs.median).abs() < 1e-9, "{values:?}");
            assert_eq!(places(run.shift), theirs.shift, "{values:?}");
            // Equal values between two steps belong to no step of their own.
            let ours = places(run.trend);
            assert!(
                theirs.trend.iter().all(|at| ours.contains(at)),
                "{values:?}"
            );
            assert_eq!(ours.is_empty(), theirs.trend.is_empty(), "{values:?}");
        }
    }
    assert_eq!(
        seen.len(),
        Signal::ALL.len(),
        "some rule was never met: {seen:?}"
    );
}
