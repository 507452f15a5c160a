//! A series that is there: changed for the meetings to come, extended, ended.

use app::{
    form::THEN,
    ids::MeetingId,
    meetings::{forms::field, types::Meeting},
    paths,
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    db::entities::{meeting_series, notice},
    meetings::series,
};
use uuid::Uuid;

use crate::support::{
    TestPortal,
    requests::{self, OF_ITS_OWN, meetings::series_of},
};

async fn upcoming(portal: &TestPortal, id: Uuid) -> Vec<(Meeting, NaiveDate)> {
    series::upcoming(portal.state.db.reader(), id, portal.state.clock.now())
        .await
        .unwrap()
}

async fn version(portal: &TestPortal, id: Uuid) -> String {
    let row = meeting_series::Entity::find_by_id(id)
        .one(portal.state.db.reader())
        .await
        .unwrap();
    row.unwrap().version.to_string()
}

#[tokio::test]
async fn a_change_reaches_the_meetings_that_nobody_has_moved() {
    let portal = TestPortal::new().await;
    let id = series_of(&portal, OF_ITS_OWN).await;
    let mut chair = portal.signed_in("chair").await;
    let before = upcoming(&portal, id).await;
    let moved: MeetingId = before[0].0.id;
    let path = "/meetings/{meeting}/change";
    let address = paths::change_meeting(moved);
    let form = requests::good_form(&portal, path, &address).await;
    let pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let answer = chair.post(&address, &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);

    let page = chair.get(&paths::series(id)).await;
    assert!(page.body.contains("This changes 1 meeting."));
    let path = "/meeting-series/{series}";
    let form = requests::good_form(&portal, path, &paths::series(id)).await;
    let pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let answer = chair.post(&paths::series(id), &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    // A second click finds that it has changed.
    let answer = chair.post(&paths::series(id), &pairs).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);

    let after = upcoming(&portal, id).await;
    let of = |meeting: MeetingId| {
        let found = after.iter().find(|(one, _)| one.id == meeting);
        found.unwrap().0.clone()
    };
    assert_eq!(of(moved).place, "Court house");
    let other = of(before[1].0.id);
    assert_eq!(other.place, "Town hall");
    assert!(other.when().ends_with("10am to midday"), "{}", other.when());
    let told = notice::Entity::find()
        .filter(notice::Column::Kind.eq("meeting_changed"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(
        told.iter()
            .any(|one| one.words.contains("The time or place of 1 meeting of"))
    );
}

#[tokio::test]
async fn a_series_goes_on_for_another_year_until_it_ends() {
    let portal = TestPortal::new().await;
    let id = series_of(&portal, OF_ITS_OWN).await;
    let mut chair = portal.signed_in("chair").await;
    let planned = upcoming(&portal, id).await.len();
    let address = paths::series(id);
    let seen = version(&portal, id).await;
    let extend = [(THEN, field::EXTEND), (field::VERSION, seen.as_str())];
    let answer = chair.post(&address, &extend).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    // A second click plans nothing more.
    let answer = chair.post(&address, &extend).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let there = upcoming(&portal, id).await;
    assert_eq!(there.len(), planned + 4);
    let mut days: Vec<NaiveDate> = there.iter().map(|(_, on)| *on).collect();
    days.dedup();
    assert_eq!(days.len(), there.len());

    let seen = version(&portal, id).await;
    let end = [(THEN, field::END), (field::VERSION, seen.as_str())];
    let answer = chair.post(&address, &end).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let seen = version(&portal, id).await;
    let extend = [(THEN, field::EXTEND), (field::VERSION, seen.as_str())];
    let before = portal.contents().await;
    let answer = chair.post(&address, &extend).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, before);
    let list = chair.get(&paths::meetings("alpha")).await;
    assert!(!list.body.contains(&paths::series(id)));
    assert_eq!(upcoming(&portal, id).await.len(), planned + 4);
}
