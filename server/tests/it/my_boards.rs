//! `/my-boards`: one line for each board that somebody sits on, and nobody
//! else's.

use app::paths;
use axum::http::StatusCode;
use chrono::{Days, NaiveDate};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use server::{
    db::entities::{person, seat},
    membership::appointments::{self, Appointed, Meeting, NewAppointment},
};

use crate::support::{
    Answer, TestPortal,
    many::{self, operator},
};

const NUMBER: &str = "tbody .govuk-table__cell--numeric a";

fn names(page: &Answer) -> Vec<String> {
    page.texts("tbody th > a")
}

/// Lets "no seat" hold a seat from today on, to a term's end.
async fn appoint(portal: &TestPortal, seat: app::ids::SeatId, term_ends: Option<NaiveDate>) {
    let (state, at) = (&portal.state, portal.state.clock.now());
    let new = NewAppointment {
        expected_end_on: term_ends,
        ..NewAppointment::holder(seat, portal.world.people["no seat"], state.clock.today())
    };
    let tx = state.db.begin().await.unwrap();
    let meeting = Meeting::default();
    let outcome = appointments::appoint(&tx, &state.random, &operator(), at, &new, meeting).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    tx.commit().await.unwrap();
}

/// Lets "no seat" sit on Alpha, and on Beta, where most seats are vacant.
async fn sit_on_both(portal: &TestPortal) {
    let (state, beta) = (&portal.state, portal.world.boards["beta"]);
    many::add_seats(&state.db, &state.random, state.clock.now(), beta).await;
    let vacant = seat::Entity::find()
        .filter(seat::Column::BoardId.eq(beta.0))
        .filter(seat::Column::Title.starts_with("Further"))
        .one(state.db.reader())
        .await
        .unwrap()
        .unwrap();
    appoint(portal, app::ids::SeatId(vacant.id), None).await;
    let term_ends = NaiveDate::from_ymd_opt(2027, 3, 31);
    appoint(portal, portal.world.seats["former"], term_ends).await;
}

#[tokio::test]
async fn each_number_leads_to_a_list_of_as_many() {
    let portal = TestPortal::new().await;
    // Six months and thirty days are long over.
    let long_ago = portal.state.clock.today() - Days::new(500);
    let tx = portal.state.db.begin().await.unwrap();
    let both = ["chair", "observer"].map(|name| portal.world.people[name].0);
    person::Entity::update_many()
        .col_expr(person::Column::ConfirmedOn, Expr::value(long_ago))
        .filter(person::Column::Id.is_in(both))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut browser = portal.signed_in("member").await;
    let page = browser.get(paths::MY_BOARDS).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("caption"), ["1 board"]);
    assert_eq!(names(&page), ["Alpha"]);
    assert_eq!(page.texts("tbody .app-due__note"), ["Member"]);
    assert_eq!(
        page.texts(NUMBER),
        [
            "1 (1 required) vacant seat on Alpha",
            "2 unconfirmed members on Alpha",
            "3 open actions on Alpha",
            "1 late action on Alpha",
        ]
    );
    let links: Vec<String> = page
        .links()
        .into_iter()
        .filter(|link| link.contains("/alpha/"))
        .collect();
    let [vacant, _, open, late] = &*links else {
        panic!("{links:?}");
    };
    for (list, rows) in [(vacant, 1), (open, 3), (late, 1)] {
        let list = browser.get(list).await;
        assert_eq!(list.status, StatusCode::OK);
        assert_eq!(list.texts("tbody tr").len(), rows, "{}", list.path);
    }
}

#[tokio::test]
async fn fourteen_boards_are_fourteen_rows_and_cost_what_one_costs() {
    let portal = TestPortal::new().await;
    let mut one = portal.signed_in("member").await;
    one.get(paths::MY_BOARDS).await;
    let (page, cost_of_one) = portal.statements(one.get(paths::MY_BOARDS)).await;
    assert_eq!(page.texts("tbody tr").len(), 1);

    let (state, world) = (&portal.state, &portal.world);
    let (person, organisation) = (world.people["no seat"], world.organisations["ayton"]);
    let now = state.clock.now();
    // They sit on every fourth board.
    many::add_boards(&state.db, &state.random, now, 53, person, organisation).await;
    let mut browser = portal.signed_in("no seat").await;
    browser.get(paths::MY_BOARDS).await;
    let (page, cost) = portal.statements(browser.get(paths::MY_BOARDS)).await;
    assert_eq!(page.texts("caption"), ["14 boards"]);
    let shown = names(&page);
    assert_eq!(shown.len(), 14);
    for (position, name) in (0..53).map(|position| (position, format!("Further {position}"))) {
        assert_eq!(shown.contains(&name), position % 4 == 0, "{name}");
    }
    assert_eq!(cost, cost_of_one);
}

#[tokio::test]
async fn who_sits_nowhere_is_told_so() {
    let portal = TestPortal::new().await;
    for person in ["no seat", "former member"] {
        let page = portal.signed_in(person).await.get(paths::MY_BOARDS).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("You have no seat on a board."),
            "{person}"
        );
        assert_eq!(page.texts("table").len(), 0);
    }
}

#[tokio::test]
async fn boards_are_in_the_order_of_the_address() {
    let portal = TestPortal::new().await;
    sit_on_both(&portal).await;
    let mut browser = portal.signed_in("no seat").await;
    for (address, order) in [
        ("", ["Alpha", "Beta"]),
        ("?sort=name", ["Alpha", "Beta"]),
        ("?sort=vacancies", ["Beta", "Alpha"]),
        // As many late actions on each: by name.
        ("?sort=late", ["Alpha", "Beta"]),
        ("?sort=%00", ["Alpha", "Beta"]),
        ("?sort=late&sort=vacancies", ["Beta", "Alpha"]),
    ] {
        let address = format!("{}{address}", paths::MY_BOARDS);
        let page = browser.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert_eq!(names(&page), order, "{address}");
    }
    let page = browser.get(paths::MY_BOARDS).await;
    let terms = page.texts(r#"[data-label="My term ends"]"#);
    assert_eq!(terms, ["31 Mar 2027", "Not set"]);
}

#[tokio::test]
async fn board_is_gone_from_the_list_on_the_day_after_the_last() {
    let portal = TestPortal::new().await;
    sit_on_both(&portal).await;
    let state = &portal.state;
    let held = appointments::of_seat(state.db.reader(), portal.world.seats["former"])
        .await
        .unwrap()
        .into_iter()
        .find(|one| one.person == portal.world.people["no seat"])
        .unwrap();
    let ending = appointments::Ending {
        appointment: held.id,
        last_day: state.clock.today(),
        reason: app::membership::types::EndReason::Resigned,
        seen: None,
    };
    let tx = state.db.begin().await.unwrap();
    let now = state.clock.now();
    appointments::end(&tx, &state.random, &operator(), now, &ending)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut browser = portal.signed_in("no seat").await;
    assert_eq!(
        names(&browser.get(paths::MY_BOARDS).await),
        ["Alpha", "Beta"]
    );
    portal.pass(chrono::TimeDelta::days(1));
    let mut browser = portal.signed_in("no seat").await;
    assert_eq!(names(&browser.get(paths::MY_BOARDS).await), ["Beta"]);
}
