//! Lists are read in the order of an index, and nothing that grows is read whole.

use std::sync::{Arc, Mutex};

use app::actions::{
    list::{DueBy, ListQuery, Sort},
    types::Status,
};
use chrono::{Days, TimeDelta};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};
use server::{
    actions::{lists, store as actions},
    clock::Random,
    db::Db,
    membership::{
        access,
        seats::{self, Which},
    },
    outbox::{self, About, Concern},
    sessions::{Limits, store as sessions},
};

use crate::support::{
    World,
    database::TestDatabase,
    many::{self, Row},
    start,
};

/// A connection that keeps what it was asked.
struct Observed {
    connection: DatabaseConnection,
    asked: Arc<Mutex<Vec<Statement>>>,
}

impl Observed {
    async fn new(url: &str) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let mut options = ConnectOptions::new(url);
        options.max_connections(1);
        let mut connection = Database::connect(options).await.unwrap();
        let kept = Arc::clone(&asked);
        connection.set_metric_callback(move |info| {
            kept.lock().unwrap().push(info.statement.clone());
        });
        Self { connection, asked }
    }

    /// The statements since the last call, each with its plan.
    async fn plans(&self, sorted: bool) -> Vec<(String, Vec<String>)> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        assert!(!asked.is_empty());
        let mut plans = Vec::new();
        for statement in asked {
            let explain = match statement.db_backend {
                DatabaseBackend::Postgres => "EXPLAIN (COSTS OFF) ",
                _ => "EXPLAIN QUERY PLAN ",
            };
            let explained = Statement {
                sql: format!("{explain}{}", statement.sql),
                ..statement.clone()
            };
            // A bounded count of a third of a small table is cheap either way,
            // and which is cheaper hangs on how far the last vacuum got. A count
            // that has no index reads the whole table even so, and is found.
            // The same goes for one table alone, and where no order is looked at.
            let alone = !statement.sql.contains(" JOIN ");
            self.prefer_indexes(alone || !sorted).await;
            let rows = self.connection.query_all_raw(explained).await.unwrap();
            self.prefer_indexes(false).await;
            let lines = rows
                .iter()
                .map(|row| match statement.db_backend {
                    DatabaseBackend::Postgres => row.try_get("", "QUERY PLAN").unwrap(),
                    _ => row.try_get("", "detail").unwrap(),
                })
                .collect();
            plans.push((statement.sql, lines));
        }
        self.asked.lock().unwrap().clear();
        plans
    }

    async fn prefer_indexes(&self, prefer: bool) {
        if self.connection.get_database_backend() == DatabaseBackend::Postgres {
            let seqscan = if prefer { "off" } else { "on" };
            self.connection
                .execute_unprepared(&format!("SET enable_seqscan = {seqscan}"))
                .await
                .unwrap();
        }
    }

    /// What is wrong with the plans of what was asked since the last call.
    async fn faults(&self, what: &str, sorted: bool) -> Vec<String> {
        let mut faults = Vec::new();
        for (sql, plan) in self.plans(sorted).await {
            let reads_whole = plan.iter().any(|line| reads_a_growing_table_whole(line));
            let sorts = sorted && plan.iter().any(|line| sorts(line));
            if reads_whole || sorts {
                faults.push(format!("{what}\n{sql}\n{}\n", plan.join("\n")));
            }
        }
        faults
    }
}

/// Tables that grow with the years; boards and organisations do not.
const GROWING: &[&str] = &[
    "action",
    "action_update",
    "audit_event",
    "outbox",
    "session",
    "appointment",
    "person",
    "sign_in_attempt",
];

fn reads_a_growing_table_whole(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '-', '>']);
    // SQLite says SCAN also for an index read from end to end.
    let table = line
        .strip_prefix("SCAN ")
        .or_else(|| line.strip_prefix("Seq Scan on "))
        .or_else(|| line.strip_prefix("Parallel Seq Scan on "));
    table.is_some_and(|rest| {
        let table = rest.split(' ').next().unwrap();
        GROWING.contains(&table)
    })
}

