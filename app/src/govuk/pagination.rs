use leptos::prelude::*;
use serde::Deserialize;

use super::attributes::class_list;
use super::{Attributes, Content, scalar};

/// Options of [`Pagination`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PaginationOptions {
    /// The numbers; without any, the two links stand as blocks for pages to read through.
    #[serde(deserialize_with = "scalar::list")]
    pub items: Vec<PaginationItem>,
    pub previous: Option<PaginationLink>,
    pub next: Option<PaginationLink>,
    /// "Pagination" unless given.
    pub landmark_label: Option<String>,
    pub classes: String,
    pub attributes: Attributes,
}

/// The link to one page of the list, or the gap between two.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PaginationItem {
    #[serde(deserialize_with = "scalar::value")]
    pub number: Option<String>,
    /// "Page" and the number unless given.
    pub visually_hidden_text: Option<String>,
    pub href: String,
    pub current: bool,
    pub ellipsis: bool,
    pub attributes: Attributes,
}

impl PaginationItem {
    /// The link to one page.
    pub fn page(number: usize, href: impl Into<String>, current: bool) -> Self {
        Self {
            number: Some(number.to_string()),
            href: href.into(),
            current,
            ..Self::default()
        }
    }

    /// The gap for pages that are not listed.
    pub fn ellipsis() -> Self {
        Self {
            ellipsis: true,
            ..Self::default()
        }
    }
}

/// The link to the page before or after.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PaginationLink {
    /// "Previous page" or "Next page" unless given.
    #[serde(flatten)]
    pub content: Content,
    /// The title of that page, shown where there are no numbers.
    pub label_text: Option<String>,
    pub href: String,
    pub attributes: Attributes,
}

impl PaginationLink {
    /// The link with its usual words.
    pub fn to(href: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            ..Self::default()
        }
    }
}

/// The way through a long list.
///
/// <https://design-system.service.gov.uk/components/pagination/>
///
/// A landmark with a name; each number is a link called "Page 3", and the open
/// page is marked as current (WCAG 1.3.1, 2.4.4, 2.4.8). Each target has room
/// around it (WCAG 2.5.8).
#[component]
pub fn Pagination(options: PaginationOptions) -> impl IntoView {
    let has_links = options.previous.is_some() || options.next.is_some();
    let is_block = options.items.is_empty() && has_links;
    let block = if is_block {
        "govuk-pagination--block"
    } else {
        ""
    };
    let label = options.landmark_label.filter(|label| !label.is_empty());
    let list = (!options.items.is_empty()).then(|| {
        view! {
            <ul class="govuk-pagination__list">
                {options.items.into_iter().map(item).collect::<Vec<_>>()}
            </ul>
        }
    });
    let previous = options
        .previous
        .map(|link| arrow_link(link, Direction::Previous, is_block));
    let next = options
        .next
        .map(|link| arrow_link(link, Direction::Next, is_block));
    view! {
        <nav
            class=class_list("govuk-pagination", &[block, &options.classes])
            aria-label=label.unwrap_or_else(|| "Pagination".to_owned())
            {..options.attributes.spread()}
        >
            {previous}
            {list}
            {next}
        </nav>
    }
}

fn item(item: PaginationItem) -> AnyView {
    if item.ellipsis {
        return view! {
            <li class="govuk-pagination__item govuk-pagination__item--ellipsis">"⋯"</li>
        }
        .into_any();
    }
    let Some(number) = item.number else {
        return ().into_any();
    };
    let current = if item.current {
        "govuk-pagination__item--current"
    } else {
        ""
    };
    let label = item
        .visually_hidden_text
        .unwrap_or_else(|| format!("Page {number}"));
    view! {
        <li class=class_list("govuk-pagination__item", &[current])>
            <a
                class="govuk-link govuk-pagination__link"
                href=item.href
                aria-label=label
                aria-current=item.current.then_some("page")
                {..item.attributes.spread()}
            >
                {number}
            </a>
        </li>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Previous,
    Next,
}

fn arrow_link(link: PaginationLink, direction: Direction, is_block: bool) -> AnyView {
    if link.href.is_empty() {
        return ().into_any();
    }
    let (class, rel) = match direction {
        Direction::Previous => ("govuk-pagination__prev", "prev"),
        Direction::Next => ("govuk-pagination__next", "next"),
    };
    let title = match (link.content, direction) {
        (content, Direction::Previous) if content.is_empty() => view! {
            "Previous" <span class="govuk-visually-hidden">" page"</span>
        }
        .into_any(),
        (content, Direction::Next) if content.is_empty() => view! {
            "Next" <span class="govuk-visually-hidden">" page"</span>
        }
        .into_any(),
        (content, _) => content.draw(),
    };
    let label = link.label_text.filter(|label| !label.is_empty());
    let decorated = if is_block && label.is_none() {
        "govuk-pagination__link-title--decorated"
    } else {
        ""
    };
    let label = label.filter(|_| is_block).map(|label| {
        view! {
            " "
            <span class="govuk-visually-hidden">":"</span>
            " "
            <span class="govuk-pagination__link-label">{label}</span>
        }
    });
    let arrow_first = is_block || direction == Direction::Previous;
    view! {
        <div class=class>
            <a
                class="govuk-link govuk-pagination__link"
                href=link.href
                rel={rel}
                {..link.attributes.spread()}
            >
                {arrow_first.then(|| arrow(direction))}
                <span class=class_list("govuk-pagination__link-title", &[decorated])>{title}</span>
                {label}
                {(!arrow_first).then(|| arrow(direction))}
            </a>
        </div>
    }
    .into_any()
}

fn arrow(direction: Direction) -> AnyView {
    match direction {
        Direction::Previous => view! {
            <svg
                class="govuk-pagination__icon govuk-pagination__icon--prev"
                xmlns="http://www.w3.org/2000/svg"
                height="13"
                width="15"
                aria-hidden="true"
                focusable="false"
                viewBox="0 0 15 13"
            >
                <path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path>
            </svg>
        }
        .into_any(),
        Direction::Next => view! {
            <svg
                class="govuk-pagination__icon govuk-pagination__icon--next"
                xmlns="http://www.w3.org/2000/svg"
                height="13"
                width="15"
                aria-hidden="true"
                focusable="false"
                viewBox="0 0 15 13"
            >
                <path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path>
            </svg>
        }
        .into_any(),
    }
}
