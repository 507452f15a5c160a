//! Reform pilots: the register, going live, returns of sites, the decision, and lessons
//! that boards take up.

use app::{
    form::THEN,
    paths,
    pilots::{
        forms::{APPROVE, SEND_BACK, SEND_IN, field},
        rules::Act,
        types::{EntryKind, Said, Stage},
    },
};
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    db::entities::{pilot_entry, pilot_site},
    pilots::store,
};

use crate::support::{
    TestPortal,
    requests::pilots::{Keeper, large, made, month, new_site, of, share},
};

#[tokio::test]
async fn the_register_is_searched_by_former_names_and_is_a_file() {
    let portal = TestPortal::new().await;
    made(&portal, Stage::Live).await;
    let mut member = portal.signed_in("beta member").await;
    let found = member.get(&format!("{}?q=FORErunner", paths::PILOTS)).await;
    assert_eq!(found.texts("tbody th a"), ["A pilot of a test"]);
    assert!(found.body.contains("Formerly Forerunner"));
    let none = member.get(&format!("{}?q=nothing", paths::PILOTS)).await;
    assert!(none.body.contains("No pilot matches."));
    let other = format!("{}?stage=decided", paths::PILOTS);
    assert!(member.get(&other).await.texts("tbody th a").is_empty());
    let file = format!("{}?format=csv&q=forerunner", paths::PILOTS_EXPORT);
    let file = member.fetch(&file).await;
    assert!(file.body.contains("A pilot of a test"), "{}", file.body);
    let unknown = format!("{}?format=pdf", paths::PILOTS_EXPORT);
    assert_eq!(member.fetch(&unknown).await.status, StatusCode::NOT_FOUND);
    let timeline = member.get(paths::PILOTS_TIMELINE).await;
    assert_eq!(timeline.heading(), "Timeline of pilots and sites");
    assert!(timeline.body.contains("<svg"), "{}", timeline.body);
}

#[tokio::test]
async fn a_pilot_goes_live_only_with_what_it_needs_and_says_what_is_missing() {
    let portal = TestPortal::new().await;
    let mut lead = portal.signed_in("national secretariat").await;
    let form = lead.get(paths::NEW_PILOT).await;
    let empty = lead.submit(&form, "Add pilot", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        (field::TITLE, "Listing together"),
        (field::PURPOSE, "Fewer adjournments"),
        (field::DEPARTMENT, "Ministry of Justice"),
    ];
    let added = lead.submit(&form, "Add pilot", &fields).await;
    let twice = lead.submit(&form, "Add pilot", &fields).await;
    assert_eq!(added.location(), twice.location());
    let page = lead.follow(&added).await;
    assert!(page.body.contains("Before it can go live"), "{}", page.body);
    let slug = "listing-together";
    assert_eq!(page.path, paths::pilot(slug));
    let stage = async |browser: &mut crate::support::Browser, to: &str| {
        let form = browser.get(&paths::pilot_stage(slug)).await;
        browser.submit(&form, "Move", &[(field::STAGE, to)]).await
    };
    assert_eq!(
        stage(&mut lead, "set_up").await.status,
        StatusCode::SEE_OTHER
    );
    let before = portal.contents().await;
    let refused = stage(&mut lead, "live").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("cannot go live without"),
        "{}",
        refused.body
    );
    assert_eq!(portal.contents().await, before);

    let change = lead.get(&paths::change_pilot(slug)).await;
    let record = [
        (field::SRO, "Director of Family Justice"),
        (field::DECISION_DUE, "March 2027"),
        (field::NO_BASELINE, "It is new"),
        (field::NO_COMPARATOR, "It is national"),
    ];
    let saved = lead.submit(&change, "Save", &record).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    // The same form once more would overwrite what is there now.
    let late = lead.submit(&change, "Save", &record).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(stage(&mut lead, "live").await.status, 422);
    let site = lead.get(&paths::new_pilot_site(slug)).await;
    let board = portal.world.boards["alpha"].to_string();
    let site = lead
        .submit(
            &site,
            "Add site",
            &[(field::BOARD, &board), (field::NAME, "Alpha")],
        )
        .await;
    assert_eq!(site.status, StatusCode::SEE_OTHER, "{}", site.body);
    assert_eq!(stage(&mut lead, "live").await.status, StatusCode::SEE_OTHER);
    let page = lead.get(&paths::pilot(slug)).await;
    assert!(page.body.contains("Live") && !page.body.contains("does not hold"));
}

