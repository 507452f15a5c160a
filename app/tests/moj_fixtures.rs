//! Draws examples with our MoJ components and compares the result with what the
//! templates of the MoJ's package drew from the same options
//! (see `fixtures/moj/generate.mjs`).
#![cfg(feature = "ssr")]

mod fixtures;

use std::path::Path;

use app::moj;
use fixtures::{Component, Fixture, check, draw_with};
use leptos::prelude::*;

/// One line for each component: its folder in the package, its name here, and
/// how many examples come out right.
macro_rules! components {
    ($($name:literal $component:ident $options:ident $right:literal $(except $left_out:tt)?)+) => {
        [$(Component {
            name: $name,
            draw: |options| draw_with(options, |options: moj::$options| {
                use moj::$component;
                view! { <$component options=options /> }.to_html()
            }),
            right: ($right, $right),
            left_out: &[$($left_out)?],
        }),+]
    };
}

#[test]
fn every_example_comes_out_as_the_package_draws_it() {
    let components = components! {
        "alert" Alert AlertOptions 15
        "badge" Badge BadgeOptions 6 except (
            "label",
            "the template answers any label with an empty one, which names nothing"
        )
        "button-menu" ButtonMenu ButtonMenuOptions 2
        "filter" Filter FilterOptions 5
        "identity-bar" IdentityBar IdentityBarOptions 5
        "notification-badge" NotificationBadge NotificationBadgeOptions 9
        "organisation-switcher" OrganisationSwitcher OrganisationSwitcherOptions 4
        "page-header-actions" PageHeaderActions PageHeaderActionsOptions 4
        "sub-navigation" SubNavigation SubNavigationOptions 3
        "timeline" Timeline TimelineOptions 3
    };
    check(&components, committed_fixtures);
}

/// The examples that were drawn with the package's templates.
fn committed_fixtures(component: &str) -> Vec<Fixture> {
    #[derive(serde::Deserialize)]
    struct File {
        fixtures: Vec<Fixture>,
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/moj")
        .join(component)
        .with_extension("json");
    let file = std::fs::read_to_string(&path).expect("a committed file of examples");
    serde_json::from_str::<File>(&file)
        .expect("examples drawn by generate.mjs")
        .fixtures
}
