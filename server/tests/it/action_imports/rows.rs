//! What is read from an earlier log, and what becomes of its rows.

use super::*;

#[tokio::test]
async fn every_bad_row_is_named_and_nothing_is_imported() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [
        "1,Good,Cafcass,2026-01-05,2026-12-04,Open,,",
        "2,Bad day,Cafcass,2026-01-05,30 February 2026,Open,,",
        "3,Bad words,Cafcass,2026-01-05,next tuesdy,Open,,",
        "4,Twice,Cafcass,2026-01-05,2026-12-04,Open,,",
        "4,Twice again,Cafcass,2026-01-05,2026-12-04,Open,,",
        "6,No date,Cafcass,2026-01-05,,Open,,",
        "7,Named,Cafcass,2026-01-05,2026-12-04,Open,,The child John Smith was told",
        "8,Reversed,Cafcass,2026-05-01,2026-12-04,Closed,2026-04-01,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    let before = portal.contents().await;
    assert!(
        page.body.contains("7 rows need correcting"),
        "{}",
        page.body
    );
    for words in [
        "there is no 30 February",
        "“next tuesdy” is not a date. Write it such as 12 March 2026",
        "Row 6 has the same reference “4”",
        "Row 5 has the same reference “4”",
        "It has no due date",
        "which looks like the name of a child",
        "It was closed on 1 April 2026 and raised later",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let form = [(field::VERSION, "2"), (field::SEEN, "anything")];
    let refused = browser
        .post(&paths::apply_action_import(id_of(&page)), &form)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("7 rows need correcting. Nothing was imported")
    );
    assert_eq!(portal.contents().await, before);
    // One day for all actions without one.
    let columns = browser
        .get(&paths::action_import_columns(id_of(&page)))
        .await;
    let due = [
        ("due-on-day", "1"),
        ("due-on-month", "12"),
        ("due-on-year", "2026"),
    ];
    let page = checked(&mut browser, &columns, &due).await;
    assert!(
        page.body.contains("6 rows need correcting"),
        "{}",
        page.body
    );
    let csv = browser
        .fetch(&paths::action_import_rows(id_of(&page)))
        .await;
    assert!(
        csv.body
            .contains("No due date in the file: due on 1 December 2026")
    );
}

