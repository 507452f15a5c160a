//! Official figures: the files they come from, and the pages that show them.

use app::{
    ids::PublicationId,
    paths,
    performance::{
        forms::field,
        types::{LEFT_OUT, PublicationState},
    },
};
use sea_orm::EntityTrait;
use server::{db::entities::board_alias, performance::store};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::performance::{HEAD, file, take},
};

const SECRETARIAT: &str = "national secretariat";

/// Sends a file as somebody of the national secretariat does; where it is then.
async fn send(portal: &TestPortal, browser: &mut Browser, file: &str) -> Answer {
    let key = portal.state.random.id(portal.state.clock.now()).to_string();
    let form = [
        (field::KEY, key.as_str()),
        (field::FILE, file),
        (field::TITLE, "Family Court Statistics Quarterly"),
        (field::ADDRESS, ""),
        (field::PUBLISHED_ON.day, "25"),
        (field::PUBLISHED_ON.month, "6"),
        (field::PUBLISHED_ON.year, "2026"),
    ];
    browser.post(paths::IMPORT_FIGURES, &form).await
}

fn id_in(answer: &Answer) -> PublicationId {
    let path = answer.headers["location"].to_str().unwrap();
    PublicationId(path.rsplit('/').next().unwrap().parse().unwrap())
}

async fn found(portal: &TestPortal, id: PublicationId) -> app::performance::types::Publication {
    store::find(portal.state.db.reader(), id)
        .await
        .unwrap()
        .unwrap()
}

async fn version(portal: &TestPortal, id: PublicationId) -> String {
    found(portal, id).await.version.to_string()
}

/// A second person of the national secretariat: the chair of Beta, for this test.
async fn second_person(portal: &TestPortal) -> Browser {
    use server::membership::appointments::{self, Appointed, Meeting, NewAppointment};
    let state = &portal.state;
    let now = state.clock.now();
    let actor = server::audit::Actor {
        person: None,
        name: "tests".to_owned(),
        way: app::actions::types::Way::Page,
    };
    let new = NewAppointment {
        capacity: app::membership::types::Capacity::Deputy,
        ..NewAppointment::holder(
            portal.world.seats["national"],
            portal.world.people["beta chair"],
            state.clock.today(),
        )
    };
    let tx = state.db.begin().await.unwrap();
    let meeting = Meeting {
        replace: false,
        seen: None,
    };
    let outcome = appointments::appoint(&tx, &state.random, &actor, now, &new, meeting).await;
    assert!(matches!(outcome.unwrap(), Appointed::As(_)));
    tx.commit().await.unwrap();
    portal.signed_in("beta chair").await
}

