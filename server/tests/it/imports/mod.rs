//! Members from a file: checked row by row, taken over as a whole, undone.

mod decisions;
mod files;
mod large;
mod rights;
mod rows;
mod undo;
mod upload;

use app::{
    ids::ImportId,
    imports::{forms::field, members::types::MemberImport},
    membership::types::{Appointment, Capacity, EndReason},
    paths,
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use server::{
    db::entities::{person, seat},
    imports::members::store,
    membership::{
        appointments::{self, Appointed, Ended, Ending, Meeting, NewAppointment},
        seats::{self, Which},
    },
};

use crate::support::{Answer, Browser, TestPortal, eventually, many::operator};

const HEAD: &str =
    "Seat,Category,Organisation,Full name,Email,Post,Role,Capacity,From,Term ends,How designated\n";

const CATEGORIES: [&str; 5] = ["Health", "Police", "Education", "Mediation", "Cafcass"];

/// A good row for a new seat.
fn row(number: usize) -> String {
    format!(
        "Seat {number},{},Cafcass,Person {number} Test,person{number}@test.example,Head,,,2026-09-01,31/08/2029,Nominated by the organisation",
        CATEGORIES[number % CATEGORIES.len()]
    )
}

fn file(rows: &[String]) -> String {
    format!("{HEAD}{}\n", rows.join("\n"))
}

async fn send(portal: &TestPortal, browser: &mut Browser, name: &str, file: &[u8]) -> Answer {
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let address = paths::import_members("alpha");
    browser
        .upload(&address, &[(field::IMPORT, &id)], name, file)
        .await
}

/// Sends a file that is taken; its page once it is checked.
async fn checked(portal: &TestPortal, browser: &mut Browser, file: &str) -> Answer {
    let sent = send(portal, browser, "members.csv", file.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let address = sent.location().unwrap();
    eventually(async || {
        let page = browser.get(&address).await;
        (!page.headers.contains_key("refresh")).then_some(page)
    })
    .await
}

/// The import of a page of it.
fn import(page: &Answer) -> ImportId {
    let path = page.path.split(['?', '#']).next().unwrap();
    ImportId(path.rsplit('/').next().unwrap().parse().unwrap())
}

async fn found(portal: &TestPortal, id: ImportId) -> MemberImport {
    let found = store::find(portal.state.db.reader(), id).await;
    found.unwrap().unwrap()
}

async fn take_over(browser: &mut Browser, page: &Answer) -> Answer {
    let button = page
        .texts("button")
        .into_iter()
        .find(|words| words.starts_with("Import"))
        .unwrap_or_else(|| panic!("{}", page.body));
    browser.submit(page, &button, &[]).await
}

/// How many seats and people there are.
async fn counts(portal: &TestPortal) -> (u64, u64) {
    let db = portal.state.db.reader();
    (
        seat::Entity::find().count(db).await.unwrap(),
        person::Entity::find().count(db).await.unwrap(),
    )
}

/// Who holds seats of Alpha on a day.
async fn holders(portal: &TestPortal, day: NaiveDate) -> Vec<(String, String)> {
    let which = Which::Of(portal.world.boards["alpha"]);
    let rows = seats::rows(portal.state.db.reader(), &which, day).await;
    rows.unwrap()
        .into_iter()
        .map(|row| {
            let holder = row.holder.map(|holder| holder.full_name);
            (row.title, holder.unwrap_or_default())
        })
        .collect()
}

/// Everything but the imports themselves and what goes on by itself.
async fn membership(portal: &TestPortal) -> String {
    let contents = portal.contents().await;
    contents
        .split("\n# ")
        .filter(|table| {
            ["seat:", "appointment:", "person:"]
                .iter()
                .any(|name| table.starts_with(name))
        })
        .collect()
}

/// A row that takes the seat of the member.
fn successor() -> String {
    "\"Seat of member, canary-seat-member\",,,Ada Test,ada@test.example,,,,2026-11-23,,".to_owned()
}

async fn seat_of_member(portal: &TestPortal) -> Vec<Appointment> {
    let seat = portal.world.seats["member"];
    let held = appointments::of_seat(portal.state.db.reader(), seat).await;
    held.unwrap()
}

/// A row that takes the seat of the member next week.
fn next_week() -> String {
    successor().replace("2026-11-23", "2026-11-30")
}

/// Sends a file, decides on its first row and comes back to its page.
async fn decided(
    portal: &TestPortal,
    browser: &mut Browser,
    rows: &[String],
    choice: &str,
) -> Answer {
    let page = checked(portal, browser, &file(rows)).await;
    let chosen = browser
        .submit(&page, "Save choices", &[("row-2", choice)])
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    browser.get(&paths::import(import(&page))).await
}

/// Appoints somebody besides the file, who may take the place of the holder.
async fn appoint(portal: &TestPortal, person: &str, seat: &str) {
    let (seat, person) = (portal.world.seats[seat], portal.world.people[person]);
    let new = NewAppointment::holder(seat, person, portal.state.clock.today());
    let meeting = Meeting {
        replace: true,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let outcome = appointments::appoint(&tx, &state.random, &operator(), at, &new, meeting).await;
    assert!(matches!(outcome, Ok(Appointed::As(_))), "{outcome:?}");
    tx.commit().await.unwrap();
}

/// Ends the time of whoever holds the seat of a member today.
async fn the_holder_leaves(portal: &TestPortal) {
    let held = seat_of_member(portal).await;
    let holder = held.iter().find(|one| one.capacity == Capacity::Holder);
    let ending = Ending {
        appointment: holder.unwrap().id,
        last_day: portal.state.clock.today(),
        reason: EndReason::Other,
        seen: None,
    };
    let (state, at) = (&portal.state, portal.state.clock.now());
    let tx = state.db.begin().await.unwrap();
    let ended = appointments::end(&tx, &state.random, &operator(), at, &ending).await;
    assert_eq!(ended.unwrap(), Ended::Saved);
    tx.commit().await.unwrap();
}

/// Changes the version of a seat, as every change of it does.
async fn change_version(portal: &TestPortal, title: &str, by: i32) {
    let version = Expr::col(seat::Column::Version).add(by);
    let tx = portal.state.db.begin().await.unwrap();
    seat::Entity::update_many()
        .col_expr(seat::Column::Version, version)
        .filter(seat::Column::Title.eq(title))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Waits for something that may take a minute on a slow machine.
async fn eventually_long(mut look: impl AsyncFnMut() -> bool) {
    for _ in 0..6_000 {
        if look().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it did not happen within two minutes");
}
