//! `/organisations` and the page of each.

use app::{
    form::{Answers, THEN},
    membership::types::SeatState,
    organisations::forms::{LAST_DAY, field},
    paths,
};
use axum::http::StatusCode;
use chrono::Days;
use sea_orm::EntityTrait;
use server::{
    audit::Actor,
    db::entities::{action, organisation},
    membership::{
        appointments::{self, Appointed, Ending, Meeting, NewAppointment},
        seats::{self, Which},
    },
};

use crate::support::{Answer, Browser, TestPortal, requests, whole::assert_whole};

async fn post(browser: &mut Browser, path: &str, answers: &Answers) -> Answer {
    let fields: Vec<(&str, &str)> = answers.pairs().collect();
    browser.post(path, &fields).await
}

fn entering(portal: &TestPortal, short_name: &str, code: &str) -> Answers {
    Answers::default()
        .with(field::KEY, requests::key(portal))
        .with(field::KIND, "council")
        .with(field::NAME, format!("{short_name} Borough Council"))
        .with(field::SHORT_NAME, short_name)
        .with(field::CODE, code)
        .with(THEN, "save")
}

async fn stored(portal: &TestPortal, short_name: &str) -> Option<organisation::Model> {
    let all = organisation::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    all.into_iter().find(|one| one.short_name == short_name)
}

#[tokio::test]
async fn everybody_finds_organisations_and_counts_only_seats_they_see() {
    let portal = TestPortal::new().await;
    // Seats of Cafcass: two on Alpha, one on Beta.
    for (person, expected) in [
        ("no seat", &["Cafcass", "Cafcass"][..]),
        ("member", &["Cafcass", "Cafcass", "2", "0"]),
        ("beta chair", &["Cafcass", "Cafcass", "1", "0"]),
        ("national secretariat", &["Cafcass", "Cafcass", "3", "0"]),
    ] {
        let mut browser = portal.signed_in(person).await;
        let page = browser
            .get(&format!("{}?q=cafcass&kind=cafcass", paths::ORGANISATIONS))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        let cells = page.texts("tbody th, tbody td");
        assert_eq!(cells, expected, "{person}");
        assert_eq!(page.texts("caption"), ["1 of 5 organisations"]);
        let none = browser
            .get(&format!("{}?q=nobody", paths::ORGANISATIONS))
            .await;
        assert!(none.body.contains("No organisations match your search."));
    }
}

#[tokio::test]
async fn the_totals_of_an_organisation_are_the_sum_of_the_parts_shown() {
    let portal = TestPortal::new().await;
    let (state, world) = (&portal.state, &portal.world);
    let today = state.clock.today();
    // One of its seats falls vacant, and somebody represents it in another's.
    let actor = Actor::operator();
    let now = state.clock.now();
    let tx = state.db.begin().await.unwrap();
    let held = requests::appointment_of(&portal, "beta member").await;
    let ending = Ending {
        appointment: held,
        last_day: today - Days::new(1),
        reason: app::membership::types::EndReason::MovedOn,
        seen: None,
    };
    appointments::end(&tx, &state.random, &actor, now, &ending)
        .await
        .unwrap();
    let new = NewAppointment {
        organisation: Some(world.organisations["cafcass"]),
        ..NewAppointment::holder(world.seats["former"], world.people["no seat"], today)
    };
    let outcome =
        appointments::appoint(&tx, &state.random, &actor, now, &new, Meeting::default()).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    tx.commit().await.unwrap();

    let cafcass = world.organisations["cafcass"];
    for (person, seats, vacant, open, late) in [
        ("national secretariat", 3, 1, 2, 1),
        ("member", 2, 0, 1, 0),
        ("beta chair", 1, 1, 1, 1),
    ] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(&paths::organisation(cafcass)).await;
        assert_eq!(page.status, StatusCode::OK);
        let figures = page.texts(".app-figures__number");
        let expected = [seats, vacant, open, late].map(|number: usize| number.to_string());
        assert_eq!(figures, expected, "{person}");
        let states = page.texts("td[data-label=State]");
        assert_eq!(states.len(), seats, "{person}");
        let gap = SeatState::Vacant.label();
        assert_eq!(
            states.iter().filter(|state| *state == gap).count(),
            vacant,
            "{person}"
        );
        if vacant > 0 {
            assert_eq!(states[0], gap, "{person}");
        }
        for (column, total) in [("Open", open), ("Late", late)] {
            let sum: usize = page
                .texts(&format!("td[data-label={column}] a"))
                .iter()
                .map(|cell| cell.split(' ').next().unwrap().parse::<usize>().unwrap())
                .sum();
            assert_eq!(sum, total, "{person} {column}");
        }
        for href in page
            .links()
            .iter()
            .filter(|href| href.contains("?organisation="))
        {
            let log = browser.get(href).await;
            assert_eq!(log.status, StatusCode::OK, "{href}");
        }
        let elsewhere = page.body.contains("Represented in 1 seat");
        assert_eq!(elsewhere, person != "beta chair", "{person}");
    }
    let rows = seats::rows(
        state.db.reader(),
        &Which::Organisation(cafcass, None),
        today,
    )
    .await
    .unwrap();
    assert_eq!(rows.len(), 3);
}

