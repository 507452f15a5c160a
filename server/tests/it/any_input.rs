//! Whatever somebody sends, the fault is never ours: random forms, queries and
//! addresses, none of which is answered with a 5xx.

use app::actions::forms::field;
use axum::{
    body::Body,
    http::{Method, header},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::support::{
    Browser, TestPortal,
    requests::{self, every_request},
};

/// Text as nobody types it: every kind of letter, and signs that mean something
/// to somebody.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z0-9'\"%_*:&|!()<>\\\\ -]{0,40}",
        proptest::sample::select(vec![
            "",
            "0",
            "-1",
            "1",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "NaN",
            "in_progress",
            "blocked",
            "complete",
            "closed",
            "\u{0}",
            "due",
            "-updated",
            "reference",
            "yes",
            "00000000-0000-0000-0000-000000000000",
            "2026-01-01_00000000000000000000000000000000",
        ])
        .prop_map(str::to_owned),
    ]
}

fn any_fields(names: &'static [&'static str]) -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        4 => proptest::sample::select(names).prop_map(str::to_owned),
        1 => any_text(),
    ];
    proptest::collection::vec((name, any_text()), 0..8)
}

const CASES: u32 = 64;

/// Runs a property against one portal for all its cases.
fn check<V: std::fmt::Debug>(
    strategy: impl Strategy<Value = V>,
    property: impl AsyncFn(&TestPortal, &Browser, V) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let portal = runtime.block_on(TestPortal::new());
    let member = runtime.block_on(portal.signed_in("member"));
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&strategy, |value| {
            runtime.block_on(property(&portal, &member, value))
        })
        .unwrap();
}

#[test]
fn no_form_whatever_it_holds_breaks_the_server() {
    let names = &[
        field::STATUS,
        field::NOTE,
        field::VERSION,
        field::SUBMISSION,
        "person",
        "request",
        "key",
        "kind",
        "name",
        "short-name",
        "ons-code",
        "code",
        "region",
        "council",
        "confidence",
        "term-warning",
        "starts-on-day",
        "starts-on-month",
        "starts-on-year",
        "last-day-day",
        "last-day-month",
        "last-day-year",
        "reason",
        "successor",
        "move-seats",
        "then",
        "title",
        "starts",
        "ends",
        "on-day",
        "on-month",
        "on-year",
        "minutes",
        "purpose",
        "part",
        "months",
        "how-many",
        "decision",
        "direction",
        "seen",
        "row",
    ];
    check(any_fields(names), async |portal, _, fields| {
        let form: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        for path in requests::writes() {
            if path == "/sign-out" {
                continue;
            }
            let case = requests::cases(path)[0];
            let writer = requests::sender(path);
            let address = requests::address(portal, path, case, Some(writer)).await;
            let answer = portal.signed_in(writer).await.post(&address, &form).await;
            prop_assert!(
                !answer.status.is_server_error(),
                "{}: {}",
                address,
                answer.body
            );
        }
        Ok(())
    });
}

#[test]
fn no_query_whatever_it_holds_breaks_the_server() {
    let names = &[
        "q",
        "status",
        "late",
        "organisation",
        "sort",
        "after",
        "before",
        "page",
        "since",
        "region",
        "return_to",
        "request",
        "code",
        "state",
        "iss",
        "error",
    ];
    let strategy = (any_fields(names), any_text());
    check(strategy, async |portal, member, (fields, raw)| {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        let raw: String = raw
            .chars()
            .filter(|sign| sign.is_ascii_alphanumeric() || "%&=+[].-_~".contains(*sign))
            .collect();
        for (method, route) in every_request() {
            if method != Method::GET {
                continue;
            }
            let case = requests::cases(route.path)[0];
            let address = requests::address(portal, route.path, case, Some("member")).await;
            let address = format!("{address}?{query}&{raw}");
            let answer = member.clone().fetch(&address).await;
            prop_assert!(
                !answer.status.is_server_error(),
                "{}: {}",
                address,
                answer.body
            );
        }
        Ok(())
    });
}

#[test]
fn no_address_whatever_it_holds_breaks_the_server() {
    let part = prop_oneof![
        any_text().prop_map(|text| percent_encoding::utf8_percent_encode(
            &text,
            percent_encoding::NON_ALPHANUMERIC
        )
        .to_string()),
        proptest::collection::vec(any::<u8>(), 0..12).prop_map(|bytes| {
            percent_encoding::percent_encode(&bytes, percent_encoding::NON_ALPHANUMERIC).to_string()
        }),
    ];
    check(part, async |_, member, part| {
        for (method, route) in every_request() {
            let Some(name) = requests::parameter(route.path) else {
                continue;
            };
            let address = route.path.replace(&format!("{{{name}}}"), &part);
            let request = member
                .request(method.clone(), &address)
                .header("sec-fetch-site", "same-origin")
                .body(Body::empty())
                .unwrap();
            let answer = member.clone().send(request).await;
            prop_assert!(
                !answer.status.is_server_error(),
                "{} {}: {}",
                method,
                address,
                answer.body
            );
            prop_assert!(
                answer.status != 400
                    || answer.headers[header::CONTENT_TYPE] == "text/html; charset=utf-8"
            );
        }
        Ok(())
    });
}
