//! Walking through a list, forwards and backwards, whatever its rows have in common.

use app::{
    actions::{
        list::{Count, ListQuery, PAGE_SIZE, Sort},
        types::Status,
    },
    boards::types::BoardEntry,
};
use chrono::{Days, TimeDelta};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ConnectionTrait, EntityTrait};
use server::{
    actions::lists,
    clock::Random,
    db::{Db, entities::action},
};

use crate::support::{
    World,
    database::TestDatabase,
    many::{self, Row},
    start,
};

/// The references of each page, from the first to the last and back again.
async fn walk(db: &Db, board: &BoardEntry, query: &ListQuery) -> (Vec<String>, Vec<String>) {
    let access = app::access::Access {
        person: app::ids::PersonId(uuid::Uuid::nil()),
        full_name: String::new(),
        post: String::new(),
        standings: Vec::new(),
        sub_groups: Vec::new(),
    };
    let today = app::wording::uk_day(start());
    let page_at = async |query: &ListQuery| {
        lists::log_of(db.reader(), board, query, &access, today)
            .await
            .unwrap()
    };
    let names = |page: &app::actions::list::Page| -> Vec<String> {
        page.rows.iter().map(|row| row.reference.clone()).collect()
    };
    let mut query = query.clone();
    let mut forwards = Vec::new();
    let mut page = page_at(&query).await;
    assert_eq!(page.previous, None);
    loop {
        forwards.extend(names(&page));
        let Some(next) = page.next else { break };
        assert_eq!(page.rows.len() as u64, PAGE_SIZE);
        query.cursor = Some(next);
        page = page_at(&query).await;
    }
    let mut backwards = names(&page);
    while let Some(previous) = page.previous {
        query.cursor = Some(previous);
        page = page_at(&query).await;
        backwards = [names(&page), backwards].concat();
    }
    (forwards, backwards)
}

/// Rows as (due in days, updated seconds ago, closed).
type Made = Vec<(u64, i64, bool)>;

#[tokio::test]
async fn every_row_comes_once_in_order_and_in_the_same_order_back() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let world = World::make(&db, &Random::seeded(1), start()).await;
    let today = app::wording::uk_day(start());
    let board = many::board(&db, "alpha", today).await;
    let random = Random::seeded(2);
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(Default::default()),
    );
    // Few dates, so that many rows share one; lengths around whole pages.
    let some = vec((0..4_u64, 0..4_i64, prop::bool::weighted(0.1)), 0..170);
    let full = vec((0..2_u64, 0..2_i64, Just(false)), 100..=100);
    let mut made: Vec<Made> = Vec::new();
    for _ in 0..5 {
        made.push(some.new_tree(&mut runner).unwrap().current());
    }
    made.push(full.new_tree(&mut runner).unwrap().current());

    for made in made {
        clear(&db).await;
        let rows: Vec<Row> = made
            .iter()
            .enumerate()
            .map(|(number, (due, ago, closed))| Row {
                board: world.boards["alpha"],
                organisation: world.organisations["ayton"],
                seat: world.seats["member"],
                number: i32::try_from(number).unwrap(),
                status: if *closed {
                    Status::Closed
                } else {
                    Status::Open
                },
                due_on: today + Days::new(*due),
                updated_at: start() - TimeDelta::seconds(*ago),
            })
            .collect();
        let stored = many::put_in(&db, &random, &rows).await;
        for sort in Sort::ALL {
            for upwards in [true, false] {
                let mut expected: Vec<&action::Model> =
                    stored.iter().filter(|row| row.is_open).collect();
                match sort {
                    Sort::Due => expected.sort_by_key(|row| (row.due_on, row.id)),
                    Sort::Updated => expected.sort_by_key(|row| (row.updated_at, row.id)),
                    Sort::Reference => expected.sort_by_key(|row| (row.year, row.number)),
                }
                if !upwards {
                    expected.reverse();
                }
                let expected: Vec<&str> =
                    expected.iter().map(|row| row.reference.as_str()).collect();
                let query = ListQuery {
                    sort: *sort,
                    upwards,
                    ..ListQuery::default()
                };
                let (forwards, backwards) = walk(&db, &board, &query).await;
                assert_eq!(forwards, expected, "{sort:?} {upwards}");
                assert_eq!(backwards, expected, "{sort:?} {upwards}, backwards");
            }
        }
    }
}

async fn clear(db: &Db) {
    let tx = db.begin().await.unwrap();
    action::Entity::delete_many().exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_page_whose_rows_have_gone_is_empty_and_leads_back() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let world = World::make(&db, &Random::seeded(1), start()).await;
    let today = app::wording::uk_day(start());
    let board = many::board(&db, "alpha", today).await;
    let access = many::access_of(&db, world.people["member"], today).await;
    let rows: Vec<Row> = (100..160)
        .map(|number| Row {
            board: world.boards["alpha"],
            organisation: world.organisations["ayton"],
            seat: world.seats["member"],
            number,
            status: Status::Open,
            due_on: today + Days::new(100),
            updated_at: start(),
        })
        .collect();
    many::put_in(&db, &Random::seeded(2), &rows).await;
    let mut query = ListQuery::default();
    let first = lists::log_of(db.reader(), &board, &query, &access, today)
        .await
        .unwrap();
    assert_eq!(first.total, Count::Exactly(63));

    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM action WHERE due_on > '2027-01-01'")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    query.cursor = first.next;
    let second = lists::log_of(db.reader(), &board, &query, &access, today)
        .await
        .unwrap();
    assert_eq!(second.rows, []);
    assert_eq!(second.next, None);
    assert_eq!(second.total, Count::Exactly(3));
}
