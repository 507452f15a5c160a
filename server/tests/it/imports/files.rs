//! What is taken away of an import: its rows with their verdicts, the file itself;
//! and files that are discarded.

use app::{
    imports::{forms::field, members::types::TAKE_OVER, types::ImportState},
    paths,
};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    audit,
    db::entities::{audit_event, import_row, member_import},
};

use super::{
    checked, file, found, import, large::spoilt, membership, next_week, row, send, successor,
    take_over,
};
use crate::support::TestPortal;

#[tokio::test]
async fn every_row_is_had_as_a_file_with_what_becomes_of_it() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [row(1), spoilt(2, 3), next_week()];
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    let taken = format!("{}?verdict=replace", paths::import(import(&page)));
    let taken = browser.get(&taken).await;
    browser
        .submit(&taken, "Save choices", &[("row-4", TAKE_OVER)])
        .await;
    let address = paths::import_rows(import(&page));
    let csv = browser.fetch(&format!("{address}?format=csv")).await;
    assert_eq!(csv.status, StatusCode::OK);
    let mut reader = csv::Reader::from_reader(csv.body.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let said: Vec<&str> = head.iter().rev().take(4).collect();
    assert_eq!(
        said,
        [
            "What was chosen",
            "Why",
            "What becomes of it",
            "Row in the file"
        ]
    );
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let last = |line: &csv::StringRecord, back: usize| line[head.len() - back].to_owned();
    let verdicts: Vec<String> = lines.iter().map(|line| last(line, 3)).collect();
    assert_eq!(verdicts, ["New seat", "Needs correcting", "Seat is taken"]);
    assert_eq!(&lines[1][4], "nobody");
    assert!(last(&lines[1], 2).contains("“nobody” is not an email address"));
    assert!(!last(&lines[2], 1).is_empty() && last(&lines[0], 1).is_empty());

    let xlsx = browser.fetch(&format!("{address}?format=xlsx")).await;
    assert_eq!(xlsx.status, StatusCode::OK);
    assert!(xlsx.body.starts_with("PK"));
    let other = browser.fetch(&format!("{address}?format=exe")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_original_is_had_as_it_came_and_opens_nowhere() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let content = file(&[row(1)]);
    let sent = send(
        &portal,
        &mut browser,
        "Members \"2026\".html",
        content.as_bytes(),
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = browser.follow(&sent).await;
    let address = paths::import_file(import(&page));
    assert!(page.links().contains(&address));
    let original = browser.fetch(&address).await;
    assert_eq!(original.body, content);
    for (header, value) in [
        ("content-type", "application/octet-stream"),
        (
            "content-disposition",
            "attachment; filename=\"alpha-members-as-sent.txt\"",
        ),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(original.headers[header], value);
    }
    let policy = original.headers["content-security-policy"].to_str();
    assert!(policy.unwrap().starts_with("sandbox;"));
    let list = browser.get(&paths::import_members("alpha")).await;
    let lines = list.texts("tbody tr");
    let line = lines.last().unwrap();
    assert!(line.contains("1KB") && line.contains("SHA-256"), "{line}");
}

#[tokio::test]
async fn a_file_is_discarded_once_it_is_asked_for_and_nobody_loses_a_seat() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let db = portal.state.db.reader();
    let page = checked(&portal, &mut browser, &file(&[successor(), row(1)])).await;
    let id = import(&page);
    let asked = browser.get(&paths::discard_import(id)).await;
    // It changes before it is discarded.
    browser
        .submit(&page, "Save choices", &[("row-2", TAKE_OVER)])
        .await;
    let before = portal.contents().await;
    let late = browser.submit(&asked, "Discard the file", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    assert!(late.body.contains("changed after you opened the page"));
    let unversioned = browser.post(&paths::discard_import(id), &[]).await;
    assert_eq!(unversioned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.contents().await, before);

    let before = membership(&portal).await;
    let hash = found(&portal, id).await.file.hash;
    for _ in 0..2 {
        let done = browser.submit(&late, "Discard the file", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let list = browser.follow(&done).await;
        assert!(list.body.contains("The file has been discarded"));
        assert!(list.texts("tbody tr").last().unwrap().contains("Deleted"));
    }
    assert_eq!(membership(&portal).await, before);
    let kept = member_import::Entity::find()
        .one(db)
        .await
        .unwrap()
        .unwrap();
    assert!(kept.file.is_empty());
    assert_eq!((kept.state.as_str(), &kept.file_hash), ("discarded", &hash));
    assert_eq!(import_row::Entity::find().count(db).await.unwrap(), 0);
    let noted = audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq("discarded"))
        .all(db)
        .await
        .unwrap();
    assert_eq!(noted.len(), 1);
    assert!(noted[0].after.contains(&hash));
    let page = browser.get(&paths::import(id)).await;
    assert!(page.body.contains("have been deleted"), "{}", page.body);
    assert!(
        page.texts("button")
            .iter()
            .all(|words| !words.starts_with("Import"))
    );
    let gone = browser.fetch(&paths::import_file(id)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let version = kept.version.to_string();
    let taken = browser
        .post(
            &paths::apply_import(id),
            &[(field::VERSION, version.as_str())],
        )
        .await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    let verified = audit::verify(db).await.unwrap();
    assert_eq!(verified.faults, []);
}

#[tokio::test]
async fn a_file_that_was_imported_is_kept_also_once_that_is_undone() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let page = checked(&portal, &mut browser, &file(&[row(1)])).await;
    let asked = browser.get(&paths::discard_import(import(&page))).await;
    let id = import(&page);
    for undo in [false, true] {
        if undo {
            let page = browser.get(&paths::import(id)).await;
            browser
                .submit(&page, "Undo this import", &[(field::CONFIRMED, "yes")])
                .await;
        } else {
            take_over(&mut browser, &page).await;
        }
        let state = found(&portal, id).await.file.state;
        assert_eq!(
            state,
            if undo {
                ImportState::Undone
            } else {
                ImportState::Applied
            }
        );
        let before = portal.contents().await;
        let opened = browser.fetch(&paths::discard_import(id)).await;
        assert_eq!(opened.location(), Some(paths::import(id)));
        let sent = browser.submit(&asked, "Discard the file", &[]).await;
        assert_eq!(sent.location(), Some(paths::import(id)));
        assert_eq!(portal.contents().await, before);
        let page = browser.get(&paths::import(id)).await;
        assert!(!page.links().contains(&paths::discard_import(id)));
        assert!(page.links().contains(&paths::import_file(id)));
    }
}
