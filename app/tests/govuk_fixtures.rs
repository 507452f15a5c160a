//! Draws every example of the GOV.UK Design System's own package with our
//! components and compares the result with the package's HTML.
#![cfg(feature = "ssr")]

mod fixtures;

use std::path::Path;

use app::govuk;
use fixtures::{Component, Fixture, check, draw_with};
use leptos::prelude::*;

/// One line for each component: its folder in the package, its name here, and
/// how many examples come out right (those shown on the website, then all).
macro_rules! components {
    ($($name:literal $component:ident $options:ident $right:tt $(except $left_out:tt)?)+) => {
        [$(Component {
            name: $name,
            draw: |options| draw_with(options, |options: govuk::$options| {
                use govuk::$component;
                view! { <$component options=options /> }.to_html()
            }),
            right: $right,
            left_out: &[$($left_out)?],
        }),+]
    };
}

#[test]
fn every_example_of_the_package_comes_out_right() {
    let components = components! {
        "back-link" BackLink BackLinkOptions (2, 7)
        "breadcrumbs" Breadcrumbs BreadcrumbsOptions (6, 12)
        "button" Button ButtonOptions (22, 38)
        "character-count" CharacterCount CharacterCountOptions (18, 34)
        "checkboxes" Checkboxes CheckboxesOptions (17, 42)
        "date-input" DateInput DateInputOptions (22, 50)
        "details" Details DetailsOptions (3, 10)
        "error-message" ErrorMessage ErrorMessageOptions (2, 9)
        "error-summary" ErrorSummary ErrorSummaryOptions (5, 19)
        "feedback" Feedback FeedbackOptions (2, 7)
        "fieldset" Fieldset FieldsetOptions (10, 18)
        "file-upload" FileUpload FileUploadOptions (9, 21) except (
            "with value",
            "gives a `value`, which this component does not have and no browser takes; \
             unknown options are refused"
        )
        "generic-header" GenericHeader GenericHeaderOptions (4, 7)
        "hint" Hint HintOptions (2, 6)
        "input" Input InputOptions (18, 45)
        "inset-text" InsetText InsetTextOptions (2, 6)
        "label" Label LabelOptions (11, 17)
        "language-navigation" LanguageNavigation LanguageNavigationOptions (7, 13)
        "notification-banner" NotificationBanner NotificationBannerOptions (5, 21)
        "pagination" Pagination PaginationOptions (10, 15)
        "panel" Panel PanelOptions (4, 19)
        "phase-banner" PhaseBanner PhaseBannerOptions (1, 7)
        "radios" Radios RadiosOptions (20, 43)
        "select" Select SelectOptions (4, 19)
        "service-navigation" ServiceNavigation ServiceNavigationOptions (17, 33)
        "skip-link" SkipLink SkipLinkOptions (2, 9)
        "summary-list" SummaryList SummaryListOptions (10, 30)
        "table" Table TableOptions (3, 21)
        "tag" Tag TagOptions (9, 12)
        "task-list" TaskList TaskListOptions (6, 11)
        "textarea" Textarea TextareaOptions (6, 18)
        "warning-text" WarningText WarningTextOptions (2, 8)
    };
    check(&components, package_fixtures);
}

/// The examples that come with the package.
fn package_fixtures(component: &str) -> Vec<Fixture> {
    #[derive(serde::Deserialize)]
    struct File {
        fixtures: Vec<Fixture>,
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../style/node_modules/govuk-frontend/dist/govuk/components");
    let path = package.join(component).join("fixtures.json");
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}. The examples come with the npm package: run `npm ci --prefix style` first.",
            path.display()
        )
    });
    serde_json::from_str::<File>(&file)
        .expect("fixtures.json of govuk-frontend")
        .fixtures
}
