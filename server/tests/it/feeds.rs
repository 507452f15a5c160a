//! Private addresses for calendars: made once, opened without signing in, and
//! holding what their owner may see today.

use app::{actions::types::Action, membership::types::EndReason, paths};
use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use server::{
    actions::store as actions,
    membership::appointments::{self, Ended, Ending},
};

use crate::support::{
    Answer, Browser, TestPortal,
    many::operator,
    requests::{self, meetings},
};

async fn made(browser: &mut Browser, feed: &str) -> String {
    let page = browser
        .post(paths::CALENDAR, &[("feed", feed), ("do", "make")])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let address = page.texts("#address").remove(0);
    address
        .trim_start_matches("http://127.0.0.1:3000")
        .to_owned()
}

async fn fetched(portal: &TestPortal, address: &str) -> Answer {
    portal.browser().fetch(address).await
}

#[tokio::test]
async fn a_feed_holds_the_meetings_of_its_owner_and_is_opened_without_signing_in() {
    let portal = TestPortal::new().await;
    let alpha = meetings::meeting_of(&portal, "alpha").await;
    let beta = meetings::meeting_of(&portal, "beta").await;
    let mut member = portal.signed_in("member").await;
    let address = made(&mut member, "every").await;
    let file = fetched(&portal, &address).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(
        file.headers[header::CONTENT_TYPE],
        "text/calendar; charset=utf-8"
    );
    assert!(
        file.body.contains(&format!("UID:{alpha}@127.0.0.1")),
        "{}",
        file.body
    );
    assert!(!file.body.contains(&beta.to_string()));
    // One board by itself, and none that is not theirs.
    let board = portal.world.boards["alpha"].to_string();
    let of_board = made(&mut member, &board).await;
    assert!(
        fetched(&portal, &of_board)
            .await
            .body
            .contains(&alpha.to_string())
    );
    let other = portal.world.boards["beta"].to_string();
    let refused = member
        .post(paths::CALENDAR, &[("feed", &other), ("do", "make")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_address_that_was_made_anew_or_turned_off_leads_nowhere() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let first = made(&mut member, "every").await;
    assert_eq!(fetched(&portal, &first).await.status, StatusCode::OK);
    let second = made(&mut member, "every").await;
    assert_eq!(fetched(&portal, &first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(fetched(&portal, &second).await.status, StatusCode::OK);
    // The page shows an address this once.
    let page = member.get(paths::CALENDAR).await;
    assert!(!page.body.contains(&second));
    assert!(page.body.contains("Make a new address"));
    let ended = member
        .post(paths::CALENDAR, &[("feed", "every"), ("do", "end")])
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(
        fetched(&portal, &second).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        fetched(&portal, "/calendar/guess").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn whoever_leaves_the_board_finds_its_meetings_gone_from_the_next_day() {
    let portal = TestPortal::new().await;
    let alpha = meetings::meeting_of(&portal, "alpha").await.to_string();
    let mut member = portal.signed_in("member").await;
    let address = made(&mut member, "every").await;
    let ending = Ending {
        appointment: requests::appointment_of(&portal, "member").await,
        last_day: portal.state.clock.today(),
        reason: EndReason::Resigned,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let ended = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(ended, Ok(Ended::Saved));
    tx.commit().await.unwrap();
    assert!(fetched(&portal, &address).await.body.contains(&alpha));
    portal.pass(TimeDelta::days(1));
    let file = fetched(&portal, &address).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(!file.body.contains("BEGIN:VEVENT"), "{}", file.body);
}

/// The lines of the event that an action is in a file; none where it is not there.
fn due(file: &Answer, action: &Action) -> Option<Vec<String>> {
    let unfolded = file.body.replace("\r\n ", "");
    let event = unfolded
        .split("BEGIN:VEVENT\r\n")
        .find(|event| event.starts_with(&format!("UID:{}@127.0.0.1\r\n", action.id)))?;
    Some(event.lines().map(str::to_owned).collect())
}

async fn action_of(portal: &TestPortal, name: &str) -> Action {
    let reference = &portal.world.actions[name];
    let found = actions::find(portal.state.db.reader(), reference).await;
    found.unwrap().unwrap()
}

fn sequence(event: &[String]) -> u32 {
    let number = event
        .iter()
        .find_map(|line| line.strip_prefix("SEQUENCE:"))
        .unwrap();
    number.parse().unwrap()
}

#[tokio::test]
async fn a_feed_holds_when_ones_actions_are_due_until_they_are_done_or_somebody_elses() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let address = made(&mut member, "every").await;
    let (mine, theirs) = (
        action_of(&portal, "ayton due").await,
        action_of(&portal, "cafcass").await,
    );
    let file = fetched(&portal, &address).await;
    let first = due(&file, &mine).unwrap();
    let day = mine.due_on.format("%Y%m%d");
    for line in [
        format!("DTSTART;VALUE=DATE:{day}"),
        "TRANSP:TRANSPARENT".to_owned(),
        "STATUS:CONFIRMED".to_owned(),
    ] {
        assert!(first.contains(&line), "{line} in {first:?}");
    }
    assert!(
        first
            .iter()
            .any(|line| line.starts_with("SUMMARY:Due: ") && line.contains(&mine.reference))
    );
    assert_eq!(due(&file, &theirs), None);
    // Whoever leads nothing has only meetings.
    let mut observer = portal.signed_in("observer").await;
    let of_observer = made(&mut observer, "every").await;
    assert_eq!(due(&fetched(&portal, &of_observer).await, &mine), None);
    // The feed of another board does not hold it.
    let mut elsewhere = portal.signed_in("beta member").await;
    let of_beta = made(&mut elsewhere, "every").await;
    assert_eq!(due(&fetched(&portal, &of_beta).await, &mine), None);

    // Each change that calendars must know of has the same name and a higher number.
    let update = paths::update_action(&mine.reference);
    let page = member.get(&update).await;
    let note = [("status", "in_progress"), ("note", "Begun")];
    let answer = member.submit(&page, "Save update", &note).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let second = due(&fetched(&portal, &address).await, &mine).unwrap();
    assert!(sequence(&second) > sequence(&first));

    // Led by somebody else it is gone, and back with the same name when it comes back.
    let mut chair = portal.signed_in("chair").await;
    let seats = &portal.world.seats;
    for (seat, is_mine) in [(seats["chair"], false), (mine.seat, true)] {
        let page = chair.get(&paths::change_action(&mine.reference)).await;
        let seat = seat.to_string();
        let fields = [("seat", &*seat), ("reason", "Their work")];
        let answer = chair.submit(&page, "Save", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let third = due(&fetched(&portal, &address).await, &mine);
        assert_eq!(third.is_some(), is_mine);
        assert!(third.is_none_or(|third| sequence(&third) > sequence(&second)));
    }

    // Said to be done, it waits for the board and for nobody else.
    let page = member.get(&update).await;
    let note = [("status", "complete"), ("note", "Done")];
    let answer = member.submit(&page, "Save update", &note).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(due(&fetched(&portal, &address).await, &mine), None);
}
