//! Whatever is done to the members of boards, in whatever order and on whatever
//! days: nobody shares a seat, nobody has access without an appointment, no
//! action is without whoever leads it, and nothing that was is lost.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    access::{Permission, Relation, allows},
    ids::{ActionId, PersonId},
    membership::types::Capacity,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::EntityTrait;
use server::{
    actions::steps::Standing,
    audit,
    clock::Random,
    db::{
        Db,
        entities::{appointment, person},
    },
    membership::{
        access,
        seats::{self, Which},
    },
    suggestions::actions as open_actions,
};
use tokio::runtime::Runtime;

use crate::support::{
    database::TestDatabase,
    history::{Picture, SmallWorld, Step, any_step},
    start,
};

fn check(now: &Picture) -> Result<(), TestCaseError> {
    for day in now.days() {
        for seat in now.seats.keys() {
            let holders = now.holders(*seat, day);
            prop_assert!(holders.len() <= 1, "on {day}: {holders:#?}");
        }
    }
    for one in now.appointments.values() {
        let seat = &now.seats[&one.seat_id];
        let within = one.voided_at.is_some()
            || seat.starts_on <= one.starts_on
                && seat
                    .ends_on
                    .is_none_or(|last| one.ends_on.is_some_and(|ends| ends <= last));
        prop_assert!(within, "{one:#?} goes beyond its seat: {seat:#?}");
        let turned = one.ends_on.is_some_and(|last| last < one.starts_on);
        prop_assert!(!turned, "ends before it starts: {one:#?}");
    }
    for seat in now.seats.values() {
        let within = now.boards[&seat.board_id]
            .ends_on
            .is_none_or(|last| seat.ends_on.is_some_and(|ends| ends <= last));
        prop_assert!(within, "goes beyond its board: {seat:#?}");
    }
    let changes: i32 = now.actions.values().map(|one| one.version - 1).sum();
    prop_assert_eq!(
        u64::try_from(changes).unwrap(),
        now.updates,
        "an unwritten change"
    );
    for action in now.actions.values() {
        let seat = now.seats.get(&action.seat_id);
        // What is settled keeps the lead that it had.
        let leads = seat.is_some_and(|seat| {
            seat.board_id == action.board_id
                && (!action.is_open || seat.organisation_id == Some(action.organisation_id))
        });
        prop_assert!(leads, "nobody leads {action:#?}");
        if let Some((version, state)) = now.states.get(&ActionId(action.id)) {
            let rebuilt: Standing = serde_json::from_str(state).unwrap();
            prop_assert_eq!(rebuilt, Standing::from(action));
            prop_assert_eq!(*version, action.version);
        }
        let closed = matches!(action.status.as_str(), "closed" | "dropped");
        prop_assert_eq!(action.is_open, !closed);
        prop_assert_eq!(action.closed_on.is_some(), closed);
    }
    Ok(())
}

/// What was is still there.
fn check_after(now: &Picture, before: &Picture, saved: bool) -> Result<(), TestCaseError> {
    if !saved {
        prop_assert_eq!(now, before, "what was refused has left something");
        return Ok(());
    }
    prop_assert!(now.events > before.events, "no trace of a write");
    for (id, was) in &before.actions {
        let is = now.actions.get(id).map(|is| (&is.reference, is.version));
        let there = is.is_some_and(|(reference, version)| {
            *reference == was.reference && version >= was.version
        });
        prop_assert!(there, "lost: {was:#?}");
    }
    for (id, was) in &before.appointments {
        let Some(is) = now.appointments.get(id) else {
            return Err(TestCaseError::fail(format!("lost: {was:#?}")));
        };
        prop_assert_eq!(is.seat_id, was.seat_id);
        prop_assert_eq!(&is.capacity, &was.capacity);
        if was.voided_at.is_some() {
            prop_assert_eq!(is.voided_at, was.voided_at, "struck out no more: {:#?}", is);
        }
    }
    // Whoever is changed, a form opened before must not be taken.
    for (id, is) in &now.appointments {
        let dates = |one: &appointment::Model| (one.starts_on, one.ends_on, one.voided_at);
        if before.appointments.get(id).map(dates) != Some(dates(is)) {
            let version = |picture: &Picture| picture.seats.get(&is.seat_id).map(|one| one.version);
            prop_assert!(version(now) > version(before), "unnoticed: {is:#?}");
        }
    }
    Ok(())
}