#[tokio::test]
async fn a_policy_lead_edits_their_pilots_and_no_other() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let keeper = Keeper::begin(&portal).await;
    let other = keeper.pilot("Somebody else's", Stage::Live).await;
    keeper.commit().await;
    let mut lead = portal.signed_in("policy lead").await;
    let status = |answer: crate::support::Answer| answer.status.as_u16();
    assert_eq!(
        status(lead.fetch(&paths::change_pilot(&own.slug)).await),
        200
    );
    assert_eq!(
        status(lead.fetch(&paths::change_pilot(&other.slug)).await),
        403
    );
    assert_eq!(status(lead.fetch(paths::NEW_PILOT).await), 403);
    // Whoever reports for a site neither edits the pilot nor judges returns.
    let mut member = portal.signed_in("member").await;
    assert_eq!(
        status(member.fetch(&paths::change_pilot(&own.slug)).await),
        403
    );
    assert_eq!(
        status(member.fetch(&paths::site_return(own.site)).await),
        200
    );
    let approve = [(field::VERSION, "1"), (THEN, APPROVE)];
    let judged = member.post(&paths::pilot_return(own.sent), &approve).await;
    assert_eq!(status(judged), 403);
    // Another member of the same board reports nothing and sees no risk and no draft.
    for person in ["chair", "beta member", "observer"] {
        let mut browser = portal.signed_in(person).await;
        let page = browser.get(&paths::pilot(&own.slug)).await;
        assert!(!page.body.contains("canary-pilot-risk"), "{person}");
        assert_eq!(
            status(browser.fetch(&paths::site_return(own.site)).await),
            403
        );
        assert_eq!(
            status(browser.fetch(&paths::pilot_returns(&own.slug)).await),
            403
        );
        assert_eq!(
            status(browser.fetch(&paths::pilot_return(own.draft)).await),
            404
        );
    }
}

