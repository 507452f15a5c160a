//! Official figures as the comparator of a measure: who chooses them, what is refused, and
//! what the page and the file say of them.

use app::{
    paths,
    pilots::{
        forms::{With, field},
        rules::{Act, months_before},
        types::{Better, Capacity, Frequency, Pilot, Stage, Unit},
    },
};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    db::entities::{audit_event, figure, measure_comparator},
    pilots::store,
};
use uuid::Uuid;

use crate::support::{
    Browser, TestPortal,
    requests::{
        performance::take,
        pilots::{Keeper, month, new_site, of, share},
    },
};

/// Two areas and England by quarters of the financial year; the Ministry's figures are of
/// England and Wales, by quarters of the calendar year.
const CAFCASS: &str = "DFJ area,Q4 2025-26,Q1 2026-27\r\nALP,31,32\r\nBET,47,45\r\n\
                       Wales,28,29\r\nEngland,39,38\r\n";
const MOJ: &str = "Year,Quarter,Number_of_disposals,Mean_duration,Median_duration,\
                   Disposed_in_26_weeks\r\n,2026-Q1,1000,41.3,38.0,410\r\n";

/// A pilot in the area of Alpha with a measure in weeks, reported from January to October
/// 2026, and official figures beside it. The policy lead of the world leads it.
async fn with_weeks(portal: &TestPortal, unit: Unit) -> (Pilot, Uuid) {
    take(portal, "Cafcass durations", CAFCASS, true).await;
    take(portal, "Care statistics", MOJ, true).await;
    let keeper = Keeper::begin(portal).await;
    let pilot = keeper.pilot("Weeks", Stage::Live).await;
    let mut it = share("Weeks of a case");
    it.unit = unit;
    it.better = Better::Down;
    it.frequency = Frequency::Monthly;
    let measure = keeper.measure(&pilot, &it).await;
    let mut new = new_site(portal, "One", true);
    new.actual_start = app::pilots::rough::Rough::from_code("2026-01");
    let site = keeper.site(&pilot, &new).await;
    for back in 0..10 {
        let values = [(
            measure,
            of(if unit == Unit::Weeks { 4_000 } else { 40 }, 100),
        )];
        keeper
            .report(
                &site,
                months_before(month("2026-10"), back),
                &values,
                (Act::SendIn, true),
            )
            .await;
    }
    let named = (portal.world.people["policy lead"], Some(Capacity::Lead));
    let lead = store::set_lead(&keeper.desk(), pilot.id, named).await;
    lead.unwrap();
    keeper.commit().await;
    (pilot, measure)
}

/// Sends the form with these series and these areas.
async fn choose(
    lead: &mut Browser,
    measure: Uuid,
    series: &[&str],
    areas: &[&str],
) -> crate::support::Answer {
    let address = paths::pilot_measure_figures(measure);
    let form = lead.get(&address).await;
    let version = scraper::Selector::parse("input[name=version]").unwrap();
    let version = form
        .html()
        .select(&version)
        .find_map(|input| input.attr("value").map(str::to_owned))
        .unwrap();
    let mut fields = vec![
        (field::VERSION, version.as_str()),
        (field::WITH, With::Official.code()),
    ];
    fields.extend(series.iter().map(|code| (field::SERIES, *code)));
    fields.extend(areas.iter().map(|area| (field::AREAS, *area)));
    lead.post(&address, &fields).await
}

