//! `/`, `/boards/{slug}/actions`, `/actions/{reference}` and its update.

use app::paths;
use axum::http::StatusCode;

use crate::support::TestPortal;

#[tokio::test]
async fn my_work_shows_late_actions_of_my_organisation_first() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;

    let page = member.get(paths::MY_WORK).await;

    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), "My work");
    let titles = page.texts("tbody th a");
    assert_eq!(
        titles,
        [
            "Action ayton late canary-action-ayton-late",
            "Action ayton due canary-action-ayton-due"
        ]
    );
    assert!(page.body.contains("3 days late"));
}

#[tokio::test]
async fn an_update_is_saved_and_the_chair_reads_it() {
    let portal = TestPortal::new().await;
    let reference = portal.world.actions["ayton late"].clone();
    let mut member = portal.signed_in("member").await;

    let form = member.get(&paths::update_action(&reference)).await;
    let answer = member
        .submit(
            &form,
            "Save update",
            &[
                ("status", "in_progress"),
                ("note", "Rota agreed with the court"),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let after = member.follow(&answer).await;
    assert!(after.body.contains("Update saved"));

    let mut chair = portal.signed_in("chair").await;
    let log = chair.get(&paths::action_log("alpha")).await;
    assert!(log.body.contains("Rota agreed with the court"));
    assert!(log.body.contains("23 November 2026 at 9am"));
}