fn sorts(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '-', '>']);
    line.contains("TEMP B-TREE") || line.starts_with("Sort") || line.starts_with("Incremental Sort")
}

/// A world in which a list is long: so many actions over forty boards.
async fn long_lists(number: usize) -> (TestDatabase, World) {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let random = Random::seeded(1);
    let world = World::make(&db, &random, start()).await;
    let today = app::wording::uk_day(start());
    let (ayton, member) = (world.organisations["ayton"], world.people["member"]);
    let further = many::add_boards(&db, &random, start(), 40, member, ayton).await;
    let mut rows = Vec::new();
    for number in 0..number {
        let on_alpha = number % 3 == 0;
        rows.push(Row {
            board: if on_alpha {
                world.boards["alpha"]
            } else {
                further[number % further.len()]
            },
            organisation: if number % 7 == 0 {
                ayton
            } else {
                world.organisations["beeton"]
            },
            seat: world.seats["member"],
            number: i32::try_from(number).unwrap() + 1_000,
            status: Status::ALL[number / 3 % Status::ALL.len()],
            due_on: today - Days::new(200) + Days::new((number * 37 % 400) as u64),
            updated_at: start() - TimeDelta::minutes((number * 101 % 100_000) as i64),
        });
    }
    many::put_in(&db, &random, &rows).await;
    if db.backend() == DatabaseBackend::Postgres {
        db.reader()
            .execute_unprepared("VACUUM ANALYZE")
            .await
            .unwrap();
    }
    db.close().await.unwrap();
    (database, world)
}

/// Whether an index holds this list in this order. The late ones are a range
/// of dates and an organisation's actions are few: in another order than by
/// date they are fetched and sorted, never the whole board. By reference
/// PostgreSQL may do the same with one position.
fn has_its_order(query: &ListQuery, backend: DatabaseBackend) -> bool {
    let narrow = query.due.is_some() || query.organisation.is_some();
    match query.sort {
        Sort::Due => true,
        Sort::Updated => !narrow,
        Sort::Reference => {
            !narrow && (backend == DatabaseBackend::Sqlite || query.statuses.len() != 1)
        }
    }
}

/// PostgreSQL knows how many rows lie before the second page, and fetches and
/// sorts those fifty where that is cheaper than following the index backwards.
fn sorts_what_is_little(db: &Db) -> bool {
    db.backend() == DatabaseBackend::Postgres
}

/// Every order of a list, both ways.
fn ways_through(list: &ListQuery) -> Vec<ListQuery> {
    let mut ways = Vec::new();
    for sort in Sort::ALL {
        for upwards in [true, false] {
            ways.push(ListQuery {
                sort: *sort,
                upwards,
                ..list.clone()
            });
        }
    }
    ways
}