#[tokio::test]
async fn one_official_series_is_drawn_with_its_source_date_and_calendar() {
    let portal = TestPortal::new().await;
    let (_, measure) = with_weeks(&portal, Unit::Weeks).await;
    let mut lead = portal.signed_in("policy lead").await;
    let form = lead.get(&paths::pilot_measure_figures(measure)).await;
    assert!(form.body.contains("value=\"dfj:BET\""), "{}", form.body);
    assert!(
        !form.body.contains("value=\"dfj:ALP\""),
        "the area of the pilot itself is no comparator"
    );
    let saved = choose(&mut lead, measure, &["cafcass_duration"], &["england"]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&paths::pilot_measure(measure)).await;
    for words in [
        "England (Cafcass)",
        "39 weeks, January to March 2026",
        "38 weeks, April to June 2026",
        "Cafcass counts by the financial year, from April",
        "Cafcass durations",
        "Fictional figures.",
        "published 23 November 2026",
        "app-chart__comparator",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("41.3"), "another publisher's figure");
    assert!(
        page.body.contains("Not available"),
        "July is not published yet"
    );
    let file = reader.get(&paths::pilot_measure_export(measure)).await;
    assert!(
        file.body.contains("Comparator: England,39,"),
        "{}",
        file.body
    );

    // Several areas are a range; what was chosen before is on the form and in the trail.
    let form = lead.get(&paths::pilot_measure_figures(measure)).await;
    let chosen = |selector: &str| {
        let selector = scraper::Selector::parse(selector).unwrap();
        form.html().select(&selector).count()
    };
    assert_eq!(chosen("input[name=areas][checked]"), 1);
    assert_eq!(chosen("option[value=cafcass_duration][selected]"), 1);
    let areas = ["dfj:BET", "wales"];
    let saved = choose(&mut lead, measure, &["cafcass_duration"], &areas).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = reader.get(&paths::pilot_measure(measure)).await;
    for words in [
        "2 areas (Cafcass), from the lowest to the highest",
        "28 weeks to 47 weeks (2 of 2 areas), January to March 2026",
        "app-chart__compared",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let told = audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq("entered_figures"))
        .all(portal.state.db.reader())
        .await
        .unwrap();
    assert_eq!(told.len(), 2);
    let last = told
        .iter()
        .map(|event| format!("{event:?}"))
        .collect::<String>();
    assert!(
        last.contains("dfj:BET") && last.contains("cafcass_duration"),
        "{last}"
    );

    // Figures that are typed again take its place.
    let form = lead.get(&paths::pilot_measure_figures(measure)).await;
    let typed = [
        (field::WITH, With::Typed.code()),
        (field::COMPARATOR, "March 2026 3700 100"),
        (field::COMPARATOR_SOURCE, "Other areas"),
    ];
    let saved = lead.submit(&form, "Save", &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let rows = measure_comparator::Entity::find().all(portal.state.db.reader());
    assert!(rows.await.unwrap().is_empty());
    let page = reader.get(&paths::pilot_measure(measure)).await;
    assert!(
        page.body.contains("Comparator: Other areas"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn what_cannot_stand_in_one_picture_is_refused_and_changes_nothing() {
    let portal = TestPortal::new().await;
    let (_, measure) = with_weeks(&portal, Unit::Weeks).await;
    let mut lead = portal.signed_in("policy lead").await;
    let before = portal.contents().await;
    for (series, areas, words) in [
        (
            &["cafcass_duration", "moj_care_mean"][..],
            &["england"][..],
            "Publishers count in different ways and calendars",
        ),
        (
            &["moj_care_26"],
            &["england_and_wales"],
            "is a percentage and this measure is in weeks",
        ),
        (&["moj_care_mean"], &["england"], "There are no figures"),
        (
            &["cafcass_duration"],
            &["dfj:ALP"],
            "Select areas from the list",
        ),
        (&["cafcass_duration"], &[], "Select at least one area"),
        (&[], &["england"], "Select a series"),
    ] {
        let answer = choose(&mut lead, measure, series, areas).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
        let kept = scraper::Selector::parse("input[value=official][checked]").unwrap();
        assert_eq!(answer.html().select(&kept).count(), 1, "answers are kept");
    }
    assert_eq!(portal.contents().await, before);
    let mut other = portal.signed_in("chair").await;
    let answer = other.fetch(&paths::pilot_measure_figures(measure)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn where_official_figures_go_the_comparator_goes_and_the_page_says_so() {
    let portal = TestPortal::new().await;
    let (_, measure) = with_weeks(&portal, Unit::Ratio).await;
    let mut lead = portal.signed_in("policy lead").await;
    let saved = choose(&mut lead, measure, &["moj_care_26"], &["england_and_wales"]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = lead.get(&paths::pilot_measure(measure)).await;
    assert!(
        page.body.contains("41%, January to March 2026"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("counts by the calendar year, from January")
    );
    let tx = portal.state.db.begin().await.unwrap();
    let gone = figure::Entity::delete_many().exec(&tx).await;
    gone.unwrap();
    tx.commit().await.unwrap();
    let page = lead.get(&paths::pilot_measure(measure)).await;
    assert!(page.body.contains("Not available"), "{}", page.body);
    assert!(!page.body.contains("app-chart__comparator"));
}
