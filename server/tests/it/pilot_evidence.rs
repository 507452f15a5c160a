//! What the figures of pilots show: how each stands, change or noise, sites side by side,
//! and that nothing hidden can be computed from anything that is published.

use std::collections::BTreeMap;

use app::{
    paths,
    pilots::{
        forms::field,
        rules::{Act, months_before},
        types::{Better, Capacity, Frequency, Parts, Pilot, Said, Stage, Unit},
    },
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    db::entities::{audit_event, pilot_measure, pilot_status},
    pilots::store,
};
use uuid::Uuid;

use crate::support::{
    Answer, Browser, TestPortal,
    requests::pilots::{Keeper, large, made, month, new_site, of, share},
};

/// A site and what it reports, month by month: numerator and denominator.
type Reported<'a> = (&'a str, &'a [Option<(i64, i64)>]);

/// A measure of a pilot with sites whose shares are given by month, the last of which is
/// October 2026. The policy lead of the world leads it.
async fn with_shares(portal: &TestPortal, sites: &[Reported<'_>]) -> (Pilot, Uuid) {
    let keeper = Keeper::begin(portal).await;
    let pilot = keeper.pilot("Shares", Stage::Live).await;
    let measure = keeper.measure(&pilot, &share("Reports in time")).await;
    for (name, values) in sites {
        let mut new = new_site(portal, name, false);
        let first = months_before(month("2026-10"), values.len() as u32 - 1);
        new.actual_start = app::pilots::rough::Rough::from_code(&first.format("%Y-%m").to_string());
        let site = keeper.site(&pilot, &new).await;
        for (back, value) in values.iter().rev().enumerate() {
            let Some((upper, lower)) = value else {
                continue;
            };
            let month = months_before(month("2026-10"), back as u32);
            let values = [(measure, of(*upper, *lower))];
            keeper
                .report(&site, month, &values, (Act::SendIn, true))
                .await;
        }
    }
    let named = (portal.world.people["policy lead"], Some(Capacity::Lead));
    let lead = store::set_lead(&keeper.desk(), pilot.id, named).await;
    lead.unwrap();
    keeper.commit().await;
    (pilot, measure)
}

async fn say(lead: &mut Browser, address: &str, standing: &str, reason: &str) -> Answer {
    let form = lead.get(address).await;
    let fields = [(field::STANDING, standing), (field::REASON, reason)];
    lead.submit(&form, "Save", &fields).await
}

#[tokio::test]
async fn a_status_has_a_reason_a_suggestion_and_a_history_and_goes_out_of_date() {
    let portal = TestPortal::new().await;
    let steady: Vec<_> = [50, 52, 51, 50, 53, 51, 52].map(|x| Some((x, 100))).into();
    let (pilot, measure) = with_shares(&portal, &[("One", &steady)]).await;
    let mut lead = portal.signed_in("policy lead").await;
    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&paths::pilot(&pilot.slug)).await;
    assert!(page.body.contains("Nobody has said yet how it stands"));
    assert!(
        page.body.contains("The figures suggest: Amber: at risk"),
        "{}",
        page.body
    );

    let address = paths::pilot_status(&pilot.slug);
    let form = lead.get(&address).await;
    let before = portal.contents().await;
    let empty = lead.submit(&form, "Save", &[(field::REASON, "kept")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Select how it stands") && empty.body.contains("kept"));
    assert_eq!(portal.contents().await, before);

    let fields = [
        (field::STANDING, "green"),
        (field::REASON, "All posts are filled"),
    ];
    let saved = lead.submit(&form, "Save", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    // The same form once more is the same status.
    let twice = lead.submit(&form, "Save", &fields).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    let late = lead.get(&address).await;
    assert_eq!(
        say(&mut lead, &address, "amber", "Two posts are vacant")
            .await
            .status,
        303
    );
    // Somebody who began before does not overwrite it.
    let overtaken = lead.submit(&late, "Save", &fields).await;
    assert_eq!(overtaken.status, StatusCode::CONFLICT);
    assert!(
        overtaken.body.contains("Two posts are vacant"),
        "{}",
        overtaken.body
    );

    let page = reader.get(&paths::pilot(&pilot.slug)).await;
    assert!(page.body.contains("Two posts are vacant") && page.body.contains("1 earlier status"));
    assert!(
        page.body.contains("All posts are filled"),
        "the history is kept"
    );
    assert!(
        !page.body.contains("Say how it stands"),
        "only who leads it may"
    );
    let db = portal.state.db.reader();
    let told = audit_event::Entity::find()
        .filter(audit_event::Column::Verb.eq("set_status"))
        .count(db)
        .await;
    assert_eq!(told.unwrap(), 2);

    let of_measure = paths::pilot_measure_status(measure);
    assert_eq!(
        say(&mut lead, &of_measure, "red", "It stands still")
            .await
            .status,
        303
    );
    let page = reader.get(&paths::pilot_measure(measure)).await;
    assert!(page.body.contains("Red: off track") && page.body.contains("It stands still"));
    assert_eq!(pilot_status::Entity::find().count(db).await.unwrap(), 3);

    portal.pass(TimeDelta::days(40));
    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&paths::pilot(&pilot.slug)).await;
    assert!(page.body.contains("Out of date"), "{}", page.body);
    assert!(
        page.body.contains("It was “Amber: at risk”"),
        "{}",
        page.body
    );
    let page = reader.get(&paths::pilot_measure(measure)).await;
    assert!(page.body.contains("Out of date"));
}

#[tokio::test]
async fn only_who_leads_this_pilot_says_how_it_stands_and_nobody_once_it_is_decided() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let keeper = Keeper::begin(&portal).await;
    let other = keeper.pilot("Somebody else's", Stage::Live).await;
    let theirs = keeper.measure(&other, &share("Theirs")).await;
    keeper.commit().await;
    let pages = |measure: Uuid| {
        [
            paths::pilot_measure_status(measure),
            paths::pilot_measure_range(measure),
            paths::pilot_measure_figures(measure),
        ]
    };
    let mut lead = portal.signed_in("policy lead").await;
    for address in pages(own.measure) {
        assert_eq!(lead.fetch(&address).await.status, 200, "{address}");
    }
    let before = portal.contents().await;
    for address in pages(theirs)
        .into_iter()
        .chain([paths::pilot_status(&other.slug)])
    {
        assert_eq!(lead.fetch(&address).await.status, 403, "{address}");
        let fields = [(field::STANDING, "green"), (field::REASON, "mine")];
        assert_eq!(lead.post(&address, &fields).await.status, 403, "{address}");
    }
    assert_eq!(portal.contents().await, before);
    for person in ["member", "chair", "observer", "beta member"] {
        let mut browser = portal.signed_in(person).await;
        for address in pages(own.measure) {
            assert_eq!(
                browser.fetch(&address).await.status,
                403,
                "{person} {address}"
            );
        }
        let file = paths::pilot_measure_export(own.measure);
        assert_eq!(browser.fetch(&file).await.status, 200, "{person}");
    }
    let decided = made(&portal, Stage::Decided).await;
    for address in pages(decided.measure) {
        assert_eq!(lead.fetch(&address).await.status, 403, "{address}");
    }
    let page = lead.get(&paths::pilot_measure(decided.measure)).await;
    assert!(!page.body.contains("The figures suggest"));
}

#[tokio::test]
async fn the_page_says_what_the_rules_say_and_no_more() {
    let portal = TestPortal::new().await;
    let steady: Vec<_> = [50, 52, 51, 50, 53, 51, 52].map(|x| Some((x, 100))).into();
    let (pilot, measure) = with_shares(&portal, &[("One", &steady)]).await;
    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&paths::pilot_measure(measure)).await;
    let says = "No sign of change yet: 7 months, all within the expected range.";
    assert!(
        page.texts("figure h2")[0].contains(says),
        "{:?}",
        page.texts("figure h2")
    );
    assert!(page.body.contains("1 of 1 site reported"));
    let on_pilot = reader.get(&paths::pilot(&pilot.slug)).await;
    assert!(on_pilot.body.contains(says), "{}", on_pilot.body);
    assert!(on_pilot.body.contains("app-spark"));

    // Before the pilot, and others beside it.
    let mut lead = portal.signed_in("policy lead").await;
    let address = paths::pilot_measure_figures(measure);
    let form = lead.get(&address).await;
    let wrong = [
        (field::BEFORE, "March 2025 26wks 100"),
        (field::COMPARATOR, "March 2025 3 2"),
    ];
    let wrong = lead.submit(&form, "Save", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("26wks"), "what was typed is kept");
    assert!(
        wrong
            .body
            .contains("Line 1 must be a month and two whole numbers")
    );
    assert!(wrong.body.contains("Line 1 has more counted"));
    assert!(wrong.body.contains("Enter where these figures are from"));
    let earlier: Vec<String> = (1..=12)
        .map(|month| format!("2025-{month:02} {} 100", 30 + month % 3))
        .collect();
    let beside: Vec<String> = (1..=10)
        .map(|month| format!("2026-{month:02} 4{} 100", month % 2))
        .collect();
    let fields = [
        (field::BEFORE, earlier.join("\n")),
        (field::BEFORE_SOURCE, "Court records".to_owned()),
        (field::COMPARATOR, beside.join("\n")),
        (field::COMPARATOR_SOURCE, "Other areas".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, &**text)).collect();
    let saved = lead.submit(&form, "Save", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let again = lead.submit(&form, "Save", &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let page = reader.get(&paths::pilot_measure(measure)).await;
    let heading = &page.texts("figure h2")[0];
    assert!(
        heading.contains("A sign of change for the better"),
        "{heading}"
    );
    assert!(page.body.contains("First site live"));
    assert!(page.body.contains("app-chart__comparator"));
    assert!(page.body.contains("Before go-live: Court records"));
    assert!(
        page.body
            .contains("The average since the first site went live is 51.3%")
    );
    // There are 12 months before, a gap before go-live in April, and 7 after.
    let marks = page
        .html()
        .select(
            &scraper::Selector::parse(".app-chart--wide circle, .app-chart--wide polygon").unwrap(),
        )
        .count();
    assert_eq!(marks, 19, "what is missing is not drawn");

    // A person chooses other months, with a reason.
    let address = paths::pilot_measure_range(measure);
    let form = lead.get(&address).await;
    let few = [
        (field::RANGE_FROM, "2026-07-01"),
        (field::RANGE_TO, "2026-10-01"),
        (field::REASON, "Since the summer"),
    ];
    let few = lead.submit(&form, "Save", &few).await;
    assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = [
        (field::RANGE_FROM, "2026-04-01"),
        (field::RANGE_TO, "2026-09-01"),
        (field::REASON, "The form of the report changed in April"),
    ];
    let good = lead.submit(&form, "Save", &good).await;
    assert_eq!(good.status, StatusCode::SEE_OTHER, "{}", good.body);
    let page = reader.get(&paths::pilot_measure(measure)).await;
    let heading = &page.texts("figure h2")[0];
    assert!(
        heading.contains("No sign of change yet: 1 month"),
        "{heading}"
    );
    assert!(
        page.body
            .contains("The form of the report changed in April")
    );
    for verb in ["chose_range", "entered_figures"] {
        let told = audit_event::Entity::find()
            .filter(audit_event::Column::Verb.eq(verb))
            .count(portal.state.db.reader())
            .await;
        assert_eq!(told.unwrap(), 1, "{verb}");
    }
}

#[tokio::test]
async fn the_address_says_which_chart_and_by_what_the_sites_stand() {
    let portal = TestPortal::new().await;
    let long: Vec<_> = (0..12).map(|x| Some((40 + x % 3, 100))).collect();
    let short: Vec<_> = [60, 62, 61].map(|x| Some((x, 100))).into();
    let sites: [(&str, &[_]); 2] = [("Longer", &long), ("Shorter", &short)];
    let (_, measure) = with_shares(&portal, &sites).await;
    let mut reader = portal.signed_in("beta member").await;
    let address = paths::pilot_measure(measure);
    let page = reader.get(&address).await;
    assert!(page.body.contains("app-chart__expected"));
    assert_eq!(page.texts(".app-multiples__item h3"), ["Longer", "Shorter"]);
    assert!(
        page.body
            .contains("1 of 2 sites has too few figures to say"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Not live"));
    let live = reader.get(&format!("{address}?by=live&chart=run")).await;
    assert!(live.body.contains("Month of go-live") && live.body.contains("about week 13"));
    assert!(live.body.contains("Median:") && !live.body.contains("app-chart__expected"));
    let odd = reader
        .get(&format!("{address}?by=nothing&chart=none"))
        .await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(odd.body.contains("app-chart__expected"));
}

/// Everything that is published of a measure, as it goes over the wire.
async fn published(portal: &TestPortal, pilot: &Pilot, measure: Uuid) -> Vec<(String, String)> {
    let mut reader = portal.signed_in("beta member").await;
    let page = paths::pilot_measure(measure);
    let mut all = Vec::new();
    for address in [
        paths::pilot(&pilot.slug),
        page.clone(),
        format!("{page}?chart=run"),
        format!("{page}?by=live"),
        format!("{page}?by=live&chart=run"),
        paths::pilot_measure_export(measure),
    ] {
        let answer = reader.fetch(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        all.push((address, answer.body));
    }
    all
}

/// The rows of the file: month, of whom, figure, counted, divided by.
fn rows(file: &str) -> Vec<Vec<String>> {
    csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// How often a number stands alone in a text, with or without commas.
fn stands(text: &str, number: i64) -> bool {
    let plain = number.to_string();
    let grouped = app::wording::grouped(number.unsigned_abs());
    text.split(|sign: char| !(sign.is_ascii_digit() || sign == ','))
        .any(|word| word.trim_matches(',') == plain || word.trim_matches(',') == grouped)
}

#[tokio::test]
async fn no_hidden_figure_is_anywhere_and_none_can_be_computed() {
    let portal = TestPortal::new().await;
    // In October one site is small: 3 of 7,411. Its company is the least of the others.
    let sites: [Reported<'_>; 3] = [
        ("Small", &[Some((2_011, 7_013)), Some((3, 7_411))]),
        ("Company", &[Some((2_017, 7_019)), Some((2_027, 7_417))]),
        ("Large", &[Some((2_029, 7_027)), Some((4_051, 9_433))]),
    ];
    let (pilot, measure) = with_shares(&portal, &sites).await;
    let all = published(&portal, &pilot, measure).await;
    for (address, body) in &all {
        for secret in [7_411, 7_417, 2_027, 7_411 - 3, 7_417 - 2_027] {
            assert!(!stands(body, secret), "{address} tells {secret}");
        }
    }
    let measure_page = &all[1].1;
    assert!(measure_page.contains("[c]"));
    // What was never hidden is there, and so is the total, which two hidden ones guard.
    assert!(stands(measure_page, 4_051) && stands(measure_page, 7_411 + 7_417 + 9_433));
    // A hidden month is no point: the small site has one, the large one two.
    let answer = {
        let mut reader = portal.signed_in("beta member").await;
        reader.get(&paths::pilot_measure(measure)).await
    };
    let paths_of = |html: &scraper::Html| -> Vec<String> {
        let path = scraper::Selector::parse(".app-multiples__picture path").unwrap();
        html.select(&path)
            .map(|path| path.value().attr("d").unwrap_or_default().to_owned())
            .collect()
    };
    let drawn = paths_of(&answer.html());
    let points = |path: &str| path.matches(['M', 'L']).count();
    assert_eq!(
        drawn.iter().map(|path| points(path)).collect::<Vec<_>>(),
        [1, 2, 1]
    );

    // Whoever has the file solves for what is hidden in it, and finds no single answer.
    let file = rows(&all[5].1);
    let october: Vec<&Vec<String>> = file.iter().filter(|row| row[0] == "2026-10-01").collect();
    let hidden = october.iter().filter(|row| row[3] == "[c]").count();
    assert_eq!(hidden, 2, "{october:?}");
    let number = |of: &str, column: usize| -> Option<i64> {
        let row = october.iter().find(|row| row[1] == of)?;
        row[column].parse().ok()
    };
    let rest = number("All sites", 3).unwrap() - number("Large", 3).unwrap();
    assert_eq!(
        rest,
        3 + 2_027,
        "the sum of the two is known, and neither of them"
    );
    let names: BTreeMap<&str, bool> = october
        .iter()
        .map(|row| (row[1].as_str(), row[2] == "[c]"))
        .collect();
    assert!(names["Small"] && names["Company"] && !names["Large"] && !names["All sites"]);
}

#[tokio::test]
async fn a_small_figure_without_company_takes_the_total_with_it() {
    let portal = TestPortal::new().await;
    let alone: [Reported<'_>; 2] = [
        ("Small", &[Some((2_011, 7_013)), Some((3, 7_411))]),
        ("Missing", &[Some((2_017, 7_019)), None]),
    ];
    let (pilot, measure) = with_shares(&portal, &alone).await;
    let keeper = Keeper::begin(&portal).await;
    // A small baseline and small figures beside it are hidden, too.
    use sea_orm::sea_query::Expr;
    let tx = keeper.desk();
    pilot_measure::Entity::update_many()
        .col_expr(pilot_measure::Column::BaselineNumerator, Expr::value(4_i64))
        .col_expr(
            pilot_measure::Column::BaselineDenominator,
            Expr::value(8_111_i64),
        )
        .col_expr(
            pilot_measure::Column::BaselineFrom,
            Expr::value(month("2025-01")),
        )
        .col_expr(
            pilot_measure::Column::BaselineTo,
            Expr::value(month("2025-02")),
        )
        .filter(pilot_measure::Column::Id.eq(measure))
        .exec(tx.tx)
        .await
        .unwrap();
    let known = store::measures::find(tx.tx, measure)
        .await
        .unwrap()
        .unwrap();
    let beside = app::pilots::forms::NewFigures {
        figures: [(
            (app::pilots::evidence::Beside::Comparator, month("2026-10")),
            Parts {
                numerator: 2,
                denominator: Some(8_117),
            },
        )]
        .into(),
        before_source: String::new(),
        comparator_source: "Others".to_owned(),
        official: None,
        version: 1,
    };
    let saved = store::evidence::enter_figures(&tx, &known, &beside).await;
    saved.unwrap();
    keeper.commit().await;
    for (address, body) in published(&portal, &pilot, measure).await {
        for secret in [7_411, 7_408, 8_111, 8_107, 8_117, 8_115] {
            assert!(!stands(&body, secret), "{address} tells {secret}");
        }
        assert!(body.contains("[c]"), "{address}");
    }
}

#[tokio::test]
async fn a_count_of_more_sites_is_not_taken_for_change() {
    let portal = TestPortal::new().await;
    let keeper = Keeper::begin(&portal).await;
    let pilot = keeper.pilot("Counts", Stage::Live).await;
    let mut it = share("Orders");
    it.unit = Unit::Count;
    it.denominator_name = String::new();
    it.better = Better::Up;
    it.frequency = Frequency::Monthly;
    let measure = keeper.measure(&pilot, &it).await;
    for (name, first) in [("One", "2026-08"), ("Two", "2026-10")] {
        let mut new = new_site(&portal, name, false);
        new.actual_start = app::pilots::rough::Rough::from_code(first);
        let site = keeper.site(&pilot, &new).await;
        let months = ["2026-08", "2026-09", "2026-10"];
        for code in months.into_iter().filter(|code| *code >= first) {
            let said = Said::Value(Parts {
                numerator: 20,
                denominator: None,
            });
            keeper
                .report(&site, month(code), &[(measure, said)], (Act::SendIn, true))
                .await;
        }
    }
    keeper.commit().await;
    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&paths::pilot_measure(measure)).await;
    assert!(
        page.body.contains("and is of 1 to 2 sites"),
        "{}",
        page.body
    );
}

/// 12 sites, 36 months and 10 measures ask the database as often as one of each.
#[tokio::test]
async fn the_largest_pilot_costs_what_the_smallest_costs() {
    let portal = TestPortal::new().await;
    let mut costs: Vec<Vec<u64>> = Vec::new();
    for (sites, measures, months) in [(1, 1, 1), (12, 10, 36)] {
        let slug = large(&portal, sites, measures, months).await;
        let db = portal.state.db.reader();
        let pilot = store::find(db, &slug).await.unwrap().unwrap();
        let measure = store::measures::of_pilot(db, pilot.id).await.unwrap()[0].id;
        let mut keeper = portal.signed_in("national secretariat").await;
        let mut cost = Vec::new();
        for address in [
            paths::pilot(&slug),
            paths::pilot_status(&slug),
            paths::pilot_measure(measure),
            paths::pilot_measure_status(measure),
            paths::pilot_measure_range(measure),
            paths::pilot_measure_figures(measure),
            paths::pilot_measure_export(measure),
        ] {
            let (answer, count) = portal.statements(keeper.fetch(&address)).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            cost.push(count);
        }
        costs.push(cost);
    }
    assert_eq!(costs[0], costs[1]);
}
