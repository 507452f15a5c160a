//! What holds for every address that takes a form, whoever sends it: nothing
//! from other sites, nothing on refusal, nothing beyond what the form is for,
//! and a line in the trail for all that is written.

use std::collections::BTreeMap;

use app::{actions::forms::field, form::THEN, sign_in::views::field as choose};
use axum::{
    body::Body,
    http::{HeaderMap, Method, StatusCode, header},
};
use sea_orm::{DatabaseBackend, EntityTrait, Statement};
use server::{audit, db::entities::audit_event, router::ROUTES};
use uuid::Uuid;

use crate::{
    access::{ASKERS, ask, browser_of},
    support::{
        Answer, Browser, TestPortal,
        browser::encoded,
        database::TABLES,
        requests::{self, Fields, every_request, writes},
    },
};

/// A portal in which one can choose to be the member.
async fn portal() -> TestPortal {
    let portal = TestPortal::new().await;
    requests::make_persona(&portal, "member").await;
    portal
}

/// Who may send it, the address and the form of a write that succeeds.
async fn good_write(portal: &TestPortal, path: &str) -> (Browser, String, Fields) {
    let case = requests::cases(path)[0];
    let sender = requests::sender(path);
    let address = requests::address(portal, path, case, Some(sender)).await;
    // A second session, so that there are others to end.
    portal.signed_in(sender).await;
    let browser = portal.signed_in(sender).await;
    let form = requests::good_form(portal, path, &address).await;
    (browser, address, form)
}

async fn post(
    browser: &mut Browser,
    address: &str,
    form: &Fields,
    headers: &[(&str, &str)],
) -> Answer {
    let pairs: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let (kind, body) = encoded(address, &pairs);
    let mut request = browser
        .request(Method::POST, address)
        .header(header::CONTENT_TYPE, kind);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request.body(Body::from(body)).unwrap()).await
}

