//! `/boards` and how boards start, change, merge and end.

use app::{
    access::Role,
    boards::forms::{LAST_DAY, STARTS_ON, field},
    form::{Answers, THEN},
    ids::SeatId,
    membership::types::Category,
    paths,
};
use axum::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    boards::store,
    db::entities::{appointment, board, board_area, notice, seat},
    membership::{
        appointments,
        seats::{self, NewSeat},
    },
};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{self, update_form},
};

async fn post(browser: &mut Browser, path: &str, answers: &Answers) -> Answer {
    let fields: Vec<(&str, &str)> = answers.pairs().collect();
    browser.post(path, &fields).await
}

async fn national(portal: &TestPortal) -> Browser {
    portal.signed_in("national secretariat").await
}

fn starting(portal: &TestPortal, name: &str, code: &str, first: NaiveDate) -> Answers {
    let answers = Answers::default()
        .with(field::KEY, requests::key(portal))
        .with(field::KIND, "local")
        .with(field::NAME, name)
        .with(field::CODE, code)
        .with(field::REGION, "North East");
    STARTS_ON.fill(answers, Some(first))
}

fn closing(last_day: NaiveDate, version: i32) -> Answers {
    let answers = Answers::default()
        .with(field::REASON, "The areas change")
        .with(field::VERSION, version.to_string())
        .with(THEN, "save");
    LAST_DAY.fill(answers, Some(last_day))
}