#[tokio::test]
async fn a_file_with_the_number_of_a_case_is_not_kept() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let before = portal.contents().await;
    let file = "Action,Owner\nWrite,Cafcass\nSee BS23C50123,Cafcass\n";
    let refused = send(&portal, &mut browser, "log.csv", file.as_bytes()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("looks like a case number"),
        "{}",
        refused.body
    );
    for (name, file) in [
        ("log.csv", &b""[..]),
        ("log.exe", b"MZ\0\0\0"),
        ("a.csv", b"Action,Owner\n"),
    ] {
        let refused = send(&portal, &mut browser, name, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn dates_in_american_order_are_asked_and_not_guessed() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [
        "1,One,Cafcass,3/4/26,12/25/2026,Open,,",
        "2,Two,Cafcass,2026-01-05,2026-12-04,Open,,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    assert!(
        page.body
            .contains("In which order are dates written in this file?"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("Is “3/4/26” 3 April 2026 or 4 March 2026?")
    );
    assert!(!page.body.contains("Import 1 action"));
    // In the order of the United Kingdom, one of them is no date.
    let page = answer(&mut browser, &page, &[(field::DATES, "day")]).await;
    assert!(page.body.contains("it has no such month"), "{}", page.body);
    // The answer belongs to its file: the next one asks again.
    let page = log(&portal, &mut browser, &rows).await;
    let page = answer(&mut browser, &page, &[(field::DATES, "month")]).await;
    take_over(&mut browser, &page).await;
    let made = imported(&portal).await;
    assert_eq!(made[0].raised_on, day(2026, 3, 4));
    assert_eq!(made[0].due_on, day(2026, 12, 25));
}

#[tokio::test]
async fn a_judge_a_stranger_and_somebody_of_another_board_lead_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let rows = [
        &format!("1,One,{OBSERVER},2026-01-05,2026-12-04,Open,,"),
        "2,Two,Canary-person-beta-member O'Test,2026-01-05,2026-12-04,Open,,",
        "3,Three,Nobody,2026-01-05,2026-12-04,Open,,",
        "4,Four,Ayton,2026-01-05,2026-12-04,Open,,",
        "5,Five,HHJ Nemo,2026-01-05,2026-12-04,Open,,",
    ];
    let page = log(&portal, &mut browser, &rows).await;
    for words in [
        "observes on this board, and observers lead no action",
        "sits on Beta and not on this board",
        "“Nobody” is not the name of a seat, an organisation or a person",
        "“Ayton” has more than one seat on this board",
        "“HHJ Nemo” is a judge",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let observer = portal.world.seats["observer"].to_string();
    assert!(!page.body.contains(&observer));
    // What is not offered is not taken.
    let before = portal.contents().await;
    let name = question(&page, "observers lead no action");
    let refused = browser
        .submit(
            &page,
            "Save the answers and check again",
            &[(&name, &observer)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nothing = browser
        .submit(&page, "Save the answers and check again", &[])
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Answer at least one question"));
    assert_eq!(portal.contents().await, before);
    let member = portal.world.seats["member"].to_string();
    let chair = portal.world.seats["chair"].to_string();
    let answers = [
        (name.clone(), chair.as_str()),
        (question(&page, "sits on Beta"), "leave"),
        (question(&page, "“Nobody”"), member.as_str()),
        (question(&page, "“Ayton”"), member.as_str()),
        (question(&page, "“HHJ Nemo”"), "leave"),
    ];
    let answers: Vec<(&str, &str)> = answers
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let page = answer(&mut browser, &page, &answers).await;
    assert_eq!(import_button(&page), "Import 3 actions");
    assert!(page.body.contains(LogVerdict::LeftOut.label()));
    take_over(&mut browser, &page).await;
    let seats: Vec<String> = imported(&portal)
        .await
        .iter()
        .map(|row| row.seat_id.to_string())
        .collect();
    assert_eq!(seats, [chair, member.clone(), member]);
}

#[tokio::test]
async fn what_was_said_is_remembered_for_the_next_log_of_the_board() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let file = |number: u32| {
        format!("Goal,Chaser,Owner,Finish,Where it is\nWant {number},Nobody,x,2026-12-04,Amber\n")
    };
    let page = sent(&portal, &mut browser, file(1).as_bytes()).await;
    // Nothing says what is to be done: it is asked.
    let refused = browser.submit(&page, "Check the rows", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .body
            .contains("Select the column that says what is to be done")
    );
    let twice = [("column-title", "0"), ("column-lead", "0")];
    let refused = browser.submit(&page, "Check the rows", &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Column A is selected for"),
        "{}",
        refused.body
    );
    let columns = [
        ("column-title", "0"),
        ("column-lead", "1"),
        ("column-due", "3"),
        ("column-status", "4"),
    ];
    let page = checked(&mut browser, &page, &columns).await;
    let member = portal.world.seats["member"].to_string();
    let (lead, status) = (question(&page, "“Nobody”"), question(&page, "“Amber”"));
    let page = answer(
        &mut browser,
        &page,
        &[(&lead, &member), (&status, "blocked")],
    )
    .await;
    assert_eq!(import_button(&page), "Import 1 action");

    // The next one, its columns in another order.
    let next = "Where it is,CHASER,Finish,Goal\namber,nobody,2026-12-05,Want 2\n";
    let page = sent(&portal, &mut browser, next.as_bytes()).await;
    assert!(
        page.body.contains("as your board matched them last time"),
        "{}",
        page.body
    );
    let page = checked(&mut browser, &page, &[]).await;
    assert_eq!(import_button(&page), "Import 1 action");
    take_over(&mut browser, &page).await;
    let made = imported(&portal).await;
    assert_eq!(made[0].title, "Want 2");
    assert_eq!(made[0].status, Status::Blocked.code());
    // Another board has to say it itself.
    let mut other = portal.signed_in("beta chair").await;
    let id = portal.state.random.id(portal.state.clock.now()).to_string();
    let sent = other
        .upload(
            &paths::import_actions("beta"),
            &[(field::IMPORT, &id)],
            "log.csv",
            next.as_bytes(),
        )
        .await;
    let page = other.follow(&sent).await;
    assert!(!page.body.contains("as your board matched them last time"));
}

#[tokio::test]
async fn another_row_or_sheet_is_read_where_the_wrong_one_was_found() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("secretary").await;
    let file = "Action,Owner,Status\nas at,March,2026\nJob,Who,Finish\nWrite,Cafcass,2026-12-04\n";
    let page = sent(&portal, &mut browser, file.as_bytes()).await;
    assert!(page.body.contains("found in row 1"));
    for row in ["x", "0", "9"] {
        let refused = browser
            .submit(&page, "Look there instead", &[(field::HEADER_ROW, row)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{row}");
    }
    let moved = browser
        .submit(&page, "Look there instead", &[(field::HEADER_ROW, "3")])
        .await;
    let page = browser.follow(&moved).await;
    assert!(page.body.contains("found in row 3"), "{}", page.body);
    let columns = [
        ("column-title", "0"),
        ("column-lead", "1"),
        ("column-due", "2"),
    ];
    let page = checked(&mut browser, &page, &columns).await;
    assert_eq!(import_button(&page), "Import 1 action");
}
