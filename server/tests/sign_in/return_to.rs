//! Wherever somebody asks to go after signing in, they arrive at a page of ours
//! (GHSA-773c-7fc3-342g and CVE-2024-45399 are what this is about).

use proptest::prelude::*;
use server::sign_in::local_path;
use url::Url;

/// Each of these must lead to the first page.
const HOSTILE: [&str; 64] = [
    "",
    " ",
    "evil.example",
    "https://evil.example",
    "https://evil.example/",
    "http://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "ftp://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "//evil.example/%2f..",
    "//evil%E3%80%82example",
    "//user@evil.example/",
    "//portal.example@evil.example/",
    "//portal.example:443@evil.example/",
    "https://portal.example@evil.example/",
    "https://portal.example/boards",
    "http://127.0.0.1:3000/boards",
    "http://127.0.0.1:3000@evil.example/boards",
    "/\\evil.example",
    "\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/%5cevil.example",
    "/%5Cevil.example",
    "/%255cevil.example",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%252fevil.example",
    "/%25252fevil.example",
    "%2f%2fevil.example",
    "/\tevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/%0d%0aSet-Cookie:%20a=b",
    "/%09/evil.example",
    "/\u{0}boards",
    "/%00boards",
    "\t//evil.example",
    " //evil.example",
    "/boards\u{7f}",
    "/./evil.example",
    "/../evil.example",
    "/.//evil.example",
    "/boards/..//evil.example",
    "/boards/%2e%2e//evil.example",
    "/boards/%2e%2e/%2fevil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://evil.example/1",
    "?next=//evil.example",
    "#//evil.example",
    "@evil.example",
    ".evil.example",
];

/// Places of ours that must not be arrived at.
const CIRCLES: [&str; 12] = [
    "/sign-in",
    "/sign-in?return_to=/boards",
    "/sign-in/demo",
    "/sign-in/demo/callback?code=a&state=b",
    "/sign-in#x",
    "/%73ign-in",
    "/sign-out",
    "/sign-out/",
    "/signed-out",
    "/demo?request=abc",
    "/demo/oidc/authorize",
    "/demo/oidc/end-session",
];

/// Odd, but ours: kept, in the form that a browser would ask for.
const OURS: [(&str, &str); 16] = [
    ("/", "/"),
    ("/boards", "/boards"),
    ("/boards/west-yorkshire", "/boards/west-yorkshire"),
    ("/actions/WYK-2026-014", "/actions/WYK-2026-014"),
    (
        "/actions/WYK-2026-014/update",
        "/actions/WYK-2026-014/update",
    ),
    (
        "/boards/a/actions?status=open&page=2",
        "/boards/a/actions?status=open&page=2",
    ),
    (
        "/boards?q=https://evil.example",
        "/boards?q=https://evil.example",
    ),
    ("/boards?q=//evil.example", "/boards?q=//evil.example"),
    ("/boards?q=50%25", "/boards?q=50%25"),
    ("/boards?q=%0a", "/boards?q=%0a"),
    ("/boards?", "/boards?"),
    ("/boards#top", "/boards"),
    ("/boards/siân", "/boards/si%C3%A2n"),
    ("/@evil.example", "/@evil.example"),
    ("/／evil.example", "/%EF%BC%8Fevil.example"),
    ("/sign-information", "/sign-information"),
];

#[test]
fn hostile_addresses_lead_to_the_first_page() {
    for raw in HOSTILE.into_iter().chain(CIRCLES) {
        assert_eq!(local_path(raw), "/", "{raw:?}");
    }
    let long = format!("/{}", "a".repeat(5_000));
    assert_eq!(local_path(&long), "/");
}

#[test]
fn our_own_addresses_are_kept() {
    for (raw, expected) in OURS {
        assert_eq!(local_path(raw), expected, "{raw:?}");
    }
}

fn stays_with_us(raw: &str) {
    let path = local_path(raw);
    let base = Url::parse("https://portal.example/sign-in/demo/callback").expect("a base");
    let arrived = base.join(&path).expect("an address");
    assert_eq!(arrived.origin(), base.origin(), "{raw:?}");
    assert!(path.starts_with('/') && !path.starts_with("//"), "{raw:?}");
    assert!(path.bytes().all(|b| b.is_ascii_graphic()), "{raw:?}");
    // What we handed out is taken back unchanged.
    assert_eq!(local_path(&path), path, "{raw:?}");
}

#[test]
fn every_table_row_stays_with_us() {
    let ours = OURS.iter().map(|(raw, _)| *raw);
    HOSTILE
        .into_iter()
        .chain(CIRCLES)
        .chain(ours)
        .for_each(stays_with_us);
}

proptest! {
    #[test]
    fn any_text_stays_with_us(raw in any::<String>()) {
        stays_with_us(&raw);
    }

    #[test]
    fn any_text_of_awkward_letters_stays_with_us(raw in "[/\\\\.%?#@:a2fFcC5\t\r\n ]{0,24}") {
        stays_with_us(&raw);
        stays_with_us(&format!("/{raw}"));
    }
}
