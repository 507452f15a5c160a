use leptos::prelude::*;
use serde::Deserialize;

use crate::govuk::attributes::class_list;
use crate::govuk::content::from_words;
use crate::govuk::{Attributes, Content};

/// Options of [`SubNavigation`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SubNavigationOptions {
    pub items: Vec<SubNavigationItem>,
    /// "Secondary navigation region" unless given.
    pub label: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// One page of the object.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SubNavigationItem {
    #[serde(flatten)]
    pub content: Content,
    pub href: String,
    /// Whether this page is open.
    pub active: bool,
    pub classes: String,
    pub attributes: Attributes,
}

from_words!(SubNavigationItem);

impl SubNavigationItem {
    /// A page with its address.
    pub fn link(words: impl Into<Content>, href: impl Into<String>, active: bool) -> Self {
        Self {
            content: words.into(),
            href: href.into(),
            active,
            ..Self::default()
        }
    }
}

/// The way between the pages of one object, such as a board.
///
/// <https://design-patterns.service.justice.gov.uk/components/sub-navigation/>
///
/// A landmark with a name of its own beside the service's navigation, a list of
/// ordinary links, and the open page marked for the ear too (WCAG 1.3.1, 2.4.1,
/// 2.4.8).
#[component]
pub fn SubNavigation(options: SubNavigationOptions) -> impl IntoView {
    let label = options.label.filter(|label| !label.is_empty());
    view! {
        <nav
            class=class_list("moj-sub-navigation", &[&options.classes])
            aria-label=label.unwrap_or_else(|| "Secondary navigation region".to_owned())
            {..options.attributes.spread()}
        >
            <ul class="moj-sub-navigation__list">
                {options.items.into_iter().map(item).collect::<Vec<_>>()}
            </ul>
        </nav>
    }
}

fn item(item: SubNavigationItem) -> AnyView {
    view! {
        <li class=class_list("moj-sub-navigation__item", &[&item.classes])>
            <a
                class="moj-sub-navigation__link"
                aria-current=item.active.then_some("page")
                href=item.href
                {..item.attributes.spread()}
            >
                {item.content.draw()}
            </a>
        </li>
    }
    .into_any()
}
