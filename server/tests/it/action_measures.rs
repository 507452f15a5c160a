//! Actions that are meant to move a measure.

use app::{
    actions::{forms::field, measured::Target},
    paths,
    performance::catalogue::Series,
    pilots::types::Stage,
};
use axum::http::StatusCode;
use chrono::TimeDelta;

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{
        performance::{HEAD, take},
        pilots::made,
    },
};

const SERIES: &str = "moj_public_started";

fn code() -> String {
    Target::Official(Series::find(SERIES).unwrap()).code()
}

fn chart() -> String {
    format!("{}?series={SERIES}", paths::performance_chart("alpha"))
}

/// Loads figures of Alpha: year, quarter of the calendar, cases.
async fn load(portal: &TestPortal, title: &str, figures: &[(i32, u32, u32)]) {
    let lines = figures.iter().map(|(year, quarter, cases)| {
        format!("Public Law,Start,{year},{quarter},ALP,North West,,{cases}\r\n")
    });
    let file = format!("{HEAD}{}", lines.collect::<String>());
    take(portal, title, &file, true).await;
}

/// The rows of the table of figures, in words.
fn table(page: &Answer) -> Vec<String> {
    let cells = page.texts("main table tbody tr th, main table tbody tr td");
    cells.chunks(3).map(|row| row.join(" | ")).collect()
}

/// Raises an action for the measure as the chair, from the page of the figures.
async fn raise(portal: &TestPortal, chair: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let page = chair.get(&chart()).await;
    let raise = page.links().into_iter().find(|link| {
        let form = paths::raise_action("alpha");
        link.starts_with(&form)
    });
    let form = chair.get(&raise.unwrap()).await;
    let seat = portal.world.seats["member"].to_string();
    let mut all = vec![
        (field::TITLE, "Meet families earlier"),
        (field::DONE, "Fewer cases start"),
        (field::SEAT, seat.as_str()),
        (field::DUE.day, "1"),
        (field::DUE.month, "12"),
        (field::DUE.year, "2026"),
    ];
    all.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
    all.extend(fields);
    chair.submit(&form, "Raise the action", &all).await
}

#[tokio::test]
async fn a_closed_action_shows_the_figure_before_and_after() {
    let portal = TestPortal::new().await;
    let early = [(2026, 1, 100), (2026, 2, 90), (2026, 3, 85)];
    load(&portal, "Early figures", &early).await;
    let mut chair = portal.signed_in("chair").await;
    let raised = raise(&portal, &mut chair, &[]).await;
    assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);

    // Both lead to each other.
    let page = chair.get(&chart()).await;
    let link = page
        .links()
        .into_iter()
        .find(|link| link.starts_with("/actions/ALP"));
    let address = link.unwrap();
    let page = chair.get(&address).await;
    let figures = paths::performance_chart("alpha");
    assert!(page.links().iter().any(|link| link.starts_with(&figures)));
    assert!(page.body.contains("From a measure"));
    assert!(page.body.contains("These figures are fictional"));
    assert_eq!(
        table(&page),
        [
            "Before it was raised | July to September 2026 | 85",
            "Now | No figure of a whole period after it yet | Not available",
        ]
    );

    let form = chair.get(&format!("{address}/update")).await;
    let fields = [
        ("status", "closed"),
        ("note", "Families are met in the first week."),
    ];
    let closed = chair.submit(&form, "Save update", &fields).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
    let after = |page: &Answer| table(page).pop().unwrap();
    assert_eq!(
        after(&chair.get(&address).await),
        "After it was closed | No figure of a whole period after it yet | Not available"
    );

    // The quarter in which it was open and closed belongs to neither side.
    portal.pass(TimeDelta::days(200));
    load(&portal, "Later figures", &[(2026, 4, 80), (2027, 1, 70)]).await;
    let mut chair = portal.signed_in("chair").await;
    let page = chair.get(&address).await;
    assert_eq!(
        table(&page),
        [
            "Before it was raised | July to September 2026 | 85",
            "After it was closed | January to March 2027 | 70",
        ]
    );
    assert!(page.body.contains("Difference: 15 less."), "{}", page.body);
}

#[tokio::test]
async fn only_a_measure_of_the_board_is_taken() {
    let portal = TestPortal::new().await;
    load(&portal, "Figures", &[(2026, 3, 85)]).await;
    let mut chair = portal.signed_in("chair").await;
    let nowhere = Target::Pilot(portal.state.random.id(portal.state.clock.now())).code();
    let national = Target::Official(Series::find("moj_care_mean").unwrap()).code();
    for measure in ["nonsense", nowhere.as_str(), national.as_str()] {
        let before = portal.contents().await;
        let refused = raise(&portal, &mut chair, &[(field::MEASURE, measure)]).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{measure}"
        );
        assert!(refused.body.contains("Select a measure from the list"));
        assert!(refused.body.contains("Meet families earlier"));
        assert_eq!(portal.contents().await, before);
    }
    let raised = raise(&portal, &mut chair, &[(field::MEASURE, &code())]).await;
    assert_eq!(raised.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_measure_of_a_pilot_and_its_actions_lead_to_each_other() {
    let portal = TestPortal::new().await;
    let pilot = made(&portal, Stage::Live).await;
    let reference = portal.world.actions["ayton due"].clone();
    let mut chair = portal.signed_in("chair").await;
    let form = chair.get(&paths::change_action(&reference)).await;
    let measure = Target::Pilot(pilot.measure).code();
    let saved = chair
        .submit(&form, "Save", &[(field::MEASURE, &measure)])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = chair.get(&paths::action(&reference)).await;
    let address = paths::pilot_measure(pilot.measure);
    assert!(page.links().contains(&address));
    assert!(page.body.contains("A pilot of a test"));
    assert!(
        page.body
            .contains("The measure it is meant to move was chosen.")
    );

    // The form keeps it, and takes it away.
    let form = chair.get(&paths::change_action(&reference)).await;
    assert_eq!(
        form.texts("#measure option[selected]"),
        ["A pilot of a test: Reports in time"]
    );
    let here = paths::action(&reference);
    assert!(chair.get(&address).await.links().contains(&here));
    // Members of another board read the pilot, and nothing of the actions of this one.
    let mut stranger = portal.signed_in("beta member").await;
    let page = stranger.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(&reference));
    let saved = chair.submit(&form, "Save", &[(field::MEASURE, "")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(!chair.get(&here).await.links().contains(&address));
}
