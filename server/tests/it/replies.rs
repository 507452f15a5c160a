//! Who comes to a meeting and who comes for whom.

use app::{
    ids::MeetingId,
    paths,
    replies::{
        forms::{ANOTHER, NOBODY, field},
        types::Answer as Reply,
    },
};
use axum::http::StatusCode;
use chrono::{Days, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    db::entities::{invitation, meeting_substitute, person},
    meetings::store,
    replies::store as replies,
};

use crate::{
    calls,
    support::{
        Answer, Browser, TestPortal,
        requests::{
            self,
            meetings::{declined_meeting, meeting_of, meeting_of_its_own, say},
        },
    },
};

const REPLY: &str = "/meetings/{meeting}/reply";
const SUBSTITUTE: &str = "/meetings/{meeting}/substitute";

/// Sends the good form of an address with some fields replaced.
pub async fn send(
    portal: &TestPortal,
    browser: &mut Browser,
    path: &str,
    meeting: MeetingId,
    other: &[(&str, &str)],
) -> Answer {
    let address = path.replace("{meeting}", &meeting.to_string());
    let mut form = requests::good_form(portal, path, &address).await;
    form.retain(|(name, _)| !other.iter().any(|(known, _)| known == name));
    let mut pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    pairs.extend(other);
    browser.post(&address, &pairs).await
}

/// The member of Alpha does not come to its usual meeting and names somebody who
/// sits nowhere.
async fn visited(portal: &TestPortal) -> MeetingId {
    let meeting = meeting_of(portal, "alpha").await;
    let mut member = portal.signed_in("member").await;
    let no = [(field::ANSWER, Reply::NotComing.code())];
    let answer = send(portal, &mut member, REPLY, meeting, &no).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = member.follow(&answer).await;
    assert_eq!(page.heading(), "Who comes for you?");
    let email = requests::email("no seat");
    let named = [(field::EMAIL, email.as_str())];
    let answer = send(portal, &mut member, SUBSTITUTE, meeting, &named).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    meeting
}

async fn status(portal: &TestPortal, person: &str, path: &str) -> StatusCode {
    portal.signed_in(person).await.fetch(path).await.status
}

