use proptest::prelude::*;
use uuid::Uuid;

use super::{
    super::{
        rough::Rough,
        status::{Rag, Suggestion, of_measure},
    },
    *,
};
use crate::pilots::types::{Better, Frequency, Target};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-11-23";

fn measure(unit: Unit, limit: i64) -> Measure {
    Measure {
        id: Uuid::from_u128(7),
        pilot: Uuid::nil(),
        withdrawn: false,
        version: 1,
        definition: Definition {
            name: "In time".to_owned(),
            definition: String::new(),
            unit,
            numerator_name: "In time".to_owned(),
            denominator_name: "All".to_owned(),
            better: Better::Up,
            source: String::new(),
            frequency: Frequency::Monthly,
            baseline: None,
            comparator: String::new(),
            target: Some(Target {
                tenths: 800,
                on: day("2027-03-31"),
            }),
            disclosure_limit: limit,
        },
    }
}

fn site(number: u128, start: &str) -> Site {
    Site {
        id: Uuid::from_u128(number),
        pilot: Uuid::nil(),
        board: None,
        board_slug: None,
        name: format!("Site {number}"),
        courts: String::new(),
        wave: String::new(),
        planned_start: None,
        actual_start: Rough::from_code(start),
        planned_end: None,
        actual_end: None,
        lead_seat: None,
        lead_title: None,
        source: String::new(),
        version: 1,
    }
}

fn share(numerator: i64, denominator: i64) -> Parts {
    Parts {
        numerator,
        denominator: Some(denominator),
    }
}

/// Approved values of a site for the months from one on.
fn reported(site: &Site, from: &str, values: &[Option<Parts>]) -> ApprovedValues {
    let mut month = day(from);
    let mut approved = ApprovedValues::new();
    for value in values {
        if let Some(parts) = value {
            let said = [(Uuid::from_u128(7), Said::Value(*parts))];
            approved.insert((site.id, month), said.into());
        }
        month = rules::month_after(month);
    }
    approved
}

fn before(values: &[i64]) -> Entered {
    let mut month = day("2025-01-01");
    let mut entered = Entered::default();
    for value in values {
        entered
            .figures
            .insert((Beside::Before, month), share(*value, 100));
        month = rules::month_after(month);
    }
    entered
}

#[test]
fn a_missing_month_is_a_gap_and_zero_is_a_value() {
    let sites = [site(1, "2026-01-06")];
    let values = [
        Some(share(0, 40)),
        None,
        Some(share(0, 0)),
        Some(share(20, 40)),
    ];
    let approved = reported(&sites[0], "2026-01-01", &values);
    let it = measure(Unit::Ratio, 0);
    let series = series(&it, &sites, &approved, &Entered::default(), day(TODAY));
    let values = series.values(Unit::Ratio);
    assert_eq!(values.len(), 10, "up to October");
    assert_eq!(values[..4], [Some(0.0), None, None, Some(50.0)]);
    assert!(values[4..].iter().all(Option::is_none));
    assert_eq!(series.go_live, None);
    assert_eq!(series.latest().unwrap().month, day("2026-04-01"));
}

#[test]
fn a_total_over_time_is_of_summed_parts() {
    let sites = [site(1, "2026-09-01"), site(2, "2026-10-01")];
    let mut approved = reported(
        &sites[0],
        "2026-09-01",
        &[Some(share(1, 2)), Some(share(1, 2))],
    );
    approved.extend(reported(&sites[1], "2026-10-01", &[Some(share(10, 100))]));
    let it = measure(Unit::Ratio, 0);
    let series = series(&it, &sites, &approved, &Entered::default(), day(TODAY));
    let values = series.values(Unit::Ratio);
    assert_eq!(values[0], Some(50.0));
    assert!((values[1].unwrap() - 1_100.0 / 102.0).abs() < 1e-9);
    assert_eq!(series.sites_behind(), Some((1, 2)));
}

#[test]
fn what_was_before_go_live_is_the_usual_range_and_the_step_ends_every_run() {
    let sites = [site(1, "2026-01-06")];
    let live: Vec<Option<Parts>> = [62, 64, 61, 65, 66, 63, 67]
        .map(|x| Some(share(x, 100)))
        .into();
    let approved = reported(&sites[0], "2026-01-01", &live);
    let entered = before(&[40, 42, 41, 43, 40, 42, 41, 39, 42, 40, 41, 42]);
    let it = measure(Unit::Ratio, 5);
    let line = series(&it, &sites, &approved, &entered, day(TODAY));
    assert_eq!(line.go_live, Some(12));
    assert_eq!(line.points[0].month, day("2025-01-01"));
    let reading = line.reading(&it.definition, None);
    assert_eq!((reading.range.clone(), reading.from), (0..12, 12));
    assert_eq!(reading.finding, Finding::Better);
    assert!(
        reading
            .says
            .starts_with("A sign of change for the better: 7 months outside")
    );
    // A figure before go-live that is entered for a month after it counts for nothing.
    let mut late = entered.clone();
    late.figures
        .insert((Beside::Before, day("2026-02-01")), share(1, 100));
    let same = series(&it, &sites, &approved, &late, day(TODAY));
    assert_eq!(same.values(Unit::Ratio), line.values(Unit::Ratio));
}

