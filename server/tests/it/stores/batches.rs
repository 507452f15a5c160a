//! What is written together stands as if it had been written one after the other.

use std::mem::discriminant;

use app::{
    access::Role,
    ids::{BoardId, PersonId, SeatId},
    membership::types::{Capacity, Category},
};
use chrono::{Days, NaiveDate};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};
use server::{
    audit::{self, Chain, Event},
    clock::Random,
    db::entities::{appointment, audit_event, audit_head},
    membership::{
        appointments::{self, Appointed, Asked, Meeting, NewAppointment},
        seats::{self, NewSeat},
    },
};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::support::{TestPortal, many::operator, start};

/// Something noted: in which chain, about what, with which words.
type Noted = (Option<u128>, u128, String);

fn event((chain, subject, words): &Noted) -> Event<'static> {
    Event {
        chain: chain.map_or(Chain::Portal, |board| {
            Chain::Board(BoardId(Uuid::from_u128(board)))
        }),
        at: start(),
        verb: "noted",
        subject_kind: "test",
        subject: Some(Uuid::from_u128(*subject)),
        before: Value::Null,
        after: json!({"words": words}),
    }
}

/// The whole trail and where its chains end.
async fn trail(db: &impl ConnectionTrait) -> (Vec<audit_event::Model>, Vec<audit_head::Model>) {
    let events = audit_event::Entity::find()
        .order_by_asc(audit_event::Column::Chain)
        .order_by_asc(audit_event::Column::Sequence)
        .all(db)
        .await
        .unwrap();
    let heads = audit_head::Entity::find()
        .order_by_asc(audit_head::Column::Chain)
        .all(db)
        .await
        .unwrap();
    (events, heads)
}

#[test]
fn events_recorded_together_make_the_same_chains_as_one_after_the_other() {
    let runtime = Runtime::new().unwrap();
    let portal = runtime.block_on(TestPortal::new());
    let noted = (prop::option::of(0..3_u128), any::<u128>(), ".{0,20}");
    let noted = prop::collection::vec(noted, 0..30);
    let mut runner = TestRunner::new(Config::with_cases(40));
    runner
        .run(&(noted, any::<u64>()), |(noted, seed)| {
            let (alone, together) = runtime.block_on(async {
                let actor = operator();
                let tx = portal.state.db.begin().await.unwrap();
                let random = Random::seeded(seed);
                for one in &noted {
                    audit::record(&tx, &random, &actor, event(one))
                        .await
                        .unwrap();
                }
                let alone = trail(&tx).await;
                tx.rollback().await.unwrap();
                let tx = portal.state.db.begin().await.unwrap();
                let random = Random::seeded(seed);
                let events = noted.iter().map(event).collect();
                audit::record_all(&tx, &random, &actor, events)
                    .await
                    .unwrap();
                let together = trail(&tx).await;
                tx.rollback().await.unwrap();
                (alone, together)
            });
            prop_assert_eq!(alone, together);
            Ok(())
        })
        .unwrap();
}

/// Who is to take which seat, as what, from and until which day, in whose place.
type Wanted = (usize, usize, usize, u64, Option<u64>, bool);

/// Three seats, one of them an officer's, and four people.
struct Ground {
    board: BoardId,
    seats: Vec<SeatId>,
    people: Vec<PersonId>,
    today: NaiveDate,
}

impl Ground {
    async fn new(portal: &TestPortal) -> Self {
        let (state, at) = (&portal.state, portal.state.clock.now());
        let (board, today) = (portal.world.boards["alpha"], state.clock.today());
        let tx = state.db.begin().await.unwrap();
        let mut seats = Vec::new();
        for (role, category, title) in [
            (Role::Member, Category::Health, "First"),
            (Role::Member, Category::Police, "Second"),
            (Role::Secretariat, Category::Officers, "Clerk"),
        ] {
            let new = NewSeat {
                board,
                role,
                category,
                title,
                organisation: None,
                required: false,
                voting: false,
                term_months: None,
                starts_on: today,
            };
            let seat = seats::add(&tx, &state.random, &operator(), at, &new).await;
            seats.push(seat.unwrap());
        }
        tx.commit().await.unwrap();
        let people = ["no seat", "member", "chair", "beta member"];
        Self {
            board,
            seats,
            people: people.map(|name| portal.world.people[name]).to_vec(),
            today,
        }
    }