#[tokio::test]
async fn whoever_comes_for_a_member_sees_that_meeting_until_its_day_ends_and_nothing_else() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of(&portal, "alpha").await;
    let page = paths::meeting(meeting);
    assert_eq!(
        status(&portal, "no seat", &page).await,
        StatusCode::NOT_FOUND
    );
    visited(&portal).await;
    let other = meeting_of_its_own(&portal).await;

    let mut guest = portal.signed_in("no seat").await;
    let seen = guest.get(&page).await;
    assert!(seen.body.contains("canary-part-a-alpha"));
    assert!(!seen.body.contains("canary-part-b-alpha"));
    assert!(!seen.body.contains("canary-draft-alpha"));
    assert!(seen.body.contains("until the end of its day"));
    assert!(guest.get("/").await.body.contains("canary-meeting-alpha"));
    let feed = requests::feed_of(&portal, "no seat").await;
    let feed = paths::calendar_feed(&feed);
    for path in [paths::meeting_event(meeting), feed.clone()] {
        let file = guest.fetch(&path).await;
        assert!(file.body.contains(&format!("UID:{meeting}@")), "{path}");
        assert!(!file.body.contains(&other.to_string()), "{path}");
    }
    for path in [
        paths::meeting(other),
        paths::meeting_event(other),
        paths::meetings("alpha"),
        paths::action_log("alpha"),
        paths::members("alpha"),
        paths::propose_item("alpha"),
    ] {
        assert_eq!(
            guest.fetch(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in [
        paths::agenda(meeting),
        paths::publish_agenda(meeting),
        paths::reply(meeting),
        paths::name_substitute(meeting),
    ] {
        assert_eq!(
            guest.fetch(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }

    // It begins on 7 December at 2pm. Sessions end sooner than that.
    let until = Utc.with_ymd_and_hms(2026, 12, 7, 23, 59, 0).unwrap();
    portal.pass(until - portal.state.clock.now());
    assert_eq!(status(&portal, "no seat", &page).await, StatusCode::OK);
    portal.pass(TimeDelta::minutes(2));
    assert_eq!(
        status(&portal, "no seat", &page).await,
        StatusCode::NOT_FOUND
    );
    let file = portal.browser().fetch(&feed).await;
    assert!(!file.body.contains("BEGIN:VEVENT"));
}

#[tokio::test]
async fn another_reply_withdraws_who_was_named() {
    let portal = TestPortal::new().await;
    let meeting = visited(&portal).await;
    let page = paths::meeting(meeting);
    assert_eq!(status(&portal, "no seat", &page).await, StatusCode::OK);
    let mut member = portal.signed_in("member").await;
    let own = member.get(&page).await;
    assert!(own.body.contains("comes for you"), "{}", own.body);
    let answer = send(&portal, &mut member, REPLY, meeting, &[]).await;
    assert_eq!(answer.location().unwrap(), page);
    assert_eq!(
        status(&portal, "no seat", &page).await,
        StatusCode::NOT_FOUND
    );
    let rows = meeting_substitute::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].withdrawn_at.is_some());
}

#[tokio::test]
async fn whoever_is_not_known_is_entered_and_may_sign_in_until_the_meeting() {
    let portal = TestPortal::new().await;
    let meeting = declined_meeting(&portal).await;
    let mut member = portal.signed_in("member").await;
    let named = [
        (field::EMAIL, "new@guest.example"),
        (field::FULL_NAME, "Nia New"),
    ];
    for _ in 0..2 {
        // A second click names nobody more.
        let answer = send(&portal, &mut member, SUBSTITUTE, meeting, &named).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let db = portal.state.db.reader();
    let new = person::Entity::find()
        .filter(person::Column::Email.eq("new@guest.example"))
        .all(db)
        .await
        .unwrap();
    assert_eq!(new.len(), 1);
    let invited = invitation::Entity::find()
        .filter(invitation::Column::PersonId.eq(new[0].id))
        .all(db)
        .await
        .unwrap();
    assert_eq!(invited.len(), 1);
    let of = store::find(db, meeting).await.unwrap().unwrap();
    assert_eq!(invited[0].expires_at, of.ends_at + Days::new(1));
    let mails = calls::all(&portal).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].address, "new@guest.example");
    assert!(mails[0].calendar.contains("METHOD:REQUEST"));
    assert!(mails[0].body.contains("nothing else of the board"));
    // Nobody comes after all: they are told so.
    let nobody = [(field::WHO, NOBODY)];
    let answer = send(&portal, &mut member, SUBSTITUTE, meeting, &nobody).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let mails = calls::all(&portal).await;
    assert_eq!(mails.len(), 2);
    assert!(
        mails
            .iter()
            .any(|mail| mail.calendar.contains("METHOD:CANCEL"))
    );
    let withdrawn = invitation::Entity::find_by_id(invited[0].id)
        .one(portal.state.db.reader())
        .await
        .unwrap();
    assert!(withdrawn.unwrap().withdrawn_at.is_some());
}

#[tokio::test]
async fn nobody_is_named_who_has_a_place_and_a_refusal_changes_nothing() {
    let portal = TestPortal::new().await;
    let meeting = declined_meeting(&portal).await;
    let mut member = portal.signed_in("member").await;
    let before = portal.contents().await;
    for who in ["member", "chair", "observer"] {
        let email = requests::email(who);
        let named = [(field::EMAIL, email.as_str())];
        let answer = send(&portal, &mut member, SUBSTITUTE, meeting, &named).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{who}");
        assert!(answer.body.contains("has a place at the meeting already"));
    }
    for spoilt in [
        &[(field::EMAIL, "")][..],
        &[(field::FULL_NAME, "")],
        &[(field::WHO, "")],
        &[(field::FULL_NAME, "About BS23C50123")],
    ] {
        let answer = send(&portal, &mut member, SUBSTITUTE, meeting, spoilt).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{spoilt:?}"
        );
    }
    let chair_seat = portal.world.seats["chair"].to_string();
    let foreign = [(field::SEAT, chair_seat.as_str())];
    let answer = send(&portal, &mut member, REPLY, meeting, &foreign).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let old = [(field::VERSION, "1")];
    let answer = send(&portal, &mut member, REPLY, meeting, &old).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("Not coming"));
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn those_who_prepare_a_meeting_see_who_comes_and_write_down_what_they_hear() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of_its_own(&portal).await;
    let mut secretary = portal.signed_in("secretary").await;
    let page = secretary.get(&paths::meeting(meeting)).await;
    assert!(
        page.body
            .contains("0 coming, 0 not coming, 6 have not said."),
        "{}",
        page.body
    );
    let seat = portal.world.seats["observer"].to_string();
    let heard = [(field::SEAT, seat.as_str()), (field::ANSWER, "not_coming")];
    let answer = send(&portal, &mut secretary, REPLY, meeting, &heard).await;
    let form = secretary.follow(&answer).await;
    assert!(
        form.heading()
            .starts_with("Who comes for Canary-person-observer")
    );
    assert!(form.body.contains("They come as an observer"));
    let email = requests::email("no seat");
    let named = [
        (field::SEAT, seat.as_str()),
        (field::VERSION, "1"),
        (field::WHO, ANOTHER),
        (field::EMAIL, email.as_str()),
    ];
    let answer = send(&portal, &mut secretary, SUBSTITUTE, meeting, &named).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = secretary.get(&paths::meeting(meeting)).await;
    assert!(
        page.body
            .contains("0 coming, 1 not coming (1 sends somebody), 5 have not said."),
        "{}",
        page.body
    );
    // Members see their own reply only.
    say(&portal, meeting, Reply::Online).await;
    let page = portal
        .signed_in("member")
        .await
        .get(&paths::meeting(meeting))
        .await;
    assert!(page.body.contains("You have said that you come online."));
    assert!(!page.body.contains("have not said"));
}

#[tokio::test]
async fn of_many_who_are_named_the_last_one_comes() {
    let portal = TestPortal::new().await;
    let meeting = declined_meeting(&portal).await;
    let mut statuses = Vec::new();
    for number in 0..5 {
        let email = format!("guest-{number}@guest.example");
        let mut member = portal.signed_in("member").await;
        let named = [(field::EMAIL, email.as_str())];
        statuses.push(
            send(&portal, &mut member, SUBSTITUTE, meeting, &named)
                .await
                .status,
        );
    }
    assert!(
        statuses
            .iter()
            .all(|status| *status == StatusCode::SEE_OTHER)
    );
    let live = replies::substitutes_of(portal.state.db.reader(), meeting)
        .await
        .unwrap();
    assert_eq!(live.len(), 1);
    assert_eq!(live[0].email.as_deref(), Some("guest-4@guest.example"));
}
