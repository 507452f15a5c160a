use proptest::prelude::*;

use super::{super::rough::Rough, *};
use crate::{
    access::Standing,
    ids::{BoardId, PersonId, SeatId},
    pilots::types::{Baseline, Better, Frequency},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn definition(unit: Unit, limit: i64) -> Definition {
    Definition {
        name: "Resolved".to_owned(),
        definition: String::new(),
        unit,
        numerator_name: "Resolved".to_owned(),
        denominator_name: "Cases".to_owned(),
        better: Better::Up,
        source: String::new(),
        frequency: Frequency::Monthly,
        baseline: None,
        comparator: String::new(),
        target: None,
        disclosure_limit: limit,
    }
}

fn count(numerator: i64) -> Parts {
    Parts {
        numerator,
        denominator: None,
    }
}

fn share(numerator: i64, denominator: i64) -> Parts {
    Parts {
        numerator,
        denominator: Some(denominator),
    }
}

fn site(start: &str) -> Site {
    Site {
        id: Uuid::from_u128(1),
        pilot: Uuid::nil(),
        board: None,
        board_slug: None,
        name: "Dorset".to_owned(),
        courts: String::new(),
        wave: String::new(),
        planned_start: None,
        actual_start: Rough::from_code(start),
        planned_end: None,
        actual_end: None,
        lead_seat: Some(SeatId(Uuid::from_u128(9))),
        lead_title: None,
        source: String::new(),
        version: 1,
    }
}

fn access(roles: &[(Role, u128)]) -> Access {
    Access {
        person: PersonId(Uuid::nil()),
        full_name: String::new(),
        post: String::new(),
        standings: roles
            .iter()
            .map(|(role, seat)| Standing {
                board: BoardId(Uuid::nil()),
                board_slug: String::new(),
                board_name: String::new(),
                seat: SeatId(Uuid::from_u128(*seat)),
                role: *role,
                organisation: None,
                organisation_name: None,
            })
            .collect(),
        sub_groups: Vec::new(),
    }
}

/// Every move there is, with nothing missing and with something missing.
#[test]
fn a_pilot_moves_only_along_its_stages_and_goes_live_only_when_whole() {
    use Stage::{Decided, Evaluation, Extended, Idea, Live, SetUp};
    let allowed = [
        (Idea, SetUp),
        (SetUp, Idea),
        (SetUp, Live),
        (Live, SetUp),
        (Live, Extended),
        (Live, Evaluation),
        (Extended, Evaluation),
        (Evaluation, Extended),
    ];
    for from in Stage::ALL {
        for to in Stage::ALL {
            let outcome = may_move(*from, *to, &[]);
            assert_eq!(outcome.is_ok(), allowed.contains(&(*from, *to)));
            let lacking = may_move(*from, *to, &[Missing::Sro]);
            let expected = match (*from, *to) {
                (SetUp, Live) => Err(StageRefusal::Missing(vec![Missing::Sro])),
                _ => outcome,
            };
            assert_eq!(lacking, expected, "{from:?} {to:?}");
        }
        assert!(!moves(*from).contains(&Decided));
    }
}

/// Every way in which the five things may be there or not.
#[test]
fn whatever_is_not_there_is_missing() {
    for there in 0..(1 << 7) {
        let has = |bit: u32| there & (1 << bit) != 0;
        let baseline = has(5).then(|| Baseline {
            value: count(3),
            from: day("2025-01-01"),
            to: day("2025-12-31"),
        });
        let measure = Measure {
            id: Uuid::nil(),
            pilot: Uuid::nil(),
            definition: Definition {
                baseline,
                comparator: if has(6) {
                    "England".to_owned()
                } else {
                    String::new()
                },
                ..definition(Unit::Count, 0)
            },
            withdrawn: false,
            version: 1,
        };
        let text = |bit: u32| {
            if has(bit) {
                "x".to_owned()
            } else {
                String::new()
            }
        };
        let record = Record {
            sro: text(0),
            no_baseline_reason: text(1),
            no_comparator_reason: text(2),
            decision_due: has(3).then(|| Rough::day(day("2027-03-31"))),
            ..Record::default()
        };
        let sites = usize::from(has(4));
        let found = missing(&record, sites, std::slice::from_ref(&measure), |_| false);
        let expected: Vec<Missing> = [
            (Missing::Sro, has(0)),
            (Missing::Site, has(4)),
            (Missing::Baseline, has(1) || has(5)),
            (Missing::Comparator, has(2) || has(6)),
            (Missing::DecisionDue, has(3)),
        ]
        .into_iter()
        .filter(|(_, there)| !there)
        .map(|(what, _)| what)
        .collect();
        assert_eq!(found, expected);
        let compared = missing(&record, sites, std::slice::from_ref(&measure), |_| true);
        assert!(!compared.contains(&Missing::Comparator));
        // A measure that was withdrawn counts for nothing.
        let gone = Measure {
            withdrawn: true,
            ..measure
        };
        let without = missing(&record, sites, &[gone], |_| true);
        assert_eq!(without.contains(&Missing::Baseline), !has(1));
        assert_eq!(without.contains(&Missing::Comparator), !has(2));
    }
}

#[test]
fn a_pilot_that_never_ran_can_only_be_stopped_and_one_decided_not_again() {
    for stage in Stage::ALL {
        let all = verdicts(*stage);
        match stage {
            Stage::Idea | Stage::SetUp => assert_eq!(all, [Verdict::Stop]),
            Stage::Decided => assert!(all.is_empty()),
            _ => assert_eq!(all, Verdict::ALL),
        }
    }
}

/// Every state of a return and everything that may be done to it.
#[test]
fn what_was_approved_is_locked_and_only_what_was_sent_in_is_judged() {
    use ReturnState::{Approved, Draft, SentBack, Submitted};
    for state in ReturnState::ALL {
        for act in [Act::Keep, Act::SendIn, Act::SendBack, Act::Approve] {
            let expected = match (state, act) {
                (Draft, Act::Keep) => Some(Draft),
                (SentBack, Act::Keep) => Some(SentBack),
                (Draft | SentBack, Act::SendIn) => Some(Submitted),
                (Submitted, Act::SendBack) => Some(SentBack),
                (Submitted, Act::Approve) => Some(Approved),
                _ => None,
            };
            assert_eq!(next(*state, act), expected);
        }
    }
}

#[test]
fn a_lead_keeps_their_pilot_a_site_lead_their_site_and_an_observer_nothing() {
    let sites = [site("2026-01-06")];
    for role in Role::ALL {
        let seat = access(&[(*role, 9)]);
        let other = access(&[(*role, 8)]);
        let secretariat = *role == Role::NationalSecretariat;
        let acts = *role != Role::Observer;
        assert_eq!(
            rights(&seat, false, &sites, &[]).sites.len(),
            usize::from(acts)
        );
        assert!(rights(&other, false, &sites, &[]).sites.is_empty());
        assert_eq!(rights(&other, false, &sites, &[]).keeps, secretariat);
        assert_eq!(rights(&other, true, &sites, &[]).keeps, acts);
        assert!(rights(&other, false, &sites, &[]).reads);
    }
    let nobody = rights(&access(&[]), true, &sites, &[]);
    assert_eq!(nobody, Rights::default());
}

#[test]
fn a_site_owes_each_whole_month_from_its_start_to_its_end() {
    let mut site = site("2026-01-06");
    let today = day("2026-04-15");
    let owed = |site: &Site, month: &str| owes(site, day(month), today);
    assert!(!owed(&site, "2025-12-01"));
    assert!(owed(&site, "2026-01-01"));
    assert!(owed(&site, "2026-03-01"));
    assert!(!owed(&site, "2026-04-01"));
    let late = |site: &Site, sent: &[NaiveDate], today: &str| overdue(site, sent, day(today));
    // The return for March may still come on the 15th.
    assert_eq!(
        late(&site, &[], "2026-04-15"),
        [day("2026-02-01"), day("2026-01-01")]
    );
    assert_eq!(
        late(&site, &[day("2026-01-01")], "2026-04-16"),
        [day("2026-03-01"), day("2026-02-01")]
    );
    site.actual_end = Rough::from_code("2026-02");
    assert!(owed(&site, "2026-02-01"));
    assert!(!owed(&site, "2026-03-01"));
    site.actual_start = None;
    assert!(!owed(&site, "2026-02-01"));
}

#[test]
fn weeks_are_counted_from_the_first_day_and_said_to_be_about_right_where_it_is_not_known() {
    let today = day("2026-02-03");
    assert_eq!(
        weeks_in_words(&site("2026-01-06"), today).as_deref(),
        Some("4 weeks")
    );
    assert_eq!(
        weeks_in_words(&site("2026-01"), today).as_deref(),
        Some("about 4 weeks")
    );
    assert_eq!(weeks_in_words(&site("2026-03"), today), None);
    assert_eq!(weeks_in_words(&site(""), today), None);
}

#[test]
fn numbers_are_read_as_british_people_write_them() {
    for (text, number) in [
        ("0", 0),
        ("26", 26),
        ("1,234", 1_234),
        (" 1,234,567 ", 1_234_567),
    ] {
        assert_eq!(whole(text), Some(number), "{text}");
    }
    for text in [
        "",
        "-1",
        "26wks",
        "1,234.5",
        "1.234,5",
        "12,34",
        ",123",
        "1,",
        "1 234",
        "１",
        "99999999999999999999",
        "1000000001",
        "+1",
    ] {
        assert_eq!(whole(text), None, "{text}");
    }
    assert_eq!(tenths("26.5"), Some(265));
    assert_eq!(tenths("1,026"), Some(10_260));
    for text in [
        "26.55", "26.", ".5", "26wks", "1.234,5", "-2.5", "26.x", "2.+",
    ] {
        assert_eq!(tenths(text), None, "{text}");
    }
}

/// Worked by hand: one of two and ten of a hundred are eleven of 102.
#[test]
fn a_share_of_all_comes_from_summed_parts() {
    let total = sum([share(1, 2), share(10, 100)]).unwrap();
    assert_eq!(total, share(11, 102));
    assert_eq!(value_in_words(Unit::Ratio, total), "10.8% (11 of 102)");
    assert_eq!(
        value_in_words(Unit::Weeks, share(3_916, 102)),
        "38.4 weeks (3,916 weeks over 102 cases)"
    );
    assert_eq!(value_in_words(Unit::Ratio, share(0, 0)), "No cases");
    assert_eq!(value_in_words(Unit::Count, count(0)), "0");
    assert_eq!(sum([]), None);
}

#[test]
fn zero_is_reported_and_what_is_missing_is_not() {
    let definition = definition(Unit::Count, 5);
    let said = [
        Some(Said::Value(count(0))),
        Some(Said::NotReported {
            reason: "System down".to_owned(),
        }),
        None,
        Some(Said::Value(count(30))),
    ];
    let (cells, total) = published(&definition, &said);
    assert_eq!(
        cells,
        [
            Shown::Value(count(0)),
            Shown::NotReported("System down".to_owned()),
            Shown::Missing,
            Shown::Value(count(30)),
        ]
    );
    assert_eq!(total, Shown::Value(count(30)));
    assert_eq!(published(&definition, &[None]).1, Shown::Missing);
}

/// Tries every set of counts: whatever is hidden could also have been something else.
#[test]
fn no_hidden_count_can_be_computed_from_what_is_shown() {
    use std::collections::HashMap;
    for limit in LEAST_LIMIT..=5 {
        let definition = definition(Unit::Count, limit);
        for cells in 1..=4_u32 {
            let most = 9_i64;
            // What is shown, and for each hidden place the values it may have.
            let mut worlds: HashMap<String, Vec<Vec<i64>>> = HashMap::new();
            for number in 0..(most + 1).pow(cells) {
                let values: Vec<i64> = (0..cells)
                    .map(|place| number / (most + 1).pow(place) % (most + 1))
                    .collect();
                let said: Vec<Option<Said>> = values
                    .iter()
                    .map(|value| Some(Said::Value(count(*value))))
                    .collect();
                let shown = published(&definition, &said);
                worlds.entry(format!("{shown:?}")).or_default().push(values);
            }
            for (shown, values) in &worlds {
                let first = &values[0];
                let said: Vec<Option<Said>> = first
                    .iter()
                    .map(|value| Some(Said::Value(count(*value))))
                    .collect();
                let (cells, _) = published(&definition, &said);
                for (place, cell) in cells.iter().enumerate() {
                    let known = values.iter().all(|values| values[place] == first[place]);
                    let hidden = *cell == Shown::Hidden;
                    assert!(!(hidden && known), "limit {limit}: {shown} is {first:?}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn a_hidden_share_always_has_company_or_no_total(
        values in proptest::collection::vec((0..30_i64, 0..30_i64), 1..8),
        limit in LEAST_LIMIT..12,
    ) {
        let definition = definition(Unit::Ratio, limit);
        let said: Vec<Option<Said>> = values
            .iter()
            .map(|(one, other)| Some(Said::Value(share(*one.min(other), *one.max(other)))))
            .collect();
        let (cells, total) = published(&definition, &said);
        let hidden = cells.iter().filter(|cell| **cell == Shown::Hidden).count();
        for (cell, said) in cells.iter().zip(&said) {
            if let (Shown::Value(parts), Some(Said::Value(real))) = (cell, said) {
                prop_assert_eq!(parts, real);
                prop_assert!(!is_small(&definition, *real));
            }
        }
        if let Shown::Value(total) = total {
            prop_assert_ne!(hidden, 1);
            let all = said.iter().filter_map(|one| match one {
                Some(Said::Value(parts)) => Some(*parts),
                _ => None,
            });
            // The total of the parts is the whole.
            prop_assert_eq!(Some(total), sum(all));
        }
    }

    #[test]
    fn the_order_of_sites_does_not_matter_for_their_total(
        mut values in proptest::collection::vec((0..1_000_i64, 0..1_000_i64), 1..12),
    ) {
        let parts = |values: &[(i64, i64)]| sum(values.iter().map(|(one, other)| share(*one, *other)));
        let forwards = parts(&values);
        values.reverse();
        prop_assert_eq!(parts(&values), forwards);
    }

    #[test]
    fn no_number_that_is_typed_breaks_anything(text in "\\PC{0,20}") {
        let _ = (whole(&text), tenths(&text));
    }
}

#[test]
fn the_register_finds_former_names_and_is_ordered() {
    let row = |title: &str, former: &str, stage, start: &str| PilotRow {
        pilot: Pilot {
            id: Uuid::nil(),
            slug: String::new(),
            record: Record {
                title: title.to_owned(),
                former_names: former.to_owned(),
                ..Record::default()
            },
            stage,
            version: 1,
        },
        sites: 1,
        first_start: Rough::from_code(start),
    };
    let rows = vec![
        row("Settlement conferences", "", Stage::Decided, "2015-06"),
        row("Child Focused Courts", "Pathfinder", Stage::Live, "2022-Q1"),
        row("Early legal advice", "", Stage::Idea, ""),
    ];
    let titles = |query: &PilotQuery| -> Vec<String> {
        listed(rows.clone(), query)
            .into_iter()
            .map(|row| row.pilot.record.title)
            .collect()
    };
    let asked = |search: &str| PilotQuery {
        search: search.to_owned(),
        ..PilotQuery::default()
    };
    assert_eq!(titles(&asked("PATHfinder")), ["Child Focused Courts"]);
    assert!(titles(&asked("nothing of the kind")).is_empty());
    let by_start = PilotQuery {
        sort: Sort::Start,
        ..PilotQuery::default()
    };
    assert_eq!(
        titles(&by_start),
        [
            "Settlement conferences",
            "Child Focused Courts",
            "Early legal advice"
        ]
    );
    let live = PilotQuery {
        stage: Some(Stage::Live),
        ..PilotQuery::default()
    };
    assert_eq!(titles(&live), ["Child Focused Courts"]);
}

/// Tries every set of shares: whatever part is hidden because it is small could also
/// have been something else, even for somebody who knows these rules.
#[test]
fn no_small_part_of_a_hidden_share_can_be_computed_from_what_is_shown() {
    use std::collections::HashMap;
    let limit = 4_i64;
    let definition = definition(Unit::Ratio, limit);
    let parts_of = |parts: Parts| {
        let whole = parts.denominator.unwrap();
        [parts.numerator, whole, whole - parts.numerator]
    };
    for (cells, most) in [(1_u32, 12_i64), (2, 10), (3, 6)] {
        let known: Vec<Parts> = (0..=most)
            .flat_map(|whole| (0..=whole).map(move |part| share(part, whole)))
            .collect();
        let mut worlds: HashMap<String, Vec<Vec<Parts>>> = HashMap::new();
        for number in 0..known.len().pow(cells) {
            let values: Vec<Parts> = (0..cells)
                .map(|place| known[number / known.len().pow(place) % known.len()])
                .collect();
            let said: Vec<Option<Said>> = values
                .iter()
                .map(|value| Some(Said::Value(*value)))
                .collect();
            let shown = published(&definition, &said);
            worlds.entry(format!("{shown:?}")).or_default().push(values);
        }
        for (shown, worlds) in &worlds {
            let first = &worlds[0];
            let said: Vec<Option<Said>> = first
                .iter()
                .map(|value| Some(Said::Value(*value)))
                .collect();
            let (cells, _) = published(&definition, &said);
            for (place, _) in cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| **cell == Shown::Hidden)
            {
                for (part, number) in parts_of(first[place]).into_iter().enumerate() {
                    let is_small = (1..limit).contains(&number);
                    let is_known = worlds
                        .iter()
                        .all(|world| parts_of(world[place])[part] == number);
                    assert!(!(is_small && is_known), "{shown} is {first:?}");
                }
            }
        }
    }
}
