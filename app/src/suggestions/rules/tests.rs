//! Fixed facts give exactly the expected suggestions; no action is ever lost.

use chrono::Days;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    actions::types::ActionRow,
    ids::{ActionId, AgendaItemId, BoardId, MeetingId, OrganisationId, SeatId},
    membership::types::{Category, Holder},
    suggestions::types::CarryOver,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

fn action(number: u128, status: Status, raised: &str, due: &str) -> OpenAction {
    let held = [day("2026-03-10"), day("2026-06-09"), day("2026-09-08")];
    let raised_on = day(raised);
    OpenAction {
        row: ActionRow {
            board: BoardId(Uuid::nil()),
            organisation: OrganisationId(Uuid::nil()),
            due_moves: 0,
            raised_on,
            version: 1,
            may_change: false,
            id: ActionId(Uuid::from_u128(number)),
            board_slug: "alpha".to_owned(),
            board_name: "Alpha".to_owned(),
            reference: format!("ALP-2026-{number:03}"),
            title: format!("Action {number}"),
            organisation_name: "Ayton".to_owned(),
            status,
            priority: Priority::Normal,
            due_on: day(due),
            updated_at: "2026-11-01T09:00:00Z".parse().unwrap(),
            last_note: "Waiting for the contract.".to_owned(),
            may_update: false,
        },
        board: BoardId(Uuid::from_u128(1)),
        raised_on,
        carried: carry_over(raised_on, &held),
    }
}

fn seat(number: u128, state: SeatState, end: Option<&str>) -> SeatRow {
    SeatRow {
        board: BoardId(Uuid::from_u128(1)),
        board_slug: "alpha".to_owned(),
        board_name: "Alpha".to_owned(),
        board_region: None,
        seat: SeatId(Uuid::from_u128(number)),
        title: format!("Seat {number}"),
        category: Category::Officers,
        role: crate::access::Role::Member,
        voting: true,
        required: true,
        organisation: None,
        organisation_name: None,
        state,
        vacant_since: state.is_gap().then(|| day("2026-04-01")),
        holder: end.map(|end| Holder {
            appointment: crate::ids::AppointmentId(Uuid::from_u128(number)),
            person: crate::ids::PersonId(Uuid::from_u128(number)),
            full_name: "Pat".to_owned(),
            post: String::new(),
            email: None,
            represents: None,
            since: day("2024-01-01"),
            expected_end_on: Some(day(end)),
            ends_on: None,
            designation: crate::membership::types::Designation::NotRecorded,
            unconfirmed: false,
        }),
        stand_ins: Vec::new(),
    }
}

fn facts() -> Vec<Suggestion> {
    let mut open = vec![
        action(1, Status::Open, "2026-10-01", "2027-01-01"),
        action(2, Status::InProgress, "2026-10-01", "2026-11-10"),
        action(3, Status::Blocked, "2026-10-01", "2027-01-01"),
        action(4, Status::Complete, "2026-10-01", "2027-01-01"),
        action(5, Status::Open, "2026-01-10", "2027-01-01"),
    ];
    by_need(&mut open, today());
    let seats = [
        seat(11, SeatState::Vacant, None),
        seat(12, SeatState::EndsSoon, Some("2027-01-31")),
        seat(13, SeatState::Filled, Some("2028-01-31")),
    ];
    let mut all = vacancies(&seats);
    all.extend(terms(&seats, day("2027-03-09")));
    all.extend(actions(&open, today()));
    all.extend(decisions(&[DueDecision {
        reference: "ALP-D-2026-002".to_owned(),
        text: "Meet every\nsix weeks.".to_owned(),
        review_on: day("2026-12-01"),
        part: Part::B,
    }]));
    all.extend(minutes(&[OpenMinutes {
        meeting: MeetingId(Uuid::from_u128(21)),
        title: "Board meeting".to_owned(),
        held_on: day("2026-09-08"),
        circulated_on: Some(day("2026-09-18")),
    }]));
    all
}

#[test]
fn fixed_facts_give_exactly_these_suggestions_in_this_order() {
    let found = compile(facts(), &[], &BTreeSet::new());
    let words: Vec<String> = found
        .iter()
        .map(|one| format!("{} | {} | {}", one.origin.code(), one.title, one.reason))
        .collect();
    assert_eq!(
        words,
        [
            "minutes | Minutes of “Board meeting” on 8 September 2026 | They were circulated on 18 September 2026 and are not agreed yet.",
            "standing | Action 5 | Carried over 3 times, since March 2026. Do it, drop it or defer it.",
            "action | Action 4 | Ayton says it is complete: accept it or send it back.",
            "action | Action 3 | It is blocked. Waiting for the contract.",
            "action | Action 2 | It was due on 10 November 2026 and is 13 days late.",
            "vacancy | Vacant seat: Seat 11 | A required seat has been vacant since 1 April 2026.",
            "term | Term that ends: Seat 12 | The term ends on 31 January 2027, before the next meeting after this one.",
            "decision | Review of decision ALP-D-2026-002 | The board set 1 December 2026 to look at it again: Meet every six weeks.",
        ]
    );
    assert_eq!(found.last().map(|one| one.part), Some(Part::B));
    assert_eq!(compile(found.clone(), &[], &BTreeSet::new()), found);
}

