//! Addresses, queries and cookies that no page of ours leads to: a clear page,
//! the right status, and nothing written.

use app::paths;
use axum::{body::Body, http::Method};

use crate::support::{
    TestPortal,
    requests::{self, every_request},
};

#[tokio::test]
async fn addresses_that_lead_nowhere_are_answered_with_the_page_that_says_so() {
    let portal = TestPortal::new().await;
    let long = "a".repeat(30_000);
    for person in ["no seat", "member", "national secretariat"] {
        let mut browser = portal.signed_in(person).await;
        for part in [
            "nowhere",
            "-1",
            "0",
            "%00",
            "alpha%00",
            "%ff",
            "%c0%af",
            "%ed%a0%80",
            "%f0%28%8c%28",
            "%zz",
            "%",
            "%E0%A4",
            "..%2falpha",
            "%2e%2e",
            "ALPHA",
            "alpha%20",
            "%20alpha",
            "alp%",
            "alpha%27%20or%201=1--",
            "%F0%9F%98%80",
            "%d8%aa%d9%85",
            "019ab000-0000-7000-8000-000000000001",
            "null",
            "true",
            "[]",
            &long,
        ] {
            for address in [
                paths::board(part),
                paths::action_log(part),
                format!("/boards/{part}/changes"),
                paths::action(part),
                paths::update_action(part),
                format!("/actions/{part}/changes"),
                paths::sign_in_with(part),
                paths::sign_in_callback(part),
                format!("/{part}"),
            ] {
                let answer = browser.fetch(&address).await;
                let shown: String = address.chars().take(60).collect();
                assert_eq!(answer.status, 404, "{person} {shown}: {}", answer.body);
                assert_eq!(answer.heading(), "Page not found", "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn forms_sent_to_addresses_that_lead_nowhere_write_nothing() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let before = portal.contents().await;
    for part in [
        "nowhere",
        "%00",
        "%ff",
        "%c0%af",
        "%zz",
        "1",
        "..",
        "019ab000-0000-7000-8000-000000000001",
    ] {
        for address in [paths::update_action(part), paths::end_session(part)] {
            let answer = member
                .post(&address, &[("note", "x"), ("status", "blocked")])
                .await;
            assert_eq!(answer.status, 404, "{address}: {}", answer.body);
            assert_eq!(answer.heading(), "Page not found", "{address}");
        }
    }
    assert_eq!(portal.contents().await, before);
}

#[tokio::test]
async fn another_boards_action_is_not_there_for_a_form_either() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    let beta = &portal.world.actions["beta"];
    let form = requests::update_form(&portal, beta, "Mine now").await;
    let before = portal.contents().await;
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let answer = member.post(&paths::update_action(beta), &form).await;
    assert_eq!(answer.status, 404);
    assert!(!answer.body.contains("Mine now"));
    assert_eq!(portal.contents().await, before);
}

/// What people and programs put behind the question mark.
const QUERIES: &[&str] = &[
    "page=999",
    "page=-1",
    "page=99999999999999999999",
    "page=NaN",
    "page=1&page=2&page=999",
    "status=open&status=closed&status=open&status=gone&status=",
    "status[]=open&status%5B0%5D=closed",
    "q=first&q=second",
    "q=%00",
    "q=a%00b",
    "q=%ff%fe",
    "q=%22%20OR%201%3D1%20--",
    "q=%22*%20AND%20NEAR(",
    "q=action_search%20MATCH",
    "q=a%3A*%20%7C%20b%20%26%20!c",
    "q=%E2%91%A0",
    "q=%C2%B2%20%E2%85%B7%20%E3%8D%BF",
    "q=%F0%9F%98%80",
    "q=%D8%AA%D9%85",
    "q=e%CC%81",
    "sort=name",
    "sort=--due",
    "sort=-",
    "sort=due&sort=-reference",
    "late=maybe",
    "organisation=1%27%20or%20%271",
    "organisation=00000000-0000-0000-0000-000000000000",
    "after=nonsense&page=4",
    "after=_",
    "before=_",
    "after=2026-01-01_not-an-id",
    "after=2026-02-31_00000000000000000000000000000000",
    "after=-9999-01-01_00000000000000000000000000000000",
    "after=-262143-01-01_00000000000000000000000000000000&page=3",
    "before=%2B262142-12-31_00000000000000000000000000000000&page=3",
    "after=9223372036854775807_00000000000000000000000000000000&sort=updated",
    "after=-9223372036854775808_00000000000000000000000000000000&sort=updated",
    "after=8210266876799999999_00000000000000000000000000000000&sort=updated",
    "before=-8334601228800000000_00000000000000000000000000000000&sort=updated",
    "after=2147483647.2147483647_00000000000000000000000000000000&sort=reference",
    "after=-2147483648.-2147483648_ffffffffffffffffffffffffffffffff&sort=-reference",
    "after=2026-01-01_00000000000000000000000000000000&before=2026-01-01_00000000000000000000000000000000",
    "before=2147483647",
    "before=-2147483648",
    "before=99999999999",
    "before=0",
    "since=-9223372036854775808",
    "since=9223372036854775807",
    "since=x",
    "region=%00&region=North%20East",
    "return_to=%00",
    "return_to=%ff",
    "request=%00",
    "code=%00&state=%ff&iss=%00",
    "a[b][c][d][e][f][g][h][i]=1",
    "=&=&&&==",
    "%",
    "%zz=%zz",
    "?????",
];

#[tokio::test]
async fn queries_that_make_no_sense_count_as_none() {
    let portal = TestPortal::new().await;
    let deep = format!("a{}=1", "[b]".repeat(5_000));
    let wide = "status=open&".repeat(3_000);
    let long = format!("q={}", "x".repeat(50_000));
    let more = [deep.as_str(), &wide, &long];
    let member = portal.signed_in("member").await;
    let mut addresses = Vec::new();
    for (method, route) in every_request() {
        if method == Method::GET {
            let case = requests::cases(route.path)[0];
            addresses.push(requests::address(&portal, route.path, case, Some("member")).await);
        }
    }
    let before = portal.contents_but_downloads().await;
    for address in addresses {
        let plain = member.clone().fetch(&address).await.status;
        for query in QUERIES.iter().chain(&more) {
            let answer = member.clone().fetch(&format!("{address}?{query}")).await;
            let shown: String = query.chars().take(80).collect();
            assert_eq!(answer.status, plain, "{address}?{shown}: {}", answer.body);
        }
    }
    assert_eq!(portal.contents_but_downloads().await, before);
}

#[tokio::test]
async fn lists_answer_a_page_that_is_not_there_with_one_that_is() {
    let portal = TestPortal::new().await;
    let mut member = portal.signed_in("member").await;
    for address in [paths::MY_WORK.to_owned(), paths::action_log("alpha")] {
        let first = member.fetch(&address).await.texts("tbody tr");
        assert!(!first.is_empty());
        for query in ["page=999", "after=nonsense&page=4", "page=-1"] {
            let page = member.fetch(&format!("{address}?{query}")).await;
            assert_eq!(page.texts("tbody tr"), first, "{address}?{query}");
            assert!(!page.title().contains("page"), "{}", page.title());
        }
    }
}

#[tokio::test]
async fn cookies_that_are_not_ours_are_nobody() {
    let portal = TestPortal::new().await;
    let name = portal.state.cookies.session_name();
    for value in [
        "",
        "x",
        "%00",
        "\u{7f}",
        "' OR 1=1 --",
        "../../etc/passwd",
        &"a".repeat(8_000),
        "a; fjb=b; fjb=c",
    ] {
        let mut browser = portal.browser();
        browser.set_cookie(&name, value);
        browser.set_cookie("fjb-message", "<script>");
        browser.set_cookie("fjb-sign-in", "\u{7f}");
        let request = browser
            .request(Method::GET, paths::MY_WORK)
            .body(Body::empty());
        // What cannot be a header at all does not reach us.
        let Ok(request) = request else { continue };
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 303, "{value}");
        assert_eq!(
            answer.location().as_deref(),
            Some(paths::SIGN_IN),
            "{value}"
        );
        let help = browser.fetch(paths::HELP).await;
        assert_eq!(help.status, 200);
        assert!(!help.body.contains("&lt;script&gt;"));
    }
}
