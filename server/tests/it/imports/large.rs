//! Files of thousands of rows.

use app::{
    imports::{
        forms::field,
        members::types::Verdict,
        types::{ImportState, LEAVE},
    },
    paths,
};
use axum::http::StatusCode;
use server::{
    audit,
    imports::members::{
        apply::{self, Applied},
        store,
    },
};

use super::{
    CATEGORIES, change_version, checked, counts, decided, eventually_long, file, found, holders,
    import, membership, next_week, row, send, take_over, the_holder_leaves,
};
use crate::support::{TestPortal, eventually, many::operator};

/// Twelve ways to be wrong, each another.
pub(super) fn spoilt(number: usize, way: usize) -> String {
    let good = row(number);
    match way {
        0 => good.replace("2026-09-01", "2026-02-30"),
        1 => good.replace("2026-09-01", "soon"),
        2 => good.replace("31/08/2029", "31/08/2020"),
        3 => good.replace(&format!("person{number}@test.example"), "nobody"),
        4 => good.replace(&format!("Person {number} Test"), ""),
        5 => good.replace("Cafcass,Person", "Nowhere,Person"),
        6 => good.replace(CATEGORIES[number % CATEGORIES.len()], "Sailors"),
        7 => good.replace("Head,,,", "Head,Admiral,,"),
        8 => good.replace("Head,,,", "Head,,Passenger,"),
        9 => good.replace("Nominated by the organisation", "By lot"),
        10 => good.replace(&format!("Person {number} Test"), &"n".repeat(301)),
        _ => good.replace(&format!("Seat {number},"), ","),
    }
}

#[tokio::test]
async fn of_ten_thousand_rows_the_137_bad_ones_are_reported_and_nothing_is_written() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut rows: Vec<String> = (0..10_000).map(row).collect();
    let bad: Vec<usize> = (0..137).map(|place| place * 71 + 5).collect();
    for (place, number) in bad.iter().enumerate() {
        rows[*number] = spoilt(*number, place % 12);
    }
    let before = membership(&portal).await;
    let content = file(&rows);
    let sent = send(&portal, &mut browser, "members.csv", content.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // The page can be left and come back to while it is checked.
    let page = browser.get(&sent.location().unwrap()).await;
    if page.headers.contains_key("refresh") {
        assert!(page.body.contains("of 10,000 rows"), "{}", page.body);
        assert_eq!(page.texts("progress").len(), 1);
    }
    let id = import(&page);
    eventually_long(async || found(&portal, id).await.file.state == ImportState::Checked).await;
    let rows = store::all_rows(portal.state.db.reader(), id, Some(Verdict::Bad))
        .await
        .unwrap();
    let numbers: Vec<usize> = rows
        .iter()
        .map(|row| usize::try_from(row.number).unwrap())
        .collect();
    // The header is the first row.
    let expected: Vec<usize> = bad.iter().map(|number| number + 2).collect();
    assert_eq!(numbers, expected);
    assert!(rows.iter().all(|row| !row.reason.is_empty()));
    let page = browser.get(&paths::import(id)).await;
    assert!(
        page.body.contains("137 rows need correcting"),
        "{}",
        page.body
    );
    assert_eq!(page.texts("tbody tr").len(), 50);
    let next = page
        .links()
        .into_iter()
        .find(|link| link.contains("after="))
        .unwrap();
    assert_eq!(browser.get(&next).await.texts("tbody tr").len(), 50);
    let errors = browser.fetch(&paths::import_errors(id)).await;
    assert_eq!(errors.body.lines().count(), 138);
    let refused = browser
        .post(&paths::apply_import(id), &[(field::VERSION, "1")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(membership(&portal).await, before);
}

#[tokio::test]
async fn a_large_file_is_taken_over_and_undone_while_nobody_waits() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    // More than are worked on while somebody waits.
    let rows: Vec<String> = (0..600).map(row).collect();
    let (seats, people) = counts(&portal).await;
    let sent = send(&portal, &mut browser, "members.csv", file(&rows).as_bytes()).await;
    let address = sent.location().unwrap();
    let page = eventually(async || {
        let page = browser.get(&address).await;
        (!page.headers.contains_key("refresh")).then_some(page)
    })
    .await;
    let answer = take_over(&mut browser, &page).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id = import(&page);
    eventually_long(async || found(&portal, id).await.file.state == ImportState::Applied).await;
    let added = rows.len() as u64;
    assert_eq!(counts(&portal).await, (seats + added, people + added));
    eventually_long(async || !portal.state.imports.is_at_work(id)).await;
    let page = browser.get(&address).await;
    // What stands in the way is said before anything begins.
    change_version(&portal, "Seat 7", 1).await;
    let refused = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("li").contains(&"Seat 7".to_owned()));
    change_version(&portal, "Seat 7", -1).await;
    let answer = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    eventually_long(async || found(&portal, id).await.file.state == ImportState::Undone).await;
    assert_eq!(counts(&portal).await, (seats + added, people + added));
    let held = holders(&portal, portal.state.clock.today()).await;
    assert!(held.iter().all(|(title, _)| title != "Seat 7"));
}