#[tokio::test]
async fn an_observer_in_the_seat_that_reports_writes_nothing() {
    use sea_orm::sea_query::Expr;
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let seat = portal.world.seats["observer"];
    let tx = portal.state.db.begin().await.unwrap();
    pilot_site::Entity::update_many()
        .col_expr(pilot_site::Column::LeadSeatId, Expr::value(seat.0))
        .filter(pilot_site::Column::Id.eq(own.site))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut observer = portal.signed_in("observer").await;
    let form = observer.fetch(&paths::site_return(own.site)).await;
    assert_eq!(form.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_return_is_sent_in_sent_back_mended_approved_and_then_locked() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let mut member = portal.signed_in("member").await;
    let mut lead = portal.signed_in("policy lead").await;
    let mut reader = portal.signed_in("beta member").await;
    let address = paths::site_return(own.site);
    // The latest month, with what its draft holds.
    let form = member.get(&address).await;
    assert_eq!(form.heading(), "Return for October 2026");
    let value = field::of(field::VALUE, own.measure);
    let over = field::of(field::OVER, own.measure);
    let wrong = [(value.as_str(), "26wks"), (over.as_str(), "1.234,5")];
    let wrong = member.submit(&form, "Send in", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("26wks"), "what was typed is kept");
    let fields = [
        (value.as_str(), "11"),
        (over.as_str(), "102"),
        (THEN, SEND_IN),
    ];
    let pairs: Vec<(&str, &str)> = [("month", "2026-10-01"), ("version", "1")]
        .into_iter()
        .chain(fields)
        .collect();
    let sent = member.post(&address, &pairs).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    // Nobody outside reads what is not approved.
    let page = reader.get(&paths::pilot_measure(own.measure)).await;
    assert!(!page.body.contains("11 of 102"), "{}", page.body);
    assert!(
        page.body
            .contains("0 of 1 site reported. Missing: Alpha town")
    );
    let back = paths::pilot_return(own.draft);
    let without = [("version", "2"), (THEN, SEND_BACK)];
    assert_eq!(lead.post(&back, &without).await.status, 422);
    let with = [("version", "2"), (THEN, SEND_BACK), ("note", "Look again")];
    assert_eq!(lead.post(&back, &with).await.status, 303);
    let again = member.get(&address).await;
    assert!(again.body.contains("Look again"), "{}", again.body);
    let pairs: Vec<(&str, &str)> = [("month", "2026-10-01"), ("version", "3")]
        .into_iter()
        .chain(fields)
        .collect();
    assert_eq!(member.post(&address, &pairs).await.status, 303);
    let approve = [("version", "4"), (THEN, APPROVE)];
    assert_eq!(lead.post(&back, &approve).await.status, 303);
    let page = reader.get(&paths::pilot_measure(own.measure)).await;
    assert!(page.body.contains("10.8% (11 of 102)"), "{}", page.body);
    assert!(page.body.contains("1 of 1 site reported"));
    // It is locked, for whoever reports and for whoever approved it.
    let before = portal.contents().await;
    let pairs: Vec<(&str, &str)> = [("month", "2026-10-01"), ("version", "5")]
        .into_iter()
        .chain(fields)
        .collect();
    assert_eq!(member.post(&address, &pairs).await.status, 409);
    let with = [("version", "5"), (THEN, SEND_BACK), ("note", "Look again")];
    assert_eq!(lead.post(&back, &with).await.status, 409);
    assert_eq!(portal.contents().await, before);
}

/// One of two, ten of a hundred, zero of none, and one that says why it has no value:
/// worked by hand.
#[tokio::test]
async fn a_total_comes_from_summed_parts_and_says_who_is_missing() {
    let portal = TestPortal::new().await;
    let keeper = Keeper::begin(&portal).await;
    let pilot = keeper.pilot("Sums", Stage::Live).await;
    let mut it = share("Reports in time");
    it.disclosure_limit = 0;
    let measure = keeper.measure(&pilot, &it).await;
    let mut sites = Vec::new();
    for name in ["One", "Two", "Three", "Four", "Five"] {
        sites.push(keeper.site(&pilot, &new_site(&portal, name, false)).await);
    }
    let october = month("2026-10");
    let none = Said::NotReported {
        reason: "The system was down".to_owned(),
    };
    for (site, said) in sites.iter().zip([of(1, 2), of(10, 100), of(0, 0), none]) {
        keeper
            .report(site, october, &[(measure, said)], (Act::SendIn, true))
            .await;
    }
    keeper.commit().await;
    let mut reader = portal.signed_in("beta member").await;
    let page = reader.get(&paths::pilot_measure(measure)).await;
    assert!(page.body.contains("10.8% (11 of 102)"), "{}", page.body);
    assert!(
        page.body
            .contains("3 of 5 sites reported. Missing: Five, Four")
    );
    assert!(page.body.contains("The system was down"));
    let page = reader.get(&paths::pilot(&pilot.slug)).await;
    assert!(page.body.contains("10.8% (11 of 102)"), "{}", page.body);
}

#[tokio::test]
async fn a_decided_pilot_is_read_only_except_for_corrections_and_checks() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Decided).await;
    let mut lead = portal.signed_in("policy lead").await;
    let page = lead.get(&paths::pilot(&own.slug)).await;
    assert!(page.body.contains("Decision: scale"), "{}", page.body);
    for months in ["6 months", "12 months", "24 months"] {
        assert!(page.body.contains(months), "{months}");
    }
    for address in [
        paths::change_pilot(&own.slug),
        paths::pilot_stage(&own.slug),
        paths::new_pilot_site(&own.slug),
        paths::new_pilot_measure(&own.slug),
        paths::pilot_decision(&own.slug),
        paths::change_pilot_site(own.site),
        paths::change_pilot_measure(own.measure),
        paths::change_pilot_entry(own.risk),
    ] {
        assert_eq!(lead.fetch(&address).await.status, 403, "{address}");
    }
    let form = lead.get(&paths::correct_pilot(&own.slug)).await;
    let noted = [(field::TEXT, "It was the Board of June")];
    let noted = lead.submit(&form, "Add correction", &noted).await;
    assert!(
        lead.follow(&noted)
            .await
            .body
            .contains("It was the Board of June")
    );
    let form = lead.get(&paths::pilot_check(&own.slug)).await;
    let found = [(field::FINDING, "The effect lasted")];
    let found = lead.submit(&form, "Save", &found).await;
    assert!(lead.follow(&found).await.body.contains("The effect lasted"));
}