#[test]
fn what_was_dropped_returns_only_when_its_cause_changes() {
    let late = action(2, Status::Open, "2026-10-01", "2026-11-10");
    let suggested = |action: &OpenAction, today, dropped: &[Dropped]| {
        compile(
            actions(std::slice::from_ref(action), today),
            dropped,
            &BTreeSet::new(),
        )
    };
    let first = suggested(&late, today(), &[]);
    let dropped = [Dropped {
        key: first[0].key(),
        cause: first[0].cause.clone(),
    }];
    assert!(suggested(&late, today(), &dropped).is_empty());
    // Another day late is no other cause.
    assert!(suggested(&late, today() + Days::new(9), &dropped).is_empty());
    let blocked = action(2, Status::Blocked, "2026-10-01", "2026-11-10");
    assert_eq!(suggested(&blocked, today(), &dropped).len(), 1);
}

#[test]
fn what_is_on_the_agenda_is_not_suggested() {
    let all = compile(facts(), &[], &BTreeSet::new());
    let on: BTreeSet<Subject> = all.iter().map(|one| one.subject.clone()).collect();
    assert!(compile(facts(), &[], &on).is_empty());
    // A seat is suggested once, whatever speaks for it.
    let mut twice = vacancies(&[seat(11, SeatState::Vacant, None)]);
    twice.extend(terms(
        &[seat(11, SeatState::CarriedOver, Some("2026-10-01"))],
        today(),
    ));
    assert_eq!(compile(twice, &[], &BTreeSet::new()).len(), 1);
}

#[test]
fn carrying_over_is_counted_from_the_meetings_held() {
    let held = [day("2026-09-08"), day("2026-03-10"), day("2026-06-09")];
    let words = |raised: &str| carry_over(day(raised), &held).in_words();
    assert_eq!(
        words("2026-01-01").as_deref(),
        Some("Carried over 3 times, since March 2026")
    );
    // What was raised at a meeting is not carried over by it.
    assert_eq!(
        words("2026-03-10").as_deref(),
        Some("Carried over twice, since June 2026")
    );
    assert_eq!(
        words("2026-07-01").as_deref(),
        Some("Carried over once, since September 2026")
    );
    assert_eq!(words("2026-09-08"), None);
    assert_eq!(CarryOver::default().in_words(), None);
}

#[test]
fn an_action_is_to_be_settled_after_three_meetings_or_180_days() {
    let open = |raised: NaiveDate| OpenAction {
        raised_on: raised,
        carried: CarryOver::default(),
        ..action(1, Status::Open, "2026-10-01", "2027-01-01")
    };
    assert!(!needs_settling(&open(today() - Days::new(180)), today()));
    assert!(needs_settling(&open(today() - Days::new(181)), today()));
    let carried = OpenAction {
        carried: CarryOver {
            times: 3,
            since: Some(today()),
        },
        ..open(today())
    };
    assert!(needs_settling(&carried, today()));
}

#[test]
fn an_item_that_waits_is_named_by_itself() {
    let item = Subject::Item(AgendaItemId(Uuid::from_u128(5)));
    let other = Subject::Item(AgendaItemId(Uuid::from_u128(6)));
    let key = format!("parked:{}", Uuid::from_u128(5));
    assert!(item.is_named_by(&key));
    assert!(!other.is_named_by(&key));
    assert!(!item.is_named_by("parked"));
}

proptest! {
    #[test]
    fn sorting_loses_no_action(
        positions in prop::collection::vec((0usize..4, 0u64..400, 0u64..400), 0..40)
    ) {
        let statuses = [Status::Open, Status::InProgress, Status::Blocked, Status::Complete];
        let mut open: Vec<OpenAction> = (0u128..)
            .zip(&positions)
            .map(|(number, (status, raised, due))| {
                let mut one = action(number, statuses[*status], "2026-10-01", "2027-01-01");
                one.raised_on = today() - Days::new(*raised);
                one.row.due_on = today() - Days::new(200) + Days::new(*due);
                one
            })
            .collect();
        let mut before: Vec<String> =
            open.iter().map(|one| one.row.reference.clone()).collect();
        by_need(&mut open, today());
        let mut after: Vec<String> =
            open.iter().map(|one| one.row.reference.clone()).collect();
        before.sort();
        after.sort();
        prop_assert_eq!(before, after);
        // Whatever needs a decision is suggested, once.
        let suggested = compile(actions(&open, today()), &[], &BTreeSet::new());
        for one in &open {
            let needs = needs_settling(one, today())
                || one.is_blocked()
                || one.is_claimed()
                || one.row.is_late(today());
            let subject = Subject::Action(one.row.reference.clone());
            let times = suggested.iter().filter(|found| found.subject == subject).count();
            prop_assert_eq!(times, usize::from(needs));
        }
    }
}