#[test]
fn somebody_chooses_the_months_of_the_range() {
    let sites = [site(1, "2026-01-06")];
    let live: Vec<Option<Parts>> = [50, 52, 51, 50, 53, 51, 52, 90]
        .map(|x| Some(share(x, 100)))
        .into();
    let approved = reported(&sites[0], "2026-01-01", &live);
    let it = measure(Unit::Ratio, 5);
    let line = series(&it, &sites, &approved, &Entered::default(), day(TODAY));
    let usual = line.reading(&it.definition, None);
    assert_eq!(usual.from, 0, "all figures are of the range");
    let chosen = Chosen {
        from: day("2026-01-01"),
        to: day("2026-06-01"),
        reason: String::new(),
        by_name: String::new(),
        at: "2026-11-01T12:00:00Z".parse().unwrap(),
    };
    let reading = line.reading(&it.definition, Some(&chosen));
    assert_eq!((reading.range.clone(), reading.from), (0..6, 6));
    assert!(
        reading
            .says
            .starts_with("A sign of change for the better: 1 month outside")
    );
    let quiet = [50, 52, 51, 50, 53, 51, 52].map(|x| Some(share(x, 100)));
    let approved = reported(&sites[0], "2026-01-01", &quiet);
    let line = series(&it, &sites, &approved, &Entered::default(), day(TODAY));
    assert_eq!(
        line.reading(&it.definition, None).says,
        "No sign of change yet: 7 months, all within the expected range."
    );
}

#[test]
fn sites_stand_under_each_other_by_the_month_of_their_go_live() {
    let sites = [
        site(1, "2026-01-06"),
        site(2, "2026-04-20"),
        site(3, "2026-12-01"),
    ];
    let mut approved = reported(&sites[0], "2026-01-01", &[Some(share(10, 40)); 10]);
    approved.extend(reported(&sites[1], "2026-04-01", &[Some(share(20, 40)); 7]));
    let it = measure(Unit::Ratio, 5);
    let line = series(&it, &sites, &approved, &Entered::default(), day(TODAY));
    let calendar = site_lines(&it.definition, &line, &sites, Axis::Calendar);
    assert_eq!(calendar.len(), 2, "one has not started");
    assert_eq!(calendar[1].values[..4], [None, None, None, Some(50.0)]);
    let live = site_lines(&it.definition, &line, &sites, Axis::Live);
    assert_eq!(live[1].values[0], Some(50.0));
    assert_eq!(live[1].values.len(), live[0].values.len());
    assert_eq!(live[1].cells[7..], [None, None, None]);
    assert_eq!(
        axis_words(Axis::Live, day("2026-01-01"), 3),
        "Month 3, about week 13"
    );
    assert_eq!(
        axis_words(Axis::Calendar, day("2026-01-01"), 3),
        "April 2026"
    );
    assert_eq!(lines_in_words(&live), "No site shows a sign of change");
}

#[test]
fn figures_that_no_site_reports_are_hidden_where_they_are_small() {
    let it = measure(Unit::Ratio, 5);
    assert_eq!(alone(&it.definition, share(3, 40)), Shown::Hidden);
    assert_eq!(
        alone(&it.definition, share(0, 40)),
        Shown::Value(share(0, 40))
    );
    let line = series(
        &it,
        &[],
        &ApprovedValues::new(),
        &before(&[3, 40]),
        day(TODAY),
    );
    assert_eq!(line.points.len(), 2);
    assert_eq!(line.values(Unit::Ratio), [None, Some(40.0)]);
}

fn period_target(from: &str, tenths: Option<i64>) -> PeriodTarget {
    PeriodTarget {
        id: Uuid::nil(),
        holds_from: day(from),
        tenths,
        set_by: String::new(),
        set_at: "2026-04-01T12:00:00Z".parse().unwrap(),
    }
}