/// Makes a board part of another after a last day.
async fn merge(portal: &TestPortal, from: &str, to: &str, last_day: NaiveDate) {
    let to = portal.world.boards[to].to_string();
    let answers = closing(last_day, 1).with(field::SUCCESSOR, to);
    let mut browser = national(portal).await;
    let answer = post(&mut browser, &paths::merge_board(from), &answers).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

async fn stored(portal: &TestPortal, slug: &str) -> board::Model {
    board::Entity::find()
        .filter(board::Column::Slug.eq(slug))
        .one(portal.state.db.reader())
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn the_directory_counts_the_boards_of_the_day_and_lists_the_others_apart() {
    let portal = TestPortal::new().await;
    let tomorrow = portal.state.clock.today() + Days::new(1);
    let mut browser = national(&portal).await;
    for (name, kind, code) in [
        ("Gamma", "local", "GAM"),
        ("Council of Experts", "linked", "EXP"),
    ] {
        let answers = starting(&portal, name, code, tomorrow)
            .with(field::KIND, kind)
            .with(THEN, "save");
        let answer = post(&mut browser, paths::NEW_BOARD, &answers).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let page = portal.signed_in("no seat").await.get(paths::BOARDS).await;
    assert!(page.body.contains("3 boards"), "{}", page.body);
    assert!(page.texts("h2").contains(&"Starting later (2)".to_owned()));

    portal.pass(TimeDelta::days(1));
    let mut browser = portal.signed_in("no seat").await;
    let page = browser.get(paths::BOARDS).await;
    assert!(page.body.contains("4 boards"), "{}", page.body);
    assert!(page.texts("h2").contains(&"Linked bodies (1)".to_owned()));
    let today = portal.state.clock.today();
    let stored = board::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap();
    let of_today = stored
        .iter()
        .filter(|board| ["national", "local"].contains(&&*board.kind))
        .filter(|board| board.starts_on.is_none_or(|first| first <= today))
        .count();
    assert_eq!(of_today, 4);
    let linked = browser.get(&paths::board("council-of-experts")).await;
    assert_eq!(linked.heading(), "Council of Experts");
    assert!(linked.body.contains("Linked body"));
}

#[tokio::test]
async fn a_board_is_checked_before_it_starts_and_starts_once() {
    let portal = TestPortal::new().await;
    let mut browser = national(&portal).await;
    let form = browser.get(paths::NEW_BOARD).await;
    let today = portal.state.clock.today();
    let before = portal.contents().await;
    let ayton = portal.world.organisations["ayton"].to_string();
    let day = today.format("%-d").to_string();
    let check = browser
        .submit(
            &form,
            "Continue",
            &[
                (field::KIND, "local"),
                (field::NAME, "Gamma"),
                (field::CODE, "gam"),
                (field::REGION, "North East"),
                (field::COUNCIL, &ayton),
                (STARTS_ON.day, &day),
                (STARTS_ON.month, "11"),
                (STARTS_ON.year, "2026"),
            ],
        )
        .await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.body);
    assert_eq!(check.heading(), "Check your answers");
    assert!(check.texts("dd").contains(&"Ayton".to_owned()));
    assert_eq!(portal.contents().await, before);

    let saved = browser.submit(&check, "Start a board", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = browser.follow(&saved).await;
    assert_eq!(page.heading(), "Gamma");
    assert!(page.body.contains("Board started"));
    assert!(page.texts("main li").contains(&"Ayton".to_owned()));
    let after = portal.contents().await;
    let again = browser.submit(&check, "Start a board", &[]).await;
    assert_eq!(again.location(), saved.location());
    assert_eq!(portal.contents().await, after);
    let gamma = stored(&portal, "gamma").await;
    assert_eq!((&*gamma.code, gamma.starts_on), ("GAM", Some(today)));
    assert_eq!(gamma.parent_id, Some(portal.world.boards["national"].0));
}

#[tokio::test]
async fn a_board_whose_name_or_code_is_anothers_is_refused_and_the_answers_are_kept() {
    let portal = TestPortal::new().await;
    let mut browser = national(&portal).await;
    let today = portal.state.clock.today();
    let before = portal.contents().await;
    for then in ["check", "save"] {
        for (name, code, message) in [
            ("Alpha!", "GAM", "the board Alpha has its address"),
            ("Gamma", "bet", "the board Beta has it"),
            ("New", "GAM", "a page of the portal has its address"),
            ("李雪", "GAM", "Name must include letters from A to Z"),
            ("=cmd|' /C calc'!A0", "G", "Code must be 3 or 4 letters"),
        ] {
            let answers = starting(&portal, name, code, today).with(THEN, then);
            let answer = post(&mut browser, paths::NEW_BOARD, &answers).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(answer.title().starts_with("Error: "));
            let errors = answer.texts(".govuk-error-summary li").concat();
            assert!(errors.contains(message), "{name}: {errors}");
            let kept = scraper::Selector::parse("#name").unwrap();
            let html = answer.html();
            let input = html.select(&kept).next().unwrap();
            assert_eq!(input.value().attr("value"), Some(name));
        }
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_change_against_an_old_version_shows_both_and_writes_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = national(&portal).await;
    let path = paths::change_board("alpha");
    let form = browser.get(&path).await;
    let rename = |name: &'static str| [(field::NAME, name)];
    let check = browser
        .submit(&form, "Continue", &rename("Alpha One"))
        .await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.body);
    let saved = browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(saved.location(), Some(paths::board("alpha")));
    let after = portal.contents().await;
    // A second click is answered like the first.
    let again = browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(portal.contents().await, after);

    let late = browser
        .submit(&form, "Continue", &rename("Alpha Two"))
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.heading(), "Somebody else has changed this board");
    assert!(late.texts("dd").contains(&"Alpha One".to_owned()));
    assert_eq!(portal.contents().await, after);
    let check = browser.submit(&late, "Continue", &[]).await;
    let saved = browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let alpha = stored(&portal, "alpha").await;
    assert_eq!((&*alpha.name, alpha.version), ("Alpha Two", 3));

    let taken = browser.get(&path).await;
    let taken = browser.submit(&taken, "Continue", &rename("Beta")).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn whoever_keeps_a_board_starts_and_keeps_its_sub_groups() {
    let portal = TestPortal::new().await;
    let mut chair = portal.signed_in("chair").await;
    let today = portal.state.clock.today();
    let path = paths::new_sub_group("alpha");
    let answers = starting(&portal, "Private Law", "ALPL", today).with(THEN, "save");
    let answer = post(&mut chair, &path, &answers).await;
    assert_eq!(answer.location(), Some(paths::board("alpha-private-law")));
    let page = chair.follow(&answer).await;
    assert!(page.links().contains(&paths::members("alpha-private-law")));
    assert!(page.links().contains(&paths::board("alpha")));
    let overview = chair.get(&paths::board("alpha")).await;
    assert!(
        overview
            .links()
            .contains(&paths::board("alpha-private-law"))
    );
    let directory = chair.get(paths::BOARDS).await;
    assert!(directory.body.contains("3 boards"));
    assert!(!directory.body.contains("Private Law"));

    // Its seats are for those who keep the board and for those who sit on it.
    for (person, sees) in [
        ("secretary", true),
        ("deputy", true),
        ("national secretariat", true),
        ("member", false),
        ("observer", false),
        ("beta chair", false),
        ("no seat", false),
    ] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(&paths::board("alpha-private-law")).await;
        assert_eq!(page.status, StatusCode::OK);
        let log = paths::action_log("alpha-private-law");
        assert_eq!(page.links().contains(&log), sees, "{person}");
        assert_eq!(browser.get(&log).await.status == 200, sees, "{person}");
    }

    // A group has none of its own, and its board does not end before it.
    let below = paths::new_sub_group("alpha-private-law");
    assert_eq!(chair.get(&below).await.status, StatusCode::FORBIDDEN);
    let mut browser = national(&portal).await;
    let end = paths::end_board("alpha");
    assert!(browser.get(&end).await.body.contains("Private Law"));
    let before = portal.contents().await;
    let answer = post(&mut browser, &end, &closing(today, 1)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.contents().await, before);
    let group = paths::end_board("alpha-private-law");
    for path in [group, end] {
        let answer = post(&mut browser, &path, &closing(today, 1)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
}

#[tokio::test]
async fn a_sub_group_moves_to_another_board_whose_officers_keep_it_then() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    let mut chair = portal.signed_in("chair").await;
    let answers = starting(&portal, "Private Law", "ALPL", today).with(THEN, "save");
    post(&mut chair, &paths::new_sub_group("alpha"), &answers).await;
    let group = "alpha-private-law";
    let mut browser = national(&portal).await;
    let form = browser.get(&paths::change_board(group)).await;
    let beta = portal.world.boards["beta"].to_string();
    let parent = [(field::PARENT, &*beta)];
    let check = browser.submit(&form, "Continue", &parent).await;
    let saved = browser.submit(&check, "Save changes", &[]).await;
    assert_eq!(
        saved.location(),
        Some(paths::board(group)),
        "{}",
        saved.body
    );
    let log = paths::action_log(group);
    for (person, keeps) in [
        ("chair", false),
        ("beta chair", true),
        ("beta member", false),
    ] {
        let mut browser = portal.signed_in(person).await;
        assert_eq!(browser.get(&log).await.status == 200, keeps, "{person}");
        // To keep a group is not to keep the register.
        let change = paths::change_board(group);
        let expected = if keeps { 403 } else { 404 };
        assert_eq!(browser.get(&change).await.status, expected, "{person}");
    }
}

#[tokio::test]
async fn a_merged_board_points_to_its_successor_whose_members_read_it_and_change_nothing() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    let beta = portal.world.actions["beta"].clone();
    merge(&portal, "beta", "alpha", today).await;
    let log = paths::action_log("beta");
    // On its last day it is as it was.
    let mut member = portal.signed_in("member").await;
    assert_eq!(member.get(&log).await.status, StatusCode::NOT_FOUND);
    let mut own = portal.signed_in("beta member").await;
    assert_eq!(own.get(&log).await.status, StatusCode::OK);

    portal.pass(TimeDelta::days(1));
    for person in ["no seat", "member", "beta member", "national secretariat"] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(&paths::board("beta")).await;
        assert_eq!(page.status, StatusCode::OK, "{person}");
        let said = page.texts(".govuk-inset-text").concat();
        assert_eq!(
            said,
            "This board ended on 23 November 2026. Its successor is Alpha."
        );
        assert!(page.links().contains(&paths::board("alpha")));
        let reads = ["member", "national secretariat"].contains(&person);
        assert_eq!(page.links().contains(&log), reads, "{person}");
        for path in [log.clone(), paths::action(&beta)] {
            let page = browser.get(&path).await;
            assert_eq!(page.status == 200, reads, "{person} {path}");
        }
        let before = portal.contents().await;
        let form = update_form(&portal, &beta, "Too late").await;
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
        let expected = if reads { 403 } else { 404 };
        let update = paths::update_action(&beta);
        assert_eq!(browser.post(&update, &form).await.status, expected);
        assert_eq!(browser.get(&update).await.status, expected);
        assert_eq!(portal.contents().await, before, "{person}");
    }
    let mut member = portal.signed_in("member").await;
    let page = member.get(&log).await;
    assert!(page.body.contains("canary-action-beta"));
    assert!(!page.links().contains(&paths::update_action(&beta)));
    assert!(page.body.contains("This board ended on 23 November 2026."));
    // Who may not read a board may not listen to it either.
    for (person, hears) in [("member", 200), ("beta member", 404)] {
        let mut browser = portal.signed_in(person).await;
        let changes = browser.fetch(&paths::board_changes("beta", 99)).await;
        assert_eq!(changes.status, hears, "{person}");
    }
    // What is over is changed by nobody, the national secretariat among them.
    let mut browser = national(&portal).await;
    for path in [
        paths::change_board("beta"),
        paths::end_board("beta"),
        paths::new_sub_group("beta"),
    ] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_records_of_a_board_go_along_a_chain_of_successors() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    let mut browser = national(&portal).await;
    let answers = starting(&portal, "Gamma", "GAM", today).with(THEN, "save");
    post(&mut browser, paths::NEW_BOARD, &answers).await;
    let gamma = stored(&portal, "gamma").await.id.to_string();
    let into_gamma = closing(today, 1).with(field::SUCCESSOR, gamma);
    let answer = post(&mut browser, &paths::merge_board("beta"), &into_gamma).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    portal.pass(TimeDelta::days(1));
    let today = portal.state.clock.today();
    merge(&portal, "gamma", "alpha", today).await;
    let log = paths::action_log("beta");
    let mut member = portal.signed_in("member").await;
    assert_eq!(member.get(&log).await.status, StatusCode::NOT_FOUND);
    portal.pass(TimeDelta::days(1));
    let mut member = portal.signed_in("member").await;
    assert_eq!(member.get(&log).await.status, StatusCode::OK);
    let mut stranger = portal.signed_in("policy lead").await;
    assert_eq!(stranger.get(&log).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_successor_is_of_the_same_kind_and_there_on_the_day_after() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    let mut browser = national(&portal).await;
    let before = portal.contents().await;
    let path = paths::merge_board("alpha");
    for other in ["national", "alpha"] {
        let other = portal.world.boards[other].to_string();
        let answers = closing(today, 1).with(field::SUCCESSOR, other);
        let answer = post(&mut browser, &path, &answers).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let national = paths::end_board("national");
    assert_eq!(browser.get(&national).await.status, StatusCode::FORBIDDEN);
    let answer = post(&mut browser, &national, &closing(today, 1)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(portal.contents().await, before);

    // Beta ends in Alpha, so Alpha cannot end in Beta.
    merge(&portal, "beta", "alpha", today + Days::new(9)).await;
    let before = portal.contents().await;
    let beta = portal.world.boards["beta"].to_string();
    let answers = closing(today, 1).with(field::SUCCESSOR, beta);
    let answer = post(&mut browser, &path, &answers).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn ending_a_board_says_what_follows_ends_its_seats_and_tells_their_holders() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    let mut browser = national(&portal).await;
    let end = paths::end_board("alpha");
    let last_day = today + Days::new(10);
    let before = portal.contents().await;
    let check = closing(last_day, 1).with(THEN, "check");
    let page = post(&mut browser, &end, &check).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.heading(), "Alpha ends");
    let says = page.texts(".govuk-panel").concat();
    assert!(says.contains("7 seats with 6 holders end"), "{says}");
    assert!(says.contains("3 open actions stay"), "{says}");
    assert!(page.links().contains(&paths::action_log("alpha")));
    assert_eq!(portal.contents().await, before);

    let answers = closing(last_day, 1);
    let answer = post(&mut browser, &end, &answers).await;
    assert_eq!(answer.location(), Some(paths::board("alpha")));
    let page = browser.follow(&answer).await;
    assert!(page.body.contains("Board ended"));
    assert!(
        page.body
            .contains("The last day of this board is 3 December 2026.")
    );
    let after = portal.contents().await;
    let again = post(&mut browser, &end, &answers).await;
    assert_eq!(again.location(), Some(paths::board("alpha")));
    assert_eq!(portal.contents().await, after);

    let db = portal.state.db.reader();
    let alpha = portal.world.boards["alpha"].0;
    let seats = seat::Entity::find()
        .filter(seat::Column::BoardId.eq(alpha))
        .all(db)
        .await
        .unwrap();
    for seat in &seats {
        assert_eq!(seat.ends_on, Some(last_day));
        assert_eq!(seat.end_reason.as_deref(), Some("board_ended"));
    }
    let held = appointment::Entity::find()
        .filter(appointment::Column::SeatId.is_in(seats.iter().map(|seat| seat.id)))
        .all(db)
        .await
        .unwrap();
    assert_eq!(held.len(), 8);
    let last_days: Vec<_> = held.iter().map(|held| held.ends_on.unwrap()).collect();
    assert_eq!(last_days.iter().filter(|day| **day == last_day).count(), 7);
    let told = notice::Entity::find().all(db).await.unwrap();
    assert_eq!(told.len(), 7);
    assert!(
        told.iter()
            .all(|notice| notice.words.contains("Alpha ends."))
    );

    // What is settled may come earlier, not later.
    let later = post(&mut browser, &end, &closing(last_day + Days::new(1), 2)).await;
    assert_eq!(later.status, StatusCode::UNPROCESSABLE_ENTITY);
    let outdated = post(&mut browser, &end, &closing(today, 1)).await;
    assert_eq!(outdated.status, StatusCode::CONFLICT);
    assert_eq!(portal.contents().await, after);
    let earlier = post(&mut browser, &end, &closing(today, 2)).await;
    assert_eq!(earlier.status, StatusCode::SEE_OTHER, "{}", earlier.body);
    portal.pass(TimeDelta::days(1));
    let mut browser = national(&portal).await;
    let retry = post(&mut browser, &end, &closing(today, 2)).await;
    assert_eq!(retry.location(), Some(paths::board("alpha")));
}

#[tokio::test]
async fn a_merge_hands_over_councils_and_tells_who_keeps_the_successor() {
    let portal = TestPortal::new().await;
    let today = portal.state.clock.today();
    merge(&portal, "alpha", "beta", today).await;
    let db = portal.state.db.reader();
    let areas = board_area::Entity::find().all(db).await.unwrap();
    assert_eq!(areas.len(), 2);
    let told = notice::Entity::find().all(db).await.unwrap();
    let beta_chair = portal.world.people["beta chair"].0;
    let to_chair: Vec<_> = told
        .iter()
        .filter(|notice| notice.to_person_id == Some(beta_chair))
        .collect();
    assert_eq!(to_chair.len(), 1);
    assert!(to_chair[0].words.starts_with("Alpha becomes part of Beta."));
}

/// The moment before a UK day begins, and its first moment.
fn midnight(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    let local = chrono_tz::Europe::London
        .with_ymd_and_hms(year, month, day, 0, 0, 0)
        .unwrap();
    local.with_timezone(&Utc)
}

#[tokio::test]
async fn the_end_of_a_board_ends_access_on_the_next_uk_day_across_both_clock_changes() {
    for (month, day) in [(3, 29), (10, 25)] {
        let next_day = midnight(2026, month, day + 1);
        let day_before = midnight(2026, month, day - 1) + TimeDelta::hours(12);
        let portal = TestPortal::starting(day_before, &[]).await;
        let last_day = NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let mut browser = national(&portal).await;
        let end = paths::end_board("alpha");
        let answer = post(&mut browser, &end, &closing(last_day, 1)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let reference = portal.world.actions["ayton due"].clone();
        let hour_of_change = midnight(2026, month, day) + TimeDelta::minutes(90);
        for (at, answers) in [
            (day_before, true),
            (hour_of_change, true),
            (next_day - TimeDelta::seconds(1), true),
            (next_day, false),
            (next_day + TimeDelta::hours(12), false),
        ] {
            portal.pass(at - portal.state.clock.now());
            let mut member = portal.signed_in("member").await;
            for path in [
                paths::action_log("alpha"),
                paths::action(&reference),
                paths::update_action(&reference),
            ] {
                let page = member.get(&path).await;
                assert_eq!(page.status == 200, answers, "{at} {path}");
            }
            assert_eq!(member.get(paths::BOARDS).await.status, 200);
            let mut keeper = national(&portal).await;
            let log = keeper.get(&paths::action_log("alpha")).await;
            assert_eq!(log.status, StatusCode::OK, "{at}");
        }
    }
}

#[tokio::test]
async fn an_appointment_that_has_not_begun_when_its_board_ends_never_was() {
    let portal = TestPortal::new().await;
    let (state, world) = (&portal.state, &portal.world);
    let today = state.clock.today();
    let actor = server::audit::Actor::operator();
    let tx = state.db.begin().await.unwrap();
    let new = NewSeat {
        board: world.boards["alpha"],
        role: Role::Member,
        category: Category::Police,
        title: "Police",
        organisation: None,
        required: false,
        voting: true,
        term_months: None,
        starts_on: today,
    };
    let now = state.clock.now();
    let police = seats::add(&tx, &state.random, &actor, now, &new)
        .await
        .unwrap();
    use server::membership::appointments::{self, Meeting, NewAppointment};
    let person = world.people["no seat"];
    let new = NewAppointment::holder(police, person, today + Days::new(20));
    appointments::appoint(&tx, &state.random, &actor, now, &new, Meeting::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut browser = national(&portal).await;
    let last_day = today + Days::new(10);
    let answer = post(
        &mut browser,
        &paths::end_board("alpha"),
        &closing(last_day, 1),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let held = appointments::of_person(state.db.reader(), person)
        .await
        .unwrap();
    assert_eq!(held.len(), 1);
    assert!(held[0].voided);
    assert!(
        store::find_ever(state.db.reader(), "alpha")
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn what_is_set_up_on_a_board_that_ends_ends_with_it_and_stays_as_it_was() {
    let portal = TestPortal::new().await;
    let last_day = portal.state.clock.today() + Days::new(30);
    merge(&portal, "alpha", "beta", last_day).await;
    let mut browser = portal.signed_in("secretary").await;
    let page = browser.get(&paths::new_seat("alpha")).await;
    let seat = |year| {
        [
            ("category", "health"),
            ("role", "member"),
            ("title", "Designated doctor"),
            ("starts-on-day", "23"),
            ("starts-on-month", "11"),
            ("starts-on-year", year),
        ]
    };
    let refused = browser.submit(&page, "Continue", &seat("2027")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = "First day must be 23 December 2026 or earlier, because the board ends then";
    assert!(refused.body.contains(words), "{}", refused.body);
    let check = browser.submit(&refused, "Continue", &seat("2026")).await;
    let added = browser.submit(&check, "Add seat", &[]).await;
    let shown = browser.follow(&added).await;
    let id = SeatId(shown.path.rsplit('/').next().unwrap().parse().unwrap());
    let db = portal.state.db.reader();
    let seat = seats::find(db, id).await.unwrap().unwrap();
    assert_eq!(seat.span.last, Some(last_day));

    // Whoever takes it leaves it with the board.
    let page = browser.get(&paths::appoint(id)).await;
    let fields = [
        ("full-name", "Nell Test"),
        ("email", "nell@health.example"),
        ("post", "Designated doctor"),
        ("designation", "nominated"),
    ];
    let check = browser.submit(&page, "Continue", &fields).await;
    let done = browser.submit(&check, "Appoint", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let held = appointments::of_seat(db, id).await.unwrap();
    assert_eq!(held[0].span.last, Some(last_day));

    // The seat ends no later than its board.
    let page = browser.get(&paths::end_seat(id)).await;
    let later = [
        ("last-day-day", "24"),
        ("last-day-month", "12"),
        ("last-day-year", "2026"),
    ];
    let refused = browser.submit(&page, "Continue", &later).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("because the seat ends then"));

    // Once it has ended, its seats are history for everybody.
    portal.pass(TimeDelta::days(31));
    let mut national = portal.signed_in("national secretariat").await;
    let shown = national.get(&paths::seat(id)).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(!shown.body.contains("Change this seat"));
    for page in [
        paths::change_seat(id),
        paths::end_seat(id),
        paths::appoint(id),
    ] {
        let refused = national.fetch(&page).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{page}");
    }
}
