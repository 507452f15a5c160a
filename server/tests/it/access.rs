//! Every address, every method, every kind of person: `access.txt` says what
//! each is answered. The rows are made from the router, so an address that
//! nobody has thought about fails here.

use axum::{body::Body, http::Method};

use crate::support::{
    Answer, Browser, TestPortal,
    requests::{self, every_request},
    table,
};

/// Who asks, in the order of the table's columns: as it is called there, and
/// the person of the world.
pub const ASKERS: &[(&str, Option<&str>)] = &[
    ("nobody", None),
    ("no seat", Some("no seat")),
    ("former", Some("former member")),
    ("beta", Some("beta member")),
    ("policy", Some("policy lead")),
    ("nat sec", Some("national secretariat")),
    ("observer", Some("observer")),
    ("sponsor", Some("sponsor")),
    ("member", Some("member")),
    ("substit", Some("substitute")),
    ("secretary", Some("secretary")),
    ("deputy", Some("deputy")),
    ("chair", Some("chair")),
];

/// A browser of somebody who has just signed in, or of nobody.
pub async fn browser_of(portal: &TestPortal, person: Option<&str>) -> Browser {
    match person {
        Some(person) => portal.signed_in(person).await,
        None => portal.browser(),
    }
}

/// Asks as a browser would that had come by a page of ours.
pub async fn ask(
    portal: &TestPortal,
    browser: &mut Browser,
    method: &Method,
    path: &str,
    address: &str,
) -> Answer {
    if *method == Method::GET {
        browser.fetch(address).await
    } else {
        let form = requests::good_form(portal, path, address).await;
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        browser.post(address, &form).await
    }
}

/// What the table says of an answer.
fn cell(answer: &Answer) -> String {
    let to_sign_in = answer.status.as_u16() == 303
        && answer
            .location()
            .is_some_and(|next| next == "/sign-in" || next.starts_with("/sign-in?"));
    if to_sign_in {
        "sign in".to_owned()
    } else {
        answer.status.as_u16().to_string()
    }
}

#[tokio::test]
async fn every_address_answers_everybody_as_the_reviewed_table_says() {
    let portal = TestPortal::new().await;
    requests::make_persona(&portal, "member").await;
    let head = ["method", "address", "about"].into_iter();
    let mut found: Vec<Vec<String>> = vec![
        head.chain(ASKERS.iter().map(|(name, _)| *name))
            .map(str::to_owned)
            .collect(),
    ];
    for (method, route) in every_request() {
        for case in requests::cases(route.path) {
            let mut row = vec![
                method.to_string(),
                route.path.to_owned(),
                (*case).to_owned(),
            ];
            for (_, person) in ASKERS {
                let address = requests::address(&portal, route.path, case, *person).await;
                let mut browser = browser_of(&portal, *person).await;
                let answer = ask(&portal, &mut browser, &method, route.path, &address).await;
                row.push(cell(&answer));
            }
            found.push(row);
        }
    }
    table::hold("access.txt", include_str!("access.txt"), 3, &found);
}

/// What an answer says, without what differs between any two answers.
fn said(answer: &Answer) -> (u16, Vec<String>, String) {
    let nonce = answer
        .headers
        .get("content-security-policy")
        .and_then(|policy| policy.to_str().unwrap().split_once("'nonce-"))
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(nonce, _)| nonce.to_owned());
    let without = |text: &str| match &nonce {
        Some(nonce) => text.replace(nonce, "…"),
        None => text.to_owned(),
    };
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| format!("{name}: {}", without(value.to_str().unwrap())))
        .collect();
    (answer.status.as_u16(), headers, without(&answer.body))
}

#[tokio::test]
async fn what_one_may_not_know_of_is_answered_like_what_is_not_there() {
    let portal = TestPortal::new().await;
    requests::make_persona(&portal, "member").await;
    let mut compared = 0;
    for (method, route) in every_request() {
        let Some(unknown) = requests::unknown(route.path) else {
            continue;
        };
        for (name, person) in ASKERS {
            let mut browser = browser_of(&portal, *person).await;
            let nothing = ask(&portal, &mut browser, &method, route.path, &unknown).await;
            for case in requests::everything(route.path) {
                let address = requests::address(&portal, route.path, case, *person).await;
                let mut browser = browser_of(&portal, *person).await;
                let answer = ask(&portal, &mut browser, &method, route.path, &address).await;
                if answer.status != 404 {
                    continue;
                }
                compared += 1;
                assert_eq!(
                    said(&answer),
                    said(&nothing),
                    "{name} can tell {method} {address} from {unknown}"
                );
                for trace in [&address, &unknown] {
                    assert!(!answer.body.contains(trace.as_str()), "{trace}");
                }
            }
        }
    }
    assert!(compared > 100, "{compared} answers were compared");
}

#[tokio::test]
async fn a_method_that_is_not_in_the_table_is_not_there() {
    let portal = TestPortal::new().await;
    let chair = portal.signed_in("chair").await;
    for route in server::router::ROUTES {
        let case = requests::cases(route.path)[0];
        let address = requests::address(&portal, route.path, case, Some("chair")).await;
        let before = portal.contents().await;
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
            if route.methods.contains(&method.to_lowercase().as_str()) {
                continue;
            }
            let method: Method = method.parse().unwrap();
            let mut chair = chair.clone();
            let request = chair
                .request(method.clone(), &address)
                .header("sec-fetch-site", "same-origin")
                .body(Body::empty())
                .unwrap();
            let answer = chair.send(request).await;
            assert_eq!(answer.status, 404, "{method} {address}");
            assert_eq!(answer.heading(), "Page not found");
        }
        assert_eq!(portal.contents().await, before, "{address}");
    }
}

#[tokio::test]
async fn an_observer_who_sits_for_the_leading_organisation_still_updates_nothing() {
    let portal = TestPortal::new().await;
    let observer = portal.world.people["observer"];
    let organisation = portal.world.organisations["judiciary"];
    let address = requests::address(&portal, "/actions/{reference}/update", "cafcass", None).await;
    move_lead(&portal, "cafcass", organisation).await;

    let mut browser = portal.signed_in("observer").await;
    let before = portal.contents().await;
    let form = browser.fetch(&address).await;
    assert_eq!(form.status, 403, "{observer}");
    let path = "/actions/{reference}/update";
    let answer = ask(&portal, &mut browser, &Method::POST, path, &address).await;
    assert_eq!(answer.status, 403);
    assert_eq!(portal.contents().await, before);
}

/// Makes an organisation lead an action by force, which no command allows.
async fn move_lead(portal: &TestPortal, action: &str, to: app::ids::OrganisationId) {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
    use server::db::entities::action;
    let tx = portal.state.db.begin().await.unwrap();
    let moved = action::Entity::update_many()
        .col_expr(action::Column::OrganisationId, Expr::value(to.0))
        .filter(action::Column::Reference.eq(&portal.world.actions[action]))
        .exec(&tx)
        .await
        .unwrap();
    assert_eq!(moved.rows_affected, 1);
    tx.commit().await.unwrap();
}
