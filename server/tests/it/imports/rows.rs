//! What becomes of the rows of a file.

use app::{imports::forms::field, paths};
use axum::http::StatusCode;
use chrono::NaiveDate;
use server::{
    audit,
    sheets::{Export, ExportColumn, Value, write_xlsx},
};

use super::{checked, file, holders, import, membership, row, send, take_over};
use crate::support::TestPortal;

#[tokio::test]
async fn forty_members_go_in_once_the_three_bad_rows_are_mended() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let mut rows: Vec<String> = (1..=40).map(row).collect();
    let good = rows.clone();
    rows[4] = rows[4].replace("2026-09-01", "31/02/2026");
    rows[9] = rows[9].replace("person10@test.example", "person10");
    rows[14] = rows[14].replace("Cafcass,Person", "Nowhere council,Person");
    let before = membership(&portal).await;
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    assert!(
        page.body.contains("3 rows need correcting"),
        "{}",
        page.body
    );
    assert!(page.texts("li").contains(&"New seat (37)".to_owned()));
    assert!(
        page.texts("button")
            .iter()
            .all(|words| !words.starts_with("Import"))
    );
    for (number, reason) in [
        ("6", "“31/02/2026” is not understood as the first day"),
        ("11", "“person10” is not an email address"),
        (
            "16",
            "The register has no organisation called “Nowhere council”",
        ),
    ] {
        let lines = page.texts("tbody tr");
        let line = lines.iter().find(|line| line.starts_with(number)).unwrap();
        assert!(line.contains(reason), "{line}");
    }
    // Nothing is taken over of a file with bad rows, whatever is sent.
    let address = paths::apply_import(import(&page));
    let refused = browser.post(&address, &[(field::VERSION, "1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.title().starts_with("Error: "));
    let errors = browser.fetch(&paths::import_errors(import(&page))).await;
    assert_eq!(errors.status, StatusCode::OK);
    let mut reader =
        csv::Reader::from_reader(errors.body.trim_start_matches('\u{feff}').as_bytes());
    let bad: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(bad.len(), 3);
    assert_eq!((&bad[0][8], &bad[0][13]), ("31/02/2026", "6"));
    assert_eq!(membership(&portal).await, before);

    let page = checked(&portal, &mut browser, &file(&good)).await;
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.follow(&done).await;
    assert!(page.body.contains("The members have been imported"));
    let held = holders(&portal, portal.state.clock.today()).await;
    assert!(held.contains(&("Seat 40".to_owned(), "Person 40 Test".to_owned())));
    assert_eq!(
        held.iter()
            .filter(|(title, _)| title.starts_with("Seat ") && !title.contains("canary"))
            .count(),
        40
    );

    // The same file again changes nothing.
    let before = membership(&portal).await;
    let page = checked(&portal, &mut browser, &file(&good)).await;
    assert!(
        page.texts("li")
            .iter()
            .any(|line| line.starts_with("No change (40)")),
        "{}",
        page.body
    );
    assert!(page.body.contains("There is nothing to import"));
    let nothing = browser
        .post(
            &paths::apply_import(import(&page)),
            &[(field::VERSION, "1")],
        )
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(membership(&portal).await, before);
    let verified = audit::verify(portal.state.db.reader()).await.unwrap();
    assert_eq!(verified.faults, []);
}

#[tokio::test]
async fn the_portal_s_own_file_of_members_changes_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    for format in ["csv", "xlsx"] {
        let address = format!("{}?format={format}", paths::members_export("alpha"));
        let request = browser
            .request(axum::http::Method::GET, &address)
            .body(axum::body::Body::empty())
            .unwrap();
        use tower::ServiceExt;
        let answer = portal.router.clone().oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .unwrap();
        let sent = send(&portal, &mut browser, "members", &bytes).await;
        let page = browser.follow(&sent).await;
        assert!(
            page.body.contains("There is nothing to import"),
            "{format}: {}",
            page.body
        );
    }
}

#[tokio::test]
async fn names_that_look_like_formulas_and_names_of_every_script_round_trip() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let names = [
        "=cmd|' /C calc'!A0",
        "سارة الحسن",
        "Zoe\u{308} O\u{301}’Ne\u{301}ill",
        "@SUM(1+1)",
    ];
    let rows: Vec<Vec<Value>> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            [
                format!("Seat {number}"),
                "Health".to_owned(),
                (*name).to_owned(),
                format!("person{number}@test.example"),
            ]
            .into_iter()
            .map(Value::Text)
            .chain([Value::Date(NaiveDate::from_ymd_opt(2026, 9, 1).unwrap())])
            .collect()
        })
        .collect();
    let export = Export {
        title: "Members".to_owned(),
        columns: ["Seat", "Category", "Full name", "Email", "From"]
            .map(|name| ExportColumn {
                name: name.to_owned(),
            })
            .into(),
        rows,
        about: Vec::new(),
    };
    // Days are typed: Excel counts them from 1900.
    let file = write_xlsx(&export, portal.state.clock.now()).unwrap();
    let sent = send(&portal, &mut browser, "members.xlsx", &file).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = browser.follow(&sent).await;
    assert!(page.body.contains("1 September 2026"), "{}", page.body);
    let done = take_over(&mut browser, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let list = browser
        .fetch(&format!("{}?format=csv", paths::members_export("alpha")))
        .await;
    let mut reader = csv::Reader::from_reader(list.body.trim_start_matches('\u{feff}').as_bytes());
    let mut cells = Vec::new();
    for record in reader.records() {
        cells.extend(record.unwrap().iter().map(str::to_owned));
    }
    for name in names {
        let tidied = app::wording::tidied(name);
        let protected = format!("'{tidied}");
        assert!(
            cells.contains(&tidied) || cells.contains(&protected),
            "{name}"
        );
        assert!(
            !name.starts_with(['=', '@']) || cells.contains(&protected),
            "{name}"
        );
    }
    let again = send(&portal, &mut browser, "members.csv", list.body.as_bytes()).await;
    let page = browser.follow(&again).await;
    assert!(
        page.body.contains("There is nothing to import"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn names_longer_than_three_hundred_are_bad_rows() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [300, 301]
        .map(|length| row(length).replace(&format!("Person {length} Test"), &"ÿ".repeat(length)));
    let page = checked(&portal, &mut browser, &file(&rows)).await;
    assert!(
        page.body.contains("1 row needs correcting"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("The full name must be 300 characters or less")
    );
}