#[tokio::test]
async fn a_file_is_checked_mapped_approved_by_another_and_shown() {
    let portal = TestPortal::new().await;
    let mut first = portal.signed_in(SECRETARIAT).await;
    let text = format!(
        "{HEAD}Public Law,Start,2024,1,ALP,North East,,\"1,234\"\r\n\
         Public Law,Start,2023,1,ALP,North East,,1000\r\n\
         Public Law,Start,2024,1,Nowhere DFJ,North East,,6\r\n\
         Public Law,Start,2024,1,BET,North East,,26wks\r\n\
         Divorce,Start,2024,1,ALP,North East,,9\r\n"
    );
    let answer = send(&portal, &mut first, &text).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let id = id_in(&answer);
    let page = first.get(&paths::publication(id)).await;
    for words in [
        "Nowhere DFJ",
        "26wks",
        "Divorce: 1 row",
        "cannot be approved until",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }

    // An unknown label stops it for everybody.
    let mut second = second_person(&portal).await;
    let before = portal.contents().await;
    let form = [(field::VERSION, version(&portal, id).await)];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let answer = second.post(&paths::approve_publication(id), &form).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert_eq!(portal.contents().await, before);

    let seen = version(&portal, id).await;
    let label = field::label(0);
    let form = [(field::VERSION, seen.as_str()), (label.as_str(), LEFT_OUT)];
    let answer = first.post(&paths::map_labels(id), &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);

    // Whoever uploads a file does not approve it.
    let seen = version(&portal, id).await;
    let form = [(field::VERSION, seen.as_str())];
    let answer = first.post(&paths::approve_publication(id), &form).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(
        answer
            .body
            .contains("Another person of the national secretariat")
    );
    let answer = second.post(&paths::approve_publication(id), &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(found(&portal, id).await.state, PublicationState::Applied);

    // Anybody who is signed in reads it, with both names of the quarter.
    let mut stranger = portal.signed_in("no seat").await;
    let page = stranger.get(&paths::performance("alpha")).await;
    for words in [
        "1,234",
        "234 more",
        "Q1 2024 by calendar year, Q4 2023-24 by financial year",
        "Family Court Statistics Quarterly",
        "published 25 June 2026",
        "Not available for this board",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    // What is missing is not available, and never zero.
    let page = stranger.get(&paths::performance("beta")).await;
    assert!(page.body.contains("Not available"), "{}", page.body);
    let all = stranger.get(paths::PERFORMANCE).await;
    assert!(all.body.contains("1,234") && all.body.contains("Not available"));

    // The series as a file holds the file's figures.
    let chart = format!(
        "{}?series=moj_public_started",
        paths::performance_chart_export("alpha")
    );
    let csv = stranger.fetch(&chart).await.body;
    assert!(
        csv.contains("2024-01-01,2024-03-31,Q1 2024,Q4 2023-24,1234,1234,"),
        "{csv}"
    );
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let portal = TestPortal::new().await;
    take(&portal, "First", &file("ALP", "100"), true).await;
    let mut browser = portal.signed_in(SECRETARIAT).await;
    let answer = send(&portal, &mut browser, &file("ALP", "100")).await;
    let page = browser.get(&paths::publication(id_in(&answer))).await;
    assert!(
        page.body.contains("There is nothing to load"),
        "{}",
        page.body
    );
    let report = found(&portal, id_in(&answer)).await.report;
    assert_eq!((report.new, report.changed, report.unchanged), (0, 0, 1));
}

#[tokio::test]
async fn a_revised_figure_keeps_the_old_one_with_its_date_and_comes_back_when_undone() {
    let portal = TestPortal::new().await;
    let first = take(&portal, "First", &file("ALP", "100"), true).await;
    let second = take(&portal, "Second", &file("ALP", "90"), true).await;
    let mut browser = portal.signed_in(SECRETARIAT).await;
    let chart = format!(
        "{}?series=moj_public_started",
        paths::performance_chart("alpha")
    );
    let page = browser.get(&chart).await;
    let words = "January to March 2024: 100 until 23 November 2026, now 90";
    assert!(page.body.contains(words), "{}", page.body);

    let undo = async |browser: &mut Browser, id: PublicationId| {
        let version = version(&portal, id).await;
        let form = [
            (field::VERSION, version.as_str()),
            (field::CONFIRMED, "yes"),
        ];
        browser.post(&paths::undo_publication(id), &form).await
    };
    let before = portal.contents().await;
    let answer = undo(&mut browser, first).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert_eq!(portal.contents().await, before);
    let answer = undo(&mut browser, second).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.get(&chart).await;
    assert!(page.body.contains("100") && !page.body.contains("Revised figures"));
    let answer = undo(&mut browser, first).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.get(&chart).await;
    assert!(
        page.body.contains("Not available for this board"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_says_why_and_leaves_nothing() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in(SECRETARIAT).await;
    let before = portal.contents().await;
    for (file, words) in [
        (
            "<html><body>Not a workbook</body></html>",
            "must be a CSV, XLSX or ODS file",
        ),
        (
            "name,email\r\nPat,pat@example.org\r\n",
            "none of the layouts that are read",
        ),
        (
            "DFJ area,Q1 2024,Q2 2024\r\nALP,30,31\r\n",
            "does not say whether its quarters",
        ),
        (HEAD, "has no rows"),
    ] {
        let answer = send(&portal, &mut browser, file).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    let answer = send(&portal, &mut browser, &file("Case ZE24C00123", "5")).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains("looks like"), "{}", answer.body);
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn a_header_in_row_seven_is_found_and_a_label_of_two_areas_is_asked_for() {
    let portal = TestPortal::new().await;
    let state = &portal.state;
    let tx = state.db.begin().await.unwrap();
    for board in ["alpha", "beta"] {
        let alias = board_alias::Model {
            id: state.random.id(state.clock.now()),
            board_id: portal.world.boards[board].0,
            source: "tests".to_owned(),
            label: "Both towns".to_owned(),
        };
        board_alias::Entity::insert(board_alias::ActiveModel::from(alias))
            .exec_without_returning(&tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let low = "Care application duration history\r\n\r\nProduced by Cafcass\r\n\r\nWhole weeks\r\n\
               \r\nDFJ area,Q1 2024-25,Q2 2024-25\r\nALP,30,28\r\nBoth towns,31,32\r\n";
    let id = take(&portal, "Weeks", low, true).await;
    let file = found(&portal, id).await;
    assert_eq!(
        (file.state, file.report.rows),
        (PublicationState::Checked, 2)
    );
    let unknown: Vec<&str> = file
        .report
        .unknown
        .iter()
        .map(|(label, _)| label.label.as_str())
        .collect();
    assert_eq!(unknown, ["Both towns"]);
    let figures = store::figures(state.db.reader(), ["dfj:ALP".to_owned()], None).await;
    assert!(figures.unwrap().is_empty(), "nothing is loaded before that");
}

#[tokio::test]
async fn what_would_change_has_to_be_what_was_shown() {
    let portal = TestPortal::new().await;
    let waiting = take(&portal, "Waits", &file("ALP", "70"), false).await;
    let seen = version(&portal, waiting).await;
    take(&portal, "Meanwhile", &file("ALP", "60"), true).await;
    let mut browser = portal.signed_in(SECRETARIAT).await;
    let form = [(field::VERSION, seen.as_str())];
    let answer = browser
        .post(&paths::approve_publication(waiting), &form)
        .await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(
        answer.body.contains("no longer what was shown"),
        "{}",
        answer.body
    );
    let now = found(&portal, waiting).await;
    assert_eq!((now.report.new, now.report.changed), (0, 1));
    let seen = now.version.to_string();
    let form = [(field::VERSION, seen.as_str())];
    let answer = browser
        .post(&paths::approve_publication(waiting), &form)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

#[tokio::test]
async fn bands_and_targets_are_settings() {
    let portal = TestPortal::new().await;
    let wide = "DFJ area,Q1 2024-25,Q2 2024-25\r\nALP,30,28\r\nEngland,40,41\r\n";
    take(&portal, "Weeks", wide, true).await;
    let mut browser = portal.signed_in(SECRETARIAT).await;
    let page = browser.get(&paths::performance("alpha")).await;
    for words in ["28 weeks", "2 weeks above the target", "Amber", "41 weeks"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let form = [
        (field::SERIES, "cafcass_duration"),
        (field::VERSION, "1"),
        (field::TARGET, "30"),
        (field::AMBER, "29"),
        (field::RED, "33"),
    ];
    let answer = browser.post(paths::PERFORMANCE_SETTINGS, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.get(&paths::performance("alpha")).await;
    assert!(
        page.body.contains("2 weeks below the target"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Green"), "{}", page.body);
    // Somebody who saw it as it was before is told.
    let stale = [form[0], form[1], (field::TARGET, "20"), form[3], form[4]];
    let answer = browser.post(paths::PERFORMANCE_SETTINGS, &stale).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
}

/// Each sample of the repository is read, and its figures come back from the
/// database as the file has them.
#[tokio::test]
async fn a_file_comes_back_as_its_figures() {
    let portal = TestPortal::new().await;
    let text = format!(
        "{HEAD}{}",
        (1..=4)
            .map(|quarter| format!(
                "Private Law,End,2023,{quarter},ALP,x,,{}\r\n",
                quarter * 1_111
            ))
            .collect::<String>()
    );
    take(&portal, "Round", &text, true).await;
    let db = portal.state.db.reader();
    let figures = store::figures(db, ["dfj:ALP".to_owned()], None)
        .await
        .unwrap();
    let values: Vec<f64> = figures
        .iter()
        .filter_map(|figure| figure.amount.value)
        .collect();
    assert_eq!(values, [1_111.0, 2_222.0, 3_333.0, 4_444.0]);
}

/// How long 500,000 rows take, and how much memory: asked for by name only.
#[tokio::test]
#[ignore = "a measurement, not a test: run it alone"]
async fn half_a_million_rows() {
    use std::fmt::Write;
    let portal = TestPortal::new().await;
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<u64>()
            .unwrap()
            / 1024
    };
    let mut text = HEAD.to_owned();
    let mut rows = 0;
    'rows: for year in 2011..=2026 {
        for quarter in 1..=4 {
            for area in 0..43 {
                for (category, stage) in [
                    ("Public Law", "Start"),
                    ("Public Law", "End"),
                    ("Private Law", "Start"),
                    ("Private Law", "End"),
                ] {
                    for region in 0..46 {
                        let cases = (area * 7 + region * 3 + quarter) % 97;
                        write!(text, "{category},{stage},{year},{quarter},Area {area} DFJ,Part {region},,{cases}\r\n").unwrap();
                        rows += 1;
                        if rows == 500_000 {
                            break 'rows;
                        }
                    }
                }
            }
        }
    }
    let (state, now) = (&portal.state, portal.state.clock.now());
    let actor = server::audit::Actor {
        person: None,
        name: "tests".to_owned(),
        way: app::actions::types::Way::Page,
    };
    // The areas are mapped to councils' countries: only reading and writing counts.
    let bytes = text.into_bytes();
    println!(
        "{rows} rows, {} MB; memory before {} MB",
        bytes.len() / 1_048_576,
        peak()
    );
    let whole = server::performance::Whole {
        id: PublicationId(state.random.id(now)),
        title: "Half a million",
        address: "",
        published_on: state.clock.today(),
        file_name: "dfj.csv",
        bytes: &bytes,
        fictional: true,
    };
    let begun = std::time::Instant::now();
    let tx = state.db.begin().await.unwrap();
    let (random, today) = (&state.random, state.clock.today());
    server::performance::take(&tx, random, &actor, (now, today), &whole, false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    println!("checked in {:?}; peak {} MB", begun.elapsed(), peak());
    for area in 0..43 {
        let code = format!("dfj:X{area}");
        let label = format!("Area {area} DFJ");
        let tx = state.db.begin().await.unwrap();
        let named = (
            app::performance::catalogue::Publisher::Moj,
            app::performance::types::AreaKind::Dfj,
            label.as_str(),
        );
        store::map(&tx, random, &actor, now, named, &code)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let begun = std::time::Instant::now();
    let whole = server::performance::Whole {
        id: PublicationId(state.random.id(now)),
        ..whole
    };
    let tx = state.db.begin().await.unwrap();
    server::performance::take(&tx, random, &actor, (now, today), &whole, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let file = found(&portal, whole.id).await;
    println!(
        "checked and loaded {} figures from {} rows in {:?}; peak {} MB",
        file.report.new,
        file.report.rows,
        begun.elapsed(),
        peak()
    );
    assert_eq!(file.state, PublicationState::Applied);
}
