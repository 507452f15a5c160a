//! `/account/details` and `/account/confirm`: everybody keeps their own details
//! right, and is asked for them every six months.

use app::{account::details::field, paths};
use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use server::db::entities::{audit_event, person};

use crate::support::{Answer, Browser, TestPortal, requests};

const CONFIRM: &str = "Yes, all of this is right";
const SAVE: &str = "Save and confirm";

async fn stored(portal: &TestPortal, name: &str) -> person::Model {
    person::Entity::find_by_id(portal.world.people[name].0)
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap()
}

/// Sets when a person last confirmed their details.
async fn confirmed(portal: &TestPortal, name: &str, on: NaiveDate) {
    let tx = portal.state.db.begin().await.unwrap();
    person::Entity::update_many()
        .col_expr(person::Column::ConfirmedOn, Expr::value(on))
        .filter(person::Column::Id.eq(portal.world.people[name].0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn events(portal: &TestPortal, verb: &str) -> u64 {
    audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq(verb))
        .filter(audit_event::Column::SubjectKind.eq("person"))
        .count(portal.state.db.reader())
        .await
        .unwrap()
}

fn asks(page: &Answer) -> bool {
    page.texts("h2")
        .contains(&"Are your details still right?".to_owned())
}

async fn save(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let form = browser.get(paths::OWN_DETAILS).await;
    browser.submit(&form, SAVE, fields).await
}

#[tokio::test]
async fn my_work_asks_for_details_after_six_months_and_two_clicks_confirm_them() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    let mut browser = portal.signed_in("member").await;
    // Six months before 23 November is 23 May.
    let asked = NaiveDate::from_ymd_opt(2026, 5, 23).unwrap();
    confirmed(&portal, "member", asked + Days::new(1)).await;
    assert!(!asks(&browser.get(paths::MY_WORK).await));
    confirmed(&portal, "member", asked).await;
    let page = browser.get(paths::MY_WORK).await;
    assert!(asks(&page));
    let said = page.texts("dd");
    assert!(said.contains(&requests::email("member")), "{said:?}");
    assert!(said.contains(&"1".to_owned()), "{said:?}");
    assert!(page.texts("dt").contains(&"Seats".to_owned()));
    assert!(page.links().contains(&paths::OWN_DETAILS.to_owned()));

    let answer = browser.submit(&page, CONFIRM, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = browser.follow(&answer).await;
    assert!(!asks(&page));
    assert!(page.body.contains("Your details are confirmed"));
    assert_eq!(stored(&portal, "member").await.confirmed_on, Some(today));
    let page = browser.get(paths::MY_WORK).await;
    assert!(!page.body.contains("Your details are confirmed"));
    let account = browser.get(paths::ACCOUNT).await;
    assert!(account.body.contains("Last confirmed on 23 November 2026"));
}

#[tokio::test]
async fn who_has_no_seat_is_not_asked_for_details() {
    let portal = TestPortal::new().await;
    let long_ago = portal.state.clock.today() - Days::new(500);
    confirmed(&portal, "no seat", long_ago).await;
    let page = portal.signed_in("no seat").await.get(paths::MY_WORK).await;
    assert!(!asks(&page));
}

#[tokio::test]
async fn confirming_twice_on_one_day_writes_once() {
    let portal = TestPortal::new().await;
    let long_ago = portal.state.clock.today() - Days::new(500);
    confirmed(&portal, "member", long_ago).await;
    let mut browser = portal.signed_in("member").await;
    let page = browser.get(paths::MY_WORK).await;
    let first = browser.submit(&page, CONFIRM, &[]).await;
    let before = portal.contents().await;
    let second = browser.submit(&page, CONFIRM, &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    assert_eq!(second.status, first.status);
    assert_eq!(second.location(), first.location());
    assert_eq!(portal.contents().await, before);
    assert_eq!(events(&portal, "confirmed").await, 1);
}

#[tokio::test]
async fn correcting_details_confirms_them_and_a_second_click_writes_nothing() {
    let portal = TestPortal::new().await;
    let long_ago = portal.state.clock.today() - Days::new(500);
    confirmed(&portal, "member", long_ago).await;
    let mut browser = portal.signed_in("member").await;
    let form = browser.get(paths::OWN_DETAILS).await;
    // Arabic, and a letter made of two characters.
    let name = "عائشة Zoe\u{308} O'Test";
    let fields = [
        (field::FULL_NAME, name),
        (field::POST, "Head of Legal"),
        (field::EMAIL, "Zoe@Ayton.example"),
    ];
    let answer = browser.submit(&form, SAVE, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.follow(&answer).await;
    assert!(page.body.contains("Details saved"));
    let saved = stored(&portal, "member").await;
    assert_eq!(saved.full_name, name);
    assert_eq!(saved.email.as_deref(), Some("zoe@ayton.example"));
    assert_eq!(saved.confirmed_on, Some(portal.state.clock.today()));
    assert_eq!(saved.version, 2);

    let before = portal.contents().await;
    let again = browser.submit(&form, SAVE, &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(portal.contents().await, before);
    assert_eq!(events(&portal, "changed").await, 1);
}

#[tokio::test]
async fn form_opened_before_somebody_else_changed_the_details_saves_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("member").await;
    let form = browser.get(paths::OWN_DETAILS).await;
    let mut elsewhere = portal.signed_in("member").await;
    let saved = save(&mut elsewhere, &[(field::POST, "Director")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);

    let before = portal.contents().await;
    let page = browser
        .submit(&form, SAVE, &[(field::POST, "Head of Legal")])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, before);
    assert!(page.texts("main").concat().contains("Director"));
    assert!(page.body.contains("Head of Legal"));

    // What was typed may be saved against the details as they are now.
    let answer = browser.submit(&page, SAVE, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(stored(&portal, "member").await.post, "Head of Legal");
}

#[tokio::test]
async fn refused_details_are_kept_as_typed_and_save_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("member").await;
    let (long, chair) = ("x".repeat(301), requests::email("chair").to_uppercase());
    for (name, typed, said) in [
        (field::FULL_NAME, " ", "Enter your full name"),
        (
            field::FULL_NAME,
            &*long,
            "Full name must be 300 characters or less",
        ),
        (field::POST, "", "Enter your post"),
        (field::EMAIL, "", "Enter your email address"),
        (
            field::EMAIL,
            "ada",
            "Enter an email address in the correct format",
        ),
        (
            field::EMAIL,
            &*chair,
            "This email address belongs to somebody else",
        ),
    ] {
        let form = browser.get(paths::OWN_DETAILS).await;
        let before = portal.contents().await;
        let fields = [(field::POST, "Typed by me"), (name, typed)];
        let page = browser.submit(&form, SAVE, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.title().starts_with("Error: "), "{}", page.title());
        let summary = page.texts(".govuk-error-summary").concat();
        assert!(summary.contains(said), "{name}: {summary}");
        if name != field::POST {
            assert!(page.body.contains("Typed by me"));
        }
        assert_eq!(portal.contents().await, before, "{name}");
    }
    let longest = "é".repeat(300);
    let answer = save(&mut browser, &[(field::FULL_NAME, &longest)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}
