//! Which changes count as asked for by the person, and which by another site.

use crate::support::{ask, drawn, portal, request, settings, text};
use app::layout::Problem;

type Headers = &'static [(&'static str, &'static str)];

const OURS: (&str, &str) = ("origin", "https://boards.example.gov.uk");
const FOREIGN: (&str, &str) = ("origin", "https://evil.example");
const HOST: (&str, &str) = ("host", "boards.example.gov.uk");
const COOKIE: (&str, &str) = ("cookie", "session=abc");

#[tokio::test]
async fn changes_are_taken_from_our_own_pages_only() {
    let portal = portal(&settings());
    let table: &[(&str, Headers, u16)] = &[
        (
            "our page",
            &[("sec-fetch-site", "same-origin"), OURS, COOKIE],
            200,
        ),
        ("typed by hand", &[("sec-fetch-site", "none"), COOKIE], 200),
        (
            "another site",
            &[("sec-fetch-site", "cross-site"), COOKIE],
            403,
        ),
        (
            "another site, foreign origin",
            &[("sec-fetch-site", "cross-site"), FOREIGN],
            403,
        ),
        (
            "another site, no cookie",
            &[("sec-fetch-site", "cross-site")],
            403,
        ),
        (
            "a sister site",
            &[("sec-fetch-site", "same-site"), COOKIE],
            403,
        ),
        (
            "an unknown word",
            &[("sec-fetch-site", "somewhere"), COOKIE],
            403,
        ),
        ("an old browser, our page", &[OURS, HOST, COOKIE], 200),
        (
            "an old browser, host changed by a proxy",
            &[OURS, ("host", "10.0.0.7"), COOKIE],
            200,
        ),
        (
            "an old browser, another site",
            &[FOREIGN, HOST, COOKIE],
            403,
        ),
        (
            "an old browser, another port",
            &[("origin", "https://boards.example.gov.uk:8"), HOST],
            403,
        ),
        (
            "an old browser, sandboxed frame",
            &[("origin", "null"), HOST, COOKIE],
            403,
        ),
        ("a cookie and no word of its origin", &[HOST, COOKIE], 403),
        (
            "a cookie and an empty origin",
            &[("origin", ""), HOST, COOKIE],
            403,
        ),
        (
            "a cookie and an empty site",
            &[("sec-fetch-site", ""), HOST, COOKIE],
            403,
        ),
        ("a program without a cookie", &[HOST], 200),
    ];
    for (who, headers, status) in table {
        for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE"] {
            let answer = ask(&portal, request(method, "/written", headers)).await;
            assert_eq!(answer.status().as_u16(), *status, "{method} by {who}");
            let text = text(answer).await;
            if *status == 403 {
                assert!(
                    text.contains(&drawn(Problem::NotAllowed)),
                    "{method} by {who}"
                );
            } else {
                assert_eq!(text, "written", "{method} by {who}");
            }
        }
        let answer = ask(&portal, request("GET", "/written", headers)).await;
        assert_eq!(answer.status().as_u16(), 200, "reading by {who}");
    }
}