const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn every_write_asked_for_by_another_site_is_refused() {
    let portal = portal().await;
    let origin = header::ORIGIN.as_str();
    for path in writes() {
        let (mut browser, address, form) = good_write(&portal, path).await;
        let before = portal.contents().await;
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[
                ("sec-fetch-site", "cross-site"),
                (origin, "http://127.0.0.1:3000.evil.example"),
            ],
            &[("sec-fetch-site", "unheard-of")],
            &[(origin, "https://evil.example")],
            &[(origin, "http://127.0.0.1:3001")],
            &[(origin, "https://127.0.0.1:3000.evil.example")],
            &[(origin, "null")],
            &[(origin, "")],
            &[("sec-fetch-site", "")],
            &[],
        ] {
            let answer = post(&mut browser, &address, &form, headers).await;
            assert_eq!(
                answer.status, 403,
                "{path} with {headers:?}: {}",
                answer.body
            );
            assert_eq!(answer.heading(), "You cannot use this page");
            assert_eq!(portal.contents().await, before, "{path} with {headers:?}");
        }
        // The same form is taken from a page of ours, so it was its origin that counted.
        let answer = post(&mut browser, &address, &form, &[OURS]).await;
        assert_eq!(
            answer.status,
            requests::taken(path),
            "{path}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn every_write_is_taken_from_older_browsers_that_only_name_our_origin() {
    let portal = portal().await;
    for path in writes() {
        let (mut browser, address, form) = good_write(&portal, path).await;
        let ours = [(header::ORIGIN.as_str(), "http://127.0.0.1:3000")];
        let answer = post(&mut browser, &address, &form, &ours).await;
        assert_eq!(
            answer.status,
            requests::taken(path),
            "{path}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn a_refused_write_changes_nothing() {
    let portal = portal().await;
    let mut refused = BTreeMap::new();
    for path in writes() {
        let addresses = requests::everything(path).iter().map(Some).chain([None]);
        for case in addresses {
            for (name, person) in ASKERS {
                let address = match case {
                    Some(case) => requests::address(&portal, path, case, *person).await,
                    None => match requests::unknown(path) {
                        Some(unknown) => unknown,
                        None => continue,
                    },
                };
                let mut browser = browser_of(&portal, *person).await;
                let before = portal.contents().await;
                let answer = ask(&portal, &mut browser, &Method::POST, path, &address).await;
                if answer.status != requests::taken(path) || !was_signed_in(&answer) {
                    let after = portal.contents().await;
                    assert_eq!(after, before, "{name} {address}: {}", answer.status);
                    *refused.entry(answer.status.as_u16()).or_insert(0) += 1;
                }
            }
        }
    }
    for status in [303, 401, 403, 404] {
        assert!(refused.contains_key(&status), "{refused:?}");
    }
}

/// Whether an answer is not the redirect to the sign-in page.
fn was_signed_in(answer: &Answer) -> bool {
    answer
        .location()
        .is_none_or(|next| !next.starts_with("/sign-in"))
}

/// Whether a form that is spoilt in every field, one after the other, and one
/// that is out of date, leave everything as it was.
#[tokio::test]
async fn a_spoilt_or_outdated_form_changes_nothing() {
    let portal = portal().await;
    for path in writes() {
        let (mut browser, address, form) = good_write(&portal, path).await;
        let before = portal.contents().await;
        for (name, value) in &form {
            if requests::may_be_left_out(path, name) {
                continue;
            }
            let mut spoilt = Vec::new();
            if name == field::VERSION {
                for version in ["0", "-1", "2", "2147483647", "-2147483648", "99999999999"] {
                    spoilt.push(Some(version));
                }
            }
            // Chosen twice is chosen once; what is sent back is checked anyway.
            // Without a button a form is shown once more.
            if name != choose::REQUEST && name != THEN {
                spoilt.extend([None, Some(""), Some("\u{0}")]);
            }
            for value in spoilt {
                let mut form = form.clone();
                form.retain(|(known, _)| known != name);
                form.extend(value.map(|value| (name.clone(), value.to_owned())));
                let answer = post(&mut browser, &address, &form, &[OURS]).await;
                let expected = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT];
                assert!(
                    expected.contains(&answer.status),
                    "{path} with {name} {value:?}: {} {}",
                    answer.status,
                    answer.body
                );
                assert_eq!(
                    portal.contents().await,
                    before,
                    "{path} with {name} {value:?}"
                );
            }
            assert!(!value.is_empty(), "{path}: {name} should hold something");
        }
    }
}

/// Every column of every table.
async fn columns(portal: &TestPortal) -> Vec<String> {
    let db = portal.state.db.reader();
    let mut names = Vec::new();
    for table in TABLES {
        let query = match portal.state.db.backend() {
            DatabaseBackend::Postgres => format!(
                "SELECT CAST(column_name AS text) AS name FROM information_schema.columns WHERE table_name = '{table}'"
            ),
            _ => format!("SELECT name FROM pragma_table_info('{table}')"),
        };
        let statement = Statement::from_string(portal.state.db.backend(), query);
        use sea_orm::ConnectionTrait;
        for row in db.query_all_raw(statement).await.unwrap() {
            names.push(row.try_get::<String>("", "name").unwrap());
        }
    }
    names.sort();
    names.dedup();
    assert!(names.len() > 50, "{names:?}");
    names
}

/// Two portals that are alike, one form sent to both, once with a field for
/// every column there is: afterwards they are still alike.
#[tokio::test]
async fn further_fields_of_a_form_set_nothing() {
    let kinds = ["", "beta"];
    for path in writes() {
        let mut outcomes = Vec::new();
        for kind in kinds {
            let portal = portal().await;
            let (mut browser, address, mut form) = good_write(&portal, path).await;
            if !kind.is_empty() {
                let own: Vec<String> = form.iter().map(|(name, _)| name.clone()).collect();
                for column in columns(&portal).await {
                    // What a form may hold and does not is another form.
                    if own.contains(&column) || requests::may_be_left_out(path, &column) {
                        continue;
                    }
                    let value = match column.as_str() {
                        "board_id" | "board" => portal.world.boards["beta"].to_string(),
                        "organisation_id" => portal.world.organisations["beeton"].to_string(),
                        "person_id" | "actor_id" => portal.world.people["chair"].to_string(),
                        "seat_id" => portal.world.seats["chair"].to_string(),
                        column if column.ends_with("id") => Uuid::from_u128(7).to_string(),
                        column if column.ends_with("_at") => "2001-01-01T00:00:00Z".to_owned(),
                        column if column.ends_with("_on") => "2001-01-01".to_owned(),
                        "role" => "chair".to_owned(),
                        "due_moves" | "number" | "year" | "sequence" | "position" => {
                            "42".to_owned()
                        }
                        _ => "true".to_owned(),
                    };
                    form.push((format!("{column}[]"), value.clone()));
                    form.push((column, value));
                }
            }
            let answer = post(&mut browser, &address, &form, &[OURS]).await;
            assert_eq!(
                answer.status,
                requests::taken(path),
                "{path}: {}",
                answer.body
            );
            outcomes.push(portal.contents().await);
        }
        let differences: Vec<(&str, &str)> = outcomes[0]
            .lines()
            .zip(outcomes[1].lines())
            .filter(|(plain, more)| plain != more)
            .collect();
        assert!(differences.is_empty(), "{path}: {differences:#?}");
        assert_eq!(outcomes[0].len(), outcomes[1].len(), "{path}");
    }
}

#[tokio::test]
async fn no_get_or_head_changes_anything_but_notes_who_had_a_file() {
    let portal = portal().await;
    for person in [
        None,
        Some("no seat"),
        Some("member"),
        Some("chair"),
        Some("national secretariat"),
    ] {
        let mut browser = browser_of(&portal, person).await;
        let mut addresses = Vec::new();
        for (_, route) in every_request() {
            for case in requests::everything(route.path) {
                // Sessions and invitations are made to have an address of them.
                addresses.push(requests::address(&portal, route.path, case, person).await);
            }
        }
        let before = portal.contents_but_downloads().await;
        for address in addresses {
            for method in [Method::GET, Method::HEAD] {
                let address = format!("{address}?_method=POST&status=closed&note=x&end=1");
                let request = browser
                    .request(method.clone(), &address)
                    .header("x-http-method-override", "POST")
                    .body(Body::empty())
                    .unwrap();
                let answer = browser.send(request).await;
                assert!(!answer.status.is_server_error(), "{method} {address}");
                if method == Method::HEAD {
                    assert_eq!(answer.body, "", "HEAD {address}");
                }
            }
        }
        assert_eq!(portal.contents_but_downloads().await, before, "{person:?}");
    }
}

/// Form libraries send people back to where they came from; ours never does.
#[tokio::test]
async fn no_redirect_leads_where_a_referer_or_the_query_says() {
    let portal = portal().await;
    let evil = "https://evil.example/boards";
    for (method, route) in every_request() {
        let case = requests::cases(route.path)[0];
        for person in [None, Some("member")] {
            let mut browser = browser_of(&portal, person).await;
            let address = requests::address(&portal, route.path, case, person).await;
            let mut form = Vec::new();
            if method != Method::GET {
                form = requests::good_form(&portal, route.path, &address).await;
            }
            let evil_parts: Vec<String> = ["return_to", "next", "redirect_uri", "__path", "__err"]
                .iter()
                .map(|name| format!("{name}={evil}"))
                .collect();
            form.extend([("return_to".to_owned(), evil.to_owned())]);
            let pairs: Vec<(&str, &str)> = form
                .iter()
                .map(|(name, value)| (&**name, &**value))
                .collect();
            let (kind, body) = encoded(&address, &pairs);
            let request = browser
                .request(
                    method.clone(),
                    &format!("{address}?{}", evil_parts.join("&")),
                )
                .header(header::REFERER, evil)
                .header(header::ACCEPT, "text/html")
                .header("x-forwarded-host", "evil.example")
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(body))
                .unwrap();
            let answer = browser.send(request).await;
            let Some(next) = value_of(&answer.headers, "location") else {
                continue;
            };
            let base = portal.state.base_url.clone();
            let next = base.join(next).unwrap();
            assert_eq!(next.origin(), base.origin(), "{method} {address}");
            assert_ne!(next.path(), "/boards", "{method} {address}");
        }
    }
}

fn value_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

/// Rows of a table by its name, from the contents of the database.
fn rows(contents: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut here = "";
    for line in contents.lines() {
        if let Some(head) = line.strip_prefix("# ") {
            here = head.split(':').next().unwrap();
        } else {
            tables.entry(here).or_default().push(line);
        }
    }
    tables
}

/// How many things changed: rows of what people know by name. What belongs to
/// them (their history, the announcement, the trail itself) goes with them.
fn things_changed(before: &str, after: &str) -> usize {
    let (before, after) = (rows(before), rows(after));
    let with_others = [
        "action_update",
        "action_number",
        "action_link",
        "decision_number",
        "audit_event",
        "audit_head",
        "outbox",
        "notice",
        "import_row",
        "action_import_row",
        "meeting_board",
        "agenda_publication",
        "mail",
        "meeting_call",
        "figure",
        "figure_revision",
        "return_value",
        "return_revision",
        "revised_value",
        "measure_figure",
        "measure_comparator",
    ];
    let with_appointments = before.get("appointment") != after.get("appointment");
    // What is asked about an action is a step of its history.
    let with_requests = before.get("action_request") != after.get("action_request");
    // A meeting comes with its first items, and publishing it numbers them.
    let with_meetings = before.get("meeting") != after.get("meeting");
    TABLES
        .iter()
        .filter(|table| !with_others.contains(*table))
        .filter(|table| !(with_requests && **table == "action"))
        .filter(|table| !(with_meetings && **table == "agenda_item"))
        .filter(|table| !(with_appointments && **table == "seat"))
        .map(|table| {
            let before = before.get(table).map_or(&[][..], Vec::as_slice);
            let after = after.get(table).map_or(&[][..], Vec::as_slice);
            let gone = before.iter().filter(|row| !after.contains(row)).count();
            let new = after.iter().filter(|row| !before.contains(row)).count();
            gone.max(new)
        })
        .sum()
}

#[tokio::test]
async fn every_write_leaves_one_event_in_the_trail_for_each_thing_it_changed() {
    let portal = portal().await;
    for path in writes() {
        let (mut browser, address, form) = good_write(&portal, path).await;
        let before = (portal.contents().await, events(&portal).await);
        let answer = post(&mut browser, &address, &form, &[OURS]).await;
        assert_eq!(
            answer.status,
            requests::taken(path),
            "{path}: {}",
            answer.body
        );
        let after = (portal.contents().await, events(&portal).await);

        // A seat counts the changes of who holds it; ending it is one of its own.
        let seat_itself = usize::from(path == "/seats/{seat}/end");
        let changed = things_changed(&before.0, &after.0) + seat_itself;
        let written = after.1.len() - before.1.len();
        assert_eq!(written, changed, "{path}");
        // "Choose who to be" belongs to the provider, which keeps nothing.
        assert_eq!(changed == 0, path == "/demo", "{path}");
        let sender = portal.world.people[requests::sender(path)].0;
        for event in after.1.iter().filter(|event| !before.1.contains(event)) {
            assert_eq!(event.actor_id, Some(sender), "{path}");
            let way = match path {
                "/mail-links/{link}" => "mail_link",
                _ => "page",
            };
            assert_eq!(event.way, way, "{path}");
            assert_eq!(event.at, portal.state.clock.now(), "{path}");
            assert_ne!(event.before, event.after, "{path}");
        }
        let verified = audit::verify(portal.state.db.reader()).await.unwrap();
        assert_eq!(verified.faults, [], "{path}");
        assert_eq!(verified.events, after.1.len() as u64, "{path}");
    }
}

/// The trail as stored.
async fn events(portal: &TestPortal) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .all(portal.state.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn there_are_writes_to_hold_to_this() {
    assert!(writes().count() >= 5);
    assert!(ROUTES.len() > writes().count());
}
