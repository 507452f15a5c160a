//! The mails that call people to a meeting, and what they are reminded of.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    calendar::is_working_day, ids::MeetingId, mail::types::Kind,
    meetings::forms::field as meeting_field, paths, proceedings::types::BoardRules,
    replies::types::Answer as Reply, wording,
};
use axum::http::StatusCode;
use chrono::{TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::{
    db::entities::{mail, meeting, notice, nudge},
    mail::{news, worker},
    meetings::store,
    proceedings::rules,
};

use crate::{
    replies::send,
    support::{
        TestPortal, python,
        requests::{
            self,
            meetings::{Desk, meeting_of_its_own, say},
        },
        smtp::MailServer,
    },
};

pub async fn all(portal: &TestPortal) -> Vec<mail::Model> {
    mail::Entity::find()
        .order_by_asc(mail::Column::CreatedAt)
        .order_by_asc(mail::Column::Id)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

/// What Python's own library and vobject read in a mail, as JSON.
const READ: &str = r#"
import email, email.policy, json, sys
import vobject
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
parts = [part for part in mail.walk() if not part.is_multipart()]
inline, = [part for part in parts if part.get_content_type() == "text/calendar"]
attached, = [part for part in parts if part.get_filename()]
calendar = vobject.readOne(inline.get_content())
event, = calendar.vevent_list
value = lambda name: event.contents[name][0].value
print(json.dumps({
    "shape": [part.get_content_type() for part in mail.walk()],
    "to": mail["To"], "subject": mail["Subject"],
    "beside": inline.get_param("method"), "inside": calendar.method.value,
    "same": attached.get_content().decode().replace("\r\n", "\n").strip()
        == inline.get_content().replace("\r\n", "\n").strip(),
    "file": attached.get_filename(),
    "uid": value("uid"), "sequence": int(value("sequence")),
    "starts": value("dtstart").isoformat(),
    "zone": event.contents["dtstart"][0].params.get("X-VOBJ-ORIGINAL-TZID", [None])[0],
    "zones": len(calendar.vtimezone_list),
    "status": value("status"), "summary": value("summary"),
    "organiser": value("organizer"),
    "attendees": [one.value for one in event.contents["attendee"]],
    "text": parts[0].get_content(),
    "defects": [str(one) for part in mail.walk() for one in part.defects],
    "extra": sorted(set(event.contents) - {"uid", "sequence", "dtstamp", "dtstart", "dtend",
        "summary", "location", "description", "url", "status", "organizer", "attendee"}),
}))
"#;

fn read(mail: &str) -> serde_json::Value {
    serde_json::from_slice(&python(READ, mail.as_bytes())).unwrap()
}

async fn work(portal: &TestPortal) {
    while worker::send_due(&portal.state).await.unwrap() > 0 {}
}

#[tokio::test]
async fn an_invitation_is_read_by_others_and_rises_with_each_change() {
    let server = MailServer::start().await;
    let from = (
        "PORTAL_MAIL_FROM",
        "Boards <no-reply@boards.example.gov.uk>",
    );
    let portal = TestPortal::with(&[("PORTAL_MAIL", &server.url), from]).await;
    let mut chair = portal.signed_in("chair").await;
    let title = "Réunion, with a comma; and “more”: METHOD:CANCEL";
    let plan = "/boards/{slug}/meetings/new";
    let address = paths::plan_meeting("alpha");
    let mut form = requests::good_form(&portal, plan, &address).await;
    for (name, value) in &mut form {
        if name == meeting_field::TITLE {
            title.clone_into(value);
        }
    }
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    for _ in 0..2 {
        let answer = chair.post(&address, &pairs).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    work(&portal).await;
    let sent = server.taken();
    // Chair, deputy, secretary, member, substitute, observer and sponsor, once each.
    assert_eq!(sent.len(), 7);
    let found = read(&sent[0]);
    assert_eq!(
        found["shape"],
        serde_json::json!([
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/calendar",
            "application/ics"
        ])
    );
    assert_eq!(found["defects"], serde_json::json!([]));
    assert_eq!(found["extra"], serde_json::json!([]));
    assert_eq!(
        (&found["beside"], &found["inside"]),
        (&"REQUEST".into(), &"REQUEST".into())
    );
    assert_eq!(found["same"], true);
    assert_eq!(found["file"], "invite.ics");
    assert_eq!(found["starts"], "2026-12-15T14:00:00+00:00");
    assert_eq!(found["zone"], "Europe/London");
    assert_eq!(found["zones"], 1);
    assert_eq!(found["summary"], format!("Alpha: {title}"));
    assert_eq!(found["organiser"], "mailto:no-reply@boards.example.gov.uk");
    let row = meeting::Entity::find()
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found["uid"], format!("{}@127.0.0.1", row.id));
    // Nobody learns the address of another.
    for mail in &sent {
        let found = read(mail);
        let attendees = serde_json::json!([format!("mailto:{}", found["to"].as_str().unwrap())]);
        assert_eq!(found["attendees"], attendees);
    }

    let change = "/meetings/{meeting}/change";
    let id = MeetingId(row.id);
    // A new title is no reason to write; another time is.
    for (other, mails) in [(("title", "Board meeting"), 0), (("starts", "3pm"), 7)] {
        let before = server.taken().len();
        let answer = send(&portal, &mut chair, change, id, &[other]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        if other.0 == "title" {
            continue;
        }
        work(&portal).await;
        assert_eq!(server.taken().len() - before, mails, "{other:?}");
    }
    let later = read(server.taken().last().unwrap());
    assert_eq!(later["uid"], found["uid"]);
    assert!(later["sequence"].as_u64() > found["sequence"].as_u64());
    let answer = send(&portal, &mut chair, "/meetings/{meeting}/cancel", id, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    work(&portal).await;
    let last = read(server.taken().last().unwrap());
    assert_eq!(
        (&last["beside"], &last["inside"]),
        (&"CANCEL".into(), &"CANCEL".into())
    );
    assert_eq!(last["status"], "CANCELLED");
    assert_eq!(last["uid"], found["uid"]);
    assert!(last["sequence"].as_u64() > later["sequence"].as_u64());
}

#[tokio::test]
async fn what_an_invitation_says_is_not_said_again_with_the_news() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    // The member wants no mail for their diary, and gets the news.
    let mut member = portal.signed_in("member").await;
    let choices = [("news", "yes"), ("calls", "no"), ("hour", "8")];
    let saved = member.post(paths::MAIL, &choices).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    // News is what comes after somebody asked for it.
    portal.pass(TimeDelta::minutes(1));
    let plan = "/boards/{slug}/meetings/new";
    let address = paths::plan_meeting("alpha");
    let form = requests::good_form(&portal, plan, &address).await;
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    chair.post(&address, &pairs).await;
    let row = meeting::Entity::find()
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    let change = "/meetings/{meeting}/change";
    let moved = send(
        &portal,
        &mut chair,
        change,
        MeetingId(row.id),
        &[("starts", "3pm")],
    )
    .await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    portal.pass(TimeDelta::days(1));
    news::write_if_due(&portal.state).await.unwrap();
    let mails = all(&portal).await;
    let news: Vec<_> = mails
        .iter()
        .filter(|mail| mail.kind == Kind::News.code())
        .collect();
    // What else a mail of the day says, such as what is late, goes to others as well.
    let to: Vec<_> = news
        .iter()
        .filter(|mail| mail.body.contains("3pm"))
        .map(|mail| mail.person_id)
        .collect();
    assert_eq!(to, [portal.world.people["member"].0]);
    // Everybody still reads it on the portal.
    let page = portal.signed_in("observer").await.get(paths::MY_WORK).await;
    assert!(page.body.contains("3pm"), "{}", page.body);
}

#[tokio::test]
async fn those_who_prepare_a_meeting_are_told_whether_enough_people_come() {
    let portal = TestPortal::new().await;
    let meeting = meeting_of_its_own(&portal).await;
    let words = "as things stand";
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&paths::meeting(meeting)).await;
    assert!(
        page.body
            .contains("The meeting will not be quorate as things stand: 0 of"),
        "{}",
        page.body
    );
    assert!(page.body.contains("must be there"), "{}", page.body);
    say(&portal, meeting, Reply::Coming).await;
    let page = chair.get(&paths::meeting(meeting)).await;
    assert!(page.body.contains("as things stand: 1 of"), "{}", page.body);
    let seat = portal.world.seats["member"];
    let form = chair
        .get(&format!("{}?seat={seat}", paths::reply(meeting)))
        .await;
    assert!(form.body.contains(words));
    // It is for those who prepare it.
    let mut member = portal.signed_in("member").await;
    for path in [paths::meeting(meeting), paths::reply(meeting)] {
        assert!(!member.get(&path).await.body.contains(words), "{path}");
    }
    // With a rule that one can meet, it is met.
    let desk = Desk::open(&portal, "chair").await;
    let (random, now) = (&portal.state.random, portal.state.clock.now());
    let board = portal.world.boards["alpha"];
    let before = rules::of_board(&desk.tx, board).await.unwrap();
    let new = BoardRules {
        least: 1,
        categories: Vec::new(),
        ..before
    };
    rules::set(&desk.tx, random, &desk.actor, now, board, &new)
        .await
        .unwrap();
    desk.close().await;
    let page = chair.get(&paths::meeting(meeting)).await;
    assert!(
        page.body
            .contains("The meeting will be quorate as things stand"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn of_a_series_only_the_next_meeting_is_mailed_and_whoever_wants_none_gets_none() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let saved = member
        .post(
            paths::MAIL,
            &[("news", "yes"), ("calls", "no"), ("hour", "8")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let mut secretary = portal.signed_in("secretary").await;
    let address = paths::plan_series("alpha");
    let form = requests::good_form(&portal, "/boards/{slug}/meetings/new-series", &address).await;
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    secretary.post(&address, &pairs).await;
    let calls = async || {
        let mut mails = all(&portal).await;
        mails.retain(|mail| mail.kind == Kind::Call.code());
        mails
    };
    let first = calls().await;
    assert_eq!(first.len(), 6);
    let member = portal.world.people["member"].0;
    assert!(first.iter().all(|mail| mail.person_id != member));
    let meetings: BTreeSet<_> = first.iter().map(|mail| mail.subject_id).collect();
    assert_eq!(meetings.len(), 1);
    // The day after the first one, the second is called.
    let over = Utc.with_ymd_and_hms(2027, 3, 10, 9, 0, 0).unwrap();
    portal.pass(over - portal.state.clock.now());
    for _ in 0..2 {
        news::write_if_due(&portal.state).await.unwrap();
    }
    let later = calls().await;
    assert_eq!(later.len(), 12);
    let meetings: BTreeSet<_> = later.iter().map(|mail| mail.subject_id).collect();
    assert_eq!(meetings.len(), 2);
}

/// Reminders by what they say first, each with when it was written.
async fn reminders(portal: &TestPortal) -> Vec<notice::Model> {
    notice::Entity::find()
        .filter(notice::Column::Kind.eq("reminder"))
        .order_by_asc(notice::Column::At)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn over_a_quarter_nobody_gets_two_mails_a_day_and_none_when_nobody_works() {
    // Wednesday before Christmas, which two meetings follow: one is made ready in
    // time, the other never.
    let begun = Utc.with_ymd_and_hms(2026, 12, 16, 9, 0, 0).unwrap();
    let portal = TestPortal::starting(begun, &[]).await;
    let board = portal.world.boards["alpha"];
    let desk = Desk::open(&portal, "chair").await;
    let mut kept = Vec::new();
    for (title, day) in [("Neglected", (1, 12)), ("Prepared", (2, 9))] {
        let meeting = desk.plan(board, title, &[]).await;
        kept.push((meeting.id, day));
    }
    desk.close().await;
    let tx = portal.state.db.begin().await.unwrap();
    for (id, (month, day)) in &kept {
        use sea_orm::sea_query::Expr;
        let starts = Utc.with_ymd_and_hms(2027, *month, *day, 14, 0, 0).unwrap();
        meeting::Entity::update_many()
            .col_expr(meeting::Column::StartsAt, Expr::value(starts))
            .col_expr(
                meeting::Column::EndsAt,
                Expr::value(starts + TimeDelta::hours(2)),
            )
            .filter(meeting::Column::Id.eq(id.0))
            .exec(&tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let (_, prepared) = (kept[0].0, kept[1].0);
    for _ in 0..24 * 92 {
        portal.pass(TimeDelta::hours(1));
        for _ in 0..2 {
            news::write_if_due(&portal.state).await.unwrap();
        }
        let now = portal.state.clock.now();
        if now == Utc.with_ymd_and_hms(2027, 1, 20, 9, 0, 0).unwrap() {
            let desk = Desk::open(&portal, "chair").await;
            let of = store::find(&desk.tx, prepared).await.unwrap().unwrap();
            let item = requests::meetings::item(&portal, "First", app::meetings::types::Part::A);
            desk.add(&of, &item).await;
            desk.publish(prepared).await;
            desk.close().await;
            say(&portal, prepared, Reply::Coming).await;
        }
    }
    let mails = all(&portal).await;
    let mut days = BTreeSet::new();
    for mail in &mails {
        let day = wording::uk_day(mail.created_at);
        assert!(is_working_day(day), "{day}");
        assert!(days.insert((mail.person_id, day)), "two mails on {day}");
    }
    let chair = portal.world.people["chair"].0;
    let member = portal.world.people["member"].0;
    let mut told: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for one in reminders(&portal).await {
        let day = wording::uk_day(one.at).to_string();
        let words: String = one.words.chars().take(13).collect();
        told.entry(one.to_person_id.unwrap())
            .or_default()
            .push(format!("{day} {words}"));
    }
    // Ten, six and five working days before 12 January, over Christmas Day, the
    // day given for Boxing Day and New Year's Day; ten before 9 February nothing
    // was missing but replies, and the minutes of that meeting never came.
    assert_eq!(
        told[&chair],
        [
            "2026-12-24 The agenda of",
            "2027-01-04 The agenda of",
            "2027-01-05 Say whether y",
            "2027-02-02 Say whether y",
            "2027-02-24 The minutes o",
            "2027-03-03 The minutes o",
        ]
    );
    assert_eq!(told[&member], ["2027-01-05 Say whether y"]);
    let noted = nudge::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(noted.len(), 6);
}
