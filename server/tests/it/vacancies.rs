//! `/vacancies` in both shapes, and the same as a file.

use app::{
    membership::types::Category,
    paths,
    vacancies::query::{Shape, VacancyQuery},
};
use axum::{
    body::{Body, to_bytes},
    http::{Method, StatusCode, header},
};
use server::sheets::{self, Column, Limits};
use tower::ServiceExt;

use crate::support::{TestPortal, many};

fn list() -> String {
    VacancyQuery::default()
        .shaped(Shape::List)
        .address(paths::VACANCIES)
}

#[tokio::test]
async fn every_vacant_required_seat_in_the_country_is_two_clicks_from_any_page() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("national secretariat").await;
    let work = browser.get(paths::MY_WORK).await;
    assert!(work.links().contains(&paths::VACANCIES.to_owned()));
    let page = browser.get(paths::VACANCIES).await;
    assert_eq!(page.heading(), "Vacancies");
    let way = VacancyQuery::required_gaps().address(paths::VACANCIES);
    assert!(page.links().contains(&way), "{:?}", page.links());
    let page = browser.get(&way).await;
    let seats = page.texts("tbody th");
    assert_eq!(seats, ["Seat of former, canary-seat-former"]);
    assert_eq!(page.texts("caption"), ["1 seat on 23 November 2026"]);
    assert!(page.body.contains("from today, 23 Nov 2026"));
}

#[tokio::test]
async fn who_keeps_members_sees_the_boards_they_keep_and_nobody_else_sees_any() {
    let portal = TestPortal::new().await;
    for (person, boards) in [
        (
            "national secretariat",
            &["Alpha", "Beta", "Family Justice Board"][..],
        ),
        ("chair", &["Alpha"]),
        ("secretary", &["Alpha"]),
        ("beta chair", &["Beta"]),
    ] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(paths::VACANCIES).await;
        assert_eq!(page.texts("tbody th"), boards, "{person}");
        assert_eq!(page.texts("thead th").len(), 18, "{person}");
    }
    for person in ["member", "observer", "policy lead", "no seat"] {
        let mut browser = portal.signed_in(person).await;
        for address in [paths::VACANCIES, paths::VACANCIES_EXPORT] {
            let answer = browser.fetch(address).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{person} {address}");
        }
    }
}

#[tokio::test]
async fn a_cell_says_in_words_how_seats_stand_and_what_the_template_misses() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("national secretariat").await;
    let page = browser.get(paths::VACANCIES).await;
    let cell = |name: &str| format!("tbody td[data-label=\"{name}\"]");
    let services = cell(Category::ChildrensServices.label());
    assert_eq!(
        page.texts(&services)[0],
        "1 filled Vacant since today , Local authority children's services, Alpha"
    );
    // The world's template demands it.
    let police = page.texts(&cell("Police"));
    assert_eq!(police.len(), 3);
    assert!(police[0].starts_with("No seat"), "{police:?}");
    assert!(police[1].starts_with("No seat"), "{police:?}");
    // The template is for local boards.
    assert!(police[2].contains("None"), "{police:?}");
    let page = browser.get(&list()).await;
    assert!(page.body.contains("2 required seats are not even set up"));
}

#[tokio::test]
async fn the_filter_form_keeps_the_shape_and_says_what_is_chosen() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("national secretariat").await;
    let page = browser.get(&list()).await;
    let ayton = portal.world.organisations["ayton"].to_string();
    let found = browser
        .submit(
            &page,
            "Apply filters",
            &[
                ("region", "North East"),
                ("organisation", &ayton),
                ("state", "vacant"),
            ],
        )
        .await;
    assert_eq!(found.texts("tbody th").len(), 1, "{}", found.body);
    let tags = found.texts(".moj-filter__tag");
    assert_eq!(tags.len(), 3, "{tags:?}");
    assert!(tags.iter().any(|tag| tag.ends_with("Ayton")), "{tags:?}");
    let nothing = browser
        .submit(&found, "Apply filters", &[("category", "police")])
        .await;
    assert!(nothing.body.contains("No seats match these filters."));
    let grid = browser.get("/vacancies?region=Nowhere&state=vacant").await;
    assert!(grid.body.contains("No boards match these filters."));
    let all = browser.get(&list()).await;
    assert_eq!(all.texts("[aria-sort]").len(), 4);
}

#[tokio::test]
async fn a_board_without_gaps_says_so() {
    let portal = TestPortal::new().await;
    let mut browser = portal.signed_in("beta chair").await;
    let page = browser.get(&list()).await;
    assert!(
        page.body
            .contains("No seat is vacant, ends soon or is carried over.")
    );
    assert!(page.body.contains("Every required seat is held."));
}

const COLUMNS: &[Column] = &[
    Column {
        key: "board",
        names: &["Board"],
        required: true,
    },
    Column {
        key: "seat",
        names: &["Seat"],
        required: true,
    },
];

#[tokio::test]
async fn a_file_holds_exactly_the_seats_that_the_list_shows() {
    let portal = TestPortal::new().await;
    let (db, random) = (&portal.state.db, &portal.state.random);
    many::add_seats(
        db,
        random,
        crate::support::start(),
        portal.world.boards["beta"],
    )
    .await;
    let browser = portal.signed_in("national secretariat").await;
    for query in [
        "",
        "&category=police",
        "&state=filled",
        "&state=vacant&required=yes&sort=-board",
    ] {
        let page = browser.clone().get(&format!("{}{query}", list())).await;
        let shown: Vec<String> = page.texts("tbody th");
        for format in ["csv", "xlsx"] {
            let address = format!("{}?format={format}{query}", paths::VACANCIES_EXPORT);
            let request = browser.request(Method::GET, &address);
            let request = request.body(Body::empty()).unwrap();
            let answer = portal.router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str();
            assert_eq!(
                disposition.unwrap(),
                format!("attachment; filename=\"vacancies-2026-11-23.{format}\"")
            );
            let file = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let table = sheets::read("vacancies", &file, COLUMNS, &Limits::default()).unwrap();
            let seats: Vec<&str> = table
                .rows
                .iter()
                .map(|row| table.cell(row, "seat").unwrap().text.as_str())
                .collect();
            assert_eq!(seats, shown, "{address}");
        }
    }
}
