//! The same words find the same actions on both databases.

use app::{
    actions::types::Origin,
    actions::{list::ListQuery, types::Priority},
    boards::types::BoardEntry,
};
use server::{
    actions::{
        lists,
        store::{self as actions, NewAction},
    },
    clock::Random,
    db::Db,
};

use crate::support::{World, database::TestDatabase, many, start};

/// Titles and outcomes of the board Alpha, in order of their references from 4 on.
const TEXTS: &[(&str, &str)] = &[
    ("Publish the duty rota", "Every court has the rota"),
    ("Siân O'Brien's plan for Ynys Môn", "Plan agreed"),
    ("Recruit two family magistrates", "Posts are filled"),
    ("Reduce delay AND cost", "Not more than 26 weeks"),
    (
        "Review of section 31 cases (over 52 weeks)",
        "List is short",
    ),
    ("Pre-proceedings: letters & meetings", "100% within 5 days"),
    ("العربية في المحكمة", "مترجم"),
    ("Straße und Ærø café", "ﬁnished"),
    ("NEAR the end", "or not"),
    ("under_score 3.5 and 1e5", "a*b -c \"d e\""),
];

/// What is typed, and the references it finds.
const QUERIES: &[(&str, &[u32])] = &[
    ("rota", &[4]),
    ("ROTA", &[4]),
    ("pub rot", &[4]),
    ("ota", &[]),
    ("sian", &[5]),
    ("Siân", &[5]),
    ("Sia\u{302}n mon", &[5]),
    ("O'Brien", &[5]),
    ("obrien", &[]),
    ("ALP-2026-006", &[6]),
    ("alp-2026-0", &[4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("delay AND cost", &[7]),
    ("rota OR delay", &[]),
    ("NOT", &[7, 12]),
    ("NEAR", &[12]),
    ("weeks", &[7, 8]),
    ("pre-proceedings", &[9]),
    ("-rota", &[4]),
    ("rot*", &[4]),
    ("\"duty rota\"", &[4]),
    ("\"", &[4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("' OR 1=1 --", &[]),
    ("title:rota", &[]),
    ("محكمة", &[]),
    ("المحكمة", &[10]),
    ("strasse", &[]),
    ("straße cafe", &[11]),
    ("finished", &[11]),
    ("100%", &[9]),
    ("3.5", &[8, 13]),
    ("1e5", &[13]),
    ("under score", &[13]),
    ("(over 52 weeks)", &[8]),
    ("🚒", &[4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("bet", &[]),
    ("rota canary", &[]),
];

async fn found(db: &Db, board: &BoardEntry, typed: &str) -> Vec<u32> {
    let query = ListQuery::from_pairs([("q", typed)]);
    let access = app::access::Access {
        person: app::ids::PersonId(uuid::Uuid::nil()),
        full_name: String::new(),
        post: String::new(),
        standings: Vec::new(),
        sub_groups: Vec::new(),
    };
    let today = app::wording::uk_day(start());
    let page = lists::log_of(db.reader(), board, &query, &access, today)
        .await
        .unwrap_or_else(|error| panic!("{typed:?}: {error}"));
    let mut numbers: Vec<u32> = page
        .rows
        .iter()
        .map(|row| row.reference.rsplit('-').next().unwrap().parse().unwrap())
        // Those of the small world are the first three.
        .filter(|number| *number > 3)
        .collect();
    numbers.sort_unstable();
    numbers
}

#[tokio::test]
async fn the_same_words_find_the_same_actions_on_both_databases() {
    let database = TestDatabase::new().await;
    let db = Db::connect(database.url()).await.unwrap();
    let random = Random::seeded(1);
    let world = World::make(&db, &random, start()).await;
    let today = app::wording::uk_day(start());
    let tx = db.begin().await.unwrap();
    for (title, outcome) in TEXTS {
        let new = NewAction {
            board: world.boards["alpha"],
            title,
            outcome,
            seat: world.seats["member"],
            priority: Priority::Normal,
            raised_on: today,
            due_on: today,
            origin: Origin::Board,
            decision: None,
            measure: None,
            key: None,
            raised_at: None,
        };
        actions::raise(&tx, &random, &many::operator(), start(), &new)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let board = many::board(&db, "alpha", today).await;
    let mut different = Vec::new();
    for (typed, expected) in QUERIES {
        let found = found(&db, &board, typed).await;
        if found != *expected {
            different.push(format!("{typed:?} finds {found:?}, not {expected:?}"));
        }
    }
    assert_eq!(different, [""; 0]);
}
