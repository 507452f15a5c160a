//! One mail for each person a working day at most: their own actions, what waits for
//! their answer, and what is new.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    actions::types::Status,
    calendar::is_working_day,
    ids::{PersonId, SeatId},
    mail::types::{MailDay, Wants},
    notices::Kind,
    paths, wording,
};
use axum::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use server::{
    db::entities::{action, action_link, mail, person, persona},
    mail::{news, worker},
    notices, people,
};

use crate::support::{
    TestPortal,
    many::{self, operator},
    requests::{self, actions},
};

async fn write(portal: &TestPortal) {
    news::write_if_due(&portal.state).await.unwrap();
}

async fn mails(portal: &TestPortal) -> Vec<mail::Model> {
    mail::Entity::find()
        .filter(mail::Column::Kind.eq("news"))
        .order_by_asc(mail::Column::CreatedAt)
        .order_by_asc(mail::Column::Id)
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

async fn mails_to(portal: &TestPortal, person: &str) -> Vec<mail::Model> {
    let person = portal.world.people[person].0;
    let mut mails = mails(portal).await;
    mails.retain(|mail| mail.person_id == person);
    mails
}

/// The UK days on which somebody was written to.
async fn days_of(portal: &TestPortal, person: &str) -> Vec<NaiveDate> {
    let mails = mails_to(portal, person).await;
    mails
        .iter()
        .map(|mail| wording::uk_day(mail.created_at))
        .collect()
}

async fn want(portal: &TestPortal, person: &str, hour: u8, quiet: &[MailDay]) {
    let wants = Wants {
        news: true,
        calls: true,
        hour,
        quiet: quiet.to_vec(),
    };
    let (state, id) = (&portal.state, portal.world.people[person]);
    let now = state.clock.now();
    let tx = state.db.begin().await.unwrap();
    people::store::want_by_mail(&tx, &state.random, &operator(), now, id, &wants)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn tell(portal: &TestPortal, people: &[PersonId]) {
    let (state, now) = (&portal.state, portal.state.clock.now());
    let board = portal.world.boards["alpha"];
    let to: Vec<_> = people.iter().map(|person| (*person, board)).collect();
    let tx = state.db.begin().await.unwrap();
    let words = format!("Something happened at {now}");
    notices::write_to_people(&tx, &state.random, now, Kind::Reminder, &to, &words)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn at(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, hour, 30, 0).unwrap()
}

#[tokio::test]
async fn mail_comes_at_the_chosen_uk_hour_across_both_clock_changes() {
    for begins in [at(3, 25, 3), at(10, 21, 3)] {
        let portal = TestPortal::starting(begins, &[]).await;
        let chosen = [
            ("member", 6),
            ("chair", 8),
            ("secretary", 13),
            ("observer", 20),
        ];
        for (person, hour) in chosen {
            want(&portal, person, hour, &[]).await;
        }
        want(&portal, "deputy", 9, &[MailDay::Monday, MailDay::Friday]).await;
        let people: Vec<PersonId> = portal.world.people.values().copied().collect();
        for _ in 0..24 * 9 {
            portal.pass(TimeDelta::hours(1));
            tell(&portal, &people).await;
            write(&portal).await;
            write(&portal).await;
        }
        let mut of: BTreeMap<_, Vec<DateTime<Utc>>> = BTreeMap::new();
        for mail in mails(&portal).await {
            of.entry(mail.person_id).or_default().push(mail.created_at);
        }
        for (person, hour) in chosen {
            let times = &of[&portal.world.people[person].0];
            let days: BTreeSet<_> = times.iter().map(|time| wording::uk_day(*time)).collect();
            assert_eq!(days.len(), times.len(), "{person} twice on one day");
            assert!(days.iter().all(|day| is_working_day(*day)));
            // Wednesday to Friday, and the week after.
            assert_eq!(days.len(), 7, "{person}: {times:?}");
            for time in times {
                assert_eq!(wording::uk_hour(*time), u32::from(hour), "{person} {time}");
            }
        }
        let quiet: Vec<_> = days_of(&portal, "deputy").await;
        assert_eq!(quiet.len(), 5, "{quiet:?}");
        let last = mails_to(&portal, "deputy").await.pop().unwrap();
        assert!(last.subject.contains("pieces of news"), "{}", last.subject);
    }
}

#[tokio::test]
async fn a_late_action_is_not_mailed_every_day_and_no_more_when_it_is_done() {
    let portal = TestPortal::new().await;
    // One was due on 20 November, the other is due on 13 December.
    for _ in 0..24 * 35 {
        write(&portal).await;
        portal.pass(TimeDelta::hours(1));
    }
    let days = days_of(&portal, "member").await;
    let december = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
    let expected = [
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        // What falls on a Friday for the one falls on a Sunday for the other, and
        // comes on Monday.
        NaiveDate::from_ymd_opt(2026, 11, 27).unwrap(),
        december(4),
        december(7),
        december(11),
        december(14),
        december(18),
        december(21),
    ];
    assert_eq!(days[..expected.len()], expected);
    let first = &mails_to(&portal, "member").await[0];
    assert!(
        first
            .body
            .contains("Late: it was due on 20 November 2026. Position: open."),
        "{}",
        first.body
    );
    assert_eq!(first.subject, "1 action waits for you");
    // The substitute answers for them as well; observers and secretariats for none.
    assert!(!mails_to(&portal, "substitute").await.is_empty());
    for person in [
        "observer",
        "secretary",
        "sponsor",
        "national secretariat",
        "no seat",
    ] {
        assert!(mails_to(&portal, person).await.is_empty(), "{person}");
    }
    let people: BTreeSet<_> = action_link::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap()
        .into_iter()
        .map(|link| link.person_id)
        .collect();
    let leads = ["member", "substitute", "chair", "beta member"];
    assert_eq!(people, leads.map(|name| portal.world.people[name].0).into());

    let before = days.len();
    set(&portal, "ayton late", Status::Complete).await;
    set(&portal, "ayton due", Status::Closed).await;
    for _ in 0..24 * 20 {
        portal.pass(TimeDelta::hours(1));
        write(&portal).await;
    }
    assert_eq!(days_of(&portal, "member").await.len(), before);
    // It waits for the officers now, who hear of it weekly.
    let told = mails_to(&portal, "deputy").await;
    assert!(told.len() >= 2, "{told:?}");
    assert!(
        told[0].body.contains("Reported as complete on "),
        "{}",
        told[0].body
    );
    assert_eq!(told[0].link, None);
}

async fn set(portal: &TestPortal, name: &str, status: Status) {
    let id = actions::action_of(portal, name).await.id;
    let tx = portal.state.db.begin().await.unwrap();
    action::Entity::update_many()
        .col_expr(action::Column::Status, Expr::value(status.code()))
        .col_expr(action::Column::IsOpen, Expr::value(status.is_open()))
        .col_expr(
            action::Column::UpdatedAt,
            Expr::value(portal.state.clock.now()),
        )
        .filter(action::Column::Id.eq(id.0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_offer_is_told_on_its_last_day_and_is_for_the_officers_when_nobody_answered() {
    let portal = TestPortal::new().await;
    write(&portal).await;
    actions::offered(&portal, "ayton due", portal.world.seats["deputy"]).await;
    actions::date_asked(&portal, "ayton late").await;
    for _ in 0..24 * 10 {
        portal.pass(TimeDelta::hours(1));
        write(&portal).await;
    }
    let told = mails_to(&portal, "deputy").await;
    let told: Vec<(NaiveDate, Vec<&str>)> = told
        .iter()
        .map(|mail| {
            let words = [
                "Offered to you",
                "Nobody answered the offer",
                "Another due date",
            ];
            let said = words.into_iter().filter(|words| mail.body.contains(words));
            (wording::uk_day(mail.created_at), said.collect())
        })
        .collect();
    let day = |day| NaiveDate::from_ymd_opt(2026, if day > 20 { 11 } else { 12 }, day).unwrap();
    assert_eq!(
        told,
        [
            // Five working days, the last of which is Monday.
            (day(30), vec!["Offered to you", "Another due date"]),
            (day(1), vec!["Nobody answered the offer"]),
        ]
    );
    assert!(mails_to(&portal, "observer").await.is_empty());
}

#[tokio::test]
async fn two_servers_at_once_write_each_mail_once() {
    let portal = TestPortal::new().await;
    let people: Vec<PersonId> = portal.world.people.values().copied().collect();
    tell(&portal, &people).await;
    portal.pass(TimeDelta::minutes(3));
    let servers: Vec<_> = (0..6)
        .map(|_| {
            let state = portal.state.clone();
            tokio::spawn(async move { news::write_if_due(&state).await.unwrap() })
        })
        .collect();
    for server in servers {
        server.await.unwrap();
    }
    let written = mails(&portal).await;
    let to: BTreeSet<_> = written.iter().map(|mail| mail.person_id).collect();
    assert_eq!(written.len(), to.len());
    assert_eq!(to.len(), people.len());
}

#[tokio::test]
async fn a_day_on_which_the_portal_stood_still_loses_no_reminder() {
    let portal = TestPortal::new().await;
    write(&portal).await;
    assert_eq!(days_of(&portal, "member").await.len(), 1);
    // The Friday on which it would have been said, and the Monday after.
    portal.pass(TimeDelta::days(8));
    write(&portal).await;
    let days = days_of(&portal, "member").await;
    assert_eq!(days[1], NaiveDate::from_ymd_opt(2026, 12, 1).unwrap());
}

#[tokio::test]
async fn the_mail_of_many_with_many_actions_costs_no_more_statements() {
    let few = TestPortal::new().await;
    let now = few.state.clock.now();
    let (written, for_few) = few.statements(news::write_some(&few.state, now)).await;
    assert!(written.unwrap() > 5);

    let many = TestPortal::new().await;
    let (state, world) = (&many.state, &many.world);
    let (board, organisation) = (world.boards["alpha"], world.organisations["ayton"]);
    let rows: Vec<many::Row> = (0..600)
        .map(|number| many::Row {
            board,
            organisation,
            seat: SeatId(world.seats["member"].0),
            number: 1_000 + number,
            status: Status::InProgress,
            due_on: state.clock.today() - Days::new(u64::try_from(number).unwrap() % 50),
            updated_at: now - TimeDelta::days(30),
        })
        .collect();
    many::put_in(&state.db, &state.random, &rows).await;
    let tx = state.db.begin().await.unwrap();
    for number in 0..80 {
        let email = format!("further-{number}@further.example");
        let new = people::store::NewPerson {
            full_name: &format!("Further Person {number}"),
            post: "Head",
            email: Some(&email),
            fictional: true,
        };
        people::store::add(&tx, &state.random, &operator(), now, &new)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let everybody: Vec<PersonId> = person::Entity::find()
        .all(state.db.reader())
        .await
        .unwrap()
        .into_iter()
        .map(|person| PersonId(person.id))
        .collect();
    tell(&many, &everybody).await;
    let (written, for_many) = many.statements(news::write_some(state, now)).await;
    assert!(written.unwrap() > 90);
    assert_eq!(for_many, for_few);
    // Twenty of them are in a mail, and how many more there are is said.
    let mail = mails_to(&many, "member").await.pop().unwrap();
    assert_eq!(mail.link.unwrap().lines().count(), 20);
    assert!(
        mail.body.contains(" more actions are on My work: "),
        "{}",
        mail.body
    );
}

#[tokio::test]
async fn somebody_says_at_what_hour_and_on_which_days_mail_comes() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let page = member.get(paths::MAIL).await;
    assert!(page.body.contains("value=\"8\" selected"), "{}", page.body);
    for (fields, message) in [
        (vec![("hour", "5")], "Select an hour"),
        (vec![("hour", "21")], "Select an hour"),
        (
            vec![("hour", "8"), ("quiet", "sun")],
            "Select quiet days from the list",
        ),
        (
            vec![
                ("hour", "8"),
                ("quiet", "mon"),
                ("quiet", "tue"),
                ("quiet", "wed"),
                ("quiet", "thu"),
                ("quiet", "fri"),
            ],
            "Leave one day at least",
        ),
    ] {
        let before = portal.contents().await;
        let fields: Vec<_> = [("news", "yes"), ("calls", "yes")]
            .into_iter()
            .chain(fields)
            .collect();
        let refused = member.post(paths::MAIL, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains(message),
            "{message}: {}",
            refused.body
        );
        assert_eq!(portal.contents().await, before);
    }
    let fields = [
        ("news", "yes"),
        ("calls", "yes"),
        ("hour", "17"),
        ("quiet", "fri"),
        ("quiet", "wed"),
    ];
    let saved = member.post(paths::MAIL, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = member.follow(&saved).await;
    assert!(page.body.contains("value=\"17\" selected"), "{}", page.body);
    assert_eq!(page.body.matches(" checked").count(), 4);
    let row = person::Entity::find_by_id(portal.world.people["member"].0)
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.mail_hour, row.quiet_days.as_str()), (17, "wed,fri"));
}

#[tokio::test]
async fn a_demonstration_shows_its_personas_their_mail_at_once_with_links_to_follow() {
    // A Sunday.
    let sunday = Utc.with_ymd_and_hms(2026, 11, 22, 15, 0, 0).unwrap();
    let portal = TestPortal::starting(sunday, &[]).await;
    write(&portal).await;
    assert!(mails(&portal).await.is_empty());
    requests::make_persona(&portal, "member").await;
    assert_eq!(
        persona::Entity::find()
            .all(portal.state.db.reader())
            .await
            .unwrap()
            .len(),
        1
    );
    for _ in 0..2 {
        write(&portal).await;
    }
    assert_eq!(mails(&portal).await.len(), 1);
    worker::send_due(&portal.state).await.unwrap();
    let mut member = portal.signed_in("member").await;
    let page = member.get(paths::MAIL).await;
    let links: Vec<String> = page
        .links()
        .into_iter()
        .filter(|link| link.starts_with(paths::MAIL_LINKS))
        .collect();
    assert_eq!(links.len(), 3, "{}", page.body);
    let opened = member.get(&links[0]).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.body.contains("value=\"complete\" checked"));
    // Nobody else reads them.
    let other = portal.signed_in("chair").await.get(paths::MAIL).await;
    assert!(!other.body.contains(paths::MAIL_LINKS));
}

#[tokio::test]
async fn what_is_said_at_the_moment_of_a_mail_comes_with_the_next_one() {
    let portal = TestPortal::new().await;
    write(&portal).await;
    let observer = portal.world.people["observer"];
    tell(&portal, &[observer]).await;
    write(&portal).await;
    assert!(mails_to(&portal, "observer").await.is_empty());
    for _ in 0..2 {
        portal.pass(TimeDelta::days(1));
        write(&portal).await;
    }
    let days = days_of(&portal, "observer").await;
    assert_eq!(days, [NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()]);
}