/// What is suggested of one site that reported these percentages from April 2026 on.
fn suggested(percent: &[i64], targets: &[(&str, Option<i64>)]) -> Suggestion {
    let sites = [site(1, "2026-04-01")];
    let values: Vec<_> = percent.iter().map(|one| Some(share(*one, 100))).collect();
    let approved = reported(&sites[0], "2026-04-01", &values);
    let targets = targets.iter().rev();
    let entered = Entered {
        targets: targets
            .map(|(from, tenths)| period_target(from, *tenths))
            .collect(),
        ..Entered::default()
    };
    let it = measure(Unit::Ratio, 5);
    let line = series(&it, &sites, &approved, &entered, day(TODAY));
    of_measure(&it, &line, &entered, day(TODAY))
}

#[test]
fn each_month_is_held_against_the_target_that_held_in_it() {
    // Sixty per cent from April, 75 from September on: April, May, July and August meet
    // theirs; June misses 60, and September and October miss 75.
    let from_april = ("2026-04-01", Some(600));
    let from_september = ("2026-09-01", Some(750));
    let found = suggested(&[65, 62, 58, 61, 64, 70, 72], &[from_april, from_september]);
    assert_eq!(found.standing, Some(Rag::Amber), "two months in a row only");
    assert_eq!(
        found.why[1..3],
        [
            "The target of 75% for October 2026 is not met.",
            "Each month against its own target: met in 4 of 7 months.",
        ]
    );
    // Fifty-nine in August makes it three in a row: a quarter.
    let found = suggested(&[65, 62, 58, 61, 59, 70, 72], &[from_april, from_september]);
    assert_eq!(found.standing, Some(Rag::Red), "{:?}", found.why);
    // Against the old target alone, October would have met it.
    let found = suggested(&[65, 62, 58, 61, 64, 70, 72], &[from_april]);
    assert_eq!(found.standing, Some(Rag::Green), "{:?}", found.why);
    assert!(found.why[2].contains("met in 6 of 7 months"));
}

#[test]
fn a_month_without_a_target_is_neither_met_nor_missed() {
    let targets = [("2026-04-01", Some(600)), ("2026-10-01", None)];
    let found = suggested(&[50, 51, 50, 52, 50, 51, 50], &targets);
    assert_eq!(found.standing, Some(Rag::Amber), "{:?}", found.why);
    assert_eq!(found.why[1], "No target holds in October 2026.");
    // A target that begins within the last month holds from the next one on.
    let found = suggested(&[50, 51, 50, 52, 50, 51, 50], &[("2026-10-02", Some(600))]);
    assert_eq!(found.why[1], "No target holds in October 2026.");
    // One that holds in October alone is judged in October alone.
    let found = suggested(&[50, 51, 50, 52, 50, 51, 50], &[("2026-10-01", Some(500))]);
    assert_eq!(found.standing, Some(Rag::Green), "{:?}", found.why);
    assert_eq!(found.why[1], "The target of 50% for October 2026 is met.");
    // A figure that is hidden is held against nothing.
    let found = suggested(&[65, 62, 58, 61, 64, 70, 3], &[("2026-04-01", Some(600))]);
    assert_eq!(
        found.why[1],
        "The target for October 2026 is 60%, and the figure is not shown."
    );
}

#[test]
fn without_targets_over_time_the_one_target_has_until_its_date() {
    let found = suggested(&[65, 62, 58, 61, 64, 70, 72], &[]);
    assert_eq!(found.standing, Some(Rag::Amber));
    assert_eq!(
        found.why[1],
        "The target of 80% by 31 March 2027 is not met yet."
    );
}

proptest! {
    /// Whatever sites report, a hidden figure changes nothing that is drawn or said.
    #[test]
    fn what_is_hidden_is_in_no_line_and_no_word(
        values in proptest::collection::vec(
            proptest::collection::vec(proptest::option::weighted(0.9, (0i64..12, 0i64..30)), 14), 1..4
        ),
    ) {
        let it = measure(Unit::Ratio, 5);
        let sites: Vec<Site> = (0..values.len())
            .map(|number| site(number as u128 + 1, "2025-09-01"))
            .collect();
        let mut approved = ApprovedValues::new();
        for (site, values) in sites.iter().zip(&values) {
            let values: Vec<Option<Parts>> = values
                .iter()
                .map(|one| one.map(|(one, other)| share(one, one + other)))
                .collect();
            approved.extend(reported(site, "2025-09-01", &values));
        }
        let line = series(&it, &sites, &approved, &Entered::default(), day(TODAY));
        for (point, value) in line.points.iter().zip(line.values(Unit::Ratio)) {
            prop_assert!(value.is_none() || matches!(point.total, Shown::Value(_)));
        }
        for site in site_lines(&it.definition, &line, &sites, Axis::Live) {
            for (cell, value) in site.cells.iter().zip(&site.values) {
                prop_assert!(value.is_none() || matches!(cell, Some(Shown::Value(_))));
            }
        }
    }
}
