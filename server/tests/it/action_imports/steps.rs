//! A log taken over, undone and discarded, and by whom.

use app::actions::forms::bulk;

use super::*;
use crate::support::requests;

#[tokio::test]
async fn the_last_import_is_undone_unless_somebody_touched_it() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let before = portal.contents().await;
    let actions_before: Vec<String> = tables(&before);
    let rows = [
        "1,One,Cafcass,2026-01-05,2026-12-04,Open,,",
        "2,Two,Cafcass,2026-01-05,2026-12-04,Open,,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    let done = take_over(&mut browser, &page).await;
    let page = browser.follow(&done).await;
    let unsure = browser.submit(&page, "Undo this import", &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unsure
            .body
            .contains("Confirm that the actions of this import are to be taken away")
    );
    let confirmed = [(field::CONFIRMED, "yes")];
    let undone = browser.submit(&page, "Undo this import", &confirmed).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    // A second click is answered like the first.
    let again = browser.submit(&page, "Undo this import", &confirmed).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(imported(&portal).await.is_empty());
    assert_eq!(tables(&portal.contents().await), actions_before);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);

    // Once more, with other references, and somebody comments on one of them.
    let page = log(&portal, &mut browser, &rows).await;
    let done = take_over(&mut browser, &page).await;
    let page = browser.follow(&done).await;
    let made = imported(&portal).await;
    assert_eq!(made[0].reference, "ALP-2026-006");
    let mut chair = portal.signed_in("chair").await;
    let comment = chair
        .get(&paths::comment_on_action(&made[1].reference))
        .await;
    let said = chair
        .submit(&comment, "Save comment", &[("note", "Noted")])
        .await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
    let before = portal.contents().await;
    let refused = browser.submit(&page, "Undo this import", &confirmed).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(
        refused
            .texts("li")
            .contains(&format!("{}, Two", made[1].reference))
    );
    assert!(
        !refused
            .texts("li")
            .contains(&format!("{}, One", made[0].reference))
    );
    assert_eq!(portal.contents().await, before);
}

/// One of the two comes first, and the other is told so: neither waits for what the
/// other holds.
#[tokio::test]
async fn a_log_is_undone_while_its_actions_are_changed_with_others() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut other = portal
        .signed_in(requests::sender(paths::CHANGE_SEVERAL))
        .await;
    for round in 1..=3 {
        // Only the last one of a board can be undone.
        portal.pass(chrono::TimeDelta::milliseconds(1));
        let rows: Vec<String> = (0..20)
            .map(|row| {
                format!("{round}-{row},Of {round}: {row},Cafcass,2026-01-05,2026-12-04,Open,,")
            })
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let page = log(&portal, &mut browser, &rows).await;
        let done = take_over(&mut browser, &page).await;
        let page = browser.follow(&done).await;
        // The first of them did not come with the log.
        let path = paths::CHANGE_SEVERAL;
        let mut form = requests::good_form(&portal, path, path).await;
        for action in imported(&portal).await {
            if action.title.starts_with(&format!("Of {round}:")) {
                let picked = bulk::picked(&action.reference, action.version);
                form.push((bulk::field::ACTION.to_owned(), picked));
            }
        }
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let confirmed = [(field::CONFIRMED, "yes")];
        let (undone, changed) = tokio::join!(
            browser.submit(&page, "Undo this import", &confirmed),
            other.post(path, &form)
        );
        let outcome = (undone.status, changed.status);
        assert!(
            [
                (StatusCode::SEE_OTHER, StatusCode::CONFLICT),
                (StatusCode::SEE_OTHER, StatusCode::NOT_FOUND),
                (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SEE_OTHER),
            ]
            .contains(&outcome),
            "{outcome:?}"
        );
    }
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
}