#[tokio::test]
async fn whoever_left_a_large_file_to_be_taken_over_is_told_that_it_was_not() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows: Vec<String> = std::iter::once(next_week())
        .chain((0..600).map(row))
        .collect();
    let page = decided(&portal, &mut browser, &rows, LEAVE).await;
    the_holder_leaves(&portal).await;
    let before = membership(&portal).await;
    let answer = take_over(&mut browser, &page).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id = import(&page);
    eventually_long(async || !portal.state.imports.is_at_work(id)).await;
    assert_eq!(membership(&portal).await, before);
    let page = browser.get(&paths::import(id)).await;
    let warned = page.texts(".govuk-warning-text__text");
    assert!(warned[0].contains("nothing was imported"), "{warned:?}");
    // What was shown may be taken over, and then nothing is said any more.
    take_over(&mut browser, &page).await;
    eventually_long(async || found(&portal, id).await.file.state == ImportState::Applied).await;
    eventually_long(async || !portal.state.imports.is_at_work(id)).await;
    let page = browser.get(&paths::import(id)).await;
    assert!(page.texts(".govuk-warning-text__text").is_empty());
}

/// What it costs to take a file with so many new members over, in statements.
async fn statements_for(rows: usize) -> u64 {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows: Vec<String> = (0..rows).map(row).collect();
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    let import = found(&portal, import(&page)).await;
    let (outcome, count) = portal
        .statements(apply::apply(&portal.state, &operator(), &import))
        .await;
    assert_eq!(outcome.unwrap(), Applied::Saved);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
    count
}

#[tokio::test]
async fn taking_a_file_over_costs_as_much_for_ten_rows_as_for_five_hundred() {
    let few = statements_for(10).await;
    assert_eq!(statements_for(500).await, few);
    // Another statement for each of what is written and looked up.
    let more = statements_for(501).await - few;
    assert!((1..=12).contains(&more), "{more}");
}

/// What the process has had in memory at most, in MiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// Run it alone: `cargo test -p server --test it -- --ignored --nocapture ten_thousand`.
#[tokio::test]
#[ignore = "a measurement"]
async fn ten_thousand_members_are_measured_as_they_go_in_and_out() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows: Vec<String> = (0..10_000).map(row).collect();
    let content = file(&rows);
    let (seats, people) = counts(&portal).await;
    let mut since = std::time::Instant::now();
    let mut said = |what: &str| {
        let took = since.elapsed();
        println!("{what}: {took:.2?}, at most {} MiB so far", most_memory());
        since = std::time::Instant::now();
    };
    said("before");
    let mut first = None;
    for _ in 0..2 {
        let sent = send(&portal, &mut browser, "members.csv", content.as_bytes()).await;
        let address = sent.location().unwrap();
        let id = import(&browser.get(&address).await);
        eventually_long(async || found(&portal, id).await.file.state == ImportState::Checked).await;
        said("checked");
        let page = browser.get(&address).await;
        if first.is_some() {
            assert!(page.body.contains("There is nothing to import"));
            continue;
        }
        first = Some(id);
        take_over(&mut browser, &page).await;
        eventually_long(async || found(&portal, id).await.file.state == ImportState::Applied).await;
        said("imported");
    }
    assert_eq!(counts(&portal).await, (seats + 10_000, people + 10_000));
    let id = first.unwrap();
    let page = browser.get(&paths::import(id)).await;
    said("looked at");
    let undone = browser
        .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
        .await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    eventually_long(async || found(&portal, id).await.file.state == ImportState::Undone).await;
    said("undone");
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
}
