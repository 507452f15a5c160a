//! How often one client may knock at sign-in, and that forging does not help.

use app::layout::Problem;
use axum::Router;
use server::layers::LayerSettings;

use crate::support::{ask, drawn, from, header, portal, request, settings, text};

/// Knocks so many times and counts how often it was let in.
async fn let_in(portal: &Router, times: u32, knock: impl Fn(u32) -> axum::extract::Request) -> u32 {
    let mut welcome = 0;
    for nth in 0..times {
        if ask(portal, knock(nth)).await.status() != 429 {
            welcome += 1;
        }
    }
    welcome
}

fn behind(proxies: u8) -> LayerSettings {
    LayerSettings {
        trusted_proxies: proxies,
        ..settings()
    }
}

#[tokio::test]
async fn the_fourth_knock_is_answered_with_a_page_that_says_when() {
    let portal = portal(&settings());
    let knock = |path| from("192.0.2.1:5000", request("GET", path, &[]));
    for path in ["/sign-in", "/sign-in/moj", "/demo"] {
        assert_ne!(ask(&portal, knock(path)).await.status(), 429, "{path}");
    }
    let answer = ask(&portal, knock("/sign-in")).await;
    assert_eq!(answer.status(), 429);
    let wait: u64 = header(&answer, "retry-after")
        .and_then(|s| s.parse().ok())
        .expect("seconds");
    assert!((1..=61).contains(&wait), "{wait}");
    assert!(
        text(answer)
            .await
            .contains(&drawn(Problem::TooManyRequests))
    );
    // Reading on is not slowed down.
    assert_eq!(ask(&portal, knock("/")).await.status(), 200);
}

#[tokio::test]
async fn two_people_at_two_addresses_do_not_disturb_each_other() {
    let portal = portal(&settings());
    let noisy = |nth| {
        from(
            &format!("192.0.2.1:{}", 1000 + nth),
            request("GET", "/sign-in", &[]),
        )
    };
    let quiet = |_| from("192.0.2.2:5000", request("GET", "/sign-in", &[]));
    assert_eq!(let_in(&portal, 50, noisy).await, 3);
    assert_eq!(let_in(&portal, 3, quiet).await, 3);
}

#[tokio::test]
async fn without_proxies_of_ours_the_header_is_not_read() {
    let portal = portal(&behind(0));
    let forged = |nth: u32| {
        let address = format!("198.51.100.{}", nth % 250);
        from(
            "192.0.2.1:5000",
            request("GET", "/sign-in", &[("x-forwarded-for", &address)]),
        )
    };
    assert_eq!(let_in(&portal, 1_000, forged).await, 3);
}

#[tokio::test]
async fn behind_a_proxy_the_entry_it_added_counts() {
    let knock = |header: String| {
        from(
            "10.0.0.1:5000",
            request("GET", "/sign-in", &[("x-forwarded-for", &header)]),
        )
    };
    let one = portal(&behind(1));
    let forged = |nth| knock(format!("198.51.100.{nth}, 203.0.113.{nth}, 192.0.2.1"));
    assert_eq!(let_in(&one, 100, forged).await, 3);
    assert_eq!(let_in(&one, 3, |_| knock("192.0.2.2".to_owned())).await, 3);

    let two = portal(&behind(2));
    let forged = |nth| knock(format!("198.51.100.{nth}, 192.0.2.1, 10.0.0.{nth}"));
    assert_eq!(let_in(&two, 100, forged).await, 3);
    assert_eq!(
        let_in(&two, 3, |_| knock("192.0.2.2, 10.0.0.9".to_owned())).await,
        3
    );
}

#[tokio::test]
async fn a_repeated_header_counts_as_one_list() {
    let portal = portal(&behind(1));
    let forged = |nth: u32| {
        let first = format!("198.51.100.{nth}");
        let lines = [
            ("x-forwarded-for", first.as_str()),
            ("x-forwarded-for", "192.0.2.1:4711"),
        ];
        from("10.0.0.1:5000", request("GET", "/sign-in", &lines))
    };
    assert_eq!(let_in(&portal, 100, forged).await, 3);
}

#[tokio::test]
async fn a_header_that_our_proxies_did_not_write_counts_for_the_connection() {
    let portal = portal(&behind(2));
    let forged = |nth: u32| {
        let short = format!("198.51.100.{nth}");
        let headers: &[(&str, &str)] = match nth % 3 {
            0 => &[],
            1 => &[("x-forwarded-for", &short)],
            _ => &[("x-forwarded-for", "not an address, 10.0.0.1")],
        };
        from("10.0.0.1:5000", request("GET", "/sign-in", headers))
    };
    assert_eq!(let_in(&portal, 99, forged).await, 3);
}

#[tokio::test]
async fn an_ipv6_household_counts_as_one_and_its_neighbour_as_another() {
    let portal = portal(&settings());
    let at = |address: String| from(&address, request("GET", "/sign-in", &[]));
    let household = |nth| at(format!("[2001:db8:0:1::{nth:x}]:5000"));
    assert_eq!(let_in(&portal, 100, household).await, 3);
    let neighbour = |nth| at(format!("[2001:db8:0:2::{nth:x}]:5000"));
    assert_eq!(let_in(&portal, 3, neighbour).await, 3);
    // An IPv4 address written as IPv6 is the same client, not a network of millions.
    assert_eq!(
        let_in(&portal, 3, |_| at("192.0.2.1:5000".to_owned())).await,
        3
    );
    assert_eq!(
        let_in(&portal, 1, |_| at("[::ffff:192.0.2.1]:5000".to_owned())).await,
        0
    );
    assert_eq!(
        let_in(&portal, 1, |_| at("[::ffff:192.0.2.2]:5000".to_owned())).await,
        1
    );
}