#[tokio::test]
async fn an_organisation_is_entered_once_under_names_of_its_own() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("national secretariat").await;
    let path = paths::NEW_ORGANISATION;
    let answers = entering(&portal, "Deeton", "E08000032");
    let check = answers.clone().with(THEN, "check");
    let before = portal.contents().await;
    let page = post(&mut browser, path, &check).await;
    assert_eq!(page.heading(), "Check your answers");
    assert_eq!(portal.contents().await, before);
    let saved = post(&mut browser, path, &answers).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let after = portal.contents().await;
    let again = post(&mut browser, path, &answers).await;
    assert_eq!(again.location(), saved.location());
    for (short_name, code, field) in [
        ("Deeton", "", "#short-name"),
        ("Eeton", "E08000032", "#ons-code"),
        ("Eeton", "S12000033", "#ons-code"),
        ("", "", "#short-name"),
    ] {
        let answer = post(&mut browser, path, &entering(&portal, short_name, code)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.links().contains(&field.to_owned()), "{field}");
    }
    assert_eq!(portal.contents().await, after);
}

#[tokio::test]
async fn a_change_against_an_old_version_shows_both_and_writes_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("national secretariat").await;
    let id = portal.world.organisations["ayton"];
    let path = paths::change_organisation(id);
    let form = browser.get(&path).await;
    let rename = |name: &'static str| [(field::NAME, name)];
    let check = browser
        .submit(&form, "Continue", &rename("Ayton One"))
        .await;
    let saved = browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(saved.location(), Some(paths::organisation(id)));
    let after = portal.contents().await;
    let again = browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let late = browser
        .submit(&form, "Continue", &rename("Ayton Two"))
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.texts("dd").contains(&"Ayton One".to_owned()));
    assert_eq!(portal.contents().await, after);
    let check = browser.submit(&late, "Continue", &[]).await;
    browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(stored(&portal, "Ayton").await.unwrap().name, "Ayton Two");
}

#[tokio::test]
async fn seats_of_an_organisation_that_ends_go_to_its_successor_with_their_open_actions() {
    let portal = TestPortal::new().await;
    let (ayton, beeton) = (
        portal.world.organisations["ayton"],
        portal.world.organisations["beeton"],
    );
    let today = portal.state.clock.today();
    let mut browser = portal.signed_in("national secretariat").await;
    let path = paths::end_organisation(ayton);
    let answers = LAST_DAY
        .fill(Answers::default(), Some(today))
        .with(field::VERSION, "1")
        .with(field::MOVE_SEATS, "yes")
        .with(THEN, "check");
    // Seats go to somebody.
    let refused = post(&mut browser, &path, &answers).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answers = answers.with(field::SUCCESSOR, beeton.to_string());
    let before = portal.contents().await;
    let confirm = post(&mut browser, &path, &answers).await;
    assert_eq!(confirm.heading(), "Ayton ends");
    assert!(
        confirm
            .texts("caption")
            .contains(&"2 seats kept for it".to_owned())
    );
    assert_eq!(portal.contents().await, before);
    let answers = answers.with(THEN, "save");
    let saved = post(&mut browser, &path, &answers).await;
    assert_eq!(saved.location(), Some(paths::organisation(ayton)));
    let after = portal.contents().await;
    let again = post(&mut browser, &path, &answers).await;
    assert_eq!(again.location(), saved.location());
    assert_eq!(portal.contents().await, after);

    let page = browser.follow(&saved).await;
    assert!(page.links().contains(&paths::organisation(beeton)));
    assert_eq!(page.texts(".app-figures__number")[0], "0");
    let actions = action::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert!(
        actions
            .iter()
            .all(|action| action.organisation_id != ayton.0)
    );
    // Whoever holds the seat goes on with what they had to do.
    let reference = portal.world.actions["ayton late"].clone();
    let mut member = portal.signed_in("member").await;
    let form = member.get(&paths::update_action(&reference)).await;
    assert_eq!(form.status, StatusCode::OK);
    assert_eq!(member.get(paths::MY_WORK).await.texts("tbody tr").len(), 2);
    let page = member.get(&paths::action(&reference)).await;
    let words = "Beeton leads this action from now on, in place of Ayton.";
    assert!(page.body.contains(words), "{}", page.body);
    assert_whole(&portal.state.db).await;
}