#[tokio::test]
async fn every_list_of_a_board_is_read_in_the_order_of_an_index() {
    let (database, world) = long_lists(100_000).await;
    let db = Db::connect(database.url()).await.unwrap();
    let today = app::wording::uk_day(start());
    let board = many::board(&db, "alpha", today).await;
    let access = many::access_of(&db, world.people["member"], today).await;
    let observed = Observed::new(database.url()).await;

    let mut lists_of_the_log = vec![
        ListQuery::default(),
        ListQuery {
            due: Some(DueBy::Late),
            ..ListQuery::default()
        },
        ListQuery {
            organisation: Some(world.organisations["ayton"].0),
            ..ListQuery::default()
        },
        ListQuery {
            statuses: Status::ALL.iter().copied().collect(),
            ..ListQuery::default()
        },
    ];
    for status in Status::ALL {
        lists_of_the_log.push(ListQuery {
            statuses: [*status].into(),
            ..ListQuery::default()
        });
    }
    let mut faults = Vec::new();
    for list in &lists_of_the_log {
        for mut query in ways_through(list) {
            let in_order = has_its_order(&query, db.backend());
            let first = lists::log_of(&observed.connection, &board, &query, &access, today)
                .await
                .unwrap();
            faults.extend(observed.faults(&query.address("first"), in_order).await);
            query.cursor = Some(first.next.unwrap());
            let second = lists::log_of(&observed.connection, &board, &query, &access, today)
                .await
                .unwrap();
            faults.extend(observed.faults(&query.address("next"), in_order).await);
            query.cursor = Some(second.previous.unwrap());
            lists::log_of(&observed.connection, &board, &query, &access, today)
                .await
                .unwrap();
            let in_order = in_order && !sorts_what_is_little(&db);
            faults.extend(observed.faults(&query.address("back"), in_order).await);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn my_work_is_read_in_the_order_of_an_index() {
    let (database, world) = long_lists(6_000).await;
    let db = Db::connect(database.url()).await.unwrap();
    let today = app::wording::uk_day(start());
    let access = many::access_of(&db, world.people["member"], today).await;
    assert!(access.standings.len() > 10);
    let observed = Observed::new(database.url()).await;
    let mut faults = Vec::new();

    let mut query = ListQuery::default();
    let first = lists::work_of(&observed.connection, &access, &query)
        .await
        .unwrap();
    faults.extend(observed.faults("first", true).await);
    query.cursor = Some(first.next.unwrap());
    let second = lists::work_of(&observed.connection, &access, &query)
        .await
        .unwrap();
    faults.extend(observed.faults("next", true).await);
    query.cursor = Some(second.previous.unwrap());
    lists::work_of(&observed.connection, &access, &query)
        .await
        .unwrap();
    let in_order = !sorts_what_is_little(&db);
    faults.extend(observed.faults("back", in_order).await);
    lists::late_work(&observed.connection, &access, today)
        .await
        .unwrap();
    faults.extend(observed.faults("late", true).await);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn nothing_else_reads_a_growing_table_whole() {
    let (database, world) = long_lists(6_000).await;
    let db = Db::connect(database.url()).await.unwrap();
    let today = app::wording::uk_day(start());
    let board = many::board(&db, "alpha", today).await;
    let access = many::access_of(&db, world.people["member"], today).await;
    let observed = Observed::new(database.url()).await;
    let connection = &observed.connection;
    if db.backend() == DatabaseBackend::Postgres {
        // Most of these tables are too small here for an index to be worth it;
        // what is left is what no index could answer.
        connection
            .execute_unprepared("SET enable_seqscan = off")
            .await
            .unwrap();
        observed.asked.lock().unwrap().clear();
    }
    let mut faults = Vec::new();

    for typed in ["row 1234", "row"] {
        let query = ListQuery::from_pairs([("q", typed)]);
        lists::log_of(connection, &board, &query, &access, today)
            .await
            .unwrap();
        faults.extend(observed.faults("search", false).await);
    }
    lists::open_and_late(connection, board.id, today)
        .await
        .unwrap();
    faults.extend(observed.faults("figures of a board", false).await);
    let action = actions::find(connection, "ROW-2026-1500")
        .await
        .unwrap()
        .unwrap();
    faults.extend(observed.faults("an action", false).await);
    actions::history(connection, action.id, Some(20))
        .await
        .unwrap();
    faults.extend(observed.faults("its history", true).await);
    outbox::after(connection, 5_000, 100).await.unwrap();
    faults.extend(observed.faults("announcements", true).await);
    outbox::latest(connection, board.id).await.unwrap();
    outbox::latest_of(connection, &action.reference)
        .await
        .unwrap();
    outbox::missed(connection, board.id, Concern::Actions, 0)
        .await
        .unwrap();
    outbox::missed(
        connection,
        board.id,
        Concern::One(About::Action(action.id)),
        0,
    )
    .await
    .unwrap();
    faults.extend(observed.faults("announcements of a board", false).await);
    let limits = Limits {
        idle: TimeDelta::hours(1),
        absolute: TimeDelta::hours(12),
    };
    sessions::current(connection, "secret", limits, start())
        .await
        .unwrap();
    sessions::list(connection, access.person, limits, start())
        .await
        .unwrap();
    faults.extend(observed.faults("sessions", false).await);
    access::standings(connection, access.person, today)
        .await
        .unwrap();
    seats::rows(connection, &Which::Of(board.id), today)
        .await
        .unwrap();
    faults.extend(observed.faults("seats", false).await);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
