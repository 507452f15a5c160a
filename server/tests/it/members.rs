//! Members on any day: as a page, as a file, and through the forms that change
//! them.

use app::{
    access::Role,
    membership::types::{Category, SeatState},
    paths,
};
use axum::http::StatusCode;
use chrono::{Datelike, Days};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    db::entities::{person, seat},
    membership::{
        appointments,
        seats::{self, Which},
    },
};

use crate::support::{Answer, Browser, TestPortal, requests};

async fn appoint(browser: &mut Browser, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let usual = [
        ("full-name", "Siân O'Brien-Ní Dhomhnaill"),
        ("email", "sian@ayton.example"),
        ("post", "Director"),
        ("designation", "nominated"),
    ];
    let mut all: Vec<(&str, &str)> = usual.to_vec();
    for (name, value) in fields {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    browser.submit(page, "Continue", &all).await
}

#[tokio::test]
async fn a_successor_takes_over_and_the_old_list_still_shows_the_predecessor() {
    let portal = TestPortal::new().await;
    let seat = portal.world.seats["member"];
    let mut browser = portal.signed_in("secretary").await;
    let page = browser.get(&paths::appoint(seat)).await;
    let refused = appoint(&mut browser, &page, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("Canary-person-member O&#x27;Test has this place")
            || refused
                .body
                .contains("Canary-person-member O'Test has this place"),
        "{}",
        refused.body
    );
    let check = appoint(&mut browser, &refused, &[("replace", "yes")]).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.body);
    assert_eq!(check.heading(), "Check the appointment");
    let before = people(&portal).await;
    let done = browser.submit(&check, "Appoint", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let again = browser.submit(&check, "Appoint", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(people(&portal).await, before + 1);

    let members = browser.get(&paths::members("alpha")).await;
    assert!(members.body.contains("Dhomhnaill"));
    let past = browser
        .get(&format!(
            "{}?on-day=1&on-month=mar&on-year=2026",
            paths::members("alpha")
        ))
        .await;
    assert!(past.body.contains("Members on 1 March 2026"));
    assert!(past.body.contains("Canary-person-member"));
    assert!(!past.body.contains("Dhomhnaill"));
    let found = browser
        .get(&format!("{}?q=sian", paths::members("alpha")))
        .await;
    assert_eq!(found.texts("tbody tr").len(), 1);
}

async fn people(portal: &TestPortal) -> u64 {
    person::Entity::find()
        .count(portal.state.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn nobody_appoints_themselves_and_nothing_stays_of_a_refusal() {
    let portal = TestPortal::new().await;
    for (asker, seat) in [
        ("secretary", "chair"),
        ("chair", "former"),
        ("national secretariat", "chair"),
    ] {
        let mut browser = portal.signed_in(asker).await;
        let before = portal.contents().await;
        let page = browser.get(&paths::appoint(portal.world.seats[seat])).await;
        let email = requests::email(asker);
        let refused = appoint(
            &mut browser,
            &page,
            &[("email", &email), ("capacity", "substitute")],
        )
        .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{asker}");
        assert!(
            refused.body.contains("You cannot appoint yourself"),
            "{asker}"
        );
        assert_eq!(portal.contents().await, before, "{asker}");
    }
}

#[tokio::test]
async fn a_board_cannot_give_itself_national_roles() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("chair").await;
    let page = browser.get(&paths::new_seat("alpha")).await;
    assert!(!page.body.contains("National secretariat</label>"));
    let fields = [("category", "officers"), ("title", "Helper")];
    let form = browser.submit(&page, "Continue", &fields).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
    let before = portal.contents().await;
    let address = paths::new_seat("alpha");
    let good = requests::good_form(&portal, "/boards/{slug}/members/new-seat", &address).await;
    let mut good: Vec<(&str, &str)> = good.iter().map(|(k, v)| (&**k, &**v)).collect();
    good.retain(|(name, _)| !["category", "role"].contains(name));
    good.extend([("category", "national"), ("role", "national_secretariat")]);
    let refused = browser.post(&address, &good).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn two_who_fill_one_seat_at_once_see_one_another() {
    let portal = TestPortal::new().await;
    let seat = portal.world.seats["former"];
    let (mut one, mut other) = (
        portal.signed_in("secretary").await,
        portal.signed_in("chair").await,
    );
    let mine = one.get(&paths::appoint(seat)).await;
    let theirs = other.get(&paths::appoint(seat)).await;
    let check = appoint(&mut one, &mine, &[]).await;
    one.submit(&check, "Appoint", &[]).await;
    let late = appoint(
        &mut other,
        &theirs,
        &[
            ("email", "otto@ayton.example"),
            ("full-name", "Otto Test"),
            ("capacity", "deputy"),
        ],
    )
    .await;
    let refused = other.submit(&late, "Appoint", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(refused.body.contains("Otto Test"));
    assert!(refused.body.contains("Somebody else changed this seat"));
    let check = other.submit(&refused, "Continue", &[]).await;
    let saved = other.submit(&check, "Appoint", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let held = appointments::of_seat(portal.state.db.reader(), seat)
        .await
        .unwrap();
    assert_eq!(held.len(), 3);
}

#[tokio::test]
async fn ending_asks_first_and_says_what_follows() {
    let portal = TestPortal::new().await;
    let seat = portal.world.seats["member"];
    let held = requests::appointment_of(&portal, "member").await;
    let mut browser = portal.signed_in("secretary").await;
    let page = browser.get(&paths::end_appointment(held)).await;
    let refused = browser
        .submit(&page, "Continue", &[("last-day-year", "2019")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Select why it ends"));
    let asked = browser
        .submit(&page, "Continue", &[("reason", "moved_on")])
        .await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(
        asked
            .body
            .contains("the 2 open actions of this seat stay with the seat")
    );
    assert!(asked.body.contains("Ayton is asked to name a successor"));
    let done = browser.submit(&asked, "End the appointment", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let tomorrow = portal.state.clock.today() + Days::new(1);
    let rows = seats::rows(portal.state.db.reader(), &Which::One(seat), tomorrow)
        .await
        .unwrap();
    assert_eq!(rows[0].state, SeatState::Vacant);
}

#[tokio::test]
async fn the_template_is_applied_once_and_a_form_sent_twice_makes_one_seat() {
    let portal = TestPortal::new().await;
    let count = async || {
        seat::Entity::find()
            .count(portal.state.db.reader())
            .await
            .unwrap()
    };
    let before = count().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = browser.get(&paths::template_seats("alpha")).await;
    assert!(page.body.contains("Expected everywhere"));
    for _ in 0..2 {
        browser.submit(&page, "Add these seats", &[]).await;
    }
    assert_eq!(count().await, before + 1);
    let members = browser.get(&paths::members("alpha")).await;
    assert!(!members.body.contains("This board has no seat for"));
    let page = browser.get(&paths::new_seat("alpha")).await;
    let fields = [
        ("category", "health"),
        ("role", "member"),
        ("title", "Nurse"),
    ];
    let check = browser.submit(&page, "Continue", &fields).await;
    assert_eq!(check.heading(), "Check the seat");
    for _ in 0..2 {
        let done = browser.submit(&check, "Add seat", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    assert_eq!(count().await, before + 2);
    let unknown = browser
        .submit(&page, "Continue", &[("organisation", "Nowhere council")])
        .await;
    assert!(
        unknown
            .body
            .contains("Enter the name of an organisation as the register has it")
    );
    assert!(unknown.body.contains("Nowhere council"));
}

#[tokio::test]
async fn the_file_holds_exactly_the_list() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("observer").await;
    let today = portal.state.clock.today();
    let on = format!("on-day={}&on-month={}&on-year={}", 1, 3, today.year());
    for query in ["", "state=vacant", "category=judiciary", "q=cafcass", &on] {
        let list = browser
            .get(&format!("{}?{query}", paths::members("alpha")))
            .await;
        let shown = list.texts("tbody th a");
        let file = browser
            .fetch(&format!(
                "{}?format=csv&{query}",
                paths::members_export("alpha")
            ))
            .await;
        assert_eq!(file.status, StatusCode::OK);
        let mut reader =
            csv::Reader::from_reader(file.body.trim_start_matches('\u{feff}').as_bytes());
        let mut titles: Vec<String> = reader
            .records()
            .map(|row| row.unwrap()[0].to_owned())
            .collect();
        titles.dedup();
        assert_eq!(titles, shown, "{query}");
    }
    for (format, kind) in [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("vcf", "text/vcard; charset=utf-8"),
    ] {
        let file = browser
            .fetch(&format!(
                "{}?format={format}",
                paths::members_export("alpha")
            ))
            .await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        assert_eq!(file.headers["content-type"], kind);
        let name = format!("attachment; filename=\"alpha-members-2026-11-23.{format}\"");
        assert_eq!(file.headers["content-disposition"], name.as_str());
    }
    let unknown = browser
        .fetch(&format!("{}?format=exe", paths::members_export("alpha")))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_judge_has_no_vote_whatever_the_form_says() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = browser.get(&paths::new_seat("alpha")).await;
    let fields = [
        ("category", "judiciary"),
        ("role", "member"),
        ("title", "District judge"),
    ];
    let refused = browser.submit(&page, "Continue", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let check = browser
        .submit(
            &refused,
            "Continue",
            &[("role", "observer"), ("voting", "yes")],
        )
        .await;
    let done = browser.submit(&check, "Add seat", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let today = portal.state.clock.today();
    let rows = seats::rows(
        portal.state.db.reader(),
        &Which::Of(portal.world.boards["alpha"]),
        today,
    )
    .await
    .unwrap();
    let judge = rows
        .iter()
        .find(|row| row.title == "District judge")
        .unwrap();
    assert_eq!((judge.role, judge.voting), (Role::Observer, false));
    assert_eq!(judge.category, Category::Judiciary);
}

#[tokio::test]
async fn an_end_that_is_settled_moves_later_only_while_the_place_is_free() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let held = requests::appointment_of(&portal, "member").await;
    let end = |day| {
        [
            ("last-day-day", day),
            ("last-day-month", "12"),
            ("last-day-year", "2026"),
            ("reason", "moved_on"),
        ]
    };
    let mut done = Vec::new();
    for day in ["1", "5"] {
        let page = browser.get(&paths::end_appointment(held)).await;
        let asked = browser.submit(&page, "Continue", &end(day)).await;
        done.push(browser.submit(&asked, "End the appointment", &[]).await);
    }
    assert!(done.iter().all(|one| one.status == StatusCode::SEE_OTHER));

    let seat = portal.world.seats["member"];
    let page = browser.get(&paths::appoint(seat)).await;
    let first = [("starts-on-day", "6"), ("starts-on-month", "12")];
    let check = appoint(&mut browser, &page, &first).await;
    let follows = browser.submit(&check, "Appoint", &[]).await;
    assert_eq!(follows.status, StatusCode::SEE_OTHER, "{}", follows.body);

    let page = browser.get(&paths::end_appointment(held)).await;
    let asked = browser.submit(&page, "Continue", &end("9")).await;
    let before = portal.contents().await;
    let refused = browser.submit(&asked, "End the appointment", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = "has this place from 6 December 2026";
    assert!(refused.body.contains(words), "{}", refused.body);
    assert_eq!(portal.contents().await, before);
}
