//! Midnight in the United Kingdom, and a machine whose clock is put back an hour.

use app::{actions::types::Status, paths};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{EntityTrait, QueryOrder};
use server::{audit, db::entities::action_update};
use uuid::Uuid;

use crate::support::{
    TestPortal,
    many::{self, Row},
    start,
};

/// Due dates, and the moment at which the day after begins in the United Kingdom.
const MIDNIGHTS: &[(&str, &str)] = &[
    ("2026-12-31", "2027-01-01T00:00:00Z"),
    // The clocks go forward on the day, and the day before.
    ("2027-03-28", "2027-03-28T23:00:00Z"),
    ("2027-03-27", "2027-03-28T00:00:00Z"),
    ("2027-06-30", "2027-06-30T23:00:00Z"),
    // The clocks go back on the day, and the day before.
    ("2027-10-31", "2027-11-01T00:00:00Z"),
    ("2027-10-30", "2027-10-30T23:00:00Z"),
    ("2028-02-28", "2028-02-29T00:00:00Z"),
    ("2028-02-29", "2028-03-01T00:00:00Z"),
];

#[tokio::test]
async fn an_action_is_late_from_the_first_moment_of_the_day_after_it_was_due() {
    let portal = TestPortal::new().await;
    let rows: Vec<Row> = MIDNIGHTS
        .iter()
        .zip(100..)
        .map(|((due_on, _), number)| Row {
            board: portal.world.boards["beta"],
            organisation: portal.world.organisations["cafcass"],
            seat: portal.world.seats["beta member"],
            number,
            status: Status::Open,
            due_on: due_on.parse::<NaiveDate>().unwrap(),
            updated_at: start(),
        })
        .collect();
    many::put_in(&portal.state.db, &portal.state.random, &rows).await;
    for ((due_on, midnight), row) in MIDNIGHTS.iter().zip(&rows) {
        let midnight: DateTime<Utc> = midnight.parse().unwrap();
        for (moment, words) in [
            (midnight - TimeDelta::microseconds(1), "today"),
            (midnight, "1 day late"),
        ] {
            portal.pass(moment - portal.state.clock.now());
            let mut member = portal.signed_in("beta member").await;
            let page = member.get(&paths::action(&row.reference())).await;
            assert_eq!(page.status, StatusCode::OK);
            let text = page.texts("main").concat();
            assert!(text.contains(words), "{due_on} at {moment}: {text}");
            let late = member.get("/boards/beta/actions?due=late").await;
            let is_late = late.body.contains(&row.reference());
            assert_eq!(is_late, words == "1 day late", "{due_on} at {moment}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_goes_back_leaves_the_order_of_trail_and_history() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    for (version, note) in [(1, "Before"), (2, "After the clock went back")] {
        // Who works across the change of the clock has to sign in again.
        let mut member = portal.signed_in("member").await;
        let answer = member
            .post(
                &paths::update_action(&reference),
                &[
                    ("version", &version.to_string()),
                    ("submission", &Uuid::from_u128(version).to_string()),
                    ("status", "blocked"),
                    ("note", note),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        portal.pass(TimeDelta::hours(-1));
    }
    let found = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(found.faults, []);
    let history = action_update::Entity::find()
        .order_by_desc(action_update::Column::Version)
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(history[0].at < history[1].at);
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&paths::action(&reference)).await;
    let later = page.body.find("After the clock went back").unwrap();
    let earlier = page.body.find("Before").unwrap();
    assert!(later < earlier, "the latest update comes first");
}

#[tokio::test]
async fn a_clock_that_goes_back_extends_no_session() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    portal.pass(TimeDelta::minutes(2));
    let seen = member.fetch(paths::MY_WORK).await;
    assert_eq!(seen.status, StatusCode::OK);

    portal.pass(TimeDelta::hours(-1));
    let answer = member.fetch(paths::MY_WORK).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.location().unwrap().starts_with(paths::SIGN_IN));

    // A few seconds between two servers' clocks are no reason.
    let mut again = portal.signed_in("member").await;
    portal.pass(TimeDelta::seconds(-5));
    let answer = again.fetch(paths::MY_WORK).await;
    assert_eq!(answer.status, StatusCode::OK);
}