/// What there is of actions, but for the numbers that were given.
fn tables(contents: &str) -> Vec<String> {
    contents
        .split("\n# ")
        .filter(|table| {
            ["action:", "action_update:"]
                .iter()
                .any(|name| table.starts_with(name))
        })
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_log_is_taken_over_once_whoever_sends_the_form() {
    let portal = TestPortal::new().await;
    let (mut secretary, mut chair) = (
        portal.signed_in("secretary").await,
        portal.signed_in("chair").await,
    );
    let rows = ["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"];
    let page = log(&portal, &mut secretary, &rows).await;
    let theirs = chair.get(&paths::action_import(id_of(&page))).await;
    let (one, other) = tokio::join!(
        take_over(&mut secretary, &page),
        take_over(&mut chair, &theirs)
    );
    for answer in [&one, &other] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let late = take_over(&mut chair, &theirs).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert_eq!(imported(&portal).await.len(), 1);

    // The same file again holds nothing new.
    let page = log(&portal, &mut secretary, &rows).await;
    assert!(
        page.body.contains("There is nothing to import"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("The log of this board has it as ALP-2026-")
    );
    // Another action of a reference that the log has is refused.
    let other = ["1,Another one,Cafcass,2026-01-05,2026-12-04,Open,,"];
    let page = log(&portal, &mut secretary, &other).await;
    assert!(
        page.body
            .contains("has the reference “1” already, for another action")
    );
}

#[tokio::test]
async fn nothing_is_imported_that_the_page_did_not_show() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = ["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"];
    let page = log(&portal, &mut browser, &rows).await;
    let shown = seal(&portal, id_of(&page)).await;
    // Meanwhile another log brings an action of the same reference.
    let other = log(
        &portal,
        &mut browser,
        &[
            "1,One,Cafcass,2026-01-05,2026-12-04,Open,,",
            "2,Two,Cafcass,2026-01-05,2026-12-04,Open,,",
        ],
    )
    .await;
    take_over(&mut browser, &other).await;
    let before = portal.contents().await;
    let late = take_over(&mut browser, &page).await;
    assert_eq!(
        late.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        late.body
    );
    assert_ne!(seal(&portal, id_of(&page)).await, shown);
    assert_eq!(portal.contents().await, before);
    // What was answered meanwhile puts an older page out of date.
    let page = log(
        &portal,
        &mut browser,
        &["9,Nine,Nobody,2026-01-05,2026-12-04,Open,,"],
    )
    .await;
    let lead = question(&page, "“Nobody”");
    let chair = portal.world.seats["chair"].to_string();
    answer(&mut browser, &page, &[(&lead, &chair)]).await;
    let button = "Save the answers and check again";
    let same = browser.submit(&page, button, &[(&lead, &chair)]).await;
    assert_eq!(same.status, StatusCode::SEE_OTHER);
    let differs = browser.submit(&page, button, &[(&lead, "leave")]).await;
    assert_eq!(differs.status, StatusCode::CONFLICT, "{}", differs.body);
    assert!(differs.body.contains("changed after you opened the page"));
}

#[tokio::test]
async fn a_file_is_discarded_and_its_rows_are_gone() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = log(
        &portal,
        &mut browser,
        &["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"],
    )
    .await;
    let asked = browser
        .get(&paths::discard_action_import(id_of(&page)))
        .await;
    let gone = browser.submit(&asked, "Discard the file", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let db = portal.state.db.reader();
    let import = store::find(db, id_of(&page)).await.unwrap().unwrap();
    assert_eq!(
        (import.file.state, import.file.bytes),
        (ImportState::Discarded, 0)
    );
    assert_eq!(store::rows(db, import.file.id).await.unwrap(), []);
    let file = browser
        .fetch(&paths::action_import_file(import.file.id))
        .await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
    assert_eq!(action_import::Entity::find().count(db).await.unwrap(), 1);
}

#[tokio::test]
async fn only_officers_of_the_board_import_its_log() {
    let portal = TestPortal::new().await;
    let mut secretary = portal.signed_in("secretary").await;
    let page = log(
        &portal,
        &mut secretary,
        &["1,One,Cafcass,2026-01-05,2026-12-04,Open,,"],
    )
    .await;
    let address = paths::action_import(id_of(&page));
    for (person, upload, page) in [
        ("chair", StatusCode::OK, StatusCode::OK),
        ("deputy", StatusCode::OK, StatusCode::OK),
        ("member", StatusCode::FORBIDDEN, StatusCode::NOT_FOUND),
        ("observer", StatusCode::FORBIDDEN, StatusCode::NOT_FOUND),
        ("beta chair", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ("no seat", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
    ] {
        let mut browser = portal.signed_in(person).await;
        let answer = browser.fetch(&paths::import_actions("alpha")).await;
        assert_eq!(answer.status, upload, "{person}");
        assert_eq!(browser.fetch(&address).await.status, page, "{person}");
        let log = browser.fetch(&paths::action_log("alpha")).await;
        let offered = log.links().contains(&paths::import_actions("alpha"));
        assert_eq!(offered, upload == StatusCode::OK, "{person}");
    }
}

#[tokio::test]
async fn a_log_of_many_rows_costs_hardly_more_than_one_of_few() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut costs = Vec::new();
    for (batch, count) in [(0, 2), (1, 400)] {
        let rows: Vec<String> = (0..count)
            .map(|number| {
                format!("{batch}-{number},Do {batch} {number},Cafcass,2026-01-05,2026-12-04,Open,,")
            })
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let page = log(&portal, &mut browser, &rows).await;
        let (answer, count) = portal.statements(take_over(&mut browser, &page)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        costs.push(count);
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(imported(&portal).await.len(), 402);
}