/// What the stores say of everybody against the plain reading of the rows.
async fn check_access(world: &SmallWorld<'_>, picture: &Picture) -> Result<(), TestCaseError> {
    let db = world.db.reader();
    for id in &world.people {
        let row = person::Entity::find_by_id(id.0).one(db).await.unwrap();
        let row = row.unwrap();
        for day in [world.today(), world.day(7)] {
            let may = access::access_of(db, &row, day).await.unwrap();
            let sits: BTreeSet<_> = may
                .standings
                .iter()
                .map(|one| (one.board, one.seat, one.role))
                .collect();
            let expected = picture.sits(*id, day);
            prop_assert_eq!(&sits, &expected, "{} on {}", row.full_name, day);
            prop_assert_eq!(may.standings.len(), sits.len());
            for board in &world.boards {
                for permission in [Permission::SeeActions, Permission::ManageMembers] {
                    let by_seat = expected.iter().any(|(of, _, role)| {
                        of == board && allows(*role, permission, Relation::Other)
                    });
                    prop_assert_eq!(may.may(permission, *board, None), by_seat);
                }
            }
        }
    }
    let today = world.today();
    let rows = seats::rows(db, &Which::OfBoards(world.boards.clone()), today).await;
    for row in rows.unwrap() {
        let holds: Vec<_> = picture
            .holders(row.seat.0, today)
            .iter()
            .map(|one| PersonId(one.person_id))
            .collect();
        let shown: Vec<_> = row.holder.iter().map(|holder| holder.person).collect();
        prop_assert_eq!(shown, holds);
    }
    Ok(())
}

/// An agenda shows every action that is not closed, and how often it was carried over.
async fn check_agendas(world: &SmallWorld<'_>, picture: &Picture) -> Result<(), TestCaseError> {
    let db = world.db.reader();
    let shown = open_actions::open(db, None, &world.boards, world.at).await;
    let shown: BTreeMap<_, _> = shown
        .unwrap()
        .into_iter()
        .map(|one| (one.row.id, one.carried.times))
        .collect();
    let expected: BTreeMap<_, _> = picture
        .actions
        .values()
        .filter(|action| !matches!(action.status.as_str(), "closed" | "dropped"))
        .map(|action| {
            let met = world
                .met
                .iter()
                .filter(|(board, day)| board.0 == action.board_id && action.raised_on < *day);
            (ActionId(action.id), u32::try_from(met.count()).unwrap())
        })
        .collect();
    prop_assert_eq!(shown, expected);
    Ok(())
}

async fn live_through(db: &Db, random: &Random, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut world = SmallWorld::make(db, random, start()).await;
    let mut before = world.look().await;
    for step in steps {
        let saved = world.take(step).await;
        let after = world.look().await;
        check(&after)?;
        check_after(&after, &before, saved)?;
        check_access(&world, &after).await?;
        check_agendas(&world, &after).await?;
        before = after;
    }
    Ok(())
}

/// Few and short, so that they take seconds.
const HISTORIES: u32 = 64;
const STEPS: usize = 36;

/// How far from today people set days.
const REACH: i64 = 25;

struct Register {
    runtime: Runtime,
    db: Db,
    random: Random,
    _database: TestDatabase,
}

impl Register {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let database = runtime.block_on(TestDatabase::new());
        let db = runtime.block_on(Db::connect(database.url())).unwrap();
        Self {
            runtime,
            db,
            random: Random::seeded(3),
            _database: database,
        }
    }

    fn live_through(&self, steps: &[Step]) -> Result<(), TestCaseError> {
        self.runtime
            .block_on(live_through(&self.db, &self.random, steps))
    }

    fn assert_trail(&self) {
        let trail = self.runtime.block_on(audit::verify(self.db.reader()));
        assert_eq!(trail.unwrap().faults, []);
    }
}

#[test]
fn no_history_whatever_it_holds_breaks_a_rule() {
    let register = Register::new();
    let config = Config {
        cases: HISTORIES,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..Config::default()
    };
    let histories = prop::collection::vec(any_step(REACH), 1..STEPS);
    TestRunner::new(config)
        .run(&histories, |steps| register.live_through(&steps))
        .unwrap();
    register.assert_trail();
}

/// Each once left two people on a seat, a seat without its board, or a change
/// that a form opened before did not notice.
#[test]
fn histories_that_once_broke_a_rule_break_none() {
    let holder = |person, from| Step::Appoint {
        seat: 0,
        person,
        capacity: Capacity::Holder,
        from,
        lasts: None,
        replace: false,
    };
    let end = |appointment, last_day| Step::End {
        appointment,
        last_day,
    };
    let end_seat = |last_day| Step::EndSeat { seat: 0, last_day };
    let close = |last_day| Step::CloseBoard {
        board: 0,
        last_day,
        into: None,
    };
    let histories = [
        vec![holder(0, 0), Step::StrikeOut { appointment: 0 }],
        vec![holder(0, 0), end(0, 5), holder(1, 6), end(0, 10)],
        vec![holder(0, 0), end_seat(5), end(0, 10)],
        vec![close(5), end_seat(10)],
        vec![close(5), Step::AddSeat { board: 0, from: 0 }],
    ];
    let register = Register::new();
    for steps in histories {
        if let Err(broken) = register.live_through(&steps) {
            panic!("{steps:?}: {broken}");
        }
    }
    register.assert_trail();
}
