use leptos::prelude::*;
use serde::{Deserialize, Deserializer};

use super::attributes::class_list;
use super::content::{self, from_words};
use super::{Attributes, Content, scalar};

/// Options of [`ServiceNavigation`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ServiceNavigationOptions {
    pub classes: String,
    pub attributes: Attributes,
    /// The name of the landmark: "Service information" unless given.
    pub aria_label: Option<String>,
    /// "Menu" unless given.
    pub menu_button_text: Option<String>,
    /// A longer name of the menu button for speech software; begins with its words.
    pub menu_button_label: Option<String>,
    /// The name of the navigation: the menu button's words unless given.
    pub navigation_label: Option<String>,
    /// "navigation" unless given.
    pub navigation_id: Option<String>,
    pub navigation_classes: String,
    /// Whether narrow screens fold the links into a menu: from two links on, unless given.
    pub collapse_navigation_on_mobile: Option<bool>,
    pub service_name: String,
    pub service_url: Option<String>,
    #[serde(deserialize_with = "scalar::list")]
    pub navigation: Vec<ServiceNavigationItem>,
    pub slots: ServiceNavigationSlots,
}

/// One section of the service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ServiceNavigationItem {
    #[serde(flatten)]
    pub content: Content,
    pub href: Option<String>,
    /// Whether the link leads to this very page.
    pub current: bool,
    /// Whether this page lies within the section.
    pub active: bool,
    pub attributes: Attributes,
}

from_words!(ServiceNavigationItem);

impl ServiceNavigationItem {
    /// A section with its address.
    pub fn link(words: impl Into<Content>, href: impl Into<String>) -> Self {
        Self {
            content: words.into(),
            href: Some(href.into()),
            ..Self::default()
        }
    }
}

/// Places for markup of the service's own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ServiceNavigationSlots {
    #[serde(deserialize_with = "content::markup")]
    pub start: Content,
    pub end: EndSlot,
    /// List items before the first link.
    #[serde(deserialize_with = "content::markup")]
    pub navigation_start: Content,
    /// List items after the last link.
    #[serde(deserialize_with = "content::markup")]
    pub navigation_end: Content,
}

/// The slot at the end: below the links, or in one line with them.
#[derive(Clone, Debug, Default)]
pub struct EndSlot {
    pub content: Content,
    pub is_inline: bool,
}

impl<'de> Deserialize<'de> for EndSlot {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Markup(#[serde(deserialize_with = "content::markup")] Content),
            Placed {
                #[serde(default, deserialize_with = "content::markup")]
                html: Content,
                #[serde(default)]
                align: String,
            },
        }
        Ok(match Given::deserialize(from)? {
            Given::Markup(content) => Self {
                content,
                is_inline: false,
            },
            Given::Placed { html, align } => Self {
                content: html,
                is_inline: align == "inline",
            },
        })
    }
}

/// The name of the service and the way to its sections.
///
/// <https://design-system.service.gov.uk/components/service-navigation/>
///
/// Landmarks with names, and the section that is open marked for the ear and, by
/// `<strong>`, for those who use colours or styles of their own (WCAG 1.3.1, 1.4.1,
/// 2.4.8). The menu button is hidden until the script runs, so without it every
/// link shows. The order is the same on every page (WCAG 3.2.3).
#[component]
pub fn ServiceNavigation(options: ServiceNavigationOptions) -> impl IntoView {
    let class = class_list("govuk-service-navigation", &[&options.classes]);
    let attributes = options.attributes.clone();
    let label = options.aria_label.clone();
    let is_section = !options.service_name.is_empty()
        || !options.slots.start.is_empty()
        || !options.slots.end.content.is_empty();
    let inner = inner(options);
    if is_section {
        view! {
            <section
                aria-label=label.unwrap_or_else(|| "Service information".to_owned())
                class=class
                data-module="govuk-service-navigation"
                {..attributes.spread()}
            >
                {inner}
            </section>
        }
        .into_any()
    } else {
        view! {
            <div class=class data-module="govuk-service-navigation" {..attributes.spread()}>
                {inner}
            </div>
        }
        .into_any()
    }
}

