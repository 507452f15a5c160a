use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::content::from_words;
use super::{Attributes, Content};

/// Options of [`Breadcrumbs`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BreadcrumbsOptions {
    pub items: Vec<BreadcrumbsItem>,
    pub classes: String,
    /// Whether narrow screens see the first and the last item only.
    pub collapse_on_mobile: bool,
    pub attributes: Attributes,
    /// "Breadcrumb" unless given.
    pub label_text: Option<String>,
}

/// One step of the way; without an address it is the page itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct BreadcrumbsItem {
    #[serde(flatten)]
    pub content: Content,
    pub href: Option<String>,
    pub attributes: Attributes,
}

from_words!(BreadcrumbsItem);

impl BreadcrumbsItem {
    /// A step that links to its page.
    pub fn link(words: impl Into<Content>, href: impl Into<String>) -> Self {
        Self {
            content: words.into(),
            href: Some(href.into()),
            ..Self::default()
        }
    }
}

/// Where this page stands in the service.
///
/// <https://design-system.service.gov.uk/components/breadcrumbs/>
///
/// A landmark with a name that holds an ordered list, so people can skip it or
/// jump to it and hear how many steps there are (WCAG 1.3.1, 2.4.8). The page
/// itself, if listed, is marked as current and is no link.
#[component]
pub fn Breadcrumbs(options: BreadcrumbsOptions) -> impl IntoView {
    let collapse = if options.collapse_on_mobile {
        "govuk-breadcrumbs--collapse-on-mobile"
    } else {
        ""
    };
    view! {
        <nav
            class=class_list("govuk-breadcrumbs", &[&options.classes, collapse])
            aria-label=options.label_text.unwrap_or_else(|| "Breadcrumb".to_owned())
            {..options.attributes.spread()}
        >
            <ol class="govuk-breadcrumbs__list">
                {options.items.into_iter().map(item).collect::<Vec<_>>()}
            </ol>
        </nav>
    }
}

fn item(item: BreadcrumbsItem) -> AnyView {
    match item.href.filter(|href| !href.is_empty()) {
        Some(href) => view! {
            <li class="govuk-breadcrumbs__list-item">
                <a class="govuk-breadcrumbs__link" href={href} {..item.attributes.spread()}>
                    {item.content.draw()}
                </a>
            </li>
        }
        .into_any(),
        None => view! {
            <li class="govuk-breadcrumbs__list-item" aria-current="page">
                {item.content.draw()}
            </li>
        }
        .into_any(),
    }
}
