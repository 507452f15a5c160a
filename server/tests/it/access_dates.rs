//! An appointment gives access from the first moment of its first day to the
//! last moment of its last day, as clocks in the United Kingdom show it. Nobody
//! signs in again for that.

use app::{actions::forms::field, membership::types::EndReason, paths};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use server::membership::appointments::{self, Appointed, Ended, Ending, Meeting, NewAppointment};

use crate::support::{Browser, TestPortal, many::operator, requests};

/// A day in the United Kingdom: its date, its first moment, and the first
/// moment of the day after. Written down here and not computed, so that a
/// mistake of the portal's is not made twice.
const DAYS: &[(&str, &str, &str)] = &[
    // The clocks go forward on the 29th, which has 23 hours.
    ("2026-03-28", "2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z"),
    ("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
    ("2026-03-30", "2026-03-29T23:00:00Z", "2026-03-30T23:00:00Z"),
    // The financial year ends with the 31st.
    ("2026-03-31", "2026-03-30T23:00:00Z", "2026-03-31T23:00:00Z"),
    ("2026-04-01", "2026-03-31T23:00:00Z", "2026-04-01T23:00:00Z"),
    // The clocks go back on the 25th, which has 25 hours.
    ("2026-10-24", "2026-10-23T23:00:00Z", "2026-10-24T23:00:00Z"),
    ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),
    ("2026-10-26", "2026-10-26T00:00:00Z", "2026-10-27T00:00:00Z"),
];

struct Day {
    date: NaiveDate,
    begins: DateTime<Utc>,
    is_over: DateTime<Utc>,
}

fn days() -> impl Iterator<Item = Day> {
    DAYS.iter().map(|(date, begins, is_over)| Day {
        date: date.parse().unwrap(),
        begins: begins.parse().unwrap(),
        is_over: is_over.parse().unwrap(),
    })
}

impl Day {
    /// A portal half a day before this day. Sessions live as long as they may,
    /// so that it is the appointment that opens and closes pages.
    async fn portal_on_the_eve(&self) -> TestPortal {
        let settings = [
            ("PORTAL_SESSION_IDLE_MINUTES", "1440"),
            ("PORTAL_SESSION_ABSOLUTE_MINUTES", "10080"),
        ];
        TestPortal::starting(self.begins - half_a_day(), &settings).await
    }
}

fn half_a_day() -> TimeDelta {
    TimeDelta::hours(12)
}

fn a_moment() -> TimeDelta {
    TimeDelta::microseconds(1)
}

/// What the pages of the board Alpha answer at a moment to a session that was
/// opened earlier.
async fn expect(
    portal: &TestPortal,
    browser: &mut Browser,
    at: DateTime<Utc>,
    expected: StatusCode,
) {
    portal.pass(at - portal.state.clock.now());
    for page in [
        paths::members("alpha"),
        paths::action_log("alpha"),
        paths::action(&portal.world.actions["ayton late"]),
    ] {
        let answer = browser.fetch(&page).await;
        assert_eq!(answer.status, expected, "{page} at {at}");
    }
    // The session is as good as before: what changed is the appointment.
    let account = browser.fetch(paths::ACCOUNT).await;
    assert_eq!(account.status, StatusCode::OK, "{at}");
}

async fn appoint(portal: &TestPortal, starts_on: NaiveDate) {
    let seat = portal.world.seats["former"];
    let new = NewAppointment::holder(seat, portal.world.people["no seat"], starts_on);
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let meeting = Meeting::default();
    let outcome = appointments::appoint(&tx, &state.random, &operator(), at, &new, meeting).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    tx.commit().await.unwrap();
}

async fn end(portal: &TestPortal, last_day: NaiveDate) {
    let ending = Ending {
        appointment: requests::appointment_of(portal, "member").await,
        last_day,
        reason: EndReason::MovedOn,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let outcome = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(outcome, Ok(Ended::Saved));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn access_begins_with_the_first_moment_of_the_first_day() {
    for day in days() {
        let portal = day.portal_on_the_eve().await;
        let mut browser = portal.signed_in("no seat").await;
        appoint(&portal, day.date).await;
        for (at, expected) in [
            (day.begins - half_a_day(), StatusCode::NOT_FOUND),
            (day.begins - a_moment(), StatusCode::NOT_FOUND),
            (day.begins, StatusCode::OK),
            (day.begins + half_a_day(), StatusCode::OK),
            (day.is_over - a_moment(), StatusCode::OK),
            (day.is_over, StatusCode::OK),
            (day.is_over + half_a_day(), StatusCode::OK),
        ] {
            expect(&portal, &mut browser, at, expected).await;
        }
    }
}

#[tokio::test]
async fn access_ends_with_the_last_moment_of_the_last_day() {
    for day in days() {
        let portal = day.portal_on_the_eve().await;
        let mut browser = portal.signed_in("member").await;
        end(&portal, day.date).await;
        for (at, expected) in [
            (day.begins - half_a_day(), StatusCode::OK),
            (day.begins - a_moment(), StatusCode::OK),
            (day.begins, StatusCode::OK),
            (day.begins + half_a_day(), StatusCode::OK),
            (day.is_over - a_moment(), StatusCode::OK),
            (day.is_over, StatusCode::NOT_FOUND),
            (day.is_over + half_a_day(), StatusCode::NOT_FOUND),
        ] {
            expect(&portal, &mut browser, at, expected).await;
        }
    }
}

#[tokio::test]
async fn form_opened_on_the_last_day_saves_nothing_on_the_next() {
    let typed = [
        (field::STATUS, "blocked"),
        (field::NOTE, "Waits for the court"),
    ];
    for day in days() {
        let portal = day.portal_on_the_eve().await;
        let mut browser = portal.signed_in("member").await;
        end(&portal, day.date).await;
        for at in [day.begins, day.begins + half_a_day()] {
            expect(&portal, &mut browser, at, StatusCode::OK).await;
        }
        let address = paths::update_action(&portal.world.actions["ayton late"]);
        let form = browser.fetch(&address).await;
        assert_eq!(form.status, StatusCode::OK, "{}", day.date);

        // Looking at pages also notes the use of the session.
        expect(&portal, &mut browser, day.is_over, StatusCode::NOT_FOUND).await;
        let before = portal.contents().await;
        let answer = browser.submit(&form, "Save update", &typed).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", day.date);
        assert_eq!(portal.contents().await, before, "{}", day.date);
    }
}
