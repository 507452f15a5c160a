//! Mail: written with what it is about, sent once, tried again, seen by whom it
//! was sent to.

use std::collections::BTreeSet;

use app::{
    mail::types::{LINK, MailState},
    membership::types::EndReason,
    paths, wording,
};
use axum::http::StatusCode;
use chrono::{TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use server::{
    db::entities::{action, identity, mail, person},
    mail::{news, store, worker},
    membership::appointments::{self, Ended, Ending},
};

use crate::support::{
    TestPortal, eventually,
    many::operator,
    python, requests,
    smtp::{MailServer, Mood},
};

const FROM: (&str, &str) = (
    "PORTAL_MAIL_FROM",
    "Family Justice Boards <no-reply@boards.example.gov.uk>",
);

async fn portal_with(server: &MailServer) -> TestPortal {
    TestPortal::with(&[("PORTAL_MAIL", &server.url), FROM]).await
}

async fn all(portal: &TestPortal) -> Vec<mail::Model> {
    mail::Entity::find()
        .order_by_asc(mail::Column::CreatedAt)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

/// Invites somebody who holds a seat; the link that the page shows.
async fn invite(portal: &TestPortal, person: &str) -> String {
    let appointment = requests::appointment_of(portal, person).await;
    let mut browser = portal.signed_in("secretary").await;
    let answer = browser.post(&paths::invite(appointment.0), &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.texts("#link").remove(0)
}

/// Somebody of Alpha whom nobody has invited yet.
const GUEST: &str = "substitute";

async fn forget_account(portal: &TestPortal, person: &str) {
    let tx = portal.state.db.begin().await.unwrap();
    identity::Entity::delete_many()
        .filter(identity::Column::PersonId.eq(portal.world.people[person].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn invited(portal: &TestPortal) -> String {
    forget_account(portal, GUEST).await;
    invite(portal, GUEST).await
}

async fn work(portal: &TestPortal) -> usize {
    worker::send_due(&portal.state).await.unwrap()
}

#[tokio::test]
async fn an_invitation_is_mailed_once_and_its_link_is_forgotten() {
    let server = MailServer::start().await;
    let portal = portal_with(&server).await;
    let link = invited(&portal).await;
    let page = portal.signed_in(GUEST).await.get(paths::MAIL).await;
    assert!(!page.body.contains(&link));
    assert!(page.body.contains("Mail goes to "), "{}", page.body);
    let waiting = all(&portal).await;
    assert_eq!(waiting.len(), 1);
    assert!(!waiting[0].body.contains(&link), "the text holds no secret");
    assert_eq!(work(&portal).await, 1);
    assert_eq!(work(&portal).await, 0);
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    let plain = taken[0].replace("=\r\n", "").replace("=3D", "=");
    assert!(plain.contains(&link), "{plain}");
    assert!(plain.contains("Auto-Submitted: auto-generated"));
    let sent = all(&portal).await;
    assert_eq!(sent[0].state, MailState::Sent.code());
    assert_eq!(sent[0].link, None);
    assert!(sent[0].body.contains(LINK));
    // Who invited sees that it went, and never the link again.
    let page = portal
        .signed_in("secretary")
        .await
        .get(&paths::invitations("alpha"))
        .await;
    assert!(
        page.body.contains("Mail: Sent 23 November 2026 at 9am"),
        "{}",
        page.body
    );
    assert!(!page.body.contains(&link));
}

/// What Python's own library reads in a mail, as JSON.
const READ: &str = r#"
import email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({
    "from": mail["From"], "to": mail["To"], "subject": mail["Subject"],
    "date": mail["Date"] is not None, "type": mail.get_content_type(),
    "charset": mail.get_content_charset(), "text": mail.get_content(),
    "defects": [str(defect) for defect in mail.defects],
}))
"#;

#[tokio::test]
async fn another_reader_of_mail_reads_what_was_written() {
    let server = MailServer::start().await;
    let portal = portal_with(&server).await;
    let name = "Zoë ‏عائشة‏ O’Neill";
    forget_account(&portal, GUEST).await;
    let tx = portal.state.db.begin().await.unwrap();
    person::Entity::update_many()
        .col_expr(person::Column::FullName, Expr::value(name))
        .filter(person::Column::Id.eq(portal.world.people[GUEST].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let link = invite(&portal, GUEST).await;
    work(&portal).await;
    let read = python(READ, server.taken()[0].as_bytes());
    let read: serde_json::Value = serde_json::from_slice(&read).unwrap();
    assert_eq!(read["defects"], serde_json::json!([]));
    assert_eq!(
        (&read["type"], &read["charset"]),
        (&"text/plain".into(), &"utf-8".into())
    );
    assert_eq!(
        read["from"],
        "Family Justice Boards <no-reply@boards.example.gov.uk>"
    );
    assert_eq!(read["to"], all(&portal).await[0].address);
    assert_eq!(read["date"], true);
    let text = read["text"].as_str().unwrap();
    assert!(text.contains(&format!("Dear {name},")), "{text}");
    assert!(text.lines().any(|line| line == link), "{text}");
}

#[tokio::test]
async fn a_demonstration_sends_nothing_and_says_so() {
    let portal = TestPortal::new().await;
    let link = invited(&portal).await;
    assert_eq!(work(&portal).await, 1);
    assert_eq!(all(&portal).await[0].state, MailState::Shown.code());
    let page = portal
        .signed_in("secretary")
        .await
        .get(&paths::invitations("alpha"))
        .await;
    assert!(page.body.contains("Not sent: this is a demonstration"));
    assert!(!page.body.contains(&link));
}

#[tokio::test]
async fn a_mail_server_that_is_busy_gets_it_again_and_one_that_refuses_does_not() {
    let server = MailServer::start().await;
    let portal = portal_with(&server).await;
    server.will(&[Mood::Busy, Mood::HangsUp]);
    invited(&portal).await;
    assert_eq!(work(&portal).await, 1);
    let waiting = all(&portal).await;
    assert_eq!(waiting[0].state, MailState::Waiting.code());
    assert!(
        waiting[0].trouble.contains("try again later"),
        "{}",
        waiting[0].trouble
    );
    // Not before its time.
    assert_eq!(work(&portal).await, 0);
    portal.pass(TimeDelta::minutes(2));
    assert_eq!(work(&portal).await, 1);
    assert_eq!(all(&portal).await[0].state, MailState::Waiting.code());
    portal.pass(TimeDelta::minutes(6));
    assert_eq!(work(&portal).await, 1);
    assert_eq!(all(&portal).await[0].state, MailState::Sent.code());
    assert_eq!(server.taken().len(), 1);

    server.will(&[Mood::Refuses]);
    invite(&portal, GUEST).await;
    assert_eq!(work(&portal).await, 1);
    let refused = all(&portal).await.pop().unwrap();
    assert_eq!(refused.state, MailState::Failed.code());
    assert_eq!(refused.link, None);
    portal.pass(TimeDelta::days(1));
    assert_eq!(work(&portal).await, 0);
    let page = portal
        .signed_in("secretary")
        .await
        .get(&paths::invitations("alpha"))
        .await;
    assert!(page.body.contains("Mail: Could not be sent"));
}

#[tokio::test]
async fn what_nobody_takes_is_given_up_after_two_days() {
    let server = MailServer::start().await;
    let portal = portal_with(&server).await;
    server.will(&[Mood::Busy; 100]);
    invited(&portal).await;
    let begun = portal.state.clock.now();
    let mut tried = 0;
    while all(&portal).await[0].state == MailState::Waiting.code() {
        tried += work(&portal).await;
        portal.pass(TimeDelta::minutes(1));
    }
    assert_eq!(tried, 10);
    let days = (portal.state.clock.now() - begun).num_hours();
    assert!((47..50).contains(&days), "{days} hours");
    assert_eq!(all(&portal).await[0].link, None);
    assert_eq!(server.taken(), Vec::<String>::new());
}

#[tokio::test]
async fn a_mail_server_that_is_gone_loses_nothing() {
    let server = MailServer::start().await;
    let portal = TestPortal::with(&[("PORTAL_MAIL", "smtp://127.0.0.1:9"), FROM]).await;
    invited(&portal).await;
    assert_eq!(work(&portal).await, 1);
    let waiting = all(&portal).await;
    assert_eq!(waiting[0].state, MailState::Waiting.code());
    assert_eq!(server.taken().len(), 0);
}

#[tokio::test]
async fn a_worker_that_was_killed_neither_loses_nor_renames_a_mail() {
    let server = MailServer::start().await;
    let portal = portal_with(&server).await;
    invited(&portal).await;
    let tx = portal.state.db.begin().await.unwrap();
    let taken = store::take(&tx, portal.state.clock.now(), 10)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(taken.len(), 1);
    // Somebody may still be at it.
    assert_eq!(work(&portal).await, 0);
    portal.pass(TimeDelta::minutes(11));
    assert_eq!(work(&portal).await, 1);
    let id = format!("Message-ID: <{}@boards.example.gov.uk>", taken[0].id);
    assert!(server.taken()[0].contains(&id));
}

#[tokio::test]
async fn many_workers_send_each_mail_once() {
    let server = MailServer::start().await;
    let portal = portal_with(&server).await;
    forget_account(&portal, GUEST).await;
    for _ in 0..40 {
        invite(&portal, GUEST).await;
    }
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let state = portal.state.clone();
            tokio::spawn(async move { while worker::send_due(&state).await.unwrap() > 0 {} })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    eventually(async || (work(&portal).await == 0).then_some(())).await;
    let ids: Vec<String> = server
        .taken()
        .iter()
        .filter_map(|mail| {
            mail.lines()
                .find(|line| line.starts_with("Message-ID"))
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(ids.len(), 40);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 40);
}

/// Leaves nobody an action, so that mail holds nothing but news.
async fn nothing_to_do(portal: &TestPortal) {
    let tx = portal.state.db.begin().await.unwrap();
    action::Entity::update_many()
        .col_expr(action::Column::IsOpen, Expr::value(false))
        .col_expr(action::Column::Status, Expr::value("closed"))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn somebody_leaves(portal: &TestPortal, person: &str) {
    let (state, at) = (&portal.state, portal.state.clock.now());
    let ending = Ending {
        appointment: requests::appointment_of(portal, person).await,
        last_day: state.clock.today() + TimeDelta::days(40),
        reason: EndReason::Resigned,
        seen: None,
    };
    let tx = state.db.begin().await.unwrap();
    let ended = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(ended, Ok(Ended::Saved));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn news_comes_in_one_mail_a_working_day_from_eight_in_the_morning() {
    // A Friday evening.
    let friday = Utc.with_ymd_and_hms(2026, 11, 20, 18, 0, 0).unwrap();
    let portal = TestPortal::starting(friday, &[]).await;
    let write = async || news::write_if_due(&portal.state).await.unwrap();
    nothing_to_do(&portal).await;
    write().await;
    somebody_leaves(&portal, "member").await;
    write().await;
    let mut addressed = Vec::new();
    // A quarter, hour by hour.
    for _ in 0..24 * 90 {
        portal.pass(TimeDelta::hours(1));
        let before = all(&portal).await.len();
        write().await;
        write().await;
        if all(&portal).await.len() > before {
            addressed.push(portal.state.clock.now());
        }
        if portal.state.clock.now() == Utc.with_ymd_and_hms(2026, 12, 12, 9, 0, 0).unwrap() {
            somebody_leaves(&portal, "secretary").await;
            somebody_leaves(&portal, "observer").await;
        }
    }
    assert_eq!(addressed.len(), 2, "{addressed:?}");
    assert_eq!(
        addressed[0],
        Utc.with_ymd_and_hms(2026, 11, 23, 8, 0, 0).unwrap()
    );
    // Of a Saturday, it is told on Monday.
    assert_eq!(
        addressed[1],
        Utc.with_ymd_and_hms(2026, 12, 14, 8, 0, 0).unwrap()
    );
    // Never two a day to one person, whatever there was to say.
    let mails = all(&portal).await;
    let days: BTreeSet<_> = mails
        .iter()
        .map(|mail| (mail.person_id, wording::uk_day(mail.created_at)))
        .collect();
    assert_eq!(days.len(), mails.len());
    let chair = portal.world.people["chair"].0;
    let to_chair: Vec<_> = mails
        .iter()
        .filter(|mail| mail.person_id == chair)
        .collect();
    assert_eq!(to_chair.len(), 2);
    assert_eq!(to_chair[1].subject, "2 pieces of news from your boards");
    let outsider = portal.world.people["beta chair"].0;
    assert!(mails.iter().all(|mail| mail.person_id != outsider));
}

#[tokio::test]
async fn whoever_wants_no_news_by_mail_gets_none_and_sees_what_was_sent() {
    let portal = TestPortal::new().await;
    nothing_to_do(&portal).await;
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(paths::MAIL).await;
    assert!(page.body.contains("Nothing has been sent to you yet."));
    somebody_leaves(&portal, "member").await;
    portal.pass(TimeDelta::minutes(3));
    news::write_if_due(&portal.state).await.unwrap();
    let page = chair.get(paths::MAIL).await;
    assert!(page.body.contains("News from "), "{}", page.body);

    let refused = chair
        .post(
            paths::MAIL,
            &[("news", "perhaps"), ("calls", "yes"), ("hour", "8")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = chair
        .post(
            paths::MAIL,
            &[("news", "no"), ("calls", "yes"), ("hour", "8")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = chair.follow(&saved).await;
    assert!(page.body.contains("Your choice is saved"));
    assert!(page.body.contains("value=\"no\" checked"), "{}", page.body);
    let before = all(&portal).await.len();
    somebody_leaves(&portal, "secretary").await;
    portal.pass(TimeDelta::days(1));
    news::write_if_due(&portal.state).await.unwrap();
    let chair = portal.world.people["chair"].0;
    let later = all(&portal).await.split_off(before);
    assert!(!later.is_empty());
    assert!(later.iter().all(|mail| mail.person_id != chair));
}