#[tokio::test]
async fn a_board_that_was_never_in_the_pilot_takes_up_its_lesson() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let mut chair = portal.signed_in("beta chair").await;
    let library = chair.get(paths::LESSONS).await;
    assert!(library.links().contains(&paths::lesson(own.lesson)));
    let page = chair.get(&paths::lesson(own.lesson)).await;
    let taken = [(field::STATE, "considering"), (field::NOTE, "For our list")];
    let taken = chair.submit(&page, "Save", &taken).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let mut lead = portal.signed_in("policy lead").await;
    let pilot = lead.get(&paths::pilot(&own.slug)).await;
    assert!(
        pilot.body.contains("Beta: we are considering it"),
        "{}",
        pilot.body
    );
    // Members do not take up lessons for their board.
    let mut member = portal.signed_in("beta member").await;
    let board = portal.world.boards["beta"].to_string();
    let taken = [(field::BOARD, board.as_str()), (field::STATE, "using")];
    let taken = member.post(&paths::lesson(own.lesson), &taken).await;
    assert_eq!(taken.status, StatusCode::FORBIDDEN);
    // Withdrawn, it is marked where it was taken up, and nobody takes it up any more.
    let form = lead.get(&paths::withdraw_pilot_entry(own.lesson)).await;
    let gone = [(field::REASON, "It did not hold")];
    let gone = lead.submit(&form, "Withdraw", &gone).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let page = chair.get(&paths::lesson(own.lesson)).await;
    assert!(
        page.body.contains("The lesson was withdrawn"),
        "{}",
        page.body
    );
    let refused = chair
        .submit(&page, "Save", &[(field::STATE, "using")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let left = chair.submit(&page, "Save", &[(field::STATE, "left")]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
}

#[tokio::test]
async fn a_claim_without_its_source_is_refused_and_what_was_typed_is_kept() {
    let portal = TestPortal::new().await;
    let own = made(&portal, Stage::Live).await;
    let mut lead = portal.signed_in("policy lead").await;
    for kind in EntryKind::ALL {
        let address = format!("{}?kind={}", paths::new_pilot_entry(&own.slug), kind.code());
        let form = lead.get(&address).await;
        let button = format!("Add {}", kind.label().to_lowercase());
        let fields = [(field::TITLE, "Eleven weeks quicker")];
        let answer = lead.submit(&form, &button, &fields).await;
        let may = matches!(kind, EntryKind::Lesson);
        assert_eq!(answer.status.is_redirection(), may, "{kind:?}");
        assert!(may || answer.body.contains("Eleven weeks quicker"));
    }
    let entries = pilot_entry::Entity::find()
        .count(portal.state.db.reader())
        .await;
    assert_eq!(entries.unwrap(), 3);
}

#[tokio::test]
async fn a_large_pilot_costs_what_a_small_one_costs() {
    let portal = TestPortal::new().await;
    let mut costs = Vec::new();
    for (sites, measures, months) in [(1, 1, 1), (12, 10, 13)] {
        let slug = large(&portal, sites, measures, months).await;
        let mut lead = portal.signed_in("national secretariat").await;
        for address in [paths::pilot(&slug), paths::pilot_returns(&slug)] {
            let (answer, count) = portal.statements(lead.fetch(&address)).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            costs.push(count);
        }
    }
    assert_eq!(costs[..2], costs[2..]);
    let found = store::all(portal.state.db.reader()).await.unwrap();
    assert_eq!(found.len(), 2);
}