    fn asked(&self, (seat, person, capacity, from, days, replace): Wanted) -> Asked {
        let starts_on = self.today + Days::new(from);
        let new = NewAppointment::holder(self.seats[seat], self.people[person], starts_on);
        let capacities = [Capacity::Holder, Capacity::Deputy, Capacity::Substitute];
        Asked {
            new: NewAppointment {
                capacity: capacities[capacity],
                ends_on: days.map(|days| starts_on + Days::new(days)),
                ..new
            },
            replace,
        }
    }
}

/// Every appointment without its key, which is another each time.
async fn history(db: &impl ConnectionTrait) -> Vec<String> {
    let rows = appointment::Entity::find().all(db).await.unwrap();
    let mut rows: Vec<String> = rows
        .into_iter()
        .map(|row| {
            let row = appointment::Model {
                id: Uuid::nil(),
                ..row
            };
            format!("{row:?}")
        })
        .collect();
    rows.sort();
    rows
}

/// What comes of appointing people one after the other, up to the first refusal, and
/// of appointing them together. Nothing stays of it.
async fn both_ways(portal: &TestPortal, ground: &Ground, asked: &[Asked]) -> [String; 2] {
    let (state, at, actor) = (&portal.state, portal.state.clock.now(), operator());
    let random = &state.random;
    let tx = state.db.begin().await.unwrap();
    let before = history(&tx).await;
    let mut alone = Ok(Vec::new());
    for (place, one) in asked.iter().enumerate() {
        let meeting = Meeting {
            replace: one.replace,
            seen: None,
        };
        let done = appointments::appoint(&tx, random, &actor, at, &one.new, meeting).await;
        match (done.unwrap(), &mut alone) {
            (Appointed::As(_), Ok(made)) => made.push(true),
            (Appointed::Already(_), Ok(made)) => made.push(false),
            (Appointed::Refused(refusal), _) => {
                alone = Err((place, discriminant(&refusal)));
                break;
            }
            (other, _) => panic!("{other:?}"),
        }
    }
    let one_by_one = match alone {
        Ok(_) => history(&tx).await,
        Err(_) => before,
    };
    tx.rollback().await.unwrap();
    let tx = state.db.begin().await.unwrap();
    let done = appointments::appoint_all(&tx, random, &actor, at, ground.board, asked).await;
    let together = match done.unwrap() {
        Ok(made) => Ok(made.iter().map(Option::is_some).collect::<Vec<_>>()),
        // Who is named of several in the way may differ.
        Err((place, refusal)) => Err((place, discriminant(&refusal))),
    };
    let at_once = history(&tx).await;
    tx.rollback().await.unwrap();
    [
        format!("{alone:?} {one_by_one:#?}"),
        format!("{together:?} {at_once:#?}"),
    ]
}

#[test]
fn people_appointed_together_sit_as_if_they_had_been_appointed_one_after_the_other() {
    let runtime = Runtime::new().unwrap();
    let portal = runtime.block_on(TestPortal::new());
    let ground = runtime.block_on(Ground::new(&portal));
    let check = |wanted: Vec<Wanted>| {
        let asked: Vec<Asked> = wanted.into_iter().map(|one| ground.asked(one)).collect();
        let [alone, together] = runtime.block_on(both_ways(&portal, &ground, &asked));
        prop_assert_eq!(alone, together);
        Ok(())
    };
    // Somebody gives way twice, to the earlier one last.
    let twice = vec![
        (0, 1, 1, 0, None, false),
        (0, 0, 1, 25, None, true),
        (0, 0, 1, 1, Some(0), true),
    ];
    check(twice).unwrap();
    let days = prop::option::of(0..20_u64);
    let wanted = (
        0..3_usize,
        0..4_usize,
        0..3_usize,
        0..30_u64,
        days,
        any::<bool>(),
    );
    let wanted = prop::collection::vec(wanted, 1..8);
    let mut runner = TestRunner::new(Config::with_cases(120));
    runner.run(&wanted, check).unwrap();
}
