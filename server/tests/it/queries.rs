//! How many statements a page costs: the same for few rows and for many.

use app::{paths, pilots::types::Stage};
use axum::http::StatusCode;
use uuid::Uuid;

use crate::support::{Browser, TestPortal, many, requests, start};

/// Statements for each page, who is signed in included. A number that rises
/// needs a reason; one that falls is written down here.
const STATEMENTS: &[(&str, u64)] = &[
    ("my work", 22),
    ("boards", 4),
    ("board", 10),
    ("log", 9),
    ("log, found", 9),
    ("log, filtered", 9),
    ("action", 7),
    ("update", 3),
    ("update, saved", 10),
    ("update, out of date", 7),
    ("account", 5),
    ("meetings", 11),
    ("meeting", 15),
    ("meeting to run", 16),
    ("minutes", 19),
    ("minutes of a member", 7),
    ("minutes, file", 6),
    ("action at an item", 10),
    ("decision at an item", 12),
    ("decisions", 4),
    ("decisions of a board", 5),
    ("decision", 5),
    ("decision to review", 4),
    ("outcomes of an item", 13),
    ("pilots", 4),
    ("pilots, file", 4),
    ("timeline of pilots", 5),
    ("pilot", 19),
    ("returns of a pilot", 10),
    ("measure of a pilot", 15),
    ("return of a site", 12),
    ("return to correct", 12),
    ("who reports for a site", 7),
    ("targets of a measure", 8),
    ("lessons of pilots", 4),
    ("lesson of a pilot", 5),
    ("rules of a board", 4),
    ("reply", 9),
    ("substitute", 10),
    ("agenda", 27),
    ("agenda to publish", 25),
    ("pack", 9),
    ("files", 10),
    ("papers of an item", 9),
    ("paper", 9),
    ("series", 8),
    ("item", 10),
    ("item to propose", 5),
    ("items of every agenda", 5),
    ("invite", 12),
    ("invitations", 9),
    ("mail", 7),
    ("mail link", 6),
    ("vacancies", 8),
    ("vacancies, list", 8),
    ("vacancies, file", 8),
    ("vacancies of a board", 9),
    ("organisations", 5),
    ("organisation", 13),
    ("board to start", 4),
    ("board to end", 4),
    ("organisation to end", 5),
    ("members", 7),
    ("members of a past day", 7),
    ("actions", 6),
    ("actions, file", 3),
    ("actions over time", 5),
    ("action log, file", 4),
    ("action to raise", 8),
    ("action to change", 10),
    ("comment", 4),
    ("offer", 8),
    ("another date", 5),
    ("request", 5),
    ("members, file", 6),
    ("import to send", 5),
    ("import", 9),
    ("log to send", 5),
    ("log, columns", 6),
    ("log, checked", 12),
    ("log, rows", 12),
    ("seat", 10),
    ("appoint", 8),
    ("handover", 14),
    ("my boards", 9),
    ("my boards of one who sees all", 9),
    ("person", 7),
    ("moved on", 9),
    ("merge", 6),
    ("own interests", 5),
    ("interests of a board", 8),
    ("template", 4),
    ("seats of the template", 9),
    ("performance", 9),
    ("performance, file", 9),
    ("performance of a board", 11),
    ("figures over time", 9),
    ("figures, file", 6),
    ("official files", 4),
    ("official file", 8),
    ("labels of areas", 7),
    ("targets and bands", 3),
];

