//! A machine whose clock is put back an hour.

use app::paths;
use axum::http::StatusCode;
use chrono::TimeDelta;
use sea_orm::{EntityTrait, QueryOrder};
use server::{audit, db::entities::action_update};
use uuid::Uuid;

use crate::support::TestPortal;

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