fn inner(mut options: ServiceNavigationOptions) -> AnyView {
    let slots = std::mem::take(&mut options.slots);
    let is_inline = if slots.end.is_inline {
        "govuk-service-navigation__inlining-container"
    } else {
        ""
    };
    let name = (!options.service_name.is_empty()).then(|| {
        service_name(
            std::mem::take(&mut options.service_name),
            options.service_url.take(),
        )
    });
    let navigation = navigation(options, slots.navigation_start, slots.navigation_end);
    view! {
        <div class=class_list("govuk-width-container", &[is_inline])>
            {slots.start.draw()}
            <div class="govuk-service-navigation__container">
                {name}
                {navigation}
            </div>
            {slots.end.content.draw()}
        </div>
    }
    .into_any()
}

fn service_name(name: String, url: Option<String>) -> AnyView {
    let inner = match url.filter(|url| !url.is_empty()) {
        Some(url) => {
            view! { <a href=url class="govuk-service-navigation__link">{name}</a> }.into_any()
        }
        None => view! { <span class="govuk-service-navigation__text">{name}</span> }.into_any(),
    };
    view! { <span class="govuk-service-navigation__service-name">{inner}</span> }.into_any()
}

fn navigation(options: ServiceNavigationOptions, start: Content, end: Content) -> Option<AnyView> {
    if options.navigation.is_empty() && start.is_empty() && end.is_empty() {
        return None;
    }
    let id = or(options.navigation_id, "navigation");
    let menu = or(options.menu_button_text, "Menu");
    let is_collapsed = options
        .collapse_navigation_on_mobile
        .unwrap_or(options.navigation.len() > 1);
    let button = is_collapsed.then(|| {
        let label = options
            .menu_button_label
            .filter(|label| !label.is_empty() && *label != menu);
        view! {
            <button
                type="button"
                class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
                aria-controls=id.clone()
                aria-label=label
                hidden=true
                aria-hidden="true"
            >
                {menu.clone()}
            </button>
        }
    });
    let label = options
        .navigation_label
        .filter(|label| !label.is_empty())
        .unwrap_or(menu);
    let class = class_list(
        "govuk-service-navigation__wrapper",
        &[&options.navigation_classes],
    );
    let view = view! {
        <nav aria-label=label class=class>
            {button}
            <ul class="govuk-service-navigation__list" id=id>
                {start.draw()}
                {options.navigation.into_iter().map(item).collect::<Vec<_>>()}
                {end.draw()}
            </ul>
        </nav>
    };
    Some(view.into_any())
}

fn item(item: ServiceNavigationItem) -> AnyView {
    let is_open = item.active || item.current;
    let aria_current = if item.current { "page" } else { "true" };
    let aria_current = is_open.then_some(aria_current);
    let class = if is_open {
        "govuk-service-navigation__item govuk-service-navigation__item--active"
    } else {
        "govuk-service-navigation__item"
    };
    let has_words = !item.content.is_empty();
    let words = item.content.draw();
    let words = if is_open {
        view! { <strong class="govuk-service-navigation__active-fallback">{words}</strong> }
            .into_any()
    } else {
        words
    };
    let inner = match item.href.filter(|href| !href.is_empty()) {
        Some(href) => view! {
            <a
                class="govuk-service-navigation__link"
                href=href
                aria-current={aria_current}
                {..item.attributes.spread()}
            >
                {words}
            </a>
        }
        .into_any(),
        None if has_words => view! {
            <span class="govuk-service-navigation__text" aria-current=aria_current>{words}</span>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! { <li class=class>{inner}</li> }.into_any()
}

fn or(given: Option<String>, usual: &str) -> String {
    given
        .filter(|given| !given.is_empty())
        .unwrap_or_else(|| usual.to_owned())
}