/// What each page costs in this portal.
async fn costs(portal: &TestPortal, member: &mut Browser) -> Vec<(&'static str, u64)> {
    let reference = portal.world.actions["ayton due"].clone();
    let update = paths::update_action(&reference);
    let log = paths::action_log("alpha");
    let mut costs = Vec::new();
    for (name, path) in [
        ("my work", paths::MY_WORK.to_owned()),
        ("boards", paths::BOARDS.to_owned()),
        ("board", paths::board("alpha")),
        ("log", log.clone()),
        ("log, found", format!("{log}?q=action")),
        (
            "log, filtered",
            format!("{log}?status=open&status=blocked&due=late&sort=-updated"),
        ),
        ("action", paths::action(&reference)),
        ("update", update.clone()),
    ] {
        let (answer, count) = portal.statements(member.fetch(&path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        costs.push((name, count));
    }
    for (name, submission, status) in [
        ("update, saved", 1, StatusCode::SEE_OTHER),
        ("update, out of date", 2, StatusCode::CONFLICT),
    ] {
        let submission = Uuid::from_u128(submission).to_string();
        let fields = [
            ("version", "1"),
            ("submission", &submission),
            ("status", "blocked"),
            ("note", "Waiting"),
        ];
        let (answer, count) = portal.statements(member.post(&update, &fields)).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        costs.push((name, count));
    }
    let (answer, count) = portal.statements(member.fetch(paths::ACCOUNT)).await;
    assert_eq!(answer.status, StatusCode::OK);
    costs.push(("account", count));
    costs.extend(costs_of_keeping(portal).await);
    costs
}

/// What the pages cost of those who keep members and the register.
async fn costs_of_keeping(portal: &TestPortal) -> Vec<(&'static str, u64)> {
    let member = portal.signed_in("member").await;
    let secretary = portal.signed_in("secretary").await;
    let national = portal.signed_in("national secretariat").await;
    let invite = paths::invite(requests::appointment_of(portal, "observer").await);
    let ayton = portal.world.organisations["ayton"];
    let file = requests::imports::import_of(portal, "/imports/{import}", "alpha").await;
    let earlier_log =
        requests::action_imports::log_of(portal, "/action-imports/{log}", "alpha").await;
    let meeting = requests::meetings::meeting_of(portal, "alpha").await;
    let declined = requests::meetings::declined_meeting(portal).await;
    let chair = portal.signed_in("chair").await;
    let decision = requests::proceedings::decision_of(portal, "alpha").await;
    let series = requests::meetings::series_of(portal, "alpha").await;
    let item = requests::meetings::item_of(portal, "/agenda-items/{item}/change", "alpha").await;
    let action = portal.world.actions["ayton due"].clone();
    let request = requests::actions::date_asked(portal, "ayton late").await;
    let paper = requests::papers::paper_of(portal, "alpha").await;
    let publication =
        requests::performance::publication_of(portal, "/publications/{publication}/labels").await;
    let link = requests::mail_links::link_of(portal, "member").await;
    let pilot = requests::pilots::made(portal, Stage::Live).await;
    let approved = requests::pilots::made(portal, Stage::Live).await;
    requests::pilots::approve(portal, &approved).await;
    let mut costs = Vec::new();
    for (name, browser, path) in [
        ("meetings", &secretary, paths::meetings("alpha")),
        ("meeting", &member, paths::meeting(meeting)),
        ("meeting to run", &chair, paths::run_meeting(meeting)),
        ("minutes", &chair, paths::minutes(meeting)),
        ("minutes of a member", &member, paths::minutes(meeting)),
        ("minutes, file", &member, paths::minutes_export(meeting)),
        ("action at an item", &chair, paths::action_at_item(item)),
        ("decision at an item", &chair, paths::decision_at_item(item)),
        ("decisions", &member, paths::DECISIONS.to_owned()),
        (
            "decisions of a board",
            &member,
            paths::board_decisions("alpha"),
        ),
        ("decision", &member, paths::decision(&decision)),
        (
            "decision to review",
            &chair,
            paths::review_decision(&decision),
        ),
        ("outcomes of an item", &chair, paths::item_outcomes(item)),
        ("pilots", &member, paths::PILOTS.to_owned()),
        ("pilots, file", &member, paths::PILOTS_EXPORT.to_owned()),
        (
            "timeline of pilots",
            &member,
            paths::PILOTS_TIMELINE.to_owned(),
        ),
        ("pilot", &member, paths::pilot(&pilot.slug)),
        (
            "returns of a pilot",
            &national,
            paths::pilot_returns(&pilot.slug),
        ),
        (
            "measure of a pilot",
            &member,
            paths::pilot_measure(pilot.measure),
        ),
        ("return of a site", &member, paths::site_return(pilot.site)),
        (
            "return to correct",
            &national,
            paths::revise_return(approved.draft),
        ),
        (
            "who reports for a site",
            &national,
            paths::site_leads(pilot.site),
        ),
        (
            "targets of a measure",
            &member,
            paths::measure_targets(pilot.measure),
        ),
        ("lessons of pilots", &member, paths::LESSONS.to_owned()),
        ("lesson of a pilot", &member, paths::lesson(pilot.lesson)),
        ("rules of a board", &member, paths::board_rules("alpha")),
        ("reply", &member, paths::reply(declined)),
        ("substitute", &member, paths::name_substitute(declined)),
        ("agenda", &chair, paths::agenda(meeting)),
        ("agenda to publish", &chair, paths::publish_agenda(meeting)),
        ("pack", &member, paths::pack(meeting)),
        ("files", &member, paths::meeting_files(meeting)),
        ("papers of an item", &chair, paths::item_papers(item)),
        ("paper", &member, paths::paper(paper)),
        ("series", &chair, paths::series(series)),
        ("item", &chair, paths::change_item(item)),
        ("item to propose", &member, paths::propose_item("alpha")),
        (
            "items of every agenda",
            &chair,
            paths::board_agenda_template("alpha"),
        ),
        ("invite", &secretary, invite),
        ("invitations", &secretary, paths::invitations("alpha")),
        ("mail", &secretary, paths::MAIL.to_owned()),
        ("mail link", &member, paths::mail_link(link)),
        ("vacancies", &national, paths::VACANCIES.to_owned()),
        (
            "vacancies, list",
            &national,
            format!("{}?view=list&sort=-age", paths::VACANCIES),
        ),
        (
            "vacancies, file",
            &national,
            format!("{}?format=xlsx", paths::VACANCIES_EXPORT),
        ),
        (
            "vacancies of a board",
            &secretary,
            paths::VACANCIES.to_owned(),
        ),
        ("organisations", &member, paths::ORGANISATIONS.to_owned()),
        ("organisation", &member, paths::organisation(ayton)),
        ("board to start", &national, paths::NEW_BOARD.to_owned()),
        ("board to end", &national, paths::end_board("alpha")),
        (
            "organisation to end",
            &national,
            paths::end_organisation(ayton),
        ),
        ("members", &member, paths::members("alpha")),
        (
            "members of a past day",
            &member,
            format!(
                "{}?on-day=1&on-month=3&on-year=2026",
                paths::members("alpha")
            ),
        ),
        ("actions", &member, paths::ACTIONS.to_owned()),
        (
            "actions, file",
            &member,
            format!("{}?format=csv", paths::ACTIONS_EXPORT),
        ),
        (
            "actions over time",
            &member,
            paths::ACTIONS_OVER_TIME.to_owned(),
        ),
        (
            "action log, file",
            &member,
            format!("{}?format=xlsx", paths::action_log_export("alpha")),
        ),
        ("action to raise", &chair, paths::raise_action("alpha")),
        ("action to change", &chair, paths::change_action(&action)),
        ("comment", &member, paths::comment_on_action(&action)),
        ("offer", &member, paths::offer_action(&action)),
        ("another date", &member, paths::ask_another_date(&action)),
        ("request", &chair, paths::action_request(request)),
        (
            "members, file",
            &member,
            format!("{}?format=xlsx", paths::members_export("alpha")),
        ),
        ("import to send", &secretary, paths::import_members("alpha")),
        ("import", &secretary, paths::import(file)),
        ("log to send", &secretary, paths::import_actions("alpha")),
        (
            "log, columns",
            &secretary,
            paths::action_import_columns(earlier_log),
        ),
        (
            "log, checked",
            &secretary,
            paths::action_import(earlier_log),
        ),
        (
            "log, rows",
            &secretary,
            paths::action_import_rows(earlier_log),
        ),
        ("seat", &secretary, paths::seat(portal.world.seats["chair"])),
        (
            "appoint",
            &secretary,
            paths::appoint(portal.world.seats["chair"]),
        ),
        (
            "handover",
            &secretary,
            paths::handover(portal.world.seats["member"]),
        ),
        ("my boards", &member, paths::MY_BOARDS.to_owned()),
        (
            "my boards of one who sees all",
            &national,
            paths::MY_BOARDS.to_owned(),
        ),
        (
            "person",
            &secretary,
            paths::person(portal.world.people["member"]),
        ),
        (
            "moved on",
            &secretary,
            paths::moved_on(portal.world.people["member"]),
        ),
        (
            "merge",
            &national,
            format!(
                "{}?q=canary",
                paths::merge_person(portal.world.people["member"])
            ),
        ),
        ("own interests", &member, paths::OWN_INTERESTS.to_owned()),
        (
            "interests of a board",
            &member,
            paths::board_interests("alpha"),
        ),
        ("template", &secretary, paths::SEAT_TEMPLATE.to_owned()),
        (
            "seats of the template",
            &secretary,
            paths::template_seats("alpha"),
        ),
        ("performance", &member, paths::PERFORMANCE.to_owned()),
        (
            "performance, file",
            &member,
            paths::PERFORMANCE_EXPORT.to_owned(),
        ),
        (
            "performance of a board",
            &member,
            paths::performance("alpha"),
        ),
        (
            "figures over time",
            &member,
            paths::performance_chart("alpha"),
        ),
        (
            "figures, file",
            &member,
            paths::performance_chart_export("alpha"),
        ),
        (
            "official files",
            &national,
            paths::IMPORT_FIGURES.to_owned(),
        ),
        ("official file", &national, paths::publication(publication)),
        ("labels of areas", &national, paths::AREA_LABELS.to_owned()),
        (
            "targets and bands",
            &national,
            paths::PERFORMANCE_SETTINGS.to_owned(),
        ),
    ] {
        let (answer, count) = portal.statements(browser.clone().fetch(&path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        costs.push((name, count));
    }
    costs
}

#[tokio::test]
async fn a_page_costs_the_same_statements_with_a_hundred_times_the_rows() {
    let few = TestPortal::new().await;
    requests::invite(&few, "observer").await;
    requests::pilots::made(&few, Stage::Live).await;
    let mut member = few.signed_in("member").await;
    assert_eq!(costs(&few, &mut member).await, STATEMENTS);

    let many = TestPortal::new().await;
    let (world, db, random) = (&many.world, &many.state.db, &many.state.random);
    let (board, seat) = (world.boards["alpha"], world.seats["member"]);
    many::raise(db, random, start(), board, seat, 300).await;
    let (person, organisation) = (world.people["member"], world.organisations["ayton"]);
    // 43 boards with a seat in each of the 16 categories.
    let mut boards = many::add_boards(db, random, start(), 40, person, organisation).await;
    boards.extend(world.boards.values());
    for board in boards {
        many::add_seats(db, random, start(), board).await;
    }
    for _ in 0..60 {
        requests::invite(&many, "sponsor").await;
        requests::invite(&many, "observer").await;
    }
    requests::meetings::many(&many, 30, 60).await;
    for _ in 0..20 {
        requests::pilots::made(&many, Stage::Live).await;
    }
    for _ in 0..20 {
        many.signed_in("member").await;
    }
    let mut member = many.signed_in("member").await;
    assert_eq!(costs(&many, &mut member).await, STATEMENTS);
    let log = member.fetch(&paths::action_log("alpha")).await;
    assert_eq!(log.texts("tbody tr").len(), 50);
}
